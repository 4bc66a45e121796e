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
package io.xsk.sim;

import static io.xsk.sim.RingMemory.LAYOUT;

import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The receive side of a socket in copy mode ({@code __xsk_rcv} of Linux 6.18, net/xdp/xsk.c): copies packets into
 * frames of the fill ring and puts them on the receive ring.
 */
final class ReceivePath
{
    final RxRing usersRing;

    private final BufferPool pool;
    private final TxRing ring;
    private final boolean isMultiBuffer;
    private final int maxFragmentLength;
    private final UnsafeBuffer frameBuffer = new UnsafeBuffer(0L, 0);
    private long dropped;
    private long ringFull;

    ReceivePath(final BufferPool pool, final int capacity, final boolean isMultiBuffer)
    {
        this.pool = pool;
        this.isMultiBuffer = isMultiBuffer;
        maxFragmentLength = pool.umem.maxPacketLength();
        final RingMemory memory = new RingMemory(capacity, RingDescriptor.PACKET_LENGTH);
        usersRing = new RxRing(memory.end(), LAYOUT, capacity);
        ring = new TxRing(memory.end(), LAYOUT, capacity);
        ring.underLock();
    }

    PacketFate receive(final SimulatedPacket packet, final SimulatedFaults faults, final Dice dice)
    {
        if (packet.length() > maxFragmentLength && !isMultiBuffer)
        {
            dropped++;
            return PacketFate.FRAME_TOO_SHORT;
        }
        if (dice.roll(faults.fillStarvation))
        {
            pool.starve();
            dropped++;
            return PacketFate.NO_FRAME;
        }

        return packet.length() <= maxFragmentLength ?
            receiveSingle(packet, dice.roll(faults.fullReceiveRing)) :
            receiveFragments(packet, dice.roll(faults.fullReceiveRing));
    }

    long dropped()
    {
        return dropped;
    }

    long ringFull()
    {
        return ringFull;
    }

    /** Takes a frame before it looks for room in the ring, and keeps that for the next packet where there is none. */
    private PacketFate receiveSingle(final SimulatedPacket packet, final boolean isRingFull)
    {
        final long frame = pool.allocate();
        if (BufferPool.NO_FRAME == frame)
        {
            dropped++;
            return PacketFate.NO_FRAME;
        }
        if (isRingFull || 0 == ring.remainingCapacity(1))
        {
            pool.keep(frame);
            ringFull++;
            return PacketFate.RING_FULL;
        }
        put(packet, 0, packet.length(), frame, 0);
        commit();

        return PacketFate.DELIVERED;
    }

    private PacketFate receiveFragments(final SimulatedPacket packet, final boolean isRingFull)
    {
        final int length = packet.length();
        final int count = (length - 1) / maxFragmentLength + 1;
        if (!pool.canAllocate(count))
        {
            dropped++;
            return PacketFate.NO_FRAME;
        }
        if (isRingFull || ring.remainingCapacity(count) < count)
        {
            ringFull++;
            return PacketFate.RING_FULL;
        }
        for (int offset = 0; offset < length; offset += maxFragmentLength)
        {
            final long frame = pool.allocate();
            if (BufferPool.NO_FRAME == frame)
            {
                // Among the entries that were counted one is no frame. The kernel does not expect that.
                ring.abort();
                dropped++;
                return PacketFate.NO_FRAME;
            }
            final int fragmentLength = Math.min(maxFragmentLength, length - offset);
            put(packet, offset, fragmentLength, frame,
                offset + fragmentLength < length ? RingDescriptor.CONTINUED_OPTION : 0);
        }
        commit();

        return PacketFate.DELIVERED;
    }

    private void put(
        final SimulatedPacket packet, final int offset, final int length, final long frame, final int options)
    {
        final int metadataLength = 0 == offset ? packet.metadataLength() : 0;
        pool.umem.wrap(
            frame + pool.umem.packetOffset() - metadataLength, metadataLength + length, frameBuffer);
        packet.getBytes(offset - metadataLength, frameBuffer, 0, metadataLength + length);
        ring.put(ring.tryClaim(1), pool.packetAddress(frame), length, options);
    }

    private void commit()
    {
        ring.commit();
        pool.releaseFill();
    }
}
