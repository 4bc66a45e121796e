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

import static org.agrona.BitUtil.isPowerOfTwo;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * What never changes about a ring: its memory and where the parts lie in it.
 */
abstract class RingMemory
{
    /** Keeps the memory where it is. It is not read and written through: see {@link Ring}. */
    final UnsafeBuffer buffer;
    final long producerAddress;
    final long consumerAddress;
    final long flagsAddress;
    final long entriesAddress;
    final int capacity;
    final int mask;
    /** What knows the frames of the queue, in debug mode; else null. */
    final FrameGuard.Port port;
    /** What knows the thread, in debug mode; else null. */
    final RingOwner owner;

    RingMemory(
        final UnsafeBuffer buffer,
        final RingLayout layout,
        final int capacity,
        final int entryLength,
        final FrameGuard.Port port)
    {
        if (!isPowerOfTwo(capacity))
        {
            throw new IllegalArgumentException("capacity must be a positive power of 2: capacity=" + capacity);
        }
        if (buffer.capacity() < layout.length(capacity, entryLength))
        {
            throw new IllegalArgumentException("buffer is too short for the ring: length=" + buffer.capacity() +
                " required=" + layout.length(capacity, entryLength));
        }

        if (null != buffer.byteArray())
        {
            throw new IllegalArgumentException("buffer must lie outside the heap: buffer=" + buffer);
        }

        this.buffer = buffer;
        this.capacity = capacity;
        mask = capacity - 1;
        producerAddress = buffer.addressOffset() + layout.producerIndex();
        consumerAddress = buffer.addressOffset() + layout.consumerIndex();
        flagsAddress = buffer.addressOffset() + layout.flagsIndex();
        entriesAddress = buffer.addressOffset() + layout.entriesIndex();
        this.port = port;
        owner = FrameGuard.DEBUG ? new RingOwner() : null;
    }
}

/**
 * Keeps the positions off the cache lines of whatever lies before the ring in the heap.
 */
abstract class RingPadding extends RingMemory
{
    byte p000, p001, p002, p003, p004, p005, p006, p007, p008, p009, p010, p011, p012, p013, p014, p015;
    byte p016, p017, p018, p019, p020, p021, p022, p023, p024, p025, p026, p027, p028, p029, p030, p031;
    byte p032, p033, p034, p035, p036, p037, p038, p039, p040, p041, p042, p043, p044, p045, p046, p047;
    byte p048, p049, p050, p051, p052, p053, p054, p055, p056, p057, p058, p059, p060, p061, p062, p063;

    RingPadding(
        final UnsafeBuffer buffer,
        final RingLayout layout,
        final int capacity,
        final int entryLength,
        final FrameGuard.Port port)
    {
        super(buffer, layout, capacity, entryLength, port);
    }
}

/**
 * What the owner's thread changes all the time.
 */
abstract class RingPositions extends RingPadding
{
    /** Our own index as last stored for the other side. */
    long position;
    /** Producer: the next sequence to claim, at or past the position. A consumer does not use it. */
    long claimed;
    /** Up to where the other side was last seen to let us go. */
    long limit;
    /** Volatile, so that a thread which is wrongly still calling learns of it. */
    volatile boolean isClosed;

    RingPositions(
        final UnsafeBuffer buffer,
        final RingLayout layout,
        final int capacity,
        final int entryLength,
        final FrameGuard.Port port)
    {
        super(buffer, layout, capacity, entryLength, port);
    }
}

/**
 * One of the four rings between an AF_XDP socket's owner and the kernel, seen as a buffer with a {@code long} sequence
 * for each entry. In memory the two indices are u32 and wrap; here they are continued as longs and do not.
 * <p>
 * Each index has a single writer. The other side's index is read only when the copy kept here says that there is
 * nothing to claim or to read, so a batch costs one acquire and one release, however long it is.
 * <p>
 * A ring works on memory, whoever the other side is: {@link FillRing} and {@link CompletionRing} over the same memory
 * are the two ends of one queue, and so are {@link TxRing} and {@link RxRing}.
 * <p>
 * The memory is read and written by its address. Through a buffer, which may be an array's as well, the compiler must
 * take each access for one to anything, and could keep nothing in registers from one entry to the next. A sequence is
 * masked to the ring's capacity, whatever it is, so no access goes outside.
 * <p>
 * The memory stays where it is for as long as the ring can be reached, also when it is closed: a buffer over a {@link
 * java.nio.ByteBuffer} sees to that. Closing cuts a socket's rings off the kernel, so that a thread which is still in a
 * call finds zeros and then an exception; it cannot crash the JVM.
 * <p>
 * <b>Note:</b> This class is not threadsafe. One thread owns it, which may {@linkplain #handOver() change}. A ring is
 * closed when its owner has stopped calling it. The debug mode ({@link FrameGuard}) checks both: a call by another
 * thread than the owner, one on a closed ring and closing during a poll are exceptions that name both threads.
 */
@SuppressWarnings("unused")
public abstract sealed class Ring extends RingPositions permits ProducerRing, ConsumerRing
{
    /** What {@link ProducerRing#tryClaim(int)} answers when the ring has not that many free entries. */
    public static final long INSUFFICIENT_CAPACITY = -2;

    byte p064, p065, p066, p067, p068, p069, p070, p071, p072, p073, p074, p075, p076, p077, p078, p079;
    byte p080, p081, p082, p083, p084, p085, p086, p087, p088, p089, p090, p091, p092, p093, p094, p095;
    byte p096, p097, p098, p099, p100, p101, p102, p103, p104, p105, p106, p107, p108, p109, p110, p111;
    byte p112, p113, p114, p115, p116, p117, p118, p119, p120, p121, p122, p123, p124, p125, p126, p127;

    Ring(
        final UnsafeBuffer buffer,
        final RingLayout layout,
        final int capacity,
        final int entryLength,
        final FrameGuard.Port port)
    {
        super(buffer, layout, capacity, entryLength, port);
    }

    /**
     * The number of entries that the ring can hold.
     *
     * @return the capacity, a power of two.
     */
    public final int capacity()
    {
        return capacity;
    }

    /**
     * Up to where this side has gone: for a producer the sequence after the last one committed, for a consumer the
     * sequence after the last one released.
     *
     * @return the position.
     */
    public final long position()
    {
        return position;
    }

    /**
     * The number of entries that are committed and not yet released, read from both indices.
     *
     * @return the number at this moment; the other side may be changing it.
     */
    public abstract int size();

    /**
     * Let another thread be the owner: the next one that calls. The caller sees to it that the new owner sees what the
     * old one wrote. Only the debug mode asks for it, and not where the old owner has ended.
     */
    public final void handOver()
    {
        if (FrameGuard.DEBUG)
        {
            owner.handOver();
        }
    }

    /**
     * From now on threads take turns in calling it under a lock, as a kernel's threads do. Only the debug mode asks for
     * it, which else would miss {@link #handOver()}.
     */
    public final void underLock()
    {
        if (FrameGuard.DEBUG)
        {
            owner.underLock();
        }
    }

    /**
     * From now on claiming or reading throws {@link IllegalStateException}. The ring's owner must have stopped using
     * it. Idempotent.
     */
    public final void close()
    {
        if (!isClosed)
        {
            if (FrameGuard.DEBUG)
            {
                owner.onClose(this);
            }
            isClosed = true;
            claimed = position;
            limit = position;
        }
    }

    final void checkOwner()
    {
        owner.check(this);
    }

    final int checkedDistance(final int distance)
    {
        if (isClosed)
        {
            throw new IllegalStateException("ring is closed: " + this);
        }
        if (Integer.compareUnsigned(distance, capacity) > 0)
        {
            throw new IllegalStateException("ring is corrupt, its indices are further apart than its capacity: " +
                this + " distance=" + Integer.toUnsignedString(distance));
        }

        return distance;
    }

    final void checkCount(final int count)
    {
        if (count < 1)
        {
            throw new IllegalArgumentException("count must be positive: count=" + count);
        }
    }

    @Override
    public final String toString()
    {
        return getClass().getSimpleName() + "{capacity=" + capacity + ", position=" + position + '}';
    }
}
