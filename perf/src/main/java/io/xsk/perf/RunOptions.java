/*
 * Copyright 2026 The XSK Pipeline Authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 * https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.xsk.perf;

import io.xsk.CpuAffinity;
import java.util.BitSet;
import picocli.CommandLine.Option;

/**
 * The options that say how long to run, where, and what to print.
 */
final class RunOptions
{
    /** A rehearsal ends after that also when fewer packets came. */
    private static final int REHEARSAL_SECONDS = 3;

    @Option(names = {"-n", "--seconds"}, paramLabel = "N",
        description = "End after that many seconds (default: at SIGINT).")
    int seconds;

    @Option(names = {"-C", "--count"}, paramLabel = "N", description = "End after that many packets.")
    long count;

    @Option(names = "--cpu", paramLabel = "N",
        description = "CPU of the hot thread (default: the last one that the process may use).")
    int cpu = HotCpu.said();

    @Option(names = "--priority", paramLabel = "N",
        description = "Make the hot thread a real-time thread of that priority, 1 to 99 (default: an ordinary one).")
    int priority;

    @Option(names = "--rehearsal", paramLabel = "N", defaultValue = "1000000",
        description = "Packets on a veth pair of its own before the run, so that all is compiled by then, and for at " +
            "most 3 s (default ${DEFAULT-VALUE}; 0 for none).")
    long rehearsal;

    @Option(names = "--heap", description =
        "Collect all garbage after the first million of packets and after the last packet, and tell by how much the " +
        "heap has grown between. Packets are lost in the first collection.")
    boolean isHeapMeasured;

    @Option(names = {"-j", "--json"}, description = "Give one JSON object as the last line.")
    boolean isJson;

    /** For a rehearsal: as many packets, on the same CPU. */
    RunOptions rehearsing()
    {
        final RunOptions other = new RunOptions();
        other.count = rehearsal;
        other.seconds = REHEARSAL_SECONDS;
        other.cpu = cpu;
        other.priority = priority;

        return other;
    }

    /** For a thread that looks on: the same run on the first CPU. */
    RunOptions lookingOn()
    {
        final RunOptions other = new RunOptions();
        other.count = count;
        other.seconds = seconds;
        other.cpu = CpuAffinity.allowed().nextSetBit(0);
        other.isHeapMeasured = isHeapMeasured;

        return other;
    }

    /** The CPU to pin the hot thread to. */
    int hotCpu()
    {
        return HotCpu.NO_CPU == cpu ? CpuAffinity.allowed().length() - 1 : cpu;
    }

    /** What the number of CPUs does to the figures, empty where it does nothing. */
    String cpuCaveat()
    {
        final BitSet others = CpuAffinity.allowed();
        others.clear(hotCpu());
        if (others.isEmpty())
        {
            return "the JVM's compilers and collector share CPU " + hotCpu() + " with the hot thread: rates are " +
                "lower, the slowest percentiles are milliseconds, and packets are lost at full rate";
        }
        final int processors = Runtime.getRuntime().availableProcessors() + 1;

        return 1 == others.cardinality() && processors <= 2 ?
            "two CPUs: the other end and the JVM's compilers and collector share CPU " + others.nextSetBit(0) +
            ", so a compilation slows the other end" : "";
    }
}
