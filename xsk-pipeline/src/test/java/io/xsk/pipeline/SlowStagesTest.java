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

import static io.xsk.counters.PipelineCounter.PACKETS_DROPPED_SLOW;
import static io.xsk.counters.PipelineCounter.RX_RING_FULL_SLOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Who is to blame for what is dropped, with the test as the kernel and as two stages, the second after the first.
 */
class SlowStagesTest
{
    private static final int RING_CAPACITY = 8;
    private static final int SLOT_COUNT = 4;
    private static final int FRAME_COUNT = 64;
    private static final int LIMIT = 64;
    private static final String PORT = "port=memory:0";

    private final MemoryPort port = new MemoryPort(FRAME_COUNT, RING_CAPACITY);
    private final RingBuffer<FrameEvent> slots =
        RingBuffer.createSingleProducer(FrameEvent::new, SLOT_COUNT, new BusySpinWaitStrategy());
    private final Sequence first = new Sequence();
    private final Sequence second = new Sequence();
    private final PipelineCounters counters = new PipelineCounters();
    private final OwnerPorts ports = OwnerFixture.ports(counters, OwnerFixture.Reason.class, port);

    @AfterEach
    void tearDown()
    {
        port.close();
    }

    @Test
    void shouldBlameEachStageForWhatTheKernelDroppedWhileItWasTheSlowest()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.BACKPRESSURE);
        takeIn(owner, SLOT_COUNT);
        receive(RING_CAPACITY);
        drop(5);
        owner.doWork();

        first.set(SLOT_COUNT - 1);
        owner.doWork();
        assertBlamed(RX_RING_FULL_SLOW, 5, 0, 0);
        drop(7);
        owner.doWork();

        second.set(SLOT_COUNT - 1);
        owner.doWork();
        assertBlamed(RX_RING_FULL_SLOW, 5, 7, 0);
        receive(SLOT_COUNT);
        drop(1);
        owner.countDiscarded();
        assertBlamed(RX_RING_FULL_SLOW, 6, 7, 0);
    }

    @Test
    void shouldBlameTheStageThatHeldTheOwnerUpAlsoWhereItWasToldLater()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.BACKPRESSURE);
        takeIn(owner, SLOT_COUNT);
        receive(RING_CAPACITY);
        drop(5);
        owner.doWork();
        poll(owner);
        assertBlamed(RX_RING_FULL_SLOW, 5, 0, 0);

        drop(2);
        first.set(SLOT_COUNT - 1);
        second.set(SLOT_COUNT - 1);
        owner.doWork();
        first.set(2 * SLOT_COUNT - 1);
        owner.doWork();
        poll(owner);
        assertBlamed(RX_RING_FULL_SLOW, 7, 0, 0);
    }

    @Test
    void shouldBlameNoStageWhereTheOwnerCameLate()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.BACKPRESSURE);
        receive(RING_CAPACITY);
        drop(3);
        owner.doWork();

        assertBlamed(RX_RING_FULL_SLOW, 0, 0, 3);
        first.set(SLOT_COUNT - 1);
        second.set(SLOT_COUNT - 1);
        owner.doWork();
        first.set(2 * SLOT_COUNT - 1);
        second.set(2 * SLOT_COUNT - 1);
        owner.doWork();
        owner.doWork();

        // It has caught up, so that nobody holds it up any more.
        receive(RING_CAPACITY);
        drop(4);
        poll(owner);
        assertBlamed(RX_RING_FULL_SLOW, 0, 0, 7);
    }

    @Test
    void shouldBlameNoStageWhereTheSlotsWaitForTheTransmitRing()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.BACKPRESSURE);
        transmitUntilAllIsFull(owner);
        drop(6);
        owner.doWork();
        poll(owner);

        assertBlamed(RX_RING_FULL_SLOW, 0, 0, 6);
    }

    /** No stage can have passed the packet that took the place of the one that was sent. */
    @Test
    void shouldBlameNoStageWhereTheTransmitRingTakesOneAtATime()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.BACKPRESSURE);
        transmitUntilAllIsFull(owner);
        port.transmit();
        owner.doWork();
        assertEquals(SLOT_COUNT, owner.slotsInUse());
        receive(1);
        drop(6);
        poll(owner);

        assertBlamed(RX_RING_FULL_SLOW, 0, 0, 6);
    }

    @Test
    void shouldBlameNoStageForWhatTheOwnerDroppedWhileSlotsWaitForTheTransmitRing()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.DROP_NEWEST);
        transmitUntilAllIsFull(owner);
        assertBlamed(PACKETS_DROPPED_SLOW, 0, 0, RING_CAPACITY);
        port.transmit();
        receive(3);
        owner.doWork();

        assertBlamed(PACKETS_DROPPED_SLOW, 0, 0, RING_CAPACITY + 2);
    }

    @Test
    void shouldBlameTheSlowestStageForWhatTheOwnerDropped()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.DROP_NEWEST);
        takeIn(owner, SLOT_COUNT);
        receive(5);
        owner.doWork();
        first.set(SLOT_COUNT - 1);
        receive(6);
        owner.doWork();

        assertBlamed(PACKETS_DROPPED_SLOW, 5, 6, 0);
        assertBlamed(RX_RING_FULL_SLOW, 0, 0, 0);
    }

    @Test
    void shouldNotAskTheKernelUnlessTheRingWasSeenToBeFull()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.BACKPRESSURE);
        takeIn(owner, SLOT_COUNT);
        receive(RING_CAPACITY - 1);
        owner.doWork();
        // This cannot be: a ring that was not full drops nothing. So it shows whether the kernel was asked.
        port.rxRingFull = 1;
        first.set(SLOT_COUNT - 1);
        owner.doWork();

        assertBlamed(RX_RING_FULL_SLOW, 0, 0, 0);
    }

    @Test
    void shouldAskTheKernelOnlySoOftenFromOnePollToTheNext()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.BACKPRESSURE);
        takeIn(owner, SLOT_COUNT);
        receive(RING_CAPACITY);
        long last = SLOT_COUNT - 1;
        for (int i = 0; i < FullRing.QUESTION_LIMIT; i++)
        {
            // In turn, each of the two is the slowest for one packet that is dropped.
            final boolean isSecond = 0 != i % 2;
            drop(1);
            first.set(last);
            second.set(isSecond ? last : last - SLOT_COUNT);
            owner.doWork();
            if (isSecond)
            {
                receive(SLOT_COUNT);
                last += SLOT_COUNT;
            }
        }
        final long half = FullRing.QUESTION_LIMIT / 2;
        assertBlamed(RX_RING_FULL_SLOW, half, half, 0);

        drop(1);
        first.set(last);
        owner.doWork();
        drop(10);
        assertBlamed(RX_RING_FULL_SLOW, half, half, 0);
        poll(owner);
        assertBlamed(RX_RING_FULL_SLOW, half, half + 11, 0);
        drop(100);
        second.set(last);
        owner.doWork();
        assertBlamed(RX_RING_FULL_SLOW, half, half + 111, 0);
    }

    @Test
    void shouldBlameTheStageThatHasTheOwnersThread()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.BACKPRESSURE);
        owner.shareThread();
        owner.beginTurn();
        receive(RING_CAPACITY);
        drop(5);
        owner.onRan(0);
        drop(7);
        owner.onRan(1);
        assertBlamed(RX_RING_FULL_SLOW, 5, 7, 0);

        // What is dropped between the turns is due to the one that cost most.
        drop(1);
        owner.beginTurn();
        assertBlamed(RX_RING_FULL_SLOW, 5, 8, 0);
        owner.takeIn();
        owner.onRan(0);
        owner.onRan(1);
        second.set(SLOT_COUNT - 1);
        owner.giveBack();
        owner.beginTurn();
        owner.takeIn();
        second.set(2 * SLOT_COUNT - 1);
        owner.giveBack();
        owner.beginTurn();
        owner.takeIn();

        // It has caught up: what is dropped before its next turn is nobody's.
        receive(RING_CAPACITY);
        drop(3);
        owner.beginTurn();
        assertBlamed(RX_RING_FULL_SLOW, 5, 8, 3);
    }

    @Test
    void shouldBlameTheOneThatCostMostWhereTheKernelIsNotAsked()
    {
        final OwnerAgent<FrameEvent> owner = owner(SlowStagePolicy.BACKPRESSURE);
        owner.shareThread();
        receive(RING_CAPACITY);
        for (int i = 0; i < FullRing.QUESTION_LIMIT; i++)
        {
            owner.beginTurn();
            drop(1);
            owner.onRan(0);
            drop(2);
            owner.onRan(1);
        }
        final long turns = FullRing.QUESTION_LIMIT;
        assertBlamed(RX_RING_FULL_SLOW, turns, 2 * turns, 0);

        owner.beginTurn();
        drop(10);
        owner.onRan(0);
        assertBlamed(RX_RING_FULL_SLOW, turns, 2 * turns, 0);
        poll(owner);
        assertBlamed(RX_RING_FULL_SLOW, turns, 2 * turns + 10, 0);
    }

    private OwnerAgent<FrameEvent> owner(final SlowStagePolicy policy)
    {
        final OwnerAgent<FrameEvent> owner = new OwnerAgent<>(
            "owner",
            ports,
            slots,
            slots.newBarrier(second),
            new SlowStages(new Sequence[]{ first, second },
                new StageCounters[]{ StageCounters.of(counters, "first"), StageCounters.of(counters, "second") }),
            new OwnerAgent.Settings(LIMIT, policy, false));
        owner.prefill();

        return owner;
    }

    /** The transmit ring, the slots, and then the receive ring unless what is there is dropped. */
    private void transmitUntilAllIsFull(final OwnerAgent<FrameEvent> owner)
    {
        for (int sequence = 0; sequence < RING_CAPACITY + SLOT_COUNT; sequence++)
        {
            receive(1);
            owner.takeIn();
            slots.get(sequence).verdict(Verdict.TRANSMIT);
            first.set(sequence);
            second.set(sequence);
            owner.doWork();
        }
        assertEquals(SLOT_COUNT, owner.slotsInUse());
        receive(RING_CAPACITY);
        owner.doWork();
    }

    private void takeIn(final OwnerAgent<FrameEvent> owner, final int count)
    {
        receive(count);
        owner.doWork();
        assertEquals(count, owner.slotsInUse());
    }

    private void receive(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            assertTrue(port.receive(64));
        }
    }

    /** The receive ring is full. */
    private void drop(final int count)
    {
        final int before = port.rxRingFull;
        for (int i = 0; i < count; i++)
        {
            port.receive(64);
        }
        assertEquals(before + count, port.rxRingFull);
    }

    /** As the conductor does. */
    private void poll(final OwnerAgent<FrameEvent> owner)
    {
        ports.array()[0].fullRing.onPolled(port.statistics().rxRingFull());
        owner.askForOccupancy();
        owner.doWork();
    }

    private void assertBlamed(
        final PipelineCounter counter, final long ofFirst, final long ofSecond, final long ofPort)
    {
        assertEquals(List.of(ofFirst, ofSecond, ofPort), List.of(
            counters.get(counter, "stage=first"),
            counters.get(counter, "stage=second"),
            counters.get(counter, PORT)));
    }
}
