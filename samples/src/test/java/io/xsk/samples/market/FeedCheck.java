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

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * A feed handler with everything behind it, from the lines to the books, and what must come of it.
 */
final class FeedCheck
{
    final List<String> lost = new ArrayList<>();
    final List<Long> ends = new ArrayList<>();
    final LineArbiter arbiter;
    final FeedHandler handler;

    private final OrderBooks books = new OrderBooks(this::onTopOfBook);
    private final ItchDecoder decoder = new ItchDecoder(books);
    private long topEvents;
    private long digest = 1;
    private long expected = 1;

    /** With a window that is longer than one line is ever behind the other. */
    FeedCheck()
    {
        this(64);
    }

    FeedCheck(final int window)
    {
        arbiter = new LineArbiter(
            new MoldUdp64(), new LineArbiter.Context().window(window).holdCapacity(window), new LineHandler()
            {
                @Override
                public void onMessage(
                    final long sequence, final DirectBuffer buffer, final int index, final int length)
                {
                    FeedCheck.this.onMessage(sequence, buffer, index, length);
                }

                @Override
                public void onLost(final long from, final long to)
                {
                    lost.add(from + "x" + (to - from + 1));
                    expected = to + 1;
                }

                @Override
                public void onEndOfSession(final long session, final long sequence)
                {
                    ends.add(sequence);
                }
            });
        handler = new FeedHandler(arbiter, FeedFrame.PORT, FeedFrame.GROUPS);
    }

    /** All messages, their numbers and all changes at the top of the books, in their order. */
    long digest()
    {
        return digest;
    }

    void check(final FeedExpectations wanted)
    {
        final LineTracker a = arbiter.line(FeedScript.LINE_A);
        final LineTracker b = arbiter.line(FeedScript.LINE_B);
        assertEquals(wanted.framesA(), frames(a));
        assertEquals(wanted.framesB(), frames(b));
        assertEquals(wanted.messagesOfA(), a.messages());
        assertEquals(wanted.messagesOfB(), b.messages());
        assertEquals(wanted.dropsA(), wanted.packets() - a.packets());
        assertEquals(wanted.dropsB(), wanted.packets() - b.packets());
        assertEquals(wanted.repeatedA(), a.repeated());
        assertEquals(wanted.reorderedB(), b.reordered());
        assertEquals(wanted.heartbeats(), a.heartbeats());
        assertEquals(wanted.heartbeats(), b.heartbeats());
        assertEquals(wanted.endsOfSession(), a.ends());
        assertEquals(wanted.endsOfSession(), b.ends());
        assertEquals(wanted.messages() - wanted.lostBoth(), arbiter.delivered());
        assertEquals(wanted.lostBoth(), arbiter.lost());
        assertEquals(wanted.messages() + 1, arbiter.next());
        assertEquals(List.of(wanted.messages() + 1), ends);
        // Each packet was published once: first by one of the lines, or by none.
        assertEquals(wanted.packets(), a.won() + b.won() + wanted.dropsBoth());
        assertEquals(a.packets() + a.repeated() - a.won(), a.duplicates());
        assertEquals(0, handler.others());
        assertEquals(0, decoder.malformed());
        assertTrue(decoder.count('A') > 0 && decoder.count('E') > 0 && topEvents > 0);
    }

    private void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
    {
        assertEquals(expected++, sequence);
        assertTrue(decoder.decode(buffer, index, length));
        mix(sequence);
        for (int i = 0; i < length; i++)
        {
            mix(buffer.getByte(index + i));
        }
    }

    private void onTopOfBook(
        final int locate, final int bidPrice, final long bidShares, final int askPrice, final long askShares)
    {
        topEvents++;
        mix(locate);
        mix(bidPrice);
        mix(bidShares);
        mix(askPrice);
        mix(askShares);
    }

    private void mix(final long value)
    {
        digest = 31 * digest + value;
    }

    private static long frames(final LineTracker line)
    {
        return line.packets() + line.repeated() + line.heartbeats() + line.ends();
    }
}
