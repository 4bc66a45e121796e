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

import static io.xsk.pipeline.PipelineCounter.BATCHES_PUBLISHED;
import static io.xsk.pipeline.PipelineCounter.BYTES_RECEIVED;
import static io.xsk.pipeline.PipelineCounter.PACKETS_DISCARDED;
import static io.xsk.pipeline.PipelineCounter.PACKETS_RECEIVED;
import static io.xsk.pipeline.PipelineCounter.PACKETS_TRANSMITTED;
import static io.xsk.pipeline.PipelineCounter.TRANSMITS_DISCARDED;
import static io.xsk.pipeline.PipelineCounter.WAKEUPS;
import static io.xsk.pipeline.PipelineCounter.WAKEUPS_REFUSED;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.Ring;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The owner's duty cycle. The owner alone touches the rings of its port, the free frames, and both ends of the ring of
 * slots: it publishes at the front, and behind the last stage it takes the frames out.
 * <pre>
 *   COMPLETION -> free frames
 *   slots that every stage has passed -> free frames, or TX
 *   free frames -> FILL
 *   RX -> next free slots, published as one batch
 * </pre>
 * What does not fit stays where it is: packets in RX when there is no free slot, so that the kernel drops the newest
 * and counts them; frames in their slots when TX is full.
 */
final class PortAgent<T extends FrameEvent> implements Agent
{
    private final String roleName;
    private final XskPort port;
    private final Umem umem;
    private final FillRing fillRing;
    private final CompletionRing completionRing;
    private final RxRing rxRing;
    private final TxRing txRing;
    private final FrameStack freeFrames;

    private final RingBuffer<T> slots;
    /** How far every last stage has come. */
    private final SequenceBarrier passed;
    /** The last slot whose frame was taken out. The ring of slots is gated by it, and by nothing else. */
    private final Sequence released = new Sequence();

    private final int limit;
    private final AtomicCounter packetsReceived;
    private final AtomicCounter bytesReceived;
    private final AtomicCounter batchesPublished;
    private final AtomicCounter packetsTransmitted;
    private final AtomicCounter packetsDiscarded;
    private final AtomicCounter transmitsDiscarded;
    private final AtomicCounter wakeups;
    private final AtomicCounter wakeupsRefused;

    private boolean canWakeupRx = true;
    private boolean canWakeupTx = true;
    private volatile boolean isDraining;
    private volatile boolean isDrained;

    /**
     * @param roleName of its thread.
     * @param port     that it owns from now on.
     * @param slots    that nothing was published to and that nothing gates.
     * @param passed   the barrier behind the last stages.
     * @param counters that it writes, those of the stages excepted.
     * @param limit    of entries to move from one place to the next in one duty cycle.
     */
    PortAgent(
        final String roleName,
        final XskPort port,
        final RingBuffer<T> slots,
        final SequenceBarrier passed,
        final PipelineCounters counters,
        final int limit)
    {
        this.roleName = roleName;
        this.port = port;
        this.slots = slots;
        this.passed = passed;
        this.limit = limit;
        umem = port.umem();
        fillRing = port.fillRing();
        completionRing = port.completionRing();
        rxRing = port.rxRing();
        txRing = port.txRing();
        freeFrames = new FrameStack(umem);
        slots.addGatingSequences(released);

        packetsReceived = counters.counter(PACKETS_RECEIVED);
        bytesReceived = counters.counter(BYTES_RECEIVED);
        batchesPublished = counters.counter(BATCHES_PUBLISHED);
        packetsTransmitted = counters.counter(PACKETS_TRANSMITTED);
        packetsDiscarded = counters.counter(PACKETS_DISCARDED);
        transmitsDiscarded = counters.counter(TRANSMITS_DISCARDED);
        wakeups = counters.counter(WAKEUPS);
        wakeupsRefused = counters.counter(WAKEUPS_REFUSED);
    }

    /**
     * Give the kernel as many frames as the fill ring takes. For before the socket is bound; afterwards the duty cycle
     * does it.
     */
    void prefill()
    {
        int count;
        do
        {
            count = fill();
        }
        while (count > 0);
    }

    @Override
    public int doWork()
    {
        int workCount = drainCompletions();
        workCount += drainSlots();
        workCount += fill();
        workCount += receive();
        wakeup();

        if (isDraining && 0 == workCount)
        {
            isDrained = 0 == rxRing.size() && 0 == slotsInUse() && 0 == inTransmission();
        }

        return workCount;
    }

    @Override
    public String roleName()
    {
        return roleName;
    }

    /**
     * From now on look out for the moment when no packet is left: the caller has seen to it that none comes any more.
     * Any thread may call it.
     */
    void drain()
    {
        isDraining = true;
    }

    /**
     * Was there a moment since {@link #drain()} when no packet was left in the receive ring, in the slots, or on its
     * way out?
     */
    boolean isDrained()
    {
        return isDrained;
    }

    /**
     * Count the frames; for the owner's thread, or when it has ended.
     */
    FrameLedger ledger()
    {
        final long fill = fillRing.size();
        final long tx = txRing.size();

        return new FrameLedger(
            umem.frameCount(),
            freeFrames.size(),
            fill,
            fillRing.position() - fill - rxRing.position(),
            slotsInUse(),
            tx,
            inTransmission() - tx);
    }

    /**
     * Count the packets that nobody will handle or send any more; for when the owner's thread and the stages' have
     * ended and none can come.
     */
    void countDiscarded()
    {
        final long passedSequence = passed.getCursor();
        packetsDiscarded.setRelease(rxRing.size() + slots.getCursor() - passedSequence);

        long unsent = inTransmission();
        for (long sequence = released.get() + 1; sequence <= passedSequence; sequence++)
        {
            unsent += Verdict.TRANSMIT == slots.get(sequence).verdict() ? 1 : 0;
        }
        transmitsDiscarded.setRelease(unsent);
    }

    private int drainCompletions()
    {
        final int count = completionRing.available(limit);
        if (count > 0)
        {
            final long position = completionRing.position();
            for (int i = 0; i < count; i++)
            {
                freeFrames.push(umem.frameOf(completionRing.address(position + i)));
            }
            completionRing.release(count);
        }

        return count;
    }

    private int drainSlots()
    {
        final long first = released.get() + 1;
        final long last = Math.min(passed.getCursor(), first + limit - 1);
        int transmitted = 0;
        long sequence = first;
        for (; sequence <= last; sequence++)
        {
            final T slot = slots.get(sequence);
            if (Verdict.TRANSMIT != slot.verdict())
            {
                freeFrames.push(umem.frameOf(slot.address()));
            }
            else if (transmit(slot))
            {
                transmitted++;
            }
            else
            {
                break;
            }
        }

        if (transmitted > 0)
        {
            txRing.commit();
            packetsTransmitted.getAndAddRelease(transmitted);
        }

        final int count = (int)(sequence - first);
        if (count > 0)
        {
            // Release: the slots' fields were read before it; pairs with our own claim, and with other threads that
            // ask the ring of slots for its remaining capacity.
            released.set(sequence - 1);
        }

        return count;
    }

    private boolean transmit(final T slot)
    {
        final long sequence = txRing.tryClaim(1);
        if (Ring.INSUFFICIENT_CAPACITY == sequence)
        {
            return false;
        }
        txRing.put(sequence, slot.address(), slot.length(), 0);

        return true;
    }

    private int fill()
    {
        final int count = fillRing.remainingCapacity(Math.min(freeFrames.size(), limit));
        if (count > 0)
        {
            final long sequence = fillRing.tryClaim(count);
            for (int i = 0; i < count; i++)
            {
                fillRing.put(sequence + i, freeFrames.pop());
            }
            fillRing.commit();
        }

        return count;
    }

    private int receive()
    {
        final int room = (int)Math.min(slots.remainingCapacity(), limit);
        final int count = room > 0 ? rxRing.available(room) : 0;
        if (count > 0)
        {
            // The slots are filled before they are claimed: should one throw, nothing was published or released.
            final long first = slots.getCursor() + 1;
            final long position = rxRing.position();
            long bytes = 0;
            for (int i = 0; i < count; i++)
            {
                final int length = rxRing.length(position + i);
                slots.get(first + i).onReceive(umem, rxRing.address(position + i), length);
                bytes += length;
            }
            final long last = claim(count);
            rxRing.release(count);
            // Release: publishes the slots to the first stages, which read the cursor with acquire.
            slots.publish(first, last);

            packetsReceived.getAndAddRelease(count);
            bytesReceived.getAndAddRelease(bytes);
            batchesPublished.incrementRelease();
        }

        return count;
    }

    /** Not {@code next()}: it parks when the ring is full, and takes a lock when assertions are on. */
    private long claim(final int count)
    {
        try
        {
            return slots.tryNext(count);
        }
        catch (final InsufficientCapacityException exception)
        {
            throw new IllegalStateException("slots are gated by another than the owner", exception);
        }
    }

    private void wakeup()
    {
        // Each is set again only if its call does not throw: what does not pass is reported once, not in every cycle.
        if (canWakeupRx && fillRing.needsWakeup())
        {
            canWakeupRx = false;
            count(port.wakeupRx());
            canWakeupRx = true;
        }
        if (0 != inTransmission() && canWakeupTx && txRing.needsWakeup() && 0 != txRing.size())
        {
            canWakeupTx = false;
            count(port.wakeupTx());
            canWakeupTx = true;
        }
    }

    private void count(final boolean isAwake)
    {
        wakeups.incrementRelease();
        // Not a branch: the first time through one that was never taken the JVM itself allocates.
        wakeupsRefused.getAndAddRelease(isAwake ? 0 : 1);
    }

    private long slotsInUse()
    {
        return slots.getCursor() - released.get();
    }

    private long inTransmission()
    {
        return txRing.position() - completionRing.position();
    }
}
