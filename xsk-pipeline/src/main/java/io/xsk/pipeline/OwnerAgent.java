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

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import io.xsk.Umem;
import io.xsk.ring.RxRing;
import org.agrona.concurrent.Agent;

/**
 * The owner's duty cycle. The owner alone touches the rings of its ports, the free frames, and both ends of the ring of
 * slots: it publishes at the front, and behind the last stages it takes the frames out.
 * <pre>
 *   slots that every stage has passed -> free frames, or TX
 *   transmitters -> TX
 *   COMPLETION, frames given back -> free frames
 *   free frames -> FILL, transmitters
 *   RX -> next free slots, published as one batch a port
 * </pre>
 * What does not fit stays where it is: packets in RX when there is no free slot, so that the kernel drops the newest
 * and counts them, unless the policy is to drop them here; frames in their slots while TX is full.
 */
final class OwnerAgent<T extends FrameEvent> implements Agent
{
    private static final boolean IS_DEBUG = XskPipeline.IS_DEBUG;

    private final String roleName;
    private final RingBuffer<T> slots;
    private final int slotCount;
    /** How far every last stage has come. */
    private final SequenceBarrier passed;
    /** The last slot whose frame was taken out. The ring of slots is gated by it, and by nothing else. */
    private final Sequence released = new Sequence();
    private final Errand errand = new Errand();
    private final SlowStages slowStages;
    private final boolean dropsNewest;
    private final boolean isTimed;
    private final int limit;

    private OwnerPorts ports;
    private OwnedPort[] portArray;
    private FramePool frames;
    private Umem umem;
    private long publishedSequence;
    private long releasedSequence;
    /** Stages run in the owner's turns, so that it is held up by who has the thread rather than for want of slots. */
    private boolean sharesThread;
    /** The first slot in use was passed by every stage, and waits for a transmit ring. */
    private boolean waitsForTx;
    /** In the end: slots in use whose frames count as retained instead. */
    private int retainedInSlots;
    private volatile boolean isOccupancyWanted;
    private volatile boolean isDraining;
    private volatile boolean isDrained;

    /**
     * @param roleName   of its thread.
     * @param ports      that it owns from now on.
     * @param slots      that nothing was published to and that nothing gates.
     * @param passed     the barrier behind the last stages.
     * @param slowStages who is to blame when no slot is free.
     * @param settings   of how it runs.
     */
    OwnerAgent(
        final String roleName,
        final OwnerPorts ports,
        final RingBuffer<T> slots,
        final SequenceBarrier passed,
        final SlowStages slowStages,
        final Settings settings)
    {
        this.roleName = roleName;
        this.slots = slots;
        this.passed = passed;
        this.slowStages = slowStages;
        limit = settings.batchLimit();
        dropsNewest = SlowStagePolicy.DROP_NEWEST == settings.slowStagePolicy();
        isTimed = settings.isTimed();
        slotCount = slots.getBufferSize();
        publishedSequence = slots.getCursor();
        releasedSequence = released.get();
        slots.addGatingSequences(released);
        take(ports);
    }

    /**
     * How an owner runs.
     *
     * @param batchLimit      of entries to move from one place to the next in one duty cycle.
     * @param slowStagePolicy for packets that come when no slot is free.
     * @param isTimed         true if slots are stamped with the time of their batch.
     */
    record Settings(int batchLimit, SlowStagePolicy slowStagePolicy, boolean isTimed)
    {
    }

    /**
     * Give the kernel as many frames as the fill rings take. For before the ports are bound; afterwards the duty cycle
     * does it.
     */
    void prefill()
    {
        ports.prefill();
    }

    @Override
    public int doWork()
    {
        final int workCount = giveBack() + takeIn();
        wakeup();

        return workCount;
    }

    /** One part of a turn: slots that were passed are emptied, and free frames go where they are wanted. */
    int giveBack()
    {
        int workCount = drainSlots();
        workCount += ports.relay(limit);
        for (final OwnedPort port : portArray)
        {
            workCount += port.drainCompletions(frames.free(), limit);
        }
        if (frames.retainedCount() > 0)
        {
            workCount += frames.drainReturns(limit);
        }
        workCount += ports.fill(limit);
        if (isOccupancyWanted)
        {
            isOccupancyWanted = false;
            ports.showOccupancy(slotsInUse(), slowStages);
        }
        if (IS_DEBUG)
        {
            ports.checkLedger(slotsInUse());
        }

        return workCount;
    }

    /** Another part: packets that came are published to the stages. */
    int takeIn()
    {
        int workCount = 0;
        for (int i = 0; i < portArray.length; i++)
        {
            workCount += receive(portArray[i], i);
        }
        if (0 == workCount && isDraining)
        {
            onIdle();
        }

        return workCount;
    }

    /** Stages run on its thread, in its turns; before the start. */
    void shareThread()
    {
        sharesThread = true;
    }

    /** On one thread with the stages, before a turn. */
    void beginTurn()
    {
        for (final OwnedPort port : portArray)
        {
            port.fullRing.beginTurn(slowStages);
        }
    }

    /** On one thread with the stages, after one of them has had it. */
    void onRan(final int stage)
    {
        for (final OwnedPort port : portArray)
        {
            port.fullRing.onRan(stage, slowStages);
        }
    }

    /** The last part: the kernel is told of what it asked to be told. */
    void wakeup()
    {
        for (final OwnedPort port : portArray)
        {
            port.wakeup();
        }
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
     * Was there a moment since {@link #drain()} when no packet was left in the receive rings, in the slots, or on its
     * way out?
     */
    boolean isDrained()
    {
        return isDrained;
    }

    /** What is to be done on its thread, once no packet is left after {@link #drain()}. */
    Errand errand()
    {
        return errand;
    }

    /**
     * Let the slots begin anew. In an errand; it goes on when the stages have begun anew as well, see {@link
     * #moveTo(OwnerPorts)}.
     */
    void rewindSlots()
    {
        slots.claimAndGetPreallocated(RingBuffer.INITIAL_CURSOR_VALUE);
        slots.publish(RingBuffer.INITIAL_CURSOR_VALUE);
    }

    /** Go on with these ports, from the first slot on. In an errand, after {@link #rewindSlots()}. */
    void moveTo(final OwnerPorts otherPorts)
    {
        publishedSequence = RingBuffer.INITIAL_CURSOR_VALUE;
        releasedSequence = RingBuffer.INITIAL_CURSOR_VALUE;
        released.set(RingBuffer.INITIAL_CURSOR_VALUE);
        isDraining = false;
        isDrained = false;
        take(otherPorts);
    }

    /** How far it is: the last slot whose frame it took out. Any thread may ask for it. */
    long progress()
    {
        return released.get();
    }

    /** The slots whose frames it has not taken out though every stage has passed them. Any thread may ask for it. */
    long backlog()
    {
        return passed.getCursor() - released.get();
    }

    /** Show in the counters how full rings and slots are, in the next turn. Any thread may call it. */
    void askForOccupancy()
    {
        isOccupancyWanted = true;
    }

    OwnerPorts ports()
    {
        return ports;
    }

    long slotsInUse()
    {
        return publishedSequence - releasedSequence;
    }

    /**
     * Count the frames; for the owner's thread, or when it has ended.
     */
    FrameLedger ledger()
    {
        return ports.ledger(slotsInUse() - retainedInSlots);
    }

    /**
     * Count the packets that nobody will handle or send any more, and the frames that are retained by slots that were
     * not taken out; once, when the owner's thread and the stages' have ended and no packet can come.
     */
    void countDiscarded()
    {
        final long[] unhandled = new long[portArray.length];
        final long[] unsent = new long[portArray.length];
        final long passedSequence = passed.getCursor();
        for (long sequence = releasedSequence + 1; sequence <= publishedSequence; sequence++)
        {
            final T slot = slots.get(sequence);
            if (sequence > passedSequence)
            {
                unhandled[slot.port()]++;
            }
            else if (Verdict.TRANSMIT == slot.verdict())
            {
                unsent[slot.target()]++;
            }
            if (Verdict.RETAIN == slot.verdict())
            {
                // Who has the frame may use it until it is released, so until then its memory must stay.
                frames.onRetained(slot.address(), sequence);
                retainedInSlots++;
            }
        }
        for (int i = 0; i < portArray.length; i++)
        {
            portArray[i].fullRing.settle(slowStages);
            portArray[i].counters.slotsDiscarded.setRelease(unhandled[i]);
            portArray[i].counters.packetsDiscarded.setRelease(unhandled[i] + portArray[i].rxRing.size());
            portArray[i].counters.transmitsDiscarded.setRelease(unsent[i] + portArray[i].inTransmission());
        }
    }

    private int drainSlots()
    {
        final long first = releasedSequence + 1;
        // Acquire: pairs with the release of the sequences of the last stages, whose writes to the slots come before.
        final long last = Math.min(passed.getCursor(), first + limit - 1);
        long sequence = first;
        try
        {
            sequence = recycle(sequence, last);
            while (sequence <= last && conclude(slots.get(sequence), sequence))
            {
                sequence++;
                sequence = recycle(sequence, last);
            }
        }
        finally
        {
            // Also if one threw: the frames before it are out of their slots, and must not be taken out again.
            release(sequence);
        }
        waitsForTx = sequence <= last;

        return (int)(sequence - first);
    }

    /** The slots before this one are free. */
    private void release(final long sequence)
    {
        if (sequence - 1 > releasedSequence)
        {
            for (final OwnedPort port : portArray)
            {
                port.commit();
            }
            releasedSequence = sequence - 1;
            // Release: the slots' fields were read before it; pairs with our own claim, and with other threads that
            // ask how many slots are in use.
            released.set(releasedSequence);
        }
    }

    /** Take the frames out of slots that no stage has touched; the first that one has, or the one after the last. */
    private long recycle(final long first, final long last)
    {
        final FrameStack free = frames.free();
        long sequence = first;
        for (; sequence <= last; sequence++)
        {
            final T slot = slots.get(sequence);
            if (slot.isTouched())
            {
                break;
            }
            free.put((int)(sequence - first), umem.frameOf(slot.address()));
            if (IS_DEBUG)
            {
                slot.onRelease();
            }
        }
        free.commit((int)(sequence - first));

        return sequence;
    }

    /** Take the frame out of a slot that a stage has touched; false if it must stay, since TX is full. */
    private boolean conclude(final T slot, final long sequence)
    {
        final Verdict verdict = slot.verdict();
        if (Verdict.TRANSMIT == verdict)
        {
            if (!portArray[slot.target()].transmit(slot))
            {
                return false;
            }
        }
        else if (Verdict.RETAIN == verdict)
        {
            frames.onRetained(slot.address(), sequence);
        }
        else
        {
            if (Verdict.DROP == verdict)
            {
                ports.onDropped(slot.port(), slot.target());
            }
            frames.free().push(umem.frameOf(slot.address()));
        }
        slot.onRelease();

        return true;
    }

    private int receive(final OwnedPort port, final int portIndex)
    {
        final RxRing rxRing = port.rxRing;
        final int available = rxRing.available(limit);
        final long freeSlots = slotCount - slotsInUse();
        if (0 == available)
        {
            if (freeSlots > 0)
            {
                port.fullRing.blame(SlowStages.NOBODY, slowStages);
            }
            return 0;
        }

        final int room = (int)Math.min(freeSlots, available);
        // From when the slots are all in use to when the owner has caught up.
        final boolean isHeldUp = !sharesThread && (freeSlots <= available || port.fullRing.isHeldUp());
        if (isHeldUp)
        {
            port.fullRing.look();
        }
        if (room > 0)
        {
            publish(port, portIndex, room);
        }
        if (isHeldUp)
        {
            port.fullRing.blame(slowest(), slowStages);
        }
        if (dropsNewest && room < available)
        {
            dropNewest(port, available - room);
            return available;
        }

        return room;
    }

    private void publish(final OwnedPort port, final int portIndex, final int count)
    {
        // The slots are filled before they are claimed: should one throw, nothing was published or released.
        final RxRing rxRing = port.rxRing;
        final long first = publishedSequence + 1;
        final long position = rxRing.position();
        final long nowNs = isTimed ? System.nanoTime() : 0;
        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            final int length = rxRing.length(position + i);
            slots.get(first + i).onReceive(umem, rxRing.address(position + i), length, portIndex, nowNs);
            bytes += length;
        }
        if (port.isStamped())
        {
            stamp(port, first, position, count);
        }
        final long last = claim(count);
        rxRing.release(count);
        publishedSequence = last;
        // Release: publishes the slots to the first stages, which read the cursor with acquire.
        slots.publish(first, last);

        final PortCounters counters = port.counters;
        counters.packetsReceived.getAndAddRelease(count);
        counters.bytesReceived.getAndAddRelease(bytes);
        counters.batchesPublished.getAndAddRelease(1);
    }

    private void stamp(final OwnedPort port, final long first, final long position, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            slots.get(first + i).receivedNs(port.stampNs(position + i));
        }
    }

    private void dropNewest(final OwnedPort port, final int count)
    {
        final RxRing rxRing = port.rxRing;
        final long position = rxRing.position();
        for (int i = 0; i < count; i++)
        {
            frames.free().push(umem.frameOf(rxRing.address(position + i)));
        }
        rxRing.release(count);
        slowStages.onDropped(slowest(), port.counters, count);
    }

    /** The stage that holds it up, or none: while slots wait for a transmit ring, no stage is late with the newest. */
    private int slowest()
    {
        return waitsForTx ? SlowStages.NOBODY : slowStages.slowest(publishedSequence);
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

    private void onIdle()
    {
        if (0 == slotsInUse() && ports.areIdle())
        {
            isDrained = true;
            errand.run();
        }
    }

    private void take(final OwnerPorts newPorts)
    {
        ports = newPorts;
        portArray = newPorts.array();
        frames = newPorts.frames();
        umem = frames.umem();
        for (int i = 0; i < slotCount; i++)
        {
            slots.get(i).attach(frames);
        }
    }
}
