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

import io.xsk.samples.market.QuoteDecoder;
import io.xsk.samples.market.QuoteHandler;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One message of the SBE schema: nothing outside of it is read.
 */
public final class QuotesFuzz
{
    private static final QuoteDecoder DECODER = new QuoteDecoder(new QuoteHandler()
    {
        @Override
        public void onLevel(
            final long timeNs, final long instrument, final boolean isBid, final long price, final long quantity)
        {
            if (instrument < 0 || quantity < 0)
            {
                throw new AssertionError("instrument=" + instrument + " quantity=" + quantity);
            }
        }

        @Override
        public void onTrade(final long timeNs, final long instrument, final long price, final long quantity)
        {
            onLevel(timeNs, instrument, true, price, quantity);
        }
    });

    private QuotesFuzz()
    {
    }

    /**
     * Try one input.
     *
     * @param data a message.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        // What is beyond it is not there: bounds are checked.
        DECODER.decode(new UnsafeBuffer(data), 0, data.length);
    }
}
