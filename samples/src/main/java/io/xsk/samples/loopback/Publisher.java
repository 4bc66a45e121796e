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
package io.xsk.samples.loopback;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The other host: sends datagrams at a steady rate, and takes those that come back. A datagram carries the time at
 * which it was due, so that the latency of one that had to wait includes the wait.
 */
final class Publisher
{
    /** Sent at most before what came back is looked at. */
    private static final int BURST_LIMIT = 16;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final DatagramLine line;
    private final int rate;
    private final LoopbackCounts counts;
    private final Latency roundTrip;

    /**
     * @param line      to send on, which belongs to this from now on.
     * @param rate      in datagrams a second.
     * @param counts    to keep.
     * @param roundTrip to record into.
     */
    Publisher(final DatagramLine line, final int rate, final LoopbackCounts counts, final Latency roundTrip)
    {
        this.line = line;
        this.rate = rate;
        this.counts = counts;
        this.roundTrip = roundTrip;
    }

    /**
     * Send at the rate, from now on. Where the rate is more than this thread and its kernel can do, fewer are sent.
     *
     * @param durationNs after which it ends.
     */
    void publish(final long durationNs) throws IOException
    {
        final long count = due(durationNs);
        final long startNs = System.nanoTime();
        long elapsedNs = 0;
        long sequence = 0;
        while (sequence < count && elapsedNs < durationNs)
        {
            final long end = Math.min(count, Math.min(due(elapsedNs) + 1, sequence + BURST_LIMIT));
            int workCount = 0;
            while (sequence < end && send(sequence, startNs + sequence * SECOND_NS / rate))
            {
                sequence++;
                workCount++;
            }
            if (0 == workCount + receive())
            {
                Thread.yield();
            }
            elapsedNs = System.nanoTime() - startNs;
        }
    }

    /**
     * Take what came back, without waiting.
     *
     * @return the number of datagrams taken.
     */
    int receive() throws IOException
    {
        int count = 0;
        while (count < BURST_LIMIT && line.receive())
        {
            count++;
            onReturn();
        }

        return count;
    }

    private long due(final long elapsedNs)
    {
        return elapsedNs * rate / SECOND_NS;
    }

    private boolean send(final long sequence, final long scheduledTimeNs) throws IOException
    {
        DatagramDescriptor.put(line.outgoing(), 0, sequence, scheduledTimeNs);
        if (!line.send())
        {
            return false;
        }
        counts.sent.incrementRelease();

        return true;
    }

    private void onReturn()
    {
        if (DatagramDescriptor.isChecksumRight(line.incoming(), 0))
        {
            counts.returned.incrementRelease();
            roundTrip.record(System.nanoTime() - DatagramDescriptor.scheduledTimeNs(line.incoming(), 0));
        }
    }
}
