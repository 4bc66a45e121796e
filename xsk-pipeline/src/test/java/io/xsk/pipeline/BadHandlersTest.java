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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import io.xsk.XskStatistics;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.LangUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Handlers that sleep, throw, keep every frame or die, in each threading mode: every packet is counted once, and no
 * frame is lost.
 */
@Tag("also-debug")
@Timeout(60)
class BadHandlersTest extends PipelineOnSimulation
{
    private static final int COUNT = 1_000;

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldCountWhatComesWhileAHandlerSleeps(final ThreadingMode mode)
    {
        final AtomicInteger handledCount = new AtomicInteger();
        final AtomicBoolean hasSlept = new AtomicBoolean();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(mode)
            .stages(stages -> stages.handle("sleeping", (event, sequence, endOfBatch) ->
            {
                // The world goes on while it sleeps.
                if (0 == sequence)
                {
                    injectAtOnce(1, COUNT);
                    hasSlept.set(true);
                }
                handledCount.incrementAndGet();
            })));
        inject(0);
        await(pipeline, mode, hasSlept::get);
        pipeline.close();

        final XskStatistics statistics = pipeline.statistics();
        final int dropped = 1 + COUNT - handledCount.get();
        assertEquals(dropped, statistics.rxRingFull() + statistics.rxDropped());
        assertEquals(dropped, pipeline.drops().dropped());
        // Where the owner has a thread of its own it goes on until the slots are full as well.
        final int takenAtMost = ThreadingMode.DEDICATED == mode ? SLOT_COUNT - 1 + RING_CAPACITY : RING_CAPACITY;
        assertTrue(dropped >= COUNT - takenAtMost, () -> "dropped=" + dropped);
        assertTrue(dropped <= COUNT - (RING_CAPACITY - 1), () -> "dropped=" + dropped);
        assertEquals(List.of(), errors);
        assertNothingLost(pipeline, 1 + COUNT);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldBlameTheStageThatSleepsForWhatTheKernelDrops(final ThreadingMode mode)
    {
        final AtomicBoolean hasSlept = new AtomicBoolean();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(mode, 4 * RING_CAPACITY)
            .stages(stages -> stages
                .handle("first", (event, sequence, endOfBatch) -> number(event))
                .then("sleeping", (event, sequence, endOfBatch) ->
                {
                    if (0 == sequence)
                    {
                        injectAtOnce(1, COUNT);
                        hasSlept.set(true);
                    }
                })
                .then("last", (event, sequence, endOfBatch) -> number(event))));
        inject(0);
        await(pipeline, mode, hasSlept::get);
        pipeline.close();

        final PipelineCounters counters = pipeline.counters();
        final long full = counters.get(PipelineCounter.KERNEL_RX_RING_FULL);
        final long ofSleeping = counters.get(PipelineCounter.RX_RING_FULL_SLOW, "stage=sleeping");
        // On a thread of its own the owner may be late as well, before the slots are full.
        final long ofOwner = counters.get(PipelineCounter.RX_RING_FULL_SLOW, "port=" + INTERFACE + ":0");
        assertTrue(ThreadingMode.DEDICATED == mode || 0 == ofOwner, () -> "ofOwner=" + ofOwner);
        assertEquals(full, ofSleeping + ofOwner);
        assertEquals(full, counters.get(PipelineCounter.RX_RING_FULL_SLOW));
        assertTrue(full > 0);
        assertNothingLost(pipeline, 1 + COUNT);
    }

    @Test
    void shouldBlameNoStageForWhatTheKernelDropsWhileNobodyInvokes()
    {
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(ThreadingMode.INVOKER, 4 * RING_CAPACITY)
            .stages(stages -> stages.handle("only", (event, sequence, endOfBatch) -> number(event))));
        pipeline.invoke();
        injectAtOnce(0, COUNT);
        pipeline.close();

        final long full = pipeline.counters().get(PipelineCounter.KERNEL_RX_RING_FULL);
        assertTrue(full > 0);
        assertEquals(full, pipeline.counters().get(PipelineCounter.RX_RING_FULL_SLOW, "port=" + INTERFACE + ":0"));
        assertEquals(full, pipeline.counters().get(PipelineCounter.RX_RING_FULL_SLOW));
        assertNothingLost(pipeline, COUNT);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldCountWhatAHandlerThrowsAndSendNoneOfThosePackets(final ThreadingMode mode)
    {
        final AtomicInteger handledByNext = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(mode)
            .stages(stages -> stages
                .handle("throwing", (event, sequence, endOfBatch) ->
                {
                    event.verdict(Verdict.TRANSMIT);
                    if (0 == number(event) % 3)
                    {
                        throw new IllegalStateException("number=" + number(event));
                    }
                })
                .then("next", (event, sequence, endOfBatch) -> handledByNext.incrementAndGet())));
        send(pipeline, mode, 0, 999);
        pipeline.close();

        assertEquals(999, handledByNext.get());
        assertEquals(333, errors.size());
        assertEquals(333, pipeline.counters().get(PipelineCounter.STAGE_ERRORS, "stage=throwing"));
        assertEquals(0, pipeline.counters().get(PipelineCounter.STAGE_ERRORS, "stage=next"));
        assertEquals(666, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
        final String first = errors.getFirst().getMessage();
        assertTrue(first.endsWith("stage=throwing sequence=0"), first);
        assertNothingDroppedOrLost(pipeline, 999);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldCountWhatTheKernelDropsWhenAHandlerHasKeptEveryFrame(final ThreadingMode mode)
    {
        final List<RetainedFrame> kept = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(mode)
            .retainable(10)
            .closeTimeoutNs(TimeUnit.SECONDS.toNanos(1))
            .stages(stages -> stages.handle("keeping", (event, sequence, endOfBatch) ->
            {
                kept.add(new RetainedFrame());
                event.retain(kept.getLast());
            })));
        final int frames = 4 * RING_CAPACITY + SLOT_COUNT + 10;
        send(pipeline, mode, 0, frames);
        injectAtOnce(frames, COUNT);
        pipeline.close();

        assertEquals(frames, kept.size());
        assertEquals(COUNT, pipeline.statistics().rxDropped());
        assertEquals(COUNT, pipeline.statistics().rxFillRingEmpty());
        assertEquals(frames, pipeline.drops().handled());
        assertEquals(frames, pipeline.ledger().retained());
        assertNothingLost(pipeline, frames + COUNT);
        assertFalse(pipeline.isClosed());
        assertEquals(1, errors.size());
        assertTrue(errors.getFirst().getMessage().contains("framesRetained=" + frames), errors.getFirst().getMessage());
        for (int i = 0; i < frames; i++)
        {
            assertEquals(i, kept.get(i).packet().getLong(NUMBER_INDEX));
            kept.get(i).release();
        }
        pipeline.close();
        assertTrue(pipeline.isClosed());
        assertEquals(1, errors.size());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldHandleWhatWasReceivedAndCloseWhenAHandlerDies(final ThreadingMode mode)
    {
        final AtomicInteger handledCount = new AtomicInteger();
        final AtomicInteger handledByNext = new AtomicInteger();
        final CountDownLatch gate = new CountDownLatch(1);
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(mode)
            .stages(stages -> stages
                .handle("dying", (event, sequence, endOfBatch) ->
                {
                    gate.await();
                    handledCount.incrementAndGet();
                    event.verdict(Verdict.TRANSMIT);
                    if (7 == number(event))
                    {
                        throw new StackOverflowError("of a test");
                    }
                })
                .then("next", (event, sequence, endOfBatch) -> handledByNext.incrementAndGet())));
        injectAtOnce(0, 20);
        gate.countDown();
        await(pipeline, mode, pipeline::isClosed);
        injectAtOnce(20, 5);

        assertEquals(20, handledCount.get());
        assertEquals(20, handledByNext.get());
        assertEquals(19, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
        assertEquals(1, pipeline.counters().get(PipelineCounter.STAGE_ERRORS, "stage=dying"));
        assertEquals(1, errors.size());
        assertTrue(errors.getFirst().getCause() instanceof StackOverflowError);
        assertTrue(pipeline.threads().stream().noneMatch(Thread::isAlive));
        assertNothingDroppedOrLost(pipeline, 20);
    }

    @Test
    void shouldTellAtTheCloseWhereTheStagesAreThatDidNotComeToAnEnd() throws Exception
    {
        final CountDownLatch gate = new CountDownLatch(1);
        final AtomicBoolean isInSlow = new AtomicBoolean();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(ThreadingMode.DEDICATED)
            .closeTimeoutNs(0)
            .batchLimit(1)
            .stages(stages -> stages
                .handle("fast", (event, sequence, endOfBatch) -> assertEquals(sequence, number(event)))
                .then("slow", (event, sequence, endOfBatch) ->
                {
                    isInSlow.set(true);
                    gate.await();
                })));
        injectAtOnce(0, 5);
        await(pipeline, ThreadingMode.DEDICATED,
            () -> isInSlow.get() && 5 == pipeline.counters().get(PipelineCounter.PACKETS_HANDLED, "stage=fast"));
        pipeline.close();
        gate.countDown();
        for (final Thread thread : pipeline.threads())
        {
            thread.join();
        }
        pipeline.close();

        final String message = errors.getLast().getMessage();
        assertEquals(4, pipeline.counters().get(PipelineCounter.PACKETS_DISCARDED));
        assertTrue(message.contains("packetsDiscarded=4 "), message);
        assertTrue(message.endsWith("behind=[xsk-slow sequence=0 of=4]"), message);
        assertEquals(0, pipeline.drops().unaccounted(5), pipeline.drops()::toString);
    }

    /** What happens at the end of a handler must not keep the sockets and the memory of the pipeline. */
    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldCloseWhenHandlersThrowAtTheirEnd(final ThreadingMode mode)
    {
        final AtomicInteger ended = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(mode)
            .stages(stages -> stages
                .handle("first", throwingAtItsEnd(ended, new IllegalStateException("end of first")))
                .then("second", throwingAtItsEnd(ended, new StackOverflowError("end of second")))
                .then("third", throwingAtItsEnd(ended, new IllegalStateException("end of third")))));
        send(pipeline, mode, 0, 10);
        pipeline.close();

        assertEquals(3, ended.get());
        assertEquals(3, errors.size(), errors::toString);
        assertTrue(pipeline.isClosed());
        assertNothingDroppedOrLost(pipeline, 10);
    }

    @Test
    void shouldCountOnceWhatSeveralStagesThrowOverOnePacket()
    {
        final EventHandler<FrameEvent> throwing = (event, sequence, endOfBatch) ->
        {
            throw new IllegalStateException("sequence=" + sequence);
        };
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(ThreadingMode.INVOKER)
            .stages(stages -> stages.handle("a", throwing).then("b", throwing).and("c", throwing).then("d", throwing)));
        send(pipeline, ThreadingMode.INVOKER, 0, 10);
        pipeline.close();

        assertEquals(40, pipeline.counters().get(PipelineCounter.STAGE_ERRORS));
        assertEquals(40, errors.size());
        assertNothingDroppedOrLost(pipeline, 10);
    }

    private static EventHandler<FrameEvent> throwingAtItsEnd(final AtomicInteger ended, final Throwable failure)
    {
        return new EventHandler<>()
        {
            @Override
            public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
            {
                assertEquals(sequence, number(event));
            }

            @Override
            public void onShutdown()
            {
                ended.incrementAndGet();
                LangUtil.rethrowUnchecked(failure);
            }
        };
    }
}
