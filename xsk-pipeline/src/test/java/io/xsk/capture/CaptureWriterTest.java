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
package io.xsk.capture;

import static io.xsk.capture.CaptureBytes.packet;
import static io.xsk.capture.CaptureBytes.packetOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureWriterTest
{
    private static final long TIMESTAMP_NS = 1_700_000_000_123_456_789L;
    private static final Pattern TCPDUMP_LINE = Pattern.compile("^\\t0x[0-9a-f]+: +([0-9a-f ]+)$|^(\\d+\\.\\d{9}) ");

    @TempDir
    private Path directory;

    @Test
    void shouldWriteWhatTheReaderReads()
    {
        for (final CaptureFormat format : CaptureFormat.values())
        {
            final Path file = directory.resolve("all." + format);
            write(file, format, 500);
            try (CaptureReader reader = CaptureReader.open(file))
            {
                for (int i = 0; i < 500; i++)
                {
                    assertTrue(reader.next());
                    assertArrayEquals(packetOf(i, i), packet(reader));
                    assertEquals(TIMESTAMP_NS + i, reader.timestampNs());
                    assertEquals(i + 4, reader.originalLength());
                }
                assertFalse(reader.next());
                assertTrue(reader.end().isComplete());
                assertEquals(CaptureFormat.PCAP == format ? 0 : 500, reader.dropCount());
            }
        }
    }

    @Test
    void shouldWriteWhatTcpdumpReads() throws Exception
    {
        for (final CaptureFormat format : CaptureFormat.values())
        {
            final Path file = directory.resolve("tcpdump." + format);
            write(file, format, 200);
            final List<byte[]> packets = new ArrayList<>();
            final List<String> stamps = new ArrayList<>();
            tcpdump(file, packets, stamps);

            // Of an empty packet it says only that it is one.
            assertEquals(199, stamps.size());
            for (int i = 1; i < 200; i++)
            {
                assertEquals("1700000000." + (123_456_789 + i), stamps.get(i - 1));
                assertArrayEquals(packetOf(i, i), packets.get(i));
            }
        }
    }

    @Test
    void shouldNameInterfacesAndNoteDropsForWireshark() throws Exception
    {
        final Path capinfos = Path.of("/usr/bin/capinfos");
        final Path file = directory.resolve("interfaces.pcapng");
        try (CaptureWriter writer = CaptureWriter.create(file, CaptureFormat.PCAPNG, List.of("line-a", "line-b")))
        {
            writer.write(1, TIMESTAMP_NS, new UnsafeBuffer(packetOf(60, 1)), 0, 60, 60);
            writer.drop(1, 3);
            writer.write(0, TIMESTAMP_NS, new UnsafeBuffer(packetOf(60, 2)), 0, 60, 60);
            writer.write(1, TIMESTAMP_NS, new UnsafeBuffer(packetOf(60, 3)), 0, 60, 60);
            writer.drop(0, 4);
        }
        try (CaptureReader reader = CaptureReader.open(file))
        {
            assertNext(reader, 1, 0);
            assertNext(reader, 0, 0);
            assertNext(reader, 1, 3);
            assertFalse(reader.next());
            assertEquals(7, reader.dropCount());
        }
        if (Files.isExecutable(capinfos))
        {
            final String text = run(capinfos.toString(), file.toString());
            assertTrue(text.contains("Name = line-a") && text.contains("Name = line-b"), text);
            assertTrue(text.contains("Number of packets:   3"), text);
            assertTrue(text.contains("Time precision = nanoseconds (9)"), text);
        }
    }

    @Test
    void shouldCutOffWhatNoReaderTakes()
    {
        final Path file = directory.resolve("long.pcap");
        final int length = CaptureWriter.MAX_SNAP_LENGTH + 1;
        try (CaptureWriter writer = CaptureWriter.create(file, CaptureFormat.PCAP, List.of("a")))
        {
            for (int i = 0; i < 9; i++)
            {
                writer.write(0, i, new UnsafeBuffer(packetOf(length, i)), 0, length, length);
            }
        }
        try (CaptureReader reader = CaptureReader.open(file))
        {
            for (int i = 0; i < 9; i++)
            {
                assertTrue(reader.next());
                assertEquals(CaptureWriter.MAX_SNAP_LENGTH, reader.packet().capacity());
                assertEquals(length, reader.originalLength());
                assertEquals((byte)(i + length - 2), reader.packet().getByte(length - 2));
            }
        }
    }

    @Test
    void shouldNotOverwriteAndNotWriteWhenClosed()
    {
        final Path file = directory.resolve("once.pcap");
        final UnsafeBuffer packet = new UnsafeBuffer(packetOf(60, 0));
        final CaptureWriter writer = CaptureWriter.create(file, CaptureFormat.PCAP, List.of("a"));
        writer.write(0, 0, packet, 0, 60, 60);
        writer.close();
        writer.close();

        assertThrows(IllegalStateException.class, () -> writer.write(0, 0, packet, 0, 60, 60));
        assertTrue(assertThrows(
            CaptureException.class,
            () -> CaptureWriter.create(file, CaptureFormat.PCAP, List.of("a"))).getMessage().contains("exists"));
        assertThrows(
            IllegalArgumentException.class,
            () -> CaptureWriter.create(file, CaptureFormat.PCAP, List.of("a", "b")));
        assertThrows(
            CaptureException.class,
            () -> CaptureWriter.create(directory.resolve("no/such"), CaptureFormat.PCAPNG, List.of("a")));
    }

    @Test
    void shouldNotAllocate()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final UnsafeBuffer packet = new UnsafeBuffer(packetOf(60, 0));
        try (CaptureWriter writer =
            CaptureWriter.create(directory.resolve("alloc.pcapng"), CaptureFormat.PCAPNG, List.of("a")))
        {
            long least = Long.MAX_VALUE;
            for (int window = 0; window < 50; window++)
            {
                final long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1_000; i++)
                {
                    writer.drop(0, 1);
                    writer.write(0, i, packet, 0, 60, 60);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, least);
        }
    }

    private static void assertNext(final CaptureReader reader, final int interfaceId, final long dropCount)
    {
        assertTrue(reader.next());
        assertEquals(interfaceId, reader.interfaceId());
        assertEquals(dropCount, reader.dropCount());
    }

    /** Packets of all lengths, and with each a note that one is missing. */
    private static void write(final Path file, final CaptureFormat format, final int count)
    {
        try (CaptureWriter writer = CaptureWriter.create(file, format, List.of("veth0")))
        {
            for (int i = 0; i < count; i++)
            {
                final byte[] packet = packetOf(i + 3, i - 3);
                writer.drop(0, 1);
                writer.write(0, TIMESTAMP_NS + i, new UnsafeBuffer(packet), 3, i, i + 4);
            }
            final long length = writer.length();
            writer.flush();
            assertEquals(length, file.toFile().length());
        }
    }

    private static void tcpdump(final Path file, final List<byte[]> packets, final List<String> stamps)
        throws IOException, InterruptedException
    {
        final StringBuilder hex = new StringBuilder();
        final String text = run("tcpdump", "-n", "-tt", "--nano", "-xx", "-r", file.toString());
        for (final String line : text.lines().toList())
        {
            final Matcher matcher = TCPDUMP_LINE.matcher(line);
            if (matcher.find() && null == matcher.group(1))
            {
                packets.add(HexFormat.of().parseHex(hex));
                hex.setLength(0);
                stamps.add(matcher.group(2));
            }
            else if (matcher.reset().find())
            {
                hex.append(matcher.group(1).replace(" ", ""));
            }
        }
        packets.add(HexFormat.of().parseHex(hex));
    }

    private static String run(final String... command) throws IOException, InterruptedException
    {
        final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);

        return text;
    }
}
