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

import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A ring that this side fills: claim entries, write them by their sequences, then commit them all with one store.
 * <pre>{@code
 * final long sequence = ring.tryClaim(count);
 * if (Ring.INSUFFICIENT_CAPACITY != sequence)
 * {
 *     ... put sequence, sequence + 1, ..., sequence + count - 1 ...
 *     ring.commit();
 * }
 * }</pre>
 * Several claims may come before one commit. An entry that was claimed must be written before it is committed.
 * <p>
 * <b>Note:</b> This class is not threadsafe. One thread owns it.
 */
public abstract sealed class ProducerRing extends Ring permits FillRing, TxRing
{
    ProducerRing(
        final UnsafeBuffer buffer,
        final RingLayout layout,
        final int capacity,
        final int entryLength,
        final FrameGuard.Port port)
    {
        super(buffer, layout, capacity, entryLength, port);
        position = Integer.toUnsignedLong(UnsafeApi.getIntAcquire(null, producerAddress));
        claimed = position;
        limit = position;
    }

    /**
     * Claim the next entries, all of them or none.
     *
     * @param count of entries, positive.
     * @return the sequence of the first one, or {@link Ring#INSUFFICIENT_CAPACITY}.
     * @throws IllegalArgumentException if the count is not positive.
     * @throws IllegalStateException    if the ring is closed.
     */
    public final long tryClaim(final int count)
    {
        checkCount(count);
        if (FrameGuard.DEBUG)
        {
            checkOwner();
        }
        final long sequence = claimed;
        if (limit - sequence < count && reload() - sequence < count)
        {
            return INSUFFICIENT_CAPACITY;
        }

        claimed = sequence + count;
        return sequence;
    }

    /**
     * How many more entries can be claimed. The other side's index is read only when fewer than asked for are known
     * to be free.
     *
     * @param limit up to which the caller wants to know.
     * @return the number of free entries, at most the limit.
     * @throws IllegalStateException if the ring is closed.
     */
    public final int remainingCapacity(final int limit)
    {
        if (FrameGuard.DEBUG)
        {
            checkOwner();
        }
        long remaining = this.limit - claimed;
        if (remaining < limit)
        {
            remaining = reload() - claimed;
        }

        return (int)Math.min(remaining, limit);
    }

    /**
     * Hand all claimed entries to the other side with one release store.
     */
    public final void commit()
    {
        if (FrameGuard.DEBUG)
        {
            checkOwner();
        }
        final long sequence = claimed;
        if (position != sequence)
        {
            if (FrameGuard.DEBUG && null != port)
            {
                giveClaimed();
            }
            position = sequence;
            // Release: publishes the entries written since the last commit to the other side, which reads this index
            // with acquire before it reads them (the kernel: xskq_cons_get_entries, smp_load_acquire).
            UnsafeApi.putIntRelease(null, producerAddress, (int)sequence);
        }
    }

    /**
     * Give back the entries claimed since the last commit.
     */
    public final void abort()
    {
        if (FrameGuard.DEBUG)
        {
            checkOwner();
        }
        claimed = position;
    }

    /**
     * Does the kernel want a system call before it goes on with this ring?
     * <p>
     * The kernel may set the flag just after it was read here: ask again in the next duty cycle for as long as
     * there are entries that it has not taken.
     *
     * @return true if it must be woken.
     */
    public final boolean needsWakeup()
    {
        if (FrameGuard.DEBUG)
        {
            checkOwner();
        }

        return 0 != (UnsafeApi.getIntAcquire(null, flagsAddress) & RingDescriptor.NEED_WAKEUP_FLAG);
    }

    @Override
    public final int size()
    {
        return checkedDistance((int)position - UnsafeApi.getIntAcquire(null, consumerAddress));
    }

    /** In debug mode: the frame of an entry is about to be the kernel's. */
    abstract void give(long sequence);

    /** In debug mode: it is not. */
    abstract void takeBack(long sequence);

    /** In debug mode: an entry may be written from its claim to its commit. */
    final void checkEntry(final long sequence)
    {
        checkOwner();
        if (sequence < position || sequence >= claimed)
        {
            throw new IllegalStateException("entry is written that is not claimed: " + this +
                " sequence=" + sequence + " claimed=" + claimed);
        }
    }

    private void giveClaimed()
    {
        long sequence = position;
        boolean isGiven = false;
        try
        {
            for (; sequence < claimed; sequence++)
            {
                give(sequence);
            }
            isGiven = true;
        }
        finally
        {
            if (!isGiven)
            {
                while (--sequence >= position)
                {
                    takeBack(sequence);
                }
                claimed = position;
            }
        }
    }

    private long reload()
    {
        // Acquire: pairs with the other side's release of its index, after which it reads no more of the entries
        // that it gives back (the kernel: __xskq_cons_release, smp_store_release).
        limit = position - checkedDistance((int)position - UnsafeApi.getIntAcquire(null, consumerAddress)) + capacity;
        return limit;
    }
}
