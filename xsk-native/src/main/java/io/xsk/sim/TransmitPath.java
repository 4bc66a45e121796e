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

import static io.xsk.ring.RingDescriptor.CONTINUED_OPTION;
import static io.xsk.ring.RingDescriptor.TX_METADATA_OPTION;
import static io.xsk.sim.RingMemory.LAYOUT;

import io.xsk.ffi.Errno;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The transmit side of a socket in copy mode ({@code __xsk_generic_xmit} of Linux 6.18, net/xdp/xsk.c): takes entries
 * of the transmit ring, puts packets together of them, sends them and gives their frames back.
 * <p>
 * A packet may stay open over several wakeups. One with a part that is wrong, or with too many of them, is dropped, and
 * so are its parts that are still to come.
 */
final class TransmitPath
{
    /** {@code TX_BATCH_SIZE}. */
    static final int BUDGET_DEFAULT = 32;
    /** Parts of a packet: {@code MAX_SKB_FRAGS + 1}. */
    private static final int MAX_PARTS = 18;
    /** The kernel keeps a mark of its own there, and so loses it ({@code xsk_skb_destructor_set_addr}). */
    private static final long LOWEST_BIT_OF_ADDRESS = 1;

    final TxRing usersRing;

    private final SimulatedInterface device;
    private final int queue;
    private final BufferPool pool;
    private final RxRing ring;
    private final Intake entries;
    private final TransmitMetadata metadata;
    private final int budget;
    private final long[] parts = new long[MAX_PARTS];
    private final UnsafeBuffer part = new UnsafeBuffer(0L, 0);
    private final UnsafeBuffer gathered = new UnsafeBuffer(0L, 0);
    private int partCount;
    private int length;
    private boolean isGathered;
    private boolean isDraining;
    private long invalidDescriptors;
    private long ringEmpty;
    private long framesWithheld;

    TransmitPath(
        final SimulatedInterface device, final int queue, final BufferPool pool, final int capacity, final int budget)
    {
        this.device = device;
        this.queue = queue;
        this.pool = pool;
        this.budget = budget > 0 ? budget : BUDGET_DEFAULT;
        final RingMemory memory = new RingMemory(capacity, RingDescriptor.PACKET_LENGTH);
        memory.flags(RingDescriptor.NEED_WAKEUP_FLAG);
        usersRing = new TxRing(memory.end(), LAYOUT, capacity);
        ring = new RxRing(memory.end(), LAYOUT, capacity);
        ring.underLock();
        entries = new Intake(ring);
        metadata = new TransmitMetadata(pool.umem, device.kernel().clock());
    }

    /** Answers 0 or a negative errno. */
    int transmit()
    {
        try
        {
            int left = budget;
            while (!entries.isEmpty())
            {
                final long sequence = entries.sequence();
                if (!pool.isPacket(ring.address(sequence), ring.length(sequence), ring.options(sequence)))
                {
                    return dropInvalid(sequence);
                }
                if (0 == left || !reserveCompletion())
                {
                    return -Errno.EAGAIN.code();
                }
                left--;
                final int result = take(sequence);
                if (result < 0)
                {
                    return result;
                }
            }
            ringEmpty++;

            return 0;
        }
        finally
        {
            entries.release();
        }
    }

    /** Poll(2) says that there is room ({@code xsk_tx_writeable}). */
    boolean isWritable()
    {
        return usersRing.size() <= usersRing.capacity() / 2;
    }

    long invalidDescriptors()
    {
        return invalidDescriptors;
    }

    long ringEmpty()
    {
        return ringEmpty;
    }

    long framesWithheld()
    {
        return framesWithheld;
    }

    private int take(final long sequence)
    {
        final long address = ring.address(sequence);
        final int options = ring.options(sequence);
        final boolean isContinued = 0 != (options & CONTINUED_OPTION);
        if (isDraining)
        {
            drop(address);
            isDraining = isContinued;
        }
        else if (MAX_PARTS - 1 == partCount && isContinued)
        {
            dropParts();
            drop(address);
            isDraining = true;
        }
        else
        {
            append(address, ring.length(sequence));
            if (1 == partCount && 0 != (options & TX_METADATA_OPTION) && !applyMetadata(address))
            {
                return refuse(address);
            }
            entries.take();
            return isContinued ? 0 : send();
        }
        entries.take();

        return 0;
    }

    /** The wakeup ends here, as if the ring were empty. */
    private int dropInvalid(final long sequence)
    {
        dropParts();
        if (!reserveCompletion())
        {
            return -Errno.EAGAIN.code();
        }
        drop(ring.address(sequence));
        isDraining = 0 != (ring.options(sequence) & CONTINUED_OPTION);
        entries.take();

        return 0;
    }

    private void dropParts()
    {
        for (int i = 0; i < partCount; i++)
        {
            drop(completedAddress(i));
        }
        reset();
    }

    private void drop(final long address)
    {
        invalidDescriptors++;
        pool.complete(address);
    }

    /** Linux 6.18.44 gives the address back and does not take the entry, so that it comes again with each wakeup. */
    private int refuse(final long address)
    {
        pool.complete(address);
        reset();

        return -Errno.EINVAL.code();
    }

    private boolean applyMetadata(final long address)
    {
        if (!metadata.isValid(address, length))
        {
            return false;
        }
        if (metadata.wantsChecksum())
        {
            gather();
            metadata.checksum(gathered, length);
        }

        return true;
    }

    private void append(final long address, final int partLength)
    {
        if (1 == partCount)
        {
            gather();
        }
        pool.umem.wrap(address, partLength, part);
        if (partCount > 0)
        {
            gathered.putBytes(length, part, 0, partLength);
        }
        parts[partCount++] = address;
        length += partLength;
    }

    /** From the second part on a packet is put together elsewhere. */
    private void gather()
    {
        if (!isGathered)
        {
            if (0 == gathered.capacity())
            {
                gathered.wrap(new byte[SimulatedPacket.MAX_LENGTH]);
            }
            pool.umem.wrap(parts[0], length, part);
            gathered.putBytes(0, part, 0, length);
            isGathered = true;
        }
    }

    private int send()
    {
        try
        {
            return device.transmit(queue, isGathered ? gathered : part, length) ? 0 : -Errno.EBUSY.code();
        }
        finally
        {
            metadata.complete(parts[0]);
            for (int i = 0; i < partCount; i++)
            {
                complete(completedAddress(i));
            }
            reset();
        }
    }

    private void complete(final long address)
    {
        final SimulatedFaults faults = device.faults();
        if (SimulatedFaults.NONE == faults)
        {
            pool.complete(address);
        }
        else if (device.dice().roll(faults.missingCompletions))
        {
            framesWithheld++;
            pool.withhold();
        }
        else if (device.dice().roll(faults.lateCompletions))
        {
            device.kernel().holdCompletion(faults.lateByNs, pool, address);
        }
        else
        {
            pool.complete(address);
        }
    }

    private boolean reserveCompletion()
    {
        return !device.dice().roll(device.faults().fullCompletionRing) && pool.reserveCompletion();
    }

    /** That of the first part comes back even. */
    private long completedAddress(final int index)
    {
        return 0 == index ? parts[0] & ~LOWEST_BIT_OF_ADDRESS : parts[index];
    }

    private void reset()
    {
        partCount = 0;
        length = 0;
        isGathered = false;
        metadata.reset();
    }
}
