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

import static org.agrona.BitUtil.isPowerOfTwo;

import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.TxRing;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Sends packets that a stage makes itself: an order, a reply, a request to send again. It is made before the launch,
 * given to the stage's handler, and announced by {@link Stages#transmits(Transmitter)}.
 * <pre>{@code
 * final MutableDirectBuffer packet = transmitter.tryClaim(length);
 * if (null != packet)
 * {
 *     ... write it, from the Ethernet header on ...
 *     transmitter.commit();
 * }
 * }</pre>
 * It sends on a queue of its own where the interface has one to spare, by a socket that only sends; else through the
 * owner of a port. Packets are handed on together, when the stage's batch ends or when the oldest one has waited for
 * {@link #maxAgeNs(long)}.
 * <p>
 * <b>Note:</b> This class is not threadsafe. Once launched it belongs to the thread of its stage.
 */
public final class Transmitter
{
    /** For a queue that is to be looked for. */
    static final int ANY_QUEUE = -1;
    /** For the owner of the port. */
    static final int NO_QUEUE = -2;

    /** What one wakeup sends in copy mode (TX_BATCH_SIZE of net/xdp/xsk.c). */
    private static final int BATCH_LIMIT = 32;

    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private int port;
    private int queue = ANY_QUEUE;
    private int capacity = 256;
    private long maxAgeNs = TimeUnit.MICROSECONDS.toNanos(10);

    private Umem umem;
    private FrameStack free;
    private TxRing txRing;
    private CompletionRing completionRing;
    private XskPort socket;
    private AtomicCounter withoutFrame;
    private AtomicCounter transmitted;
    private long claimed;
    private boolean isClaimed;
    private boolean isTaken;
    private int uncommitted;
    private long oldestNs;

    /**
     * For the first port of the pipeline.
     */
    public Transmitter()
    {
    }

    /**
     * Set from which port to send.
     *
     * @param port index of the port, in the order in which the ports were set.
     * @return this for a fluent API.
     */
    public Transmitter port(final int port)
    {
        this.port = port;
        return this;
    }

    /**
     * Send on this queue of the port's interface, which no port has. Its receive side goes on to the kernel.
     *
     * @param queue from 0.
     * @return this for a fluent API.
     */
    public Transmitter queue(final int queue)
    {
        if (queue < 0)
        {
            throw new IllegalArgumentException("queue must not be negative: queue=" + queue);
        }
        this.queue = queue;
        return this;
    }

    /**
     * Send through the owner of the port, also where there is a queue to spare.
     *
     * @return this for a fluent API.
     */
    public Transmitter throughOwner()
    {
        queue = NO_QUEUE;
        return this;
    }

    /**
     * Set how many packets can be on their way.
     *
     * @param capacity in frames, a power of two, 256 by default.
     * @return this for a fluent API.
     */
    public Transmitter capacity(final int capacity)
    {
        if (!isPowerOfTwo(capacity))
        {
            throw new IllegalArgumentException("capacity must be a positive power of 2: capacity=" + capacity);
        }
        this.capacity = capacity;
        return this;
    }

    /**
     * Set how long a packet waits for others of its batch at most.
     *
     * @param maxAgeNs in nanoseconds, 10 microseconds by default; 0 to hand each on at once.
     * @return this for a fluent API.
     */
    public Transmitter maxAgeNs(final long maxAgeNs)
    {
        this.maxAgeNs = maxAgeNs;
        return this;
    }

    /**
     * Does it send on a queue of its own? Known once launched.
     *
     * @return false if it sends through the owner of a port.
     */
    public boolean hasOwnQueue()
    {
        return null != socket;
    }

    /**
     * Claim a frame for a packet.
     *
     * @param length of the packet in bytes, from the Ethernet header on.
     * @return the packet, with what was in the frame before; null when no frame is free, which is counted.
     * @throws IllegalStateException    if one is claimed already, or if the pipeline was not launched.
     * @throws IllegalArgumentException if the length is not from 1 to the longest that a frame takes.
     */
    public MutableDirectBuffer tryClaim(final int length)
    {
        if (isClaimed || null == umem)
        {
            throw new IllegalStateException(isClaimed ? "a packet is claimed already, commit or abort it first" :
                "the transmitter is not part of a pipeline that was launched, see Stages.transmits");
        }
        if (length < 1 || length > umem.maxPacketLength())
        {
            throw new IllegalArgumentException(
                "length must be from 1 to " + umem.maxPacketLength() + ": length=" + length);
        }
        if (0 == free.size() && 0 == drainCompletions() || 0 == txRing.remainingCapacity(1))
        {
            withoutFrame.getAndAddRelease(1);
            return null;
        }

        isClaimed = true;
        claimed = umem.move(free.pop(), umem.packetOffset());
        umem.wrap(claimed, length, packet);

        return packet;
    }

    /**
     * Send the packet that was claimed, as long as it was claimed.
     *
     * @throws IllegalStateException if none is.
     */
    public void commit()
    {
        commit(packet.capacity());
    }

    /**
     * Send the packet that was claimed.
     *
     * @param length of the packet in bytes, not more than was claimed.
     * @throws IllegalStateException    if none is claimed.
     * @throws IllegalArgumentException if the length is not from 1 to what was claimed.
     */
    public void commit(final int length)
    {
        requireClaimed();
        if (length < 1 || length > packet.capacity())
        {
            throw new IllegalArgumentException(
                "length must be from 1 to what was claimed: length=" + length + " claimed=" + packet.capacity());
        }
        txRing.put(txRing.tryClaim(1), claimed, length, 0);
        unwrap();

        final long nowNs = System.nanoTime();
        if (0 == uncommitted++)
        {
            oldestNs = nowNs;
        }
        if (nowNs - oldestNs >= maxAgeNs || uncommitted >= BATCH_LIMIT)
        {
            flush();
        }
    }

    /**
     * Give up the packet that was claimed.
     *
     * @throws IllegalStateException if none is.
     */
    public void abort()
    {
        requireClaimed();
        free.push(umem.frameOf(claimed));
        unwrap();
    }

    /**
     * Hand on what was committed, rather than when the batch ends.
     */
    public void flush()
    {
        if (uncommitted > 0)
        {
            transmitted.getAndAddRelease(uncommitted);
            uncommitted = 0;
            txRing.commit();
            wakeup();
        }
    }

    int port()
    {
        return port;
    }

    int queue()
    {
        return queue;
    }

    int capacity()
    {
        return capacity;
    }

    /** Send on a queue of its own; all frames of the socket's memory but those on its fill ring are free. */
    void connect(
        final XskPort ownSocket, final XskPort wakeups, final FrameStack frames, final StageCounters counters)
    {
        connect(ownSocket.umem(), frames, ownSocket.txRing(), ownSocket.completionRing(), counters);
        socket = wakeups;
    }

    /** Be the one of a stage, which no other may have. */
    void take()
    {
        if (isTaken)
        {
            throw new IllegalStateException("a transmitter serves one stage of one pipeline");
        }
        isTaken = true;
    }

    /** Send through an owner, which lends the frames. */
    void connect(final TransmitRelay relay, final Umem ownersUmem, final StageCounters counters)
    {
        connect(ownersUmem, new FrameStack(capacity), relay.txRing(), relay.completionRing(), counters);
    }

    /** The duty cycle, in that of its stage: what waits is handed on, and the kernel is woken again if need be. */
    int doWork()
    {
        if (uncommitted > 0)
        {
            final int count = uncommitted;
            flush();
            return count;
        }
        if (null != socket && 0 != inTransmission())
        {
            wakeup();
            return drainCompletions();
        }

        return 0;
    }

    /** Is nothing of a queue of its own on its way? */
    boolean isIdle()
    {
        return null == socket || 0 == uncommitted && 0 == inTransmission();
    }

    private long inTransmission()
    {
        return txRing.position() - completionRing.position();
    }

    private void connect(
        final Umem newUmem,
        final FrameStack frames,
        final TxRing newTxRing,
        final CompletionRing newCompletionRing,
        final StageCounters counters)
    {
        // What was claimed or not handed on before is of a warm-up.
        unwrap();
        uncommitted = 0;
        socket = null;
        umem = newUmem;
        free = frames;
        txRing = newTxRing;
        completionRing = newCompletionRing;
        withoutFrame = counters.transmitsWithoutFrame;
        transmitted = counters.transmitterPackets;
    }

    private int drainCompletions()
    {
        final int count = completionRing.available(capacity);
        final long position = completionRing.position();
        for (int i = 0; i < count; i++)
        {
            free.push(umem.frameOf(completionRing.address(position + i)));
        }
        completionRing.release(count);

        return count;
    }

    private void wakeup()
    {
        if (null != socket && txRing.needsWakeup() && 0 != txRing.size())
        {
            socket.wakeupTx();
        }
    }

    private void requireClaimed()
    {
        if (!isClaimed)
        {
            throw new IllegalStateException("no packet is claimed");
        }
    }

    private void unwrap()
    {
        isClaimed = false;
        packet.wrap(0L, 0);
    }
}
