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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.sim.SimulatedInterface;
import io.xsk.sim.SimulatedKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Warm-ups of whole pipelines whose real ports are on a simulated kernel as well.
 */
@Tag("also-debug")
@Timeout(120)
class WarmUpTest
{
    private static final String INTERFACE = "sim0";
    private static final int PACKET_LENGTH = 64;
    private static final int RING_CAPACITY = 128;
    private static final long PACKET_LIMIT = 20_000;

    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[PACKET_LENGTH]);
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final AtomicInteger leftCount = new AtomicInteger();
    private final SimulatedKernel kernel = new SimulatedKernel(1);
    private final SimulatedInterface device = kernel.addInterface(INTERFACE, 1)
        .onLeaving((queue, leaving) -> leftCount.incrementAndGet());

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldLeaveNoTraceInCountersLedgerAndSequences(final ThreadingMode threadingMode)
    {
        final Echo echo = new Echo();
        final Transmitter transmitter = new Transmitter().throughOwner().capacity(8);
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(threadingMode, PACKET_LIMIT)
            .latencyHistograms(true)
            .stages(stages -> stages
                .handle("send", sending(transmitter)).transmits(transmitter)
                .then("echo", echo)));

        assertTrue(echo.handledInWarmUp > PACKET_LIMIT / 2, () -> "handled=" + echo.handledInWarmUp);
        assertEquals("[start, end]", echo.told.toString());
        assertCountersAreZero(pipeline.counters());
        pipeline.latencies().forEach(latencies -> assertEquals(0, latencies.total().getTotalCount()));
        assertEquals(0, leftCount.get());
        assertEquals(0, device.counts().arrived());

        inject(pipeline, 1_000);
        pipeline.close();

        assertEquals(1_000, echo.sequences.size());
        assertEquals(0, echo.sequences.getFirst());
        assertEquals(999, echo.sequences.getLast());
        assertEquals(1_000, pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED));
        assertEquals(1_000, pipeline.counters().get(PipelineCounter.PACKETS_HANDLED, "stage=echo"));
        final long transmitted = 2_000 - pipeline.counters().get(PipelineCounter.TRANSMITS_WITHOUT_FRAME);
        assertEquals(transmitted, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
        assertEquals(transmitted, leftCount.get());
        assertEquals(0, pipeline.drops().unaccounted(1_000), pipeline.drops()::toString);
        assertEquals(0, pipeline.ledger().lost(), pipeline.ledger()::toString);
        pipeline.latencies().forEach(latencies -> assertEquals(1_000, latencies.total().getTotalCount()));
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldWarmUpWithThePacketsThatAreGiven()
    {
        final List<Integer> lengths = new ArrayList<>();
        launch(stages -> stages.handle("only", (event, sequence, endOfBatch) -> lengths.add(event.length())),
            number -> new byte[60 + (int)(number % 3)], 10).close();

        assertEquals(List.of(60, 61, 62, 60), lengths.subList(0, 4));
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldTellOnceWhatAHandlerThrewAndGoOn()
    {
        final IllegalStateException failure = new IllegalStateException("unknown packet");
        final XskPipeline<FrameEvent> pipeline = launch(
            stages -> stages.handle("throwing", new FailingInWarmUp(failure)), number -> new byte[60], PACKET_LIMIT);

        assertEquals(1, errors.size());
        final StageException thrown = assertInstanceOf(StageException.class, errors.getFirst().getCause());
        assertSame(failure, thrown.getCause());
        assertEquals(0, pipeline.counters().get(PipelineCounter.STAGE_ERRORS));

        inject(pipeline, 10);
        pipeline.close();
        assertEquals(10, pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED));
        assertEquals(0, pipeline.counters().get(PipelineCounter.STAGE_ERRORS));
        assertEquals(0, pipeline.ledger().lost());
    }

    @Test
    void shouldFailTheLaunchWhenAHandlerCannotForgetTheWarmUp()
    {
        final IllegalStateException failure = new IllegalStateException("cannot forget");
        final Echo echo = new Echo()
        {
            @Override
            public void onWarmUpEnd()
            {
                throw failure;
            }
        };

        assertSame(failure, assertThrows(IllegalStateException.class, () ->
            launch(stages -> stages.handle("echo", echo), number -> new byte[60], 100)));
    }

    @Test
    void shouldTakeBackTheFramesThatAHandlerRetains()
    {
        final RetainedFrame retained = new RetainedFrame();
        final XskPipeline<FrameEvent> pipeline = launch(
            stages -> stages.handle("retain", new Retaining(retained, true)), number -> new byte[60], PACKET_LIMIT);
        assertEquals(List.of(), errors);

        inject(pipeline, 10);
        retained.release();
        pipeline.close();
        assertEquals(0, pipeline.ledger().lost());
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldSayThatFramesOfTheWarmUpAreRetained()
    {
        final RetainedFrame retained = new RetainedFrame();
        final XskPipeline<FrameEvent> pipeline = launch(
            stages -> stages.handle("retain", new Retaining(retained, false)), number -> new byte[60], PACKET_LIMIT);

        assertEquals(1, errors.size());
        assertTrue(errors.getFirst().getMessage().contains("framesRetained=1"), errors.getFirst().getMessage());
        assertEquals(60, retained.packet().capacity());
        assertEquals(0, retained.packet().getByte(59));
        retained.release();
        pipeline.close();
        assertEquals(0, pipeline.ledger().lost());
    }

    @Test
    void shouldKeepToItsTimeLimit()
    {
        final Echo echo = new Echo();
        XskPipeline.launch(context(ThreadingMode.SHARED, Long.MAX_VALUE)
            .warmUp(warmUp -> warmUp.timeLimitNs(TimeUnit.MILLISECONDS.toNanos(50)))
            .stages(stages -> stages.handle("echo", echo))).close();

        assertTrue(echo.handledInWarmUp > 0);
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldRefuseLimitsThatAreNone()
    {
        final XskPipeline.Context<FrameEvent> context = context(ThreadingMode.SHARED, 0)
            .stages(stages -> stages.handle("echo", new Echo()));

        assertTrue(assertThrows(IllegalArgumentException.class, context::conclude)
            .getMessage().contains("packetLimit=0"));
    }

    private XskPipeline<FrameEvent> launch(
        final Consumer<Stages<FrameEvent>> stages,
        final LongFunction<byte[]> packets,
        final long packetLimit)
    {
        return XskPipeline.launch(context(ThreadingMode.INVOKER, packetLimit)
            .warmUp(warmUp -> warmUp.packets(packets).packetLimit(packetLimit))
            .stages(stages));
    }

    private XskPipeline.Context<FrameEvent> context(final ThreadingMode threadingMode, final long packetLimit)
    {
        return new XskPipeline.Context<>(FrameEvent::new)
            .simulated(kernel)
            .port(port -> port.interfaceName(INTERFACE).socket(socket -> socket
                .fillRingCapacity(RING_CAPACITY)
                .rxRingCapacity(RING_CAPACITY)
                .txRingCapacity(RING_CAPACITY)
                .completionRingCapacity(RING_CAPACITY)))
            .threadingMode(threadingMode)
            .idleStrategySupplier(() -> YieldingIdleStrategy.INSTANCE)
            .warmUp(warmUp -> warmUp.packetLimit(packetLimit))
            .retainable(1)
            .slotCount(64)
            .errorHandler(errors::add);
    }

    /** No faster than they are taken. */
    private void inject(final XskPipeline<FrameEvent> pipeline, final int count)
    {
        final boolean isInvoked = pipeline.threads().isEmpty();
        for (int i = 0; i < count; i++)
        {
            device.inject(0, packet, 0, PACKET_LENGTH);
            final int injected = i + 1;
            while (injected - pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED) >= RING_CAPACITY / 2 ||
                isInvoked && injected > pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED))
            {
                if (isInvoked)
                {
                    pipeline.invoke();
                }
                Thread.yield();
            }
        }
    }

    private static void assertCountersAreZero(final PipelineCounters counters)
    {
        final CountersReader reader = counters.reader();
        reader.forEach((counterId, typeId, keyBuffer, label) ->
        {
            // Those two are of this moment: where frames are, and how long a turn took since the warm-up.
            if (!label.contains("entries") && !label.contains("frames free") && !label.contains("duty cycle"))
            {
                assertEquals(0, reader.getCounterValue(counterId), label);
            }
        });
    }

    private static EventHandler<FrameEvent> sending(final Transmitter transmitter)
    {
        return (event, sequence, endOfBatch) ->
        {
            if (null != transmitter.tryClaim(PACKET_LENGTH))
            {
                transmitter.commit();
                transmitter.flush();
            }
        };
    }

    /** Sends all back, and counts apart what it sees in the warm-up. */
    private static class Echo implements EventHandler<FrameEvent>, WarmUpAware
    {
        final List<String> told = new CopyOnWriteArrayList<>();
        final List<Long> sequences = new ArrayList<>();
        volatile long handledInWarmUp;

        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            sequences.add(sequence);
            event.verdict(Verdict.TRANSMIT);
        }

        @Override
        public void onWarmUpStart()
        {
            told.add("start");
        }

        @Override
        public void onWarmUpEnd()
        {
            told.add("end");
            handledInWarmUp = sequences.size();
            sequences.clear();
        }
    }

    private static final class FailingInWarmUp implements EventHandler<FrameEvent>, WarmUpAware
    {
        private final RuntimeException failure;
        private boolean isReal;

        private FailingInWarmUp(final RuntimeException failure)
        {
            this.failure = failure;
        }

        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            if (!isReal && 0 == sequence % 2)
            {
                throw failure;
            }
        }

        @Override
        public void onWarmUpEnd()
        {
            isReal = true;
        }
    }

    private static final class Retaining implements EventHandler<FrameEvent>, WarmUpAware
    {
        private final RetainedFrame retained;
        private final boolean isReleasing;

        private Retaining(final RetainedFrame retained, final boolean isReleasing)
        {
            this.retained = retained;
            this.isReleasing = isReleasing;
        }

        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            if (!retained.isHeld())
            {
                event.retain(retained);
            }
        }

        @Override
        public void onWarmUpEnd()
        {
            if (isReleasing)
            {
                retained.release();
            }
        }
    }
}
