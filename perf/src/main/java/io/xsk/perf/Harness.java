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

import io.xsk.XskException;
import io.xsk.XskStatistics;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.ShutdownSignalBarrier;

/**
 * Runs a workload from its header to its summary, and lets SIGINT end it in order.
 */
final class Harness implements AutoCloseable
{
    private final ShutdownSignalBarrier barrier = new ShutdownSignalBarrier(this::stop);
    private final String mode;
    private final RunOptions options;
    private final PrintStream out;
    private volatile Run current;

    Harness(final String mode, final RunOptions options, final PrintStream out)
    {
        this.mode = mode;
        this.options = options;
        this.out = out;
    }

    /**
     * Run a workload on a socket. The hot thread runs before the first packet can come.
     *
     * @param portOptions of the socket.
     * @param workloads   makes the workload.
     * @param opposite    what the other end does in the rehearsal.
     */
    void runOnSocket(final PortOptions portOptions, final Workloads workloads, final Rehearsal.Opposite opposite)
    {
        rehearse(portOptions, workloads, opposite);
        try (OpenPort port = new OpenPort(portOptions))
        {
            final Workload workload = workloads.on(port.port(), port.frames(), portOptions);
            final RunResult result;
            // What is lost between the last work and the detachment is no loss of the workload's.
            final AtomicReference<XskStatistics> statistics = new AtomicReference<>();
            port.bind();
            try (Run run = start(new Run(workload, options, () -> statistics.set(port.port().statistics()))))
            {
                port.attach();
                printHeader(
                    portOptions.interfaceName + " queue " + portOptions.queue + ", " + port.description());
                result = run.await(out);
            }
            port.detach();
            printSummary(workload, result,
                Summary.of(mode, port.mode().label(), result, statistics.get(), port.frames().frames(), workload));
        }
    }

    /**
     * Run a pipeline, which has warmed up when it is launched.
     *
     * @param portOptions of its port.
     * @param workload    that was launched.
     */
    void runPipeline(final PortOptions portOptions, final PipelineWorkload workload, final boolean isInvoked)
    {
        final RunResult result;
        final XskStatistics statistics;
        try (workload)
        {
            try (Run run = start(workload, isInvoked ? options : options.lookingOn()))
            {
                printHeader(portOptions.interfaceName + " queue " + portOptions.queue + ", " + workload + ", " +
                    workload.pipeline().mode().label());
                result = run.await(out);
            }
            statistics = workload.pipeline().statistics();
        }
        printSummary(workload, result, Summary.of(
            mode, workload.pipeline().mode().label(), result, statistics, workload.frames(), workload));
    }

    /**
     * Run a workload that is not measured, before one of its kind that is.
     *
     * @param workload to run.
     */
    void rehearse(final Workload workload)
    {
        if (options.rehearsal > 0)
        {
            try (Run run = new Run(workload, options.rehearsing()))
            {
                run.start();
                run.await(new PrintStream(OutputStream.nullOutputStream()));
            }
        }
    }

    /**
     * Run a workload that has no AF_XDP socket.
     *
     * @param workload to run.
     * @param subject  what it runs on, for people.
     */
    void run(final Workload workload, final String subject)
    {
        try (Run run = start(workload))
        {
            printHeader(subject);
            final RunResult result = run.await(out);
            printSummary(workload, result, Summary.of(mode, null, result, null, null, workload));
        }
    }

    /** A run goes without where it has no right to make hosts of its own. */
    private void rehearse(
        final PortOptions portOptions, final Workloads workloads, final Rehearsal.Opposite opposite)
    {
        if (options.rehearsal > 0)
        {
            try
            {
                new Rehearsal(portOptions, options, workloads).with(opposite);
            }
            catch (final XskException exception)
            {
                out.println("without a rehearsal: " + exception.getMessage());
            }
        }
    }

    /** Let the JVM end, if it was told to: the summary is printed. */
    @Override
    public void close()
    {
        barrier.close();
    }

    private Run start(final Workload workload)
    {
        return start(workload, options);
    }

    private Run start(final Workload workload, final RunOptions runOptions)
    {
        return start(new Run(workload, runOptions));
    }

    private Run start(final Run run)
    {
        current = run;
        run.start();

        return run;
    }

    private void stop()
    {
        if (null != current)
        {
            current.stop();
        }
    }

    private void printHeader(final String subject)
    {
        out.println(mode + " with the hot thread on CPU " + options.hotCpu() + " on " + subject);
        out.println("JVM: Java " + Runtime.version() + " " +
            String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        if (!options.cpuCaveat().isEmpty())
        {
            out.println("CPUs: " + options.cpuCaveat());
        }
    }

    /** The clock of the JVM's start has milliseconds. */
    private static double endedMs(final long endedNs)
    {
        final long sinceStartMs = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();

        return sinceStartMs - (System.nanoTime() - endedNs) / 1e6;
    }

    private void printSummary(final Workload workload, final RunResult result, final Summary summary)
    {
        summary.print(out);
        if (!workload.remark().isEmpty())
        {
            out.println(workload.remark());
        }
        out.printf("ended %.1f ms after the start of the JVM%n", endedMs(result.endedNs()));
        out.printf("allocated: %,d bytes by the hot thread; %,d collections%n",
            result.allocatedBytes(), result.collections());
        if (options.isJson)
        {
            out.println(summary.toJson());
        }
    }
}
