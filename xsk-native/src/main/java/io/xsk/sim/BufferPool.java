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

import io.xsk.Umem;
import io.xsk.XskSocket;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RingDescriptor;

/**
 * What the sockets on one queue share: the fill and completion rings, and the rules for addresses of their UMEM
 * ({@code struct xsk_buff_pool} of Linux 6.18, net/xdp/xsk_buff_pool.c and xsk_queue.h).
 */
final class BufferPool
{
    static final long NO_FRAME = -1;

    private static final int UNALIGNED_OFFSET_SHIFT = 48;
    private static final int KNOWN_OPTIONS = RingDescriptor.CONTINUED_OPTION | RingDescriptor.TX_METADATA_OPTION;

    final Umem umem;
    final FillRing usersFill;
    final CompletionRing usersCompletion;

    private final RingMemory fillMemory;
    private final CompletionRing fill;
    private final FillRing completion;
    private final Intake frames;
    private final long length;
    private long spare = NO_FRAME;
    private int reserved;
    private long fillEmpty;

    BufferPool(final XskSocket.Context context)
    {
        umem = context.umem();
        length = umem.frameAddress(umem.frameCount());
        final int fillCapacity = context.fillRingCapacity();
        fillMemory = new RingMemory(fillCapacity, RingDescriptor.ADDRESS_LENGTH);
        usersFill = new FillRing(fillMemory.end(), LAYOUT, fillCapacity);
        fill = new CompletionRing(fillMemory.end(), LAYOUT, fillCapacity);
        fill.underLock();
        frames = new Intake(fill);
        final int completionCapacity = context.completionRingCapacity();
        final RingMemory completionMemory = new RingMemory(completionCapacity, RingDescriptor.ADDRESS_LENGTH);
        usersCompletion = new CompletionRing(completionMemory.end(), LAYOUT, completionCapacity);
        completion = new FillRing(completionMemory.end(), LAYOUT, completionCapacity);
        completion.underLock();
    }

    /** A frame to receive into; entries of the fill ring that are none are skipped ({@code xp_alloc}). */
    long allocate()
    {
        if (NO_FRAME != spare)
        {
            final long frame = spare;
            spare = NO_FRAME;

            return frame;
        }
        while (!frames.isEmpty())
        {
            final long frame = umem.frameOf(fill.address(frames.sequence()));
            frames.take();
            if (isFrame(frame))
            {
                return frame;
            }
        }
        fillEmpty++;

        return NO_FRAME;
    }

    /** Keep a frame that was not used, for the next packet ({@code xp_free}). */
    void keep(final long frame)
    {
        spare = frame;
    }

    /** Counts entries that are no frames as well ({@code xp_can_alloc}). */
    boolean canAllocate(final int count)
    {
        final int wanted = NO_FRAME == spare ? count : count - 1;
        if (wanted <= 0)
        {
            return true;
        }
        final int available = frames.available(wanted);
        if (0 == available)
        {
            fillEmpty++;
        }

        return available >= wanted;
    }

    void starve()
    {
        fillEmpty++;
    }

    void releaseFill()
    {
        frames.release();
    }

    /** The address of a packet in a frame, as the kernel puts it into the receive ring ({@code xp_get_handle}). */
    long packetAddress(final long frame)
    {
        final long offset = umem.packetOffset();

        return frame + (umem.isUnaligned() ? offset << UNALIGNED_OFFSET_SHIFT : offset);
    }

    boolean isPacket(final long address, final int packetLength, final int options)
    {
        final int metadataLength = umem.txMetadataLength();
        final long start = umem.offsetOf(address) - metadataLength;
        final long whole = Integer.toUnsignedLong(packetLength) + metadataLength;
        if (0 == packetLength || 0 != (options & ~KNOWN_OPTIONS) || start < 0 || start >= length)
        {
            return false;
        }

        return umem.isUnaligned() ?
            whole <= umem.frameLength() && whole <= length - start :
            start - umem.frameOf(start) + whole <= umem.frameLength();
    }

    /** The room is wanted before a packet is sent ({@code xsk_cq_reserve_locked}). */
    boolean reserveCompletion()
    {
        if (completion.remainingCapacity(reserved + 1) <= reserved)
        {
            return false;
        }
        reserved++;

        return true;
    }

    void complete(final long address)
    {
        reserved--;
        completion.put(completion.tryClaim(1), address);
        completion.commit();
    }

    /** The frame is kept for ever; what was reserved for it is free again. */
    void withhold()
    {
        reserved--;
    }

    long fillEmpty()
    {
        return fillEmpty;
    }

    void fillFlags(final int flags)
    {
        fillMemory.flags(flags);
    }

    void close()
    {
        usersFill.close();
        usersCompletion.close();
    }

    private boolean isFrame(final long frame)
    {
        return frame >= 0 && frame < length && (!umem.isUnaligned() || frame <= length - umem.frameLength());
    }
}
