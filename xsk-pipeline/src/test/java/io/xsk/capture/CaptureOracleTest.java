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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pkts.PacketHandler;
import io.pkts.Pcap;
import io.pkts.packet.PCapPacket;
import io.pkts.protocol.Protocol;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What another reader reads is what ours reads. It knows classic pcap only.
 */
class CaptureOracleTest
{
    /** It takes a fraction of more than two seconds, which no stamp should have, for a negative one. */
    private static final long SIGN = 1L << Integer.SIZE;

    @TempDir
    private Path directory;

    @Test
    void shouldAgreeOnFilesOfOurOwn() throws IOException
    {
        for (final ByteOrder byteOrder : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN))
        {
            for (final int magic : new int[]{ 0xa1b2c3d4, 0xa1b23c4d })
            {
                final CaptureBytes bytes = new CaptureBytes(byteOrder).pcapHeader(magic, 1);
                for (int i = 1; i <= 100; i++)
                {
                    bytes.pcapPacket(1_700_000_000 + i, 999_000 + i, packetOf(i, i), 1_500);
                }
                final Path file = directory.resolve(byteOrder + Integer.toHexString(magic));
                Files.write(file, bytes.toArray());
                assertEquals(100, compare(file));
            }
        }
    }

    @Test
    void shouldAgreeOnEverySharedFile() throws IOException
    {
        final List<Path> files = new ArrayList<>(SharedData.captures("robustness"));
        files.addAll(SharedData.captures("itch-ab"));
        int packets = 0;
        for (final Path file : files)
        {
            packets += compare(file);
        }
        assertEquals(files.isEmpty(), 0 == packets);
    }

    private static int compare(final Path file) throws IOException
    {
        final Pcap oracle = Pcap.openStream(file.toFile());
        final byte[] bytes = Files.readAllBytes(file);
        final long tickNs = 0x4d == bytes[0] || 0x4d == bytes[3] ? 1 : 1_000;
        try (CaptureReader reader = CaptureReader.openAnyLinkType(file))
        {
            final int[] count = new int[1];
            final PacketHandler comparison = packet ->
            {
                assertTrue(reader.next(), () -> "packet " + count[0] + " of " + file);
                final PCapPacket expected = (PCapPacket)packet.getPacket(Protocol.PCAP);
                final long ticks = Math.floorDiv(reader.timestampNs(), tickNs);
                assertTrue(
                    ticks == expected.getArrivalTime() || ticks - SIGN == expected.getArrivalTime(),
                    () -> file + " ticks=" + ticks + " expected=" + expected.getArrivalTime());
                assertEquals(expected.getTotalLength(), reader.originalLength());
                assertEquals(expected.getCapturedLength(), reader.packet().capacity());
                assertArrayEquals(
                    expected.getPayload().getArray(), packet(reader), () -> "packet " + count[0] + " of " + file);
                count[0]++;
                return true;
            };
            try
            {
                oracle.loop(comparison);
                assertFalse(reader.next(), file::toString);
            }
            catch (final IllegalArgumentException ofOracle)
            {
                // It cannot do with a packet of which nothing was captured, and that ends it.
                assertEquals("the buffer cannot be null or empty", ofOracle.getMessage());
                assertTrue(reader.next());
                assertEquals(0, reader.packet().capacity());
                count[0]++;
                while (reader.next())
                {
                    count[0]++;
                }
            }
            assertTrue(reader.end().isComplete(), () -> file + " " + reader.end());

            return count[0];
        }
        finally
        {
            oracle.close();
        }
    }
}
