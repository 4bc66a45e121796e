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
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedScriptTest
{
    private static final int MESSAGES = 20_000;

    private final OrderBooks books = new OrderBooks((locate, bidPrice, bidShares, askPrice, askShares) ->
    {
    });
    private final ItchDecoder decoder = new ItchDecoder(books);
    private long lost;

    @TempDir
    private Path directory;

    @Test
    void shouldWriteACaptureOfWhichAllExpectationsAreTrue()
    {
        final FeedScript script = new FeedScript(42, MESSAGES, 100_000, 5);
        final Path file = directory.resolve("feed.pcapng");
        FeedGenerator.write(script, file);
        final LineArbiter arbiter = new LineArbiter(
            new MoldUdp64(), new LineArbiter.Context().window(64).holdCapacity(64), handler());
        final FeedHandler feed = new FeedHandler(arbiter, FeedFrame.PORT, FeedFrame.GROUPS);
        try (CaptureReader reader = CaptureReader.open(file))
        {
            while (reader.next())
            {
                feed.onPacket(reader.packet(), reader.packet().capacity());
            }
            assertTrue(reader.end().isComplete());
        }

        verify(script.expectations(), arbiter);
        assertEquals(0, feed.others());
        assertEquals(0, decoder.malformed());
        assertEquals(lost, arbiter.lost());
    }

    @Test
    void shouldNameNoOrderThatIsNotThere()
    {
        final FeedScript script = new FeedScript(43, MESSAGES, 100_000, 3);
        for (int sequence = 1; sequence <= MESSAGES; sequence++)
        {
            final int index = script.messageIndex(sequence);
            final int length = Short.reverseBytes(script.buffer().getShort(index));
            assertTrue(decoder.decode(script.buffer(), index + MoldUdp64.LENGTH_LENGTH, length));
        }
        assertEquals(-1, script.messageIndex(0));
        assertEquals(-1, script.messageIndex(MESSAGES + 1));
        assertEquals(0, books.unknownOrders());
        assertTrue(books.orderCount() > 100 && books.levelCount() > 10);
        for (final char type : "SRAEXDUP".toCharArray())
        {
            assertTrue(decoder.count(type) > 0, "type=" + type);
        }
    }

    @Test
    void shouldBeTheSameForTheSameSeed()
    {
        final FeedScript one = new FeedScript(1, 5_000, 10_000, 3);
        final FeedScript same = new FeedScript(1, 5_000, 10_000, 3);
        final FeedScript other = new FeedScript(2, 5_000, 10_000, 3);

        assertEquals(one.transmissions(), same.transmissions());
        assertEquals(one.buffer(), same.buffer());
        assertEquals(one.expectations(), same.expectations());
        assertTrue(!one.transmissions().equals(other.transmissions()));
    }

    private static void verify(final FeedExpectations expected, final LineArbiter arbiter)
    {
        final LineTracker a = arbiter.line(FeedScript.LINE_A);
        final LineTracker b = arbiter.line(FeedScript.LINE_B);
        assertTrue(expected.dropsBoth() > 0 && expected.repeatedA() > 0 && expected.reorderedB() > 0);
        assertEquals(expected.messages(), arbiter.delivered() + arbiter.lost());
        assertEquals(expected.lostBoth(), arbiter.lost());
        assertEquals(expected.dropsA(), expected.packets() - a.packets());
        assertEquals(expected.dropsB(), expected.packets() - b.packets());
        assertEquals(expected.messagesOfA(), a.messages());
        assertEquals(expected.messagesOfB(), b.messages());
        assertEquals(expected.messages() - expected.messagesOfA(), a.missing());
        assertEquals(expected.repeatedA(), a.repeated());
        assertEquals(expected.reorderedB(), b.reordered());
        assertEquals(expected.heartbeats(), a.heartbeats());
        assertEquals(expected.heartbeats(), b.heartbeats());
        assertEquals(expected.endsOfSession(), a.ends());
        assertEquals(expected.endsOfSession(), b.ends());
        assertEquals(expected.framesA(), a.packets() + a.repeated() + a.heartbeats() + a.ends());
        assertEquals(expected.framesB(), b.packets() + b.repeated() + b.heartbeats() + b.ends());
    }

    private LineHandler handler()
    {
        return new LineHandler()
        {
            @Override
            public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
            {
                decoder.decode(buffer, index, length);
            }

            @Override
            public void onLost(final long from, final long to)
            {
                lost += to - from + 1;
            }
        };
    }
}
