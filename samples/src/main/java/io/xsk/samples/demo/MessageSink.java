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
package io.xsk.samples.demo;

import io.xsk.samples.market.FeedScript;
import io.xsk.samples.market.ItchDecoder;
import io.xsk.samples.market.LineProtocol;
import io.xsk.samples.market.MoldUdp64;
import io.xsk.samples.market.OrderBooks;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Where the messages end up: numbers verified, decoded, in the books, and all of it in one checksum, over numbers,
 * bytes and every change at the top of a book.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class MessageSink implements LineProtocol.MessageHandler
{
    private final OrderBooks books = new OrderBooks(this::onTopOfBook);
    private final ItchDecoder decoder = new ItchDecoder(books);
    private long expected = 1;
    private long messages;
    private long outOfOrder;
    private long topChanges;
    private long checksum = 1;

    MessageSink()
    {
    }

    /** What comes of all messages of a script, one after the other. */
    static MessageSink of(final FeedScript script)
    {
        final MessageSink sink = new MessageSink();
        for (long sequence = 1; sequence <= script.expectations().messages(); sequence++)
        {
            final int index = script.messageIndex(sequence);
            if (index < 0)
            {
                sink.onLost(sequence);
            }
            else
            {
                sink.onMessage(
                    sequence,
                    script.buffer(),
                    index + MoldUdp64.LENGTH_LENGTH,
                    Short.toUnsignedInt(script.buffer().getShort(index, ByteOrder.BIG_ENDIAN)));
            }
        }

        return sink;
    }

    @Override
    public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
    {
        messages++;
        outOfOrder += expected == sequence ? 0 : 1;
        expected = sequence + 1;
        mix(sequence);
        for (int i = 0; i < length; i++)
        {
            mix(buffer.getByte(index + i));
        }
        decoder.decode(buffer, index, length);
    }

    /** Messages up to this one were given up, so the next one is in order. */
    void onLost(final long to)
    {
        expected = to + 1;
    }

    long messages()
    {
        return messages;
    }

    long outOfOrder()
    {
        return outOfOrder;
    }

    String checksum()
    {
        return Long.toHexString(checksum);
    }

    long malformed()
    {
        return decoder.malformed();
    }

    DemoSummary.Book book()
    {
        return new DemoSummary.Book(
            books.orderCount(), books.levelCount(), topChanges, books.unknownOrders());
    }

    private void onTopOfBook(
        final int locate, final int bidPrice, final long bidShares, final int askPrice, final long askShares)
    {
        topChanges++;
        mix(locate);
        mix(bidPrice);
        mix(bidShares);
        mix(askPrice);
        mix(askShares);
    }

    private void mix(final long value)
    {
        checksum = 31 * checksum + value;
    }
}
