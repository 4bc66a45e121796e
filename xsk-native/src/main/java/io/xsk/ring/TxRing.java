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
 * Gives the kernel packets to send.
 * <p>
 * <b>Note:</b> This class is not threadsafe. One thread owns it.
 */
public final class TxRing extends ProducerRing
{
    /**
     * Take the producing side of a ring in memory, at the positions that its indices have.
     *
     * @param buffer   over the memory.
     * @param layout   of the memory.
     * @param capacity of the ring, a power of two.
     */
    public TxRing(final UnsafeBuffer buffer, final RingLayout layout, final int capacity)
    {
        this(buffer, layout, capacity, null);
    }

    /**
     * Take the producing side of a ring in memory, whose frames are checked in debug mode.
     *
     * @param buffer   over the memory.
     * @param layout   of the memory.
     * @param capacity of the ring, a power of two.
     * @param port     that knows the frames of the queue; null to check none.
     */
    public TxRing(
        final UnsafeBuffer buffer, final RingLayout layout, final int capacity, final FrameGuard.Port port)
    {
        super(buffer, layout, capacity, PACKET_LENGTH, port);
    }

    /**
     * Write an entry that was claimed.
     *
     * @param sequence of the entry.
     * @param address  of the packet's first byte within the UMEM; its frame is the kernel's until it completes.
     * @param length   of the packet in bytes, from its Ethernet header on.
     * @param options  of the packet ({@code XDP_PKT_CONTD}, {@code XDP_TX_METADATA}), else 0.
     */
    public void put(final long sequence, final long address, final int length, final int options)
    {
        if (FrameGuard.DEBUG)
        {
            checkEntry(sequence);
        }
        final long entry = entry(sequence);
        UnsafeApi.putLong(entry + PACKET_ADDRESS_OFFSET, address);
        UnsafeApi.putInt(entry + PACKET_LENGTH_OFFSET, length);
        UnsafeApi.putInt(entry + PACKET_OPTIONS_OFFSET, options);
    }

    @Override
    void give(final long sequence)
    {
        final long entry = entry(sequence);
        port.giveToTx(UnsafeApi.getLong(entry + PACKET_ADDRESS_OFFSET), UnsafeApi.getInt(entry + PACKET_LENGTH_OFFSET));
    }

    @Override
    void takeBack(final long sequence)
    {
        port.takeBackFromTx(UnsafeApi.getLong(entry(sequence) + PACKET_ADDRESS_OFFSET));
    }

    private long entry(final long sequence)
    {
        return entriesAddress + (sequence & mask) * PACKET_LENGTH;
    }
}
