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
package io.xsk.ring;

import static io.xsk.ring.RingDescriptor.PACKET_ADDRESS_OFFSET;
import static io.xsk.ring.RingDescriptor.PACKET_LENGTH;
import static io.xsk.ring.RingDescriptor.PACKET_LENGTH_OFFSET;
import static io.xsk.ring.RingDescriptor.PACKET_OPTIONS_OFFSET;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gives the packets that the kernel has received.
 * <p>
 * <b>Note:</b> This class is not threadsafe. One thread owns it.
 */
public final class RxRing extends ConsumerRing
{
    /**
     * Take the consuming side of a ring in memory, at the positions that its indices have.
     *
     * @param buffer   over the memory.
     * @param layout   of the memory.
     * @param capacity of the ring, a power of two.
     */
    public RxRing(final UnsafeBuffer buffer, final RingLayout layout, final int capacity)
    {
        this(buffer, layout, capacity, null);
    }

    /**
     * Take the consuming side of a ring in memory, whose frames are checked in debug mode.
     *
     * @param buffer   over the memory.
     * @param layout   of the memory.
     * @param capacity of the ring, a power of two.
     * @param port     that knows the frames of the queue; null to check none.
     */
    public RxRing(
        final UnsafeBuffer buffer, final RingLayout layout, final int capacity, final FrameGuard.Port port)
    {
        super(buffer, layout, capacity, PACKET_LENGTH, port);
    }

    /**
     * Read and release entries.
     *
     * @param handler called for each entry in order. One that throws ends the poll; its entry counts as read.
     * @param limit   of entries to read.
     * @return the number of entries read; 0 when there is none.
     * @throws IllegalStateException if the ring is closed.
     */
    public int poll(final PacketHandler handler, final int limit)
    {
        final int available = available(limit);
        final long sequence = position();
        int count = 0;
        if (FrameGuard.DEBUG)
        {
            owner.onPollStart();
        }
        try
        {
            while (count < available)
            {
                final long entry = entry(sequence + count);
                count++;
                handler.onPacket(
                    UnsafeApi.getLong(entry + PACKET_ADDRESS_OFFSET),
                    UnsafeApi.getInt(entry + PACKET_LENGTH_OFFSET),
                    UnsafeApi.getInt(entry + PACKET_OPTIONS_OFFSET));
            }
        }
        finally
        {
            if (FrameGuard.DEBUG)
            {
                owner.onPollEnd();
            }
            release(count);
        }

        return count;
    }

    /**
     * The address of a packet.
     *
     * @param sequence of the entry.
     * @return the address of its first byte within the UMEM; its frame is the reader's.
     */
    public long address(final long sequence)
    {
        if (FrameGuard.DEBUG)
        {
            checkEntry(sequence);
        }

        return UnsafeApi.getLong(entry(sequence) + PACKET_ADDRESS_OFFSET);
    }

    /**
     * The length of a packet.
     *
     * @param sequence of the entry.
     * @return the length in bytes, from its Ethernet header on.
     */
    public int length(final long sequence)
    {
        if (FrameGuard.DEBUG)
        {
            checkEntry(sequence);
        }

        return UnsafeApi.getInt(entry(sequence) + PACKET_LENGTH_OFFSET);
    }

    /**
     * The options of a packet.
     *
     * @param sequence of the entry.
     * @return the options, {@code XDP_PKT_CONTD} or 0.
     */
    public int options(final long sequence)
    {
        if (FrameGuard.DEBUG)
        {
            checkEntry(sequence);
        }

        return UnsafeApi.getInt(entry(sequence) + PACKET_OPTIONS_OFFSET);
    }

    @Override
    void take(final long sequence)
    {
        final long entry = entry(sequence);
        port.takeFromRx(
            UnsafeApi.getLong(entry + PACKET_ADDRESS_OFFSET), UnsafeApi.getInt(entry + PACKET_LENGTH_OFFSET));
    }

    private long entry(final long sequence)
    {
        return entriesAddress + (sequence & mask) * PACKET_LENGTH;
    }
}
