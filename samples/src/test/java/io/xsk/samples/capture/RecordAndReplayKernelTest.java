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
package io.xsk.samples.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.xsk.capture.CaptureEnd;
import io.xsk.capture.CaptureFormat;
import io.xsk.capture.CaptureReader;
import io.xsk.capture.CaptureWriter;
import io.xsk.netns.NetworkNamespace;
import io.xsk.samples.CommandRunner;
import io.xsk.samples.MainProcess;
import io.xsk.testing.KernelTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RecordAndReplayKernelTest
{
    private static final String INTERFACE = "eth1";
    private static final long START_NS = 1_700_000_000_000_000_000L;
    private static final int LENGTH = 80;
    /** Fewer than the queue of a virtual cable takes, so none is dropped whoever runs when. */
    private static final int COUNT = 200;
    private static final int OTHERS = 20;
    /** A millisecond apart. */
    private static final int MANY = 60_000;

    /** What is in the background of a shell ignores interrupts, and so do its children. */
    private static final List<String> DEFAULT_SIGNALS = List.of("env", "--default-signal=INT");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @KernelTest
    void shouldRecordWhatIsReplayedOutOfTheOtherEnd() throws Exception
    {
        final Path file = file(COUNT, OTHERS);
        final Path recorded = folder.resolve("recorded.pcapng");
        try (
            NetworkNamespace left = NetworkNamespace.create("left");
            NetworkNamespace right = NetworkNamespace.create("right"))
        {
            NetworkNamespace.connect(left, INTERFACE, right, INTERFACE, 1);
            final StringWriter recordOut = new StringWriter();
            final StringWriter recordErr = new StringWriter();
            final CompletableFuture<Integer> recording = CompletableFuture.supplyAsync(() ->
                right.call(() -> execute(
                    new RecordMain(), recordOut, recordErr,
                    INTERFACE, recorded.toString(), "--udp", "239.1.1.1:5000",
                    "--packets", String.valueOf(COUNT), "--seconds", "120", "--json")));
            while (!recordErr.toString().contains("recording eth1") && !recording.isDone())
            {
                Thread.onSpinWait();
            }
            final int replayed = left.call(() -> execute(
                new ReplayMain(), out, err, file.toString(), "--interface", INTERFACE, "--speed", "max", "--json"));

            assertEquals(0, replayed, err::toString);
            assertEquals(0, recording.get(3, TimeUnit.MINUTES), recordErr::toString);
            final JsonObject ofReplay = JsonParser.parseString(out.toString()).getAsJsonObject();
            assertEquals(COUNT + OTHERS, ofReplay.get("sent").getAsInt());
            assertEquals(COUNT + OTHERS, ofReplay.get("datagrams").getAsInt());
            final JsonObject ofRecord = JsonParser.parseString(recordOut.toString()).getAsJsonObject();
            assertEquals(COUNT, ofRecord.get("written").getAsInt());
            assertEquals(0, ofRecord.get("skipped").getAsInt());
        }
        assertEquals(COUNT, compare(recorded, file));
        assertEquals(COUNT, lines("tcpdump", "-n", "-r", recorded.toString()));
        assertTrue(!Files.isExecutable(Path.of("/usr/bin/tshark")) ||
            COUNT == lines("tshark", "-n", "-r", recorded.toString(), "-Y", "udp.dstport == 5000"));
    }

    @KernelTest
    void shouldEndTheFileWhenItIsInterrupted() throws Exception
    {
        final Path recorded = folder.resolve("recorded.pcap");
        try (NetworkNamespace left = NetworkNamespace.create("left");
            NetworkNamespace right = NetworkNamespace.create("right"))
        {
            NetworkNamespace.connect(left, INTERFACE, right, INTERFACE, 1);
            try (MainProcess process = right.call(() -> MainProcess.start(
                List.of(), RecordMain.class, INTERFACE, recorded.toString(), "--udp", "239.1.1.1:5000")))
            {
                process.awaitLine("recording eth1");
                final int replayed = left.call(() -> execute(
                    new ReplayMain(), out, err, file(COUNT, 0).toString(), "--interface", INTERFACE, "--speed", "max"));
                assertEquals(0, replayed, err::toString);
                process.awaitLine(COUNT + " packets");
                // Not the process's own destroy, which closes what is to be read.
                process.process().toHandle().destroy();
                assertTrue(process.remainingLines().contains("written         " + COUNT));
                assertEquals(0, process.process().waitFor());
            }
        }
        try (CaptureReader reader = CaptureReader.open(recorded))
        {
            int count = 0;
            while (reader.next())
            {
                count++;
            }
            assertEquals(COUNT, count);
            assertTrue(reader.end().isComplete());
        }
    }

    /** The interface outlives the process that was killed, and has no program any more: another one records on it. */
    @KernelTest
    void shouldLeaveTheInterfaceAsItWasWhenItIsKilled() throws Exception
    {
        final Path recorded = folder.resolve("killed.pcapng");
        final Path again = folder.resolve("again.pcapng");
        try (NetworkNamespace left = NetworkNamespace.create("left");
            NetworkNamespace right = NetworkNamespace.create("right"))
        {
            NetworkNamespace.connect(left, INTERFACE, right, INTERFACE, 1);
            try (
                MainProcess process = right.call(() -> MainProcess.start(List.of(), RecordMain.class,
                    INTERFACE, recorded.toString(), "--udp", "239.1.1.1:5000"));
                MainProcess traffic = left.call(() -> MainProcess.start(List.of(), ReplayMain.class,
                    file(MANY, 0).toString(), "--interface", INTERFACE)))
            {
                process.awaitLine("recording eth1");
                traffic.awaitLine(" packets in ");
                process.awaitLine(" packets, ");
                process.process().destroyForcibly().waitFor();

                assertEquals(0, right.call(() -> execute(
                    new RecordMain(), out, err, INTERFACE, again.toString(),
                    "--udp", "239.1.1.1:5000", "--packets", "100", "--seconds", "120")), err::toString);
            }
        }
        assertTrue(consecutive(recorded) > 0);
        assertTrue(consecutive(again) >= 100);
    }

    /** In a slow replay, with a stamp that would be waited for for years. */
    @Test
    void shouldEndAReplayInOrderWhenItIsInterrupted() throws Exception
    {
        final Path file = file(COUNT, 0);
        try (MainProcess process = MainProcess.start(
            DEFAULT_SIGNALS, ReplayMain.class, file.toString(), "--speed", "1e-9", "--max-wait", "0.2"))
        {
            process.awaitLine(" packets in ");
            new ProcessBuilder("kill", "-INT", String.valueOf(process.process().pid())).start();
            final List<String> lines = process.remainingLines();
            assertEquals(0, process.process().waitFor(), () -> String.join("\n", lines));
            assertTrue(lines.contains("end             interrupted"), () -> String.join("\n", lines));
            assertTrue(lines.stream().anyMatch(line -> line.endsWith(" jump, and were waited for 0.2 s at most")));
        }
    }

    @Test
    void shouldSayWhatIsInAFileWithoutAnInterface() throws IOException
    {
        final Path file = file(COUNT, OTHERS);
        assertEquals(0, execute(new ReplayMain(), out, err, file.toString(), "--speed", "10", "--json"));
        final JsonObject summary = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertEquals(COUNT + OTHERS, summary.get("packets").getAsInt());
        assertEquals((COUNT + OTHERS) * LENGTH, summary.get("bytes").getAsInt());
        assertTrue(summary.get("end").getAsString().startsWith("complete"));
    }

    @Test
    void shouldFailOnAFileThatWasCutOffAndOnNone() throws IOException
    {
        final byte[] whole = Files.readAllBytes(file(COUNT, 0));
        final Path cut = Files.write(folder.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - 1));
        assertEquals(
            CommandRunner.EXIT_FAILED, execute(new ReplayMain(), out, err, cut.toString(), "--speed", "max"));
        assertTrue(out.toString().contains("truncated at offset"), out::toString);
        assertEquals(
            CommandRunner.EXIT_FAILED, execute(new ReplayMain(), out, err, folder.resolve("none").toString()));
        assertTrue(err.toString().startsWith("xsk replay: capture file cannot be opened"), err::toString);
    }

    @Test
    void shouldRefuseOptionsThatCannotBe()
    {
        for (final String[] args : List.of(
            new String[]{"eth1", "file"},
            new String[]{"eth1", "file", "--all", "--udp", "239.1.1.1:1"},
            new String[]{"eth1", "file", "--udp", "239.1.1.1"},
            new String[]{"eth1", "file", "--all", "--seconds", "0"}))
        {
            assertEquals(CommandRunner.EXIT_UNABLE, execute(new RecordMain(), out, err, args));
        }
        assertEquals(CommandRunner.EXIT_UNABLE, execute(new ReplayMain(), out, err, "file", "--speed", "-1"));
        assertEquals(CommandRunner.EXIT_UNABLE, execute(new ReplayMain(), out, err, "file", "--max-wait", "-1"));
    }

    private static int execute(
        final Object command, final StringWriter out, final StringWriter err, final String... args)
    {
        return new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    }

    /** The wanted ones have the same bytes, in the same order. */
    private static int compare(final Path recorded, final Path sent)
    {
        int count = 0;
        try (CaptureReader actual = CaptureReader.open(recorded); CaptureReader expected = CaptureReader.open(sent))
        {
            while (expected.next())
            {
                if (5_000 == port(expected))
                {
                    assertTrue(actual.next());
                    final UnsafeBuffer packet = new UnsafeBuffer(actual.packet());
                    assertEquals(0, packet.compareTo(new UnsafeBuffer(expected.packet())));
                    count++;
                }
            }
            assertTrue(!actual.next() && actual.end().isComplete());
        }

        return count;
    }

    /** All packets but one that was cut off follow each other. */
    private static int consecutive(final Path file)
    {
        int count = 0;
        try (CaptureReader reader = CaptureReader.open(file))
        {
            long next = -1;
            while (reader.next())
            {
                assertEquals(LENGTH, reader.packet().capacity());
                assertTrue(next < 0 || next == reader.packet().getLong(60));
                next = reader.packet().getLong(60) + 1;
                count++;
            }
            assertNotEquals(CaptureEnd.Kind.DAMAGED, reader.end().kind(), () -> reader.end().toString());
        }

        return count;
    }

    private static int port(final CaptureReader reader)
    {
        return Short.toUnsignedInt(Short.reverseBytes(reader.packet().getShort(36)));
    }

    private static long lines(final String... command) throws IOException, InterruptedException
    {
        final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);

        return text.lines().count();
    }

    private Path file(final int count, final int others)
    {
        final Path file = folder.resolve("sent-" + count + ".pcap");
        final UnsafeBuffer packet = new UnsafeBuffer(new byte[LENGTH]);
        try (CaptureWriter writer = CaptureWriter.create(file, CaptureFormat.of(file), List.of("feed")))
        {
            for (int i = 0; i < count + others; i++)
            {
                datagram(packet, i < others ? 5_001 : 5_000);
                packet.putLong(60, i);
                writer.write(0, START_NS + i * 1_000_000L, packet, 0, LENGTH, LENGTH);
            }
        }

        return file;
    }

    private static void datagram(final UnsafeBuffer packet, final int port)
    {
        packet.putInt(0, Integer.reverseBytes(0x01005E01));
        packet.putShort(4, Short.reverseBytes((short)0x0101));
        packet.putShort(12, Short.reverseBytes((short)0x0800));
        packet.putByte(14, (byte)0x45);
        packet.putShort(16, Short.reverseBytes((short)(LENGTH - 14)));
        packet.putByte(22, (byte)9);
        packet.putByte(23, (byte)17);
        packet.putInt(26, Integer.reverseBytes(0x0A000001));
        packet.putInt(30, Integer.reverseBytes(0xEF010101));
        packet.putShort(36, Short.reverseBytes((short)port));
        packet.putShort(38, Short.reverseBytes((short)(LENGTH - 34)));
    }
}
