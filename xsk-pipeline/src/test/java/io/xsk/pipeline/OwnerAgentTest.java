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

import static io.xsk.testing.RingMemory.LAYOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.ring.RingDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The owner's duty cycle, driven by hand, with the test as the kernel and as the last stage.
 */
class OwnerAgentTest
{
    private static final int RING_CAPACITY = 8;
    private static final int SLOT_COUNT = 16;
    private static final int FRAME_COUNT = 48;
    private static final int LIMIT = 64;

    private final MemoryPort port = new MemoryPort(FRAME_COUNT, RING_CAPACITY);
    private final RingBuffer<FrameEvent> slots =
        RingBuffer.createSingleProducer(FrameEvent::new, SLOT_COUNT, new BusySpinWaitStrategy());
    private final Sequence lastStage = new Sequence();
    private final PipelineCounters counters = new PipelineCounters();
    private final OwnerAgent<FrameEvent> owner =
        OwnerFixture.owner(port, slots, lastStage, counters, LIMIT, SlowStagePolicy.BACKPRESSURE);

    @AfterEach
    void tearDown()
    {
        assertEquals(0, owner.ledger().lost(), () -> owner.ledger().toString());
        port.close();
    }

    @Test
    void shouldKeepTheFillRingFull()
    {
        owner.prefill();
        assertEquals(new FrameLedger(FRAME_COUNT, FRAME_COUNT - RING_CAPACITY, RING_CAPACITY, 0, 0, 0, 0, 0, 0),
            owner.ledger());

        receive(3);
        assertEquals(RING_CAPACITY - 3, owner.ledger().fill());
        assertEquals(3, owner.ledger().rx());
        owner.doWork();
        assertEquals(RING_CAPACITY, owner.ledger().fill());
    }

    @Test
    void shouldPublishWhatWasReceivedAsOneBatch()
    {
        owner.prefill();
        receive(3);

        owner.doWork();

        assertEquals(2, slots.getCursor());
        assertEquals(3, owner.ledger().slots());
        assertEquals(64, slots.get(0).length());
        assertEquals(66, slots.get(2).length());
        assertEquals(66, slots.get(2).packet().capacity());
        assertEquals(port.umem().packetOffset(), slots.get(1).address() % port.umem().frameLength());
        assertEquals(Verdict.RECYCLE, slots.get(0).verdict());
        assertEquals(3, counters.get(PipelineCounter.PACKETS_RECEIVED));
        assertEquals(64 + 65 + 66, counters.get(PipelineCounter.BYTES_RECEIVED));
        assertEquals(1, counters.get(PipelineCounter.BATCHES_PUBLISHED));
    }

    @Test
    void shouldTakeNoFrameOutBeforeTheLastStageHasPassedIt()
    {
        owner.prefill();
        receive(3);
        owner.doWork();

        assertEquals(0, owner.doWork());
        assertEquals(3, owner.ledger().slots());
        lastStage.set(1);
        owner.doWork();
        assertEquals(1, owner.ledger().slots());
    }

    @Test
    void shouldLeavePacketsInTheReceiveRingWhenThereIsNoFreeSlot()
    {
        owner.prefill();
        for (int i = 0; i < SLOT_COUNT / RING_CAPACITY + 1; i++)
        {
            receive(RING_CAPACITY);
            owner.doWork();
        }

        assertEquals(SLOT_COUNT, owner.ledger().slots());
        assertEquals(RING_CAPACITY, port.rxRing.size());
        assertFalse(port.receive(64));

        lastStage.set(4);
        owner.doWork();
        assertEquals(SLOT_COUNT, owner.ledger().slots());
        assertEquals(RING_CAPACITY - 5, port.rxRing.size());
    }

    @Test
    void shouldSendBackTheVeryFrame()
    {
        owner.prefill();
        receive(2);
        owner.doWork();
        slots.get(1).verdict(Verdict.TRANSMIT);
        final long address = slots.get(1).address();
        lastStage.set(1);
        owner.doWork();

        assertEquals(1, port.kernelsTx.available(LIMIT));
        assertEquals(address, port.kernelsTx.address(0));
        assertEquals(65, port.kernelsTx.length(0));
        assertEquals(1, owner.ledger().tx());
        assertEquals(1, counters.get(PipelineCounter.PACKETS_TRANSMITTED));

        assertEquals(address, port.transmit());
        assertEquals(1, owner.ledger().completion());
        owner.doWork();
        assertEquals(0, owner.ledger().completion());
        assertEquals(FRAME_COUNT - RING_CAPACITY, owner.ledger().free());
    }

    @Test
    void shouldForgetTheVerdictOfThePacketBefore()
    {
        owner.prefill();
        for (int i = 0; i < SLOT_COUNT; i++)
        {
            receive(1);
            owner.doWork();
            slots.get(i).verdict(Verdict.TRANSMIT);
            lastStage.set(i);
            owner.doWork();
            port.transmit();
        }

        receive(1);
        owner.doWork();
        assertEquals(Verdict.RECYCLE, slots.get(SLOT_COUNT).verdict());
        assertSame(slots.get(0), slots.get(SLOT_COUNT));
    }

    @Test
    void shouldKeepFramesInTheirSlotsWhileTheTransmitRingIsFull()
    {
        owner.prefill();
        final int count = RING_CAPACITY + 3;
        for (int i = 0; i < count; i++)
        {
            receive(1);
            owner.doWork();
            slots.get(i).verdict(Verdict.TRANSMIT);
        }
        lastStage.set(count - 1);
        owner.doWork();

        assertEquals(RING_CAPACITY, owner.ledger().tx());
        assertEquals(3, owner.ledger().slots());
        assertEquals(0, owner.doWork());

        port.transmit();
        port.transmit();
        owner.doWork();
        assertEquals(1, owner.ledger().slots());
        assertEquals(RING_CAPACITY + 2, counters.get(PipelineCounter.PACKETS_TRANSMITTED));
    }

    @Test
    void shouldMoveNoMoreThanTheLimitInACycle()
    {
        final RingBuffer<FrameEvent> fewSlots =
            RingBuffer.createSingleProducer(FrameEvent::new, SLOT_COUNT, new BusySpinWaitStrategy());
        try (MemoryPort limitedPort = new MemoryPort(FRAME_COUNT, RING_CAPACITY))
        {
            final OwnerAgent<FrameEvent> limited = OwnerFixture.owner(
                limitedPort, fewSlots, lastStage, new PipelineCounters(), 2, SlowStagePolicy.BACKPRESSURE);
            limited.prefill();
            for (int i = 0; i < 5; i++)
            {
                assertTrue(limitedPort.receive(64));
            }

            limited.doWork();
            assertEquals(1, fewSlots.getCursor());
            limited.doWork();
            assertEquals(3, fewSlots.getCursor());
        }
    }

    @Test
    void shouldWakeTheKernelOnlyWhenItAsksAndThereIsSomethingToSend()
    {
        owner.prefill();
        port.txMemory.putInt(LAYOUT.flagsIndex(), RingDescriptor.NEED_WAKEUP_FLAG);
        owner.doWork();
        assertEquals(0, port.txWakeups);

        receive(1);
        owner.doWork();
        slots.get(0).verdict(Verdict.TRANSMIT);
        lastStage.set(0);
        owner.doWork();
        assertEquals(1, port.txWakeups);
        owner.doWork();
        assertEquals(2, port.txWakeups);

        port.transmit();
        owner.doWork();
        assertEquals(2, port.txWakeups);
        assertEquals(0, port.rxWakeups);
        assertEquals(2, counters.get(PipelineCounter.WAKEUPS));
    }

    @Test
    void shouldReportOnceThatTheKernelCannotBeWoken()
    {
        owner.prefill();
        port.txMemory.putInt(LAYOUT.flagsIndex(), RingDescriptor.NEED_WAKEUP_FLAG);
        receive(1);
        owner.doWork();
        slots.get(0).verdict(Verdict.TRANSMIT);
        lastStage.set(0);
        port.wakeupFailure = new IllegalStateException("interface is gone");

        assertSame(port.wakeupFailure, assertThrows(IllegalStateException.class, owner::doWork));
        owner.doWork();
        assertEquals(1, port.txWakeups);
    }

    @Test
    void shouldBeDrainedWhenNoPacketIsLeftAnywhere()
    {
        owner.prefill();
        receive(1);
        owner.drain();
        owner.doWork();
        assertFalse(owner.isDrained());

        slots.get(0).verdict(Verdict.TRANSMIT);
        lastStage.set(0);
        owner.doWork();
        owner.doWork();
        assertFalse(owner.isDrained());

        port.transmit();
        owner.doWork();
        owner.doWork();
        assertTrue(owner.isDrained());
    }

    @Test
    void shouldCountWhatItDidNotTake()
    {
        owner.prefill();
        receive(5);
        owner.countDiscarded();

        assertEquals(5, counters.get(PipelineCounter.PACKETS_DISCARDED));
        assertEquals(5, owner.ledger().rx());
    }

    @Test
    void shouldCountWhatNoStageHandledAndWhatWasNotSent()
    {
        owner.prefill();
        receive(5);
        owner.doWork();
        slots.get(0).verdict(Verdict.TRANSMIT);
        lastStage.set(0);
        owner.doWork();
        slots.get(1).verdict(Verdict.TRANSMIT);
        slots.get(3).verdict(Verdict.TRANSMIT);
        lastStage.set(2);
        receive(2);
        owner.countDiscarded();

        assertEquals(2 + 2, counters.get(PipelineCounter.PACKETS_DISCARDED));
        assertEquals(1 + 1, counters.get(PipelineCounter.TRANSMITS_DISCARDED));
    }

    /** One slot has been passed and one has not; the owner comes to neither any more. */
    @Test
    void shouldCountWhatIsRetainedByASlotThatItDidNotTakeOut()
    {
        owner.prefill();
        receive(4);
        owner.doWork();
        final RetainedFrame ofPassed = new RetainedFrame();
        final RetainedFrame ofBehind = new RetainedFrame();
        final RetainedFrame releasedEarly = new RetainedFrame();
        slots.get(0).retain(ofPassed);
        slots.get(1).retain(ofBehind);
        slots.get(2).retain(releasedEarly);
        releasedEarly.release();
        lastStage.set(0);
        final FramePool frames = owner.ports().frames();
        assertEquals(1, frames.drainReturns(LIMIT));
        owner.countDiscarded();

        assertEquals(2, frames.retainedCount());
        assertEquals(2, owner.ledger().retained());
        assertEquals(1, owner.ledger().slots());
        ofPassed.release();
        ofBehind.release();
        assertEquals(2, frames.drainReturns(LIMIT));
        assertEquals(0, owner.ledger().retained());
    }

    private void receive(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            assertTrue(port.receive(64 + i));
        }
    }
}
