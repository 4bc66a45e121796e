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
import io.xsk.XskSocket;
import io.xsk.XskStatistics;
import io.xsk.bpf.FilterCounts;
import io.xsk.capture.ReplayPace;
import io.xsk.capture.ReplayReport;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A port whose other side is a capture file. Its rings ask to be woken for as long as there are packets: in each of its
 * duty cycles the owner itself, by {@link #wakeupRx()}, has packets that are due copied into frames of the fill ring.
 * So there is no thread but the pipeline's, and nothing is read for which there is no room. What is sent is counted and
 * is gone.
 * <p>
 * <b>Note:</b> This class is not threadsafe. Rings and wakeups belong to the owner's thread, which is also the one that
 * reads the file, the rest to the thread that launches and closes.
 */
final class ReplayPort implements XskPort
{
    /** Packets that are read at most in one duty cycle of the owner. */
    private static final int BATCH_LIMIT = 64;

    private final String interfaceName;
    private final int queue;
    private final Umem umem;
    private final FillRing fillRing;
    private final CompletionRing filled;
    private final UnsafeBuffer fillMemory;
    private final CompletionRing completionRing;
    private final FillRing completed;
    /** Null without a transmit ring, as {@link #sent} is. */
    private final TxRing txRing;
    private final RxRing sent;
    /** Null without a receive ring, as {@link #received} is. */
    private final RxRing rxRing;
    private final TxRing received;
    private final long[] stamps;

    /** Null where nothing is replayed. */
    private final ReplaySource source;
    private final ReplayPace pace;
    private final ReplayClock clock;
    private final ReplayTimes times;
    private final UnsafeBuffer frame = new UnsafeBuffer(0L, 0);
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong filteredOut = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong fillRingEmpty = new AtomicLong();
    private final AtomicLong longestDelayNs = new AtomicLong();
    private boolean isInTurns;
    /** Of the next packet, once it was asked for. */
    private boolean hasDue;
    private long dueNs;
    private int copied;
    private volatile boolean isAttached;
    private volatile boolean hasEnded;
    private boolean isClosed;

    /**
     * @param context with the memory and the capacities.
     * @param source  of the packets, to be closed with the port; null where only is sent.
     * @param pace    of the packets.
     * @param clock   of all ports.
     */
    ReplayPort(
        final XskSocket.Context context, final ReplaySource source, final ReplayPace pace, final ReplayClock clock)
    {
        this.source = source;
        this.pace = pace;
        this.clock = clock;
        times = new ReplayTimes(pace);
        interfaceName = context.interfaceName();
        queue = context.queue();
        umem = context.umem();
        fillMemory = MemoryRing.ofAddresses(context.fillRingCapacity());
        fillRing = new FillRing(fillMemory, MemoryRing.LAYOUT, context.fillRingCapacity());
        filled = new CompletionRing(fillMemory, MemoryRing.LAYOUT, context.fillRingCapacity());
        final UnsafeBuffer completionMemory = MemoryRing.ofAddresses(context.completionRingCapacity());
        completionRing = new CompletionRing(completionMemory, MemoryRing.LAYOUT, context.completionRingCapacity());
        completed = new FillRing(completionMemory, MemoryRing.LAYOUT, context.completionRingCapacity());

        final int rxCapacity = context.rxRingCapacity();
        final UnsafeBuffer rxMemory = 0 == rxCapacity ? null : MemoryRing.ofPackets(rxCapacity);
        rxRing = null == rxMemory ? null : new RxRing(rxMemory, MemoryRing.LAYOUT, rxCapacity);
        received = null == rxMemory ? null : new TxRing(rxMemory, MemoryRing.LAYOUT, rxCapacity);
        stamps = new long[rxCapacity];
        final int txCapacity = context.txRingCapacity();
        final UnsafeBuffer txMemory = 0 == txCapacity ? null : MemoryRing.ofPackets(txCapacity);
        txRing = null == txMemory ? null : new TxRing(txMemory, MemoryRing.LAYOUT, txCapacity);
        sent = null == txMemory ? null : new RxRing(txMemory, MemoryRing.LAYOUT, txCapacity);
        if (null != txMemory)
        {
            txMemory.putIntRelease(MemoryRing.LAYOUT.flagsIndex(), RingDescriptor.NEED_WAKEUP_FLAG);
        }
        umem.retain(this);
    }

    /** From now on packets come. */
    void attach()
    {
        isInTurns = ReplayPace.Clock.VIRTUAL_TIME == pace.clock() && !clock.isAlone(this);
        // Publishes the clock and what was read of the file to the owner's thread, which reads this first.
        isAttached = true;
        fillMemory.putIntRelease(MemoryRing.LAYOUT.flagsIndex(), RingDescriptor.NEED_WAKEUP_FLAG);
    }

    void detach()
    {
        isAttached = false;
        fillMemory.putIntRelease(MemoryRing.LAYOUT.flagsIndex(), 0);
    }

    /** Are slots to have the stamps of the file? */
    boolean isStamped()
    {
        return null != source && ReplayPace.Clock.VIRTUAL_TIME == pace.clock();
    }

    /** What its filter counted; null where there is none. Any thread may ask for it. */
    FilterCounts filterCounts()
    {
        return null == source ? null : source.filterCounts();
    }

    /** The stamp of a packet in the receive ring. */
    long stampNs(final long sequence)
    {
        return stamps[(int)(sequence & stamps.length - 1)];
    }

    /** When the next packet was captured; the greatest number where there is none. */
    long nextStampNs()
    {
        return source.hasNext() ? source.stampNs() : Long.MAX_VALUE;
    }

    /** Are packets in the receive ring? */
    boolean hasUntaken()
    {
        return 0 != rxRing.size();
    }

    /** Has the file ended? What it had may still be on its way. Any thread may ask. */
    boolean hasEnded()
    {
        return hasEnded;
    }

    /** Throws why the file could not be read to its end, if it could not. */
    void requireNoFailure()
    {
        if (null != source.failure())
        {
            throw source.failure();
        }
    }

    /** Packets that came out of the file. Any thread may ask. */
    long delivered()
    {
        return delivered.get();
    }

    ReplayReport report()
    {
        return new ReplayReport(
            interfaceName + ':' + queue,
            source.file(),
            delivered.get(),
            filteredOut.get(),
            dropped.get(),
            longestDelayNs.get(),
            times.jumps(),
            source.end());
    }

    @Override
    public String interfaceName()
    {
        return interfaceName;
    }

    @Override
    public int queue()
    {
        return queue;
    }

    @Override
    public Umem umem()
    {
        return umem;
    }

    @Override
    public FillRing fillRing()
    {
        return fillRing;
    }

    @Override
    public CompletionRing completionRing()
    {
        return completionRing;
    }

    @Override
    public RxRing rxRing()
    {
        return rxRing;
    }

    @Override
    public TxRing txRing()
    {
        return txRing;
    }

    @Override
    public void bind()
    {
        // There is nobody to bind to.
    }

    @Override
    public boolean isZeroCopy()
    {
        return false;
    }

    /** Packets that are due into frames of the fill ring, as many as there is room for. */
    @Override
    public boolean wakeupRx()
    {
        if (isAttached && null != source)
        {
            deliver();
        }

        return true;
    }

    /** What was sent is gone. */
    @Override
    public boolean wakeupTx()
    {
        final int count = completed.remainingCapacity(sent.available(BATCH_LIMIT));
        if (count > 0)
        {
            final long from = sent.position();
            final long to = completed.tryClaim(count);
            for (int i = 0; i < count; i++)
            {
                completed.put(to + i, sent.address(from + i));
            }
            sent.release(count);
            completed.commit();
        }

        return true;
    }

    @Override
    public boolean awaitRx(final int timeoutMs)
    {
        return wakeupRx() && hasUntaken();
    }

    @Override
    public boolean awaitTx(final int timeoutMs)
    {
        return wakeupTx() && txRing.size() < txRing.capacity();
    }

    @Override
    public XskStatistics statistics()
    {
        return new XskStatistics(dropped.get(), 0, 0, 0, fillRingEmpty.get(), 0);
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            fillRing.close();
            completionRing.close();
            if (null != rxRing)
            {
                rxRing.close();
            }
            if (null != txRing)
            {
                txRing.close();
            }
            umem.release(this);
            if (null != source)
            {
                source.close();
            }
        }
    }

    private void deliver()
    {
        if (isInTurns && hasUntaken())
        {
            return;
        }
        try
        {
            copyDue();
        }
        finally
        {
            onCopied();
        }
    }

    private void copyDue()
    {
        final long turnEndNs = isInTurns ? clock.turnEndNs(this) : Long.MAX_VALUE;
        final boolean isPaced = ReplayPace.Clock.REAL_TIME == pace.clock();
        final long nowNs = isPaced ? System.nanoTime() : 0;
        for (int i = 0; i < BATCH_LIMIT && source.hasNext() && source.stampNs() <= turnEndNs; i++)
        {
            final long delayNs = isPaced ? nowNs - dueNs() : 0;
            if (delayNs < 0 || !take())
            {
                break;
            }
            longestDelayNs.lazySet(Math.max(longestDelayNs.getPlain(), delayNs));
            source.pass();
            hasDue = false;
        }
    }

    private long dueNs()
    {
        if (!hasDue)
        {
            hasDue = true;
            dueNs = clock.startNs() + times.next(source.stampNs(), clock.firstStampNs());
        }

        return dueNs;
    }

    /** Take the next packet off the file, whatever becomes of it; false while there is no room for it. */
    private boolean take()
    {
        if (!source.isWanted())
        {
            filteredOut.lazySet(filteredOut.getPlain() + 1);
            return true;
        }
        if (0 == source.packet().capacity() || source.packet().capacity() > umem.maxPacketLength())
        {
            dropped.lazySet(dropped.getPlain() + 1);
            return true;
        }
        if (0 == received.remainingCapacity(1))
        {
            return false;
        }
        if (0 == filled.available(1))
        {
            fillRingEmpty.lazySet(fillRingEmpty.getPlain() + 1);
            return false;
        }
        put();
        copied++;

        return true;
    }

    private void onCopied()
    {
        if (copied > 0)
        {
            received.commit();
            delivered.lazySet(delivered.getPlain() + copied);
            copied = 0;
        }
        if (null != source.end())
        {
            // After the count: who sees the end knows how many packets there were.
            hasEnded = true;
            fillMemory.putIntRelease(MemoryRing.LAYOUT.flagsIndex(), 0);
        }
    }

    private void put()
    {
        final int length = source.packet().capacity();
        final long address = umem.move(filled.address(filled.position()), umem.packetOffset());
        filled.release(1);
        umem.wrap(address, length, frame);
        frame.putBytes(0, source.packet(), 0, length);
        final long sequence = received.tryClaim(1);
        received.put(sequence, address, length, 0);
        stamps[(int)(sequence & stamps.length - 1)] = source.stampNs();
    }
}
