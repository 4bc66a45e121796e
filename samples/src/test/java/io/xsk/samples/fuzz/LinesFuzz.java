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

import io.xsk.samples.market.LineArbiter;
import io.xsk.samples.market.LineHandler;
import io.xsk.samples.market.LineProtocol;
import io.xsk.samples.market.Mdp3;
import io.xsk.samples.market.MoldUdp64;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Packets of two lines, each behind a byte that says the line and one with its length: whatever they hold, messages
 * come in order, within their packets, and those that came and those that were lost are as many as the numbers say.
 */
public final class LinesFuzz
{
    private LinesFuzz()
    {
    }

    /**
     * Try one input.
     *
     * @param data the protocol, and packets.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        if (0 < data.length)
        {
            final Check check = new Check();
            final LineProtocol protocol = 0 == (data[0] & 1) ? new MoldUdp64() : new Mdp3();
            final LineArbiter arbiter = new LineArbiter(
                protocol, new LineArbiter.Context().window(4).holdCapacity(0 == (data[0] & 2) ? 4 : 8), check);
            int index = 1;
            while (index + 1 < data.length)
            {
                final int length = Math.min(data[index + 1] & 0xFF, data.length - index - 2);
                final byte[] packet = new byte[length];
                System.arraycopy(data, index + 2, packet, 0, length);
                final UnsafeBuffer buffer = new UnsafeBuffer(packet);
                arbiter.onPacket(data[index] & 1, buffer, 0, length);
                arbiter.onTime(index * 1_000_000_000L);
                if (arbiter.isInGap() && 0 != (data[index] & 2))
                {
                    arbiter.giveUp(check.gapTo);
                }
                index += 2 + length;
            }
        }
    }

    private static final class Check implements LineHandler
    {
        private long last = Long.MIN_VALUE;
        private long gapTo;

        private Check()
        {
        }

        @Override
        public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
        {
            buffer.boundsCheck(index, length);
            if (sequence < last)
            {
                throw new AssertionError("out of order: sequence=" + sequence + " last=" + last);
            }
            last = sequence;
        }

        @Override
        public void onGap(final long session, final long from, final long to)
        {
            gapTo = to;
            if (from > to)
            {
                throw new AssertionError("an empty gap: from=" + from + " to=" + to);
            }
        }

        @Override
        public void onLost(final long from, final long to)
        {
            if (from > to || from < last)
            {
                throw new AssertionError("lost what came: from=" + from + " to=" + to + " last=" + last);
            }
        }

        @Override
        public void onReset(final long session, final long sequence)
        {
            last = Long.MIN_VALUE;
        }
    }
}
