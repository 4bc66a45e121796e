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
 * A ring that the other side fills: see how many entries are there, read them by their sequences from
 * {@link #position()} on, then release them all with one store.
 * <pre>{@code
 * final int count = ring.available(limit);
 * final long sequence = ring.position();
 * ... read sequence, sequence + 1, ..., sequence + count - 1 ...
 * ring.release(count);
 * }</pre>
 * <b>Note:</b> This class is not threadsafe. One thread owns it.
 */
public abstract sealed class ConsumerRing extends Ring permits RxRing, CompletionRing
{
    ConsumerRing(
        final UnsafeBuffer buffer,
        final RingLayout layout,
        final int capacity,
        final int entryLength,
        final FrameGuard.Port port)
    {
        super(buffer, layout, capacity, entryLength, port);
        position = Integer.toUnsignedLong(UnsafeApi.getIntAcquire(null, consumerAddress));
        limit = position;
    }

    /**
     * How many entries can be read from {@link #position()} on. The other side's index is read only when none is
     * known to be there.
     *
     * @param limit of what the caller wants to take.
     * @return the number of entries, at most the limit; 0 when there is none.
     * @throws IllegalStateException if the ring is closed.
     */
    public final int available(final int limit)
    {
        if (FrameGuard.DEBUG)
        {
            checkOwner();
        }
        long available = this.limit - position;
        if (0 == available)
        {
            // Acquire: pairs with the other side's release of its index, which publishes the entries before it
            // (the kernel: __xskq_prod_submit, smp_store_release).
            available = checkedDistance(UnsafeApi.getIntAcquire(null, producerAddress) - (int)position);
            this.limit = position + available;
            if (FrameGuard.DEBUG && null != port)
            {
                takeAvailable();
            }
        }

        return (int)Math.min(available, limit);
    }

    /**
     * Give the first entries back to the other side with one release store. They must not be read any more.
     *
     * @param count of entries, not more than {@link #available(int)} said.
     * @throws IllegalArgumentException if the count is negative or larger.
     */
    public final void release(final int count)
    {
        if (FrameGuard.DEBUG)
        {
            checkOwner();
        }
        if (count < 0 || count > limit - position)
        {
            throw new IllegalArgumentException(
                "count must be within what is available: count=" + count + " available=" + (limit - position));
        }
        if (0 != count)
        {
            position += count;
            // Release: the reads of these entries come before it, and the other side reads this index with acquire
            // before it writes them anew (the kernel: xskq_prod_nb_free, smp_load_acquire).
            UnsafeApi.putIntRelease(null, consumerAddress, (int)position);
        }
    }

    /** In debug mode: the frame of an entry is the user's. */
    abstract void take(long sequence);

    /** In debug mode: an entry may be read from when it was seen to its release. */
    final void checkEntry(final long sequence)
    {
        checkOwner();
        if (sequence < position || sequence >= limit)
        {
            throw new IllegalStateException("entry is read that is not there or was released: " + this +
                " sequence=" + sequence + " available=" + (limit - position));
        }
    }

    /** All of them, also when one is wrong; then the first mistake is thrown with the others. */
    private void takeAvailable()
    {
        RuntimeException mistakes = null;
        for (long sequence = position; sequence < limit; sequence++)
        {
            try
            {
                take(sequence);
            }
            catch (final IllegalStateException exception)
            {
                if (null == mistakes)
                {
                    mistakes = exception;
                }
                else
                {
                    mistakes.addSuppressed(exception);
                }
            }
        }
        if (null != mistakes)
        {
            throw mistakes;
        }
    }

    @Override
    public final int size()
    {
        return checkedDistance(UnsafeApi.getIntAcquire(null, producerAddress) - (int)position);
    }
}
