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
package io.xsk.samples.fuzz;

import io.xsk.samples.market.ItchDecoder;
import io.xsk.samples.market.OrderBooks;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Messages of ITCH 5.0, each behind a byte with its length, into fresh books.
 */
public final class ItchFuzz
{
    private ItchFuzz()
    {
    }

    /**
     * Try one input.
     *
     * @param data messages.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final OrderBooks books = new OrderBooks((locate, bidPrice, bidShares, askPrice, askShares) ->
        {
        });
        final ItchDecoder decoder = new ItchDecoder(books);
        final UnsafeBuffer buffer = new UnsafeBuffer(data);
        int index = 0;
        while (index < data.length)
        {
            final int length = Math.min(data[index] & 0xFF, data.length - index - 1);
            decoder.decode(new UnsafeBuffer(buffer, index + 1, length), 0, length);
            index += 1 + length;
        }
    }
}
