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

import static io.xsk.capture.CaptureBytes.gzip;
import static io.xsk.capture.CaptureBytes.packet;
import static io.xsk.capture.CaptureBytes.packetOf;
import static io.xsk.capture.CaptureBytes.reader;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureReaderTest
{
    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;
    private static final int ETHERNET = 1;
    private static final List<ByteOrder> BYTE_ORDERS = List.of(LITTLE_ENDIAN, BIG_ENDIAN);

    @Test
    void shouldReadClassicInBothByteOrdersAndResolutions()
    {
        for (final ByteOrder byteOrder : BYTE_ORDERS)
        {
            assertClassic(byteOrder, MICROSECONDS, 0xF0000000L * 1_000_000_000 + 7_000);
            assertClassic(byteOrder, NANOSECONDS, 0xF0000000L * 1_000_000_000 + 7);
        }
    }

    @Test
    void shouldReadSeveralInterfacesWithTheirOwnResolutions()
    {
        for (final ByteOrder byteOrder : BYTE_ORDERS)
        {
            final CaptureBytes bytes = new CaptureBytes(byteOrder);
            bytes.section()
                .interfaceOf(ETHERNET, 0)
                .interfaceOf(ETHERNET, 0, bytes.option(9, (byte)9), bytes.option(14, 100L))
                .interfaceOf(ETHERNET, 0, bytes.option(9, (byte)0x8A))
                .block(0x0BAD, bytes.body(8).putLong(1))
                .packet(0, 5, packetOf(60, 1))
                .packet(1, 5, packetOf(61, 2))
                .packet(2, 512, packetOf(62, 3));
            try (CaptureReader reader = reader(bytes.toArray()))
            {
                assertNext(reader, 0, 5_000, packetOf(60, 1));
                assertEquals(61, reader.originalLength());
                assertNext(reader, 1, 100_000_000_005L, packetOf(61, 2));
                assertNext(reader, 2, 500_000_000, packetOf(62, 3));
                assertEnd(reader, CaptureEnd.Kind.COMPLETE, bytes.length());
            }
        }
    }

    @Test
    void shouldReadSimpleAndObsoletePacketsAndForgetInterfacesInTheNextSection()
    {
        final CaptureBytes bytes = new CaptureBytes(LITTLE_ENDIAN);
        bytes.section().interfaceOf(ETHERNET, 20)
            .simplePacket(99, packetOf(20, 4))
            .simplePacket(15, packetOf(15, 5))
            .obsoletePacket(0, 3, packetOf(30, 6));
        final int second = bytes.section().packet(0, 1, packetOf(1, 1)).length();
        try (CaptureReader reader = reader(bytes.toArray()))
        {
            assertNext(reader, 0, CaptureReader.NO_TIMESTAMP, packetOf(20, 4));
            assertEquals(99, reader.originalLength());
            assertNext(reader, 0, CaptureReader.NO_TIMESTAMP, packetOf(15, 5));
            assertNext(reader, 0, 0, packetOf(30, 6));
            assertEquals(3, reader.dropCount());
            assertFalse(reader.next());
            assertEquals(CaptureEnd.Kind.DAMAGED, reader.end().kind());
            assertEquals(second - 36, reader.end().offset());
        }
    }

    @Test
    void shouldSumWhatIsMissingByNotesOrStatistics()
    {
        final CaptureBytes bytes = new CaptureBytes(BIG_ENDIAN);
        bytes.section().interfaceOf(ETHERNET, 0).interfaceOf(ETHERNET, 0)
            .packet(0, 1, packetOf(60, 1), bytes.option(4, 5L))
            .packet(1, 1, packetOf(60, 1), bytes.option(4, 2L))
            .packet(0, 1, packetOf(60, 1), bytes.option(4, 6L))
            .statistics(0, bytes.option(5, 13L))
            .statistics(1, bytes.option(5, 1L));
        try (CaptureReader reader = reader(bytes.toArray()))
        {
            assertTrue(reader.next());
            assertEquals(5, reader.dropCount());
            assertTrue(reader.next() && reader.next());
            assertEquals(13, reader.dropCount());
            assertFalse(reader.next());
            assertEquals(15, reader.dropCount());
        }
    }

    @Test
    void shouldGiveEveryWholePacketOfATruncatedFile()
    {
        for (final byte[] bytes : List.of(classicFile(), nextGenerationFile()))
        {
            for (int length = 28; length < bytes.length; length++)
            {
                final byte[] cut = Arrays.copyOf(bytes, length);
                final int expected = countWhole(bytes, length);
                try (CaptureReader reader = reader(cut))
                {
                    int count = 0;
                    while (reader.next())
                    {
                        assertArrayEquals(packetOf(40 + count, count), packet(reader));
                        count++;
                    }
                    assertEquals(expected, count, "length=" + length);
                    assertTrue(reader.end().isComplete() || CaptureEnd.Kind.TRUNCATED == reader.end().kind());
                    assertTrue(reader.end().offset() <= length);
                    assertFalse(reader.next());
                }
            }
        }
    }

    @Test
    void shouldReadCompressedFilesAndSayWhereTheyAreCutOff()
    {
        for (final byte[] bytes : List.of(classicFile(), nextGenerationFile()))
        {
            final byte[] compressed = gzip(bytes);
            try (CaptureReader reader = reader(compressed))
            {
                assertEquals(5, count(reader));
                assertEnd(reader, CaptureEnd.Kind.COMPLETE, bytes.length);
            }
            try (CaptureReader reader = reader(Arrays.copyOf(compressed, compressed.length - 30)))
            {
                assertTrue(count(reader) < 5);
                assertEquals(CaptureEnd.Kind.TRUNCATED, reader.end().kind());
            }
            // The checksum behind the data.
            compressed[compressed.length - 6] ^= 1;
            try (CaptureReader reader = reader(compressed))
            {
                assertEquals(5, count(reader));
                assertEquals(CaptureEnd.Kind.DAMAGED, reader.end().kind());
            }
        }
    }

    @Test
    void shouldEndClearlyAtDamage()
    {
        assertDamage(new CaptureBytes(LITTLE_ENDIAN).pcapHeader(NANOSECONDS, ETHERNET), 1, 2, 0x7FFFFFFF, 60);
        assertDamage(new CaptureBytes(LITTLE_ENDIAN).pcapHeader(NANOSECONDS, ETHERNET), 1, 2, -1, 60);
        assertDamage(new CaptureBytes(LITTLE_ENDIAN).section(), 6, 8, 0);
        assertDamage(new CaptureBytes(BIG_ENDIAN).section(), 6, 13, 0);
        assertDamage(new CaptureBytes(BIG_ENDIAN).section(), 6, -4, 0);
        assertDamage(new CaptureBytes(BIG_ENDIAN).section(), 77, 16, 0, 12);
        assertDamage(new CaptureBytes(BIG_ENDIAN).section(), 1, 12, 12);
        assertDamage(new CaptureBytes(BIG_ENDIAN).section(), 6, 12, 12);
        assertDamage(new CaptureBytes(BIG_ENDIAN).section(), 3, 12, 12);
        assertDamage(new CaptureBytes(BIG_ENDIAN).section(), 5, 16, 0, 16);
        assertDamage(new CaptureBytes(LITTLE_ENDIAN).section(), 0x0A0D0D0A, 28, 0x11111111, 1, -1, -1, 28);
        assertDamage(
            new CaptureBytes(LITTLE_ENDIAN).section().interfaceOf(ETHERNET, 0), 6, 36, 0, 0, 0, 8, 8, 0, 36);
        assertDamage(
            new CaptureBytes(LITTLE_ENDIAN).section().interfaceOf(ETHERNET, 0), 6, 36, -1, 0, 0, 4, 4, 0, 36);
    }

    @Test
    void shouldRefuseOtherLinkTypesUnlessAskedForThem()
    {
        final byte[] classic = new CaptureBytes(BIG_ENDIAN).pcapHeader(MICROSECONDS, 113)
            .pcapPacket(1, 1, packetOf(20, 0), 20).toArray();
        assertTrue(assertThrows(CaptureException.class, () -> reader(classic)).getMessage().contains("linkType=113"));
        final byte[] next = new CaptureBytes(BIG_ENDIAN).section().interfaceOf(ETHERNET, 0).interfaceOf(101, 0)
            .packet(0, 0, packetOf(20, 0)).packet(1, 0, packetOf(20, 0)).toArray();
        try (CaptureReader reader = reader(next))
        {
            assertTrue(reader.next());
            assertTrue(assertThrows(CaptureException.class, reader::next).getMessage().contains("interface=1"));
        }

        for (final byte[] bytes : List.of(classic, next))
        {
            try (CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(bytes), "memory", true))
            {
                while (reader.next())
                {
                    assertArrayEquals(packetOf(20, 0), packet(reader));
                }
                assertTrue(reader.end().isComplete());
                assertTrue(101 == reader.linkType() || 113 == reader.linkType());
            }
        }
    }

    @Test
    void shouldRefuseWhatIsNoCapture()
    {
        for (final byte[] bytes : List.of(new byte[0], new byte[3], new byte[64], Arrays.copyOf(classicFile(), 20)))
        {
            assertThrows(CaptureException.class, () -> reader(bytes));
        }
        assertThrows(CaptureException.class, () -> CaptureReader.open(Path.of("no/such/file.pcap")));
    }

    @Test
    void shouldNotAllocate()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final CaptureBytes bytes = new CaptureBytes(LITTLE_ENDIAN);
        bytes.section().interfaceOf(ETHERNET, 0);
        while (bytes.length() < 60_000)
        {
            bytes.packet(0, 1, packetOf(60, 1), bytes.option(4, 1L));
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 100; i++)
        {
            try (CaptureReader reader = reader(bytes.toArray()))
            {
                // The first packet comes with the interface, which is an object.
                assertTrue(reader.next());
                final long before = threads.getCurrentThreadAllocatedBytes();
                for (int count = 0; count < 500; count++)
                {
                    assertTrue(reader.next());
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
        }

        assertEquals(0, least);
    }

    private static void assertClassic(final ByteOrder byteOrder, final int magic, final long timestampNs)
    {
        final CaptureBytes bytes = new CaptureBytes(byteOrder).pcapHeader(magic, ETHERNET | 0x24000000)
            .pcapPacket(0xF0000000, 7, packetOf(60, 9), 1514)
            .pcapPacket(1, 0, packetOf(0, 0), 0);
        try (CaptureReader reader = reader(bytes.toArray()))
        {
            assertNull(reader.end());
            assertNext(reader, 0, timestampNs, packetOf(60, 9));
            assertEquals(1514, reader.originalLength());
            assertNext(reader, 0, 1_000_000_000, packetOf(0, 0));
            assertEnd(reader, CaptureEnd.Kind.COMPLETE, bytes.length());
        }
    }

    private static void assertNext(
        final CaptureReader reader, final int interfaceId, final long timestampNs, final byte[] packet)
    {
        assertTrue(reader.next());
        assertEquals(interfaceId, reader.interfaceId());
        assertEquals(timestampNs, reader.timestampNs());
        assertArrayEquals(packet, packet(reader));
    }

    private static void assertEnd(final CaptureReader reader, final CaptureEnd.Kind kind, final long offset)
    {
        assertFalse(reader.next());
        assertEquals(kind, reader.end().kind(), reader.end()::toString);
        assertEquals(offset, reader.end().offset());
    }

    private static void assertDamage(final CaptureBytes bytes, final int... words)
    {
        final int offset = bytes.length();
        bytes.raw(words).raw(0, 0, 0, 0);
        try (CaptureReader reader = reader(bytes.toArray()))
        {
            assertEnd(reader, CaptureEnd.Kind.DAMAGED, offset);
        }
    }

    private static int count(final CaptureReader reader)
    {
        int count = 0;
        while (reader.next())
        {
            count++;
        }

        return count;
    }

    private static byte[] classicFile()
    {
        final CaptureBytes bytes = new CaptureBytes(LITTLE_ENDIAN).pcapHeader(MICROSECONDS, ETHERNET);
        for (int i = 0; i < 5; i++)
        {
            bytes.pcapPacket(i, i, packetOf(40 + i, i), 1500);
        }

        return bytes.toArray();
    }

    private static byte[] nextGenerationFile()
    {
        final CaptureBytes bytes = new CaptureBytes(BIG_ENDIAN).section().interfaceOf(ETHERNET, 0);
        for (int i = 0; i < 5; i++)
        {
            bytes.packet(0, i, packetOf(40 + i, i), bytes.option(4, 1L));
        }

        return bytes.toArray();
    }

    /** How many packets end within the first bytes, by searching for the packets themselves. */
    private static int countWhole(final byte[] bytes, final int length)
    {
        final boolean isClassic = (byte)0xd4 == bytes[0];
        int end = isClassic ? 24 : 48;
        int count = 0;
        while (count < 5)
        {
            end += isClassic ? 16 + 40 + count : 32 + (43 + count & ~3) + 16;
            if (end > length)
            {
                break;
            }
            count++;
        }

        return count;
    }
}
