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
package io.xsk.pipeline;

import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The way of a {@link Transmitter} through the owner of a port: a ring of packets to it, and one of free frames back.
 * They are the rings of a socket over plain memory, so to the transmitter there is no difference.
 * <p>
 * <b>Note:</b> The owner's thread has this end, the transmitter's stage the rings that it is given.
 */
final class TransmitRelay
{
    private final int capacity;
    private final OwnedPort port;
    private final RxRing packets;
    private final FillRing frames;
    private final TxRing txRing;
    private final CompletionRing completionRing;

    /**
     * @param port     to send from.
     * @param capacity in frames that the transmitter may have at a time, a power of two.
     */
    TransmitRelay(final OwnedPort port, final int capacity)
    {
        this.port = port;
        this.capacity = capacity;
        final UnsafeBuffer packetMemory = MemoryRing.ofPackets(capacity);
        final UnsafeBuffer frameMemory = MemoryRing.ofAddresses(capacity);
        packets = new RxRing(packetMemory, MemoryRing.LAYOUT, capacity);
        txRing = new TxRing(packetMemory, MemoryRing.LAYOUT, capacity);
        frames = new FillRing(frameMemory, MemoryRing.LAYOUT, capacity);
        completionRing = new CompletionRing(frameMemory, MemoryRing.LAYOUT, capacity);
    }

    /** The transmitter's end of the ring of packets. */
    TxRing txRing()
    {
        return txRing;
    }

    /** The transmitter's end of the ring of free frames. */
    CompletionRing completionRing()
    {
        return completionRing;
    }

    /** Packets to TX, as many as that takes. */
    int relay(final int limit)
    {
        final int available = packets.available(limit);
        final long position = packets.position();
        int count = 0;
        while (count < available &&
            port.transmit(packets.address(position + count), packets.length(position + count)))
        {
            count++;
        }
        packets.release(count);
        port.commit();

        return count;
    }

    /** Free frames to the transmitter, while it has fewer than it may. */
    int lend(final FrameStack free)
    {
        final int count = (int)Math.min(capacity - lentCount(), free.size());
        if (count > 0)
        {
            final long sequence = frames.tryClaim(count);
            for (int i = 0; i < count; i++)
            {
                frames.put(sequence + i, free.pop());
            }
            frames.commit();
        }

        return Math.max(0, count);
    }

    /** Frames that the transmitter has, or that are on the way there, or with packets on the way here. */
    long lentCount()
    {
        return frames.position() - packets.position();
    }

    /** Another thread is the owner's from now on. */
    void handOver()
    {
        frames.handOver();
        packets.handOver();
    }

    boolean isIdle()
    {
        return 0 == packets.size();
    }
}
