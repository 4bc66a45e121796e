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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.capture.CaptureReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FeedHandlerTest
{
    private static final int DATAGRAM_LENGTH = 8 + 5;

    private final List<Integer> payloads = new ArrayList<>();
    private final LineArbiter arbiter = new LineArbiter(
        new LineRecorder(), new LineArbiter.Context().firstSequence(-1), new LineHandler()
        {
            @Override
            public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
            {
                throw new AssertionError("nothing is well-formed: sequence=" + sequence);
            }
        });
    private final FeedHandler handler = new FeedHandler(arbiter, 26_477, 0xEF640102, 0xEF640101);

    @Test
    void shouldFindThePayloadBehindTagsAndInFrontOfPadding()
    {
        for (int tags = 0; tags < 3; tags++)
        {
            final UnsafeBuffer packet = packet(tags, 20);
            handler.onPacket(packet, packet.capacity());
            assertEquals(List.of(34 + 4 * tags + 8, 5), payloads);
            payloads.clear();
        }
        assertEquals(3, arbiter.line(1).malformed());
        assertEquals(0, arbiter.line(0).malformed());
    }

    @Test
    void shouldLetPassWhatIsOfNoLine()
    {
        final UnsafeBuffer port = packet(0, 0);
        port.putByte(37, (byte)0);
        handler.onPacket(port, port.capacity());
        final UnsafeBuffer group = packet(0, 0);
        group.putByte(33, (byte)3);
        handler.onPacket(group, group.capacity());
        final UnsafeBuffer tags = packet(3, 0);
        handler.onPacket(tags, tags.capacity());

        assertEquals(List.of(), payloads);
        assertEquals(3, handler.others());
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
            handler.onPacket(packet, packet.capacity());
        }
        assertTrue(payloads.size() > 1_000);
    }

    /** Frames from captures beside the checkout, where they are, of whatever link type. */
    @Test
    void shouldStayWithinEveryRobustnessFrame() throws IOException
    {
        long frames = 0;
        for (final Path file : robustness())
        {
            try (CaptureReader reader = CaptureReader.openAnyLinkType(file))
            {
                while (reader.next())
                {
                    final byte[] bytes = new byte[reader.packet().capacity()];
                    reader.packet().getBytes(0, bytes);
                    handler.onPacket(new UnsafeBuffer(bytes), bytes.length);
                    frames++;
                }
                assertTrue(reader.end().isComplete(), file::toString);
            }
        }
        assertEquals(frames, handler.others());
        assertTrue(robustness().isEmpty() || frames > 3_000);
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

    /** Writes down what it is to look at; bounds are checked in tests, so what is outside of the packet throws. */
    private final class LineRecorder implements LineProtocol
    {
        private LineRecorder()
        {
        }

        @Override
        public boolean wrap(final DirectBuffer buffer, final int index, final int length)
        {
            buffer.boundsCheck(index, length);
            payloads.add(index);
            payloads.add(length);

            return false;
        }

        @Override
        public long session()
        {
            throw new AssertionError();
        }

        @Override
        public long sequence()
        {
            throw new AssertionError();
        }

        @Override
        public int count()
        {
            throw new AssertionError();
        }

        @Override
        public boolean isEndOfSession()
        {
            throw new AssertionError();
        }

        @Override
        public void forEach(final long fromSequence, final MessageHandler messageHandler)
        {
            throw new AssertionError();
        }
    }
}
