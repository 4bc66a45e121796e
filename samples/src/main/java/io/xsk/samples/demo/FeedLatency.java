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

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.xsk.samples.loopback.Latency;
import io.xsk.samples.market.FeedScript;
import io.xsk.samples.market.MoldUdp64;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How long messages take to the handler: from when they were due, which is what a reader of the feed has of it, and
 * from when their first packet was given to the kernel, which is what the way to the handler takes. What is between the
 * two is the publisher's: in a burst all packets are due at once, and are sent one after the other. What comes behind a
 * gap waits for what is missing, whichever way it comes, so the time from when it was sent says nothing of the way.
 * <p>
 * <b>Note:</b> The publisher's thread calls {@link #onSend}, the handler's {@link #onMessage}.
 */
final class FeedLatency
{
    private final Latency sinceDue = new Latency();
    private final Latency sinceSent = new Latency();
    private final Latency publisherDelay = new Latency();
    private final FeedScript script;
    /** By message, when it was sent first, after the start; 0 if it was not. */
    private final UnsafeBuffer sentNs;
    private volatile long startNs;
    private long behindGaps;

    FeedLatency(final FeedScript script)
    {
        this.script = script;
        sentNs = new UnsafeBuffer(
            ByteBuffer.allocateDirect(Math.multiplyExact(Long.BYTES, (int)script.expectations().messages())));
    }

    /** The time by {@link System#nanoTime()} from which the times of the script count. */
    void start(final long nowNs)
    {
        startNs = nowNs;
    }

    /** From now on it counts. */
    void endWarmUp()
    {
        sinceDue.endWarmUp();
        sinceSent.endWarmUp();
        publisherDelay.endWarmUp();
    }

    /** A packet is about to be sent. */
    void onSend(final FeedScript.Transmission transmission)
    {
        final int count = Short.toUnsignedInt(
            script.buffer().getShort(transmission.index() + MoldUdp64.COUNT_OFFSET, BIG_ENDIAN));
        if (0 != count && MoldUdp64.END_OF_SESSION != count)
        {
            final long sequence = script.buffer().getLong(
                transmission.index() + MoldUdp64.SEQUENCE_OFFSET, BIG_ENDIAN);
            final long nowNs = System.nanoTime() - startNs;
            publisherDelay.record(nowNs - transmission.timeNs());
            for (int i = 0; i < count; i++)
            {
                final int index = ((int)sequence - 1 + i) * Long.BYTES;
                if (0 == sentNs.getLong(index))
                {
                    // Pairs with the acquire of the handler, to which the packet itself comes later.
                    sentNs.putLongRelease(index, nowNs);
                }
            }
        }
    }

    /**
     * A message has been handled.
     *
     * @param sequence    of the message.
     * @param isBehindGap did it wait for what was missing, or was missing itself?
     */
    void onMessage(final long sequence, final boolean isBehindGap)
    {
        final long nowNs = System.nanoTime() - startNs;
        // Pairs with the release of the publisher.
        final long messageSentNs = sentNs.getLongAcquire(((int)sequence - 1) * Long.BYTES);
        sinceDue.record(nowNs - script.messageTimeNs(sequence));
        if (isBehindGap)
        {
            behindGaps++;
        }
        else if (0 != messageSentNs)
        {
            sinceSent.record(nowNs - messageSentNs);
        }
    }

    Latency sinceDue()
    {
        return sinceDue;
    }

    DemoSummary.Latencies percentiles()
    {
        return new DemoSummary.Latencies(
            sinceDue.percentiles(), sinceSent.percentiles(), publisherDelay.percentiles(), behindGaps);
    }
}
