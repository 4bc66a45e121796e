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

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The other host: sends datagrams from an ordinary socket of its kernel at a steady rate, and takes those that come
 * back. A datagram carries the time at which it was due, so that the latency of one that had to wait includes the wait.
 */
final class Publisher implements AutoCloseable
{
    private static final int RECEIVE_BUFFER_LENGTH = 4 * 1024 * 1024;
    /** Sent at most before what came back is looked at. */
    private static final int BURST_LIMIT = 16;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final ByteBuffer outgoing = BufferUtil.allocateDirectAligned(DatagramDescriptor.LENGTH, CACHE_LINE_LENGTH);
    private final ByteBuffer incoming = BufferUtil.allocateDirectAligned(DatagramDescriptor.LENGTH, CACHE_LINE_LENGTH);
    private final UnsafeBuffer outgoingBuffer = new UnsafeBuffer(outgoing);
    private final UnsafeBuffer incomingBuffer = new UnsafeBuffer(incoming);
    private final DatagramChannel channel;
    private final int rate;
    private final DemoCounts counts;
    private final Latency roundTrip;

    /**
     * @param local         address.
     * @param remote        address.
     * @param rate          in datagrams a second.
     * @param counts        to keep.
     * @param roundTrip     to record into.
     */
    Publisher(
        final InetSocketAddress local,
        final InetSocketAddress remote,
        final int rate,
        final DemoCounts counts,
        final Latency roundTrip) throws IOException
    {
        this.rate = rate;
        this.counts = counts;
        this.roundTrip = roundTrip;
        channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_LENGTH);
        channel.bind(local).connect(remote).configureBlocking(false);
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
        while (count < BURST_LIMIT && channel.read(incoming.clear()) > 0)
        {
            count++;
            onReturn();
        }

        return count;
    }

    @Override
    public void close() throws IOException
    {
        channel.close();
    }

    private long due(final long elapsedNs)
    {
        return elapsedNs * rate / SECOND_NS;
    }

    private boolean send(final long sequence, final long scheduledTimeNs) throws IOException
    {
        DatagramDescriptor.put(outgoingBuffer, 0, sequence, scheduledTimeNs);
        if (0 == channel.write(outgoing.clear()))
        {
            return false;
        }
        counts.sent.incrementRelease();

        return true;
    }

    private void onReturn()
    {
        if (DatagramDescriptor.isChecksumRight(incomingBuffer, 0))
        {
            counts.returned.incrementRelease();
            roundTrip.record(System.nanoTime() - DatagramDescriptor.scheduledTimeNs(incomingBuffer, 0));
        }
    }
}
