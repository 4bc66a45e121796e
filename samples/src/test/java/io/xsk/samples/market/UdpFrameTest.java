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
package io.xsk.samples.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.capture.CaptureReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class UdpFrameTest
{
    private static final int DATAGRAM_LENGTH = 8 + 5;

    private final UdpFrame frame = new UdpFrame();

    @Test
    void shouldFindThePayloadBehindTagsAndInFrontOfPadding()
    {
        for (int tags = 0; tags < 3; tags++)
        {
            final UnsafeBuffer packet = packet(tags, 20);
            assertTrue(frame.wrap(packet, packet.capacity()));
            assertEquals(0xEF640101, frame.destinationAddress());
            assertEquals(26_477, frame.destinationPort());
            assertEquals(5, frame.payloadLength());
            assertEquals(77, packet.getByte(frame.payloadIndex()));
        }
        assertFalse(frame.wrap(packet(3, 20), packet(3, 20).capacity()));
    }

    @Test
    void shouldStayWithinWhateverItIsGiven()
    {
        final Random random = new Random(9);
        for (int i = 0; i < 200_000; i++)
        {
            final UnsafeBuffer packet = packet(i % 4, 0);
            for (int flips = random.nextInt(4); flips > 0; flips--)
            {
                packet.putByte(12 + random.nextInt(packet.capacity() - 12), (byte)random.nextInt());
            }
            packet.wrap(packet, 0, random.nextInt(packet.capacity() + 1));
            check(packet);
        }
    }

    /** Frames from captures beside the checkout, where they are, of whatever link type. */
    @Test
    void shouldStayWithinEveryRobustnessFrame() throws IOException
    {
        int udp = 0;
        for (final Path file : robustness())
        {
            try (CaptureReader reader = CaptureReader.openAnyLinkType(file))
            {
                while (reader.next())
                {
                    final byte[] bytes = new byte[reader.packet().capacity()];
                    reader.packet().getBytes(0, bytes);
                    udp += check(new UnsafeBuffer(bytes)) ? 1 : 0;
                }
                assertTrue(reader.end().isComplete(), file::toString);
            }
        }
        assertTrue(robustness().isEmpty() || udp > 400, "udp=" + udp);
    }

    /** Bounds are checked in tests: what is read outside of the packet throws. */
    private boolean check(final UnsafeBuffer packet)
    {
        final LineArbiter arbiter = new LineArbiter(
            new MoldUdp64(), new LineArbiter.Context().maxPacketLength(64), new LineHandler()
            {
                @Override
                public void onMessage(
                    final long sequence, final DirectBuffer buffer, final int index, final int length)
                {
                    assertTrue(index >= 0 && index + length <= buffer.capacity());
                }
            });
        if (!frame.wrap(packet, packet.capacity()))
        {
            return false;
        }
        assertTrue(frame.payloadIndex() >= 42 && frame.payloadLength() >= 0);
        assertTrue(frame.payloadIndex() + frame.payloadLength() <= packet.capacity());
        arbiter.onPacket(0, packet, frame.payloadIndex(), frame.payloadLength());

        return true;
    }

    private static UnsafeBuffer packet(final int tags, final int padding)
    {
        final ByteBuffer bytes = ByteBuffer.allocate(14 + 4 * tags + 20 + DATAGRAM_LENGTH + padding).position(12);
        for (int i = 0; i < tags; i++)
        {
            bytes.putShort((short)(0 == i && tags > 1 ? 0x88A8 : 0x8100)).putShort((short)142);
        }
        bytes.putShort((short)0x0800)
            .putShort((short)0x4500).putShort((short)(20 + DATAGRAM_LENGTH)).putInt(0).put((byte)9).put((byte)17)
            .putShort((short)0).putInt(0x0A000001).putInt(0xEF640101)
            .putShort((short)1).putShort((short)26_477).putShort((short)DATAGRAM_LENGTH).putShort((short)0)
            .put((byte)77);

        return new UnsafeBuffer(bytes.array());
    }

    private static List<Path> robustness() throws IOException
    {
        final String named = System.getenv("XSK_SHARED_DATA");
        final Path folder = Path.of(null == named ? "../../shared/data" : named, "robustness");
        if (null == named && !Files.isDirectory(folder))
        {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder))
        {
            return files.filter(file -> file.toString().endsWith(".pcap")).sorted().toList();
        }
    }
}
