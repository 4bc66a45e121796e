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
package io.xsk.samples.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.samples.MainProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StatMainTest
{
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldPrintTheCountersOfEveryPipeline()
    {
        try (PipelineCounters one = counters(directory, "one", 1_234_567);
            PipelineCounters other = counters(directory, "other", 0))
        {
            assertEquals(0, execute());

            final List<String> lines = out.toString().lines().toList();
            assertEquals(3, lines.size(), out::toString);
            assertTrue(lines.get(0).matches("one: pid=\\d+ LIVE since=.* file=" + one.file()), out::toString);
            assertEquals("             1,234,567  packets received: port=eth1:0", lines.get(1));
            assertTrue(lines.get(2).startsWith("other: pid="), out::toString);
            assertTrue(Files.exists(other.file()));
        }
    }

    @Test
    void shouldPrintAllCountersWhenItIsAskedTo()
    {
        try (PipelineCounters counters = counters(directory, "one", 0))
        {
            assertEquals(0, counters.get(PipelineCounter.PACKETS_RECEIVED));
            assertEquals(0, execute("--all"));
            assertTrue(out.toString().contains("0  kernel: rx ring full: port=eth1:0"), out::toString);
        }
    }

    @Test
    void shouldSayThatThereIsNoPipeline()
    {
        assertEquals(0, execute());
        assertEquals("no pipeline has counters in " + directory, out.toString().strip());
    }

    @Test
    void shouldRefuseAnIntervalThatCannotBe()
    {
        assertEquals(2, execute("--interval", "-1"));
        assertTrue(err.toString().startsWith("--interval must not be negative: -1"), err::toString);
    }

    @Test
    void shouldPrintInIntervalsFromAProcessOfItsOwn() throws IOException
    {
        try (PipelineCounters counters = counters(directory, "one", 5);
            MainProcess process = MainProcess.start(
                List.of(), StatMain.class, "--interval", "1", "--directory", directory.toString()))
        {
            process.awaitLine("5  packets received: port=eth1:0");
            process.awaitLine("5  packets received: port=eth1:0");
            assertEquals(5, counters.get(PipelineCounter.PACKETS_RECEIVED));
        }
    }

    @Test
    void shouldKeepTheFileOfAPipelineThatRunsAndRemoveThatOfOneWhichCrashed() throws IOException
    {
        try (PipelineCounters running = counters(directory, "running", 1))
        {
            final Path crashed = Files.copy(
                running.file(), directory.resolve("xsk-0.counters"), StandardCopyOption.REPLACE_EXISTING);
            final byte[] bytes = Files.readAllBytes(crashed);
            // The start of the process: with another one it is a process that has ended.
            bytes[24]++;
            Files.write(crashed, bytes);

            assertEquals(0, execute("--remove-stale"));
            assertTrue(out.toString().contains("removed " + crashed), out::toString);
            assertFalse(Files.exists(crashed));
            assertTrue(Files.exists(running.file()));
        }
    }

    /** Counters in a file without a pipeline. */
    private static PipelineCounters counters(final Path directory, final String name, final long packetsReceived)
    {
        final PipelineCounters counters = new PipelineCounters(directory, name);
        counters.counter(PipelineCounter.PACKETS_RECEIVED, "port=eth1:0").setRelease(packetsReceived);
        counters.counter(PipelineCounter.KERNEL_RX_RING_FULL, "port=eth1:0");

        return counters;
    }

    private int execute(final String... options)
    {
        return new CommandLine(new StatMain())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(withDirectory(options));
    }

    private String[] withDirectory(final String... options)
    {
        final String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "--directory";
        all[options.length + 1] = directory.toString();

        return all;
    }
}
