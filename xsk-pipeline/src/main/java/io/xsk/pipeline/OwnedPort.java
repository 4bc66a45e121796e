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

import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.XskStatistics;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.Ring;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;

/**
 * The rings of one port as its owner moves frames through them.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It is the owner's.
 */
final class OwnedPort
{
    final RxRing rxRing;
    final PortCounters counters;
    final FullRing fullRing;

    private final XskPort port;
    private final XskPort wakeups;
    /** Knows when each packet came; null where the owner's clock does. */
    private final ReplayPort stamps;
    private final Umem umem;
    private final FillRing fillRing;
    private final CompletionRing completionRing;
    private final TxRing txRing;

    private boolean canWakeupRx = true;
    private boolean canWakeupTx = true;
    private TransitRecorder transits;
    private int transmitted;
    private long txRingEmptyBefore;
    private long bytesTransmitted;

    OwnedPort(final XskPort port, final PortCounters counters)
    {
        this(port, port, counters);
    }

    /**
     * @param port     with the rings and the memory.
     * @param wakeups  the port to wake, which is another one while a pipeline warms up: so the system calls are made
     *                 that will be made, by the same class.
     * @param counters of the port.
     */
    OwnedPort(final XskPort port, final XskPort wakeups, final PortCounters counters)
    {
        this.port = port;
        this.wakeups = wakeups;
        this.counters = counters;
        stamps = port instanceof final ReplayPort replay && replay.isStamped() ? replay : null;
        umem = port.umem();
        fillRing = port.fillRing();
        completionRing = port.completionRing();
        rxRing = port.rxRing();
        txRing = port.txRing();
        fullRing = new FullRing(port, counters);
    }

    XskPort port()
    {
        return port;
    }

    /** Whose its counters are. */
    String owner()
    {
        return PortCounters.owner(port.interfaceName(), port.queue());
    }

    /** What the kernel has counted since the warm-up, whose wakeups it counts as well. A system call. */
    XskStatistics statistics()
    {
        final XskStatistics all = port.statistics();
        return new XskStatistics(
            all.rxDropped(),
            all.rxInvalidDescriptors(),
            all.txInvalidDescriptors(),
            all.rxRingFull(),
            all.rxFillRingEmpty(),
            all.txRingEmpty() - txRingEmptyBefore);
    }

    /** The warm-up is over; for the thread that launches. */
    void forgetWakeups()
    {
        txRingEmptyBefore = port.statistics().txRingEmpty();
    }

    /** Another thread is the owner from now on. */
    void handOver()
    {
        fillRing.handOver();
        completionRing.handOver();
        rxRing.handOver();
        txRing.handOver();
    }

    /** From now on, when the port is bound and nothing was sent yet. */
    void timeTransits(final int index)
    {
        transits = new TransitRecorder(owner(), index, umem, port.isZeroCopy());
    }

    /** Null where they are not timed. */
    TransitRecorder transits()
    {
        return transits;
    }

    /** COMPLETION to the free frames. */
    int drainCompletions(final FrameStack free, final int limit)
    {
        final int count = completionRing.available(limit);
        if (count > 0)
        {
            final long position = completionRing.position();
            for (int i = 0; i < count; i++)
            {
                final long address = completionRing.address(position + i);
                if (null != transits)
                {
                    transits.onCompleted(address);
                }
                free.push(umem.frameOf(address));
            }
            completionRing.release(count);
        }

        return count;
    }

    /** Free frames to FILL. */
    int fill(final FrameStack free, final int limit)
    {
        final int count = fillRing.remainingCapacity(Math.min(free.size(), limit));
        if (count > 0)
        {
            final long sequence = fillRing.tryClaim(count);
            for (int i = 0; i < count; i++)
            {
                fillRing.put(sequence + i, free.peek(i));
            }
            free.drop(count);
            fillRing.commit();
        }

        return count;
    }

    /** Put a packet on TX, to be committed with others; false while that is full. */
    boolean transmit(final long address, final int length)
    {
        final long sequence = txRing.tryClaim(1);
        if (Ring.INSUFFICIENT_CAPACITY == sequence)
        {
            return false;
        }
        put(sequence, address, length, null == transits ? 0 : transits.request(address));

        return true;
    }

    /** Put the packet of a slot on TX, to be committed with others; false while that is full. */
    boolean transmit(final FrameEvent slot)
    {
        final long sequence = txRing.tryClaim(1);
        if (Ring.INSUFFICIENT_CAPACITY == sequence)
        {
            return false;
        }
        put(sequence, slot.address(), slot.length(), null == transits ? 0 : transits.request(slot));

        return true;
    }

    private void put(final long sequence, final long address, final int length, final int options)
    {
        txRing.put(sequence, address, length, options);
        transmitted++;
        bytesTransmitted += length;
    }

    /** Have packets of the receive ring, which were put into slots, stamps of their own? */
    boolean isStamped()
    {
        return null != stamps;
    }

    /** When a packet of the receive ring came. */
    long stampNs(final long sequence)
    {
        return stamps.stampNs(sequence);
    }

    /** Hand what was put on TX to the kernel. */
    void commit()
    {
        if (transmitted > 0)
        {
            txRing.commit();
            counters.packetsTransmitted.getAndAddRelease(transmitted);
            counters.bytesTransmitted.getAndAddRelease(bytesTransmitted);
            transmitted = 0;
            bytesTransmitted = 0;
        }
    }

    /** At most one system call a ring, and only when its flag asks for it. */
    void wakeup()
    {
        // Each is set again only if its call does not throw: what does not pass is reported once, not in every cycle.
        if (canWakeupRx && fillRing.needsWakeup())
        {
            canWakeupRx = false;
            count(wakeups.wakeupRx());
            canWakeupRx = true;
        }
        if (0 != inTransmission() && canWakeupTx && txRing.needsWakeup() && 0 != txRing.size())
        {
            canWakeupTx = false;
            count(wakeups.wakeupTx());
            canWakeupTx = true;
        }
    }

    /** Is no packet in RX, and none on its way out? */
    boolean isIdle()
    {
        return 0 == inTransmission() && 0 == rxRing.size();
    }

    /** Frames that are with the kernel, or on the way there or back, to be received into. */
    long inReception()
    {
        return fillRing.position() - rxRing.position();
    }

    /** Frames that are with the kernel, or on the way there or back, to be sent. */
    long inTransmission()
    {
        return txRing.position() - completionRing.position();
    }

    long fillSize()
    {
        return fillRing.size();
    }

    long txSize()
    {
        return txRing.size();
    }

    void showOccupancy()
    {
        counters.fillRingEntries.setRelease(fillRing.size());
        counters.rxRingEntries.setRelease(rxRing.size());
        counters.txRingEntries.setRelease(txRing.size());
        counters.completionRingEntries.setRelease(completionRing.size());
    }

    private void count(final boolean isAwake)
    {
        counters.wakeups.getAndAddRelease(1);
        // Not a branch: the first time through one that was never taken the JVM itself allocates.
        counters.wakeupsRefused.getAndAddRelease(isAwake ? 0 : 1);
    }
}
