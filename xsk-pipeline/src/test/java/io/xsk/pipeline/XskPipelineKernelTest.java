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

import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import com.sun.management.ThreadMXBean;
import io.xsk.CpuAffinity;
import io.xsk.XskException;
import io.xsk.XskMode;
import io.xsk.XskStatistics;
import io.xsk.counters.PipelineCounter;
import io.xsk.testing.KernelTest;
import io.xsk.testing.OpenSockets;
import io.xsk.testing.ThreadPolicy;
import io.xsk.testing.XskHost;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Whole pipelines on the right end of a cable; the test sends on the left end.
 */
class XskPipelineKernelTest extends PipelineOnCable
{
    private static final EventHandler<FrameEvent> NOTHING = (event, sequence, endOfBatch) ->
    {
    };

    XskPipelineKernelTest()
    {
        super(1);
    }

    @KernelTest
    void shouldPassEveryPacketThroughTheStagesInOrder()
    {
        final List<Long> numbers = new ArrayList<>();
        final List<Boolean> sawFirst = new ArrayList<>();
        final long[] seenByFirst = { -1 };
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stages(stages -> stages
                .handle("first", (event, sequence, endOfBatch) -> seenByFirst[0] = sequence)
                .then("second", (event, sequence, endOfBatch) ->
                {
                    sawFirst.add(seenByFirst[0] >= sequence);
                    numbers.add(number(event));
                })));
        assertEquals(XskMode.NATIVE_COPY, pipeline.mode());
        assertEquals(1, pipeline.refusals().size());
        assertTrue(pipeline.refusals().getFirst().contains("mode=zero-copy: EOPNOTSUPP"));

        send(pipeline, 0, 1_000);
        pipeline.close();

        assertEquals(LongStream.range(0, 1_000).boxed().toList(), numbers);
        assertFalse(sawFirst.contains(false));
        assertEquals(1_000, pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED));
        assertNothingDroppedOrLost(pipeline);
    }

    @KernelTest
    void shouldSendBackWhatAStageWantsToTransmit()
    {
        try (XskHost receiving = sender.receive())
        {
            for (int frame = 0; frame < RING_CAPACITY; frame++)
            {
                receiving.fill(receiving.socket().umem().frameAddress(frame));
            }
            final XskPipeline<FrameEvent> pipeline = launch(context()
                .stages(stages -> stages.handle("echo", (event, sequence, endOfBatch) ->
                {
                    if (0 == number(event) % 3)
                    {
                        event.packet().putLong(NUMBER_INDEX, -number(event));
                        event.verdict(Verdict.TRANSMIT);
                    }
                })));

            send(pipeline, 1, 90);
            pipeline.close();

            assertEquals(30, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
            final List<Long> returned = new ArrayList<>();
            receiving.socket().rxRing().poll(
                (address, length, options) -> returned.add(receiving.number(address)), RING_CAPACITY);
            assertEquals(LongStream.rangeClosed(1, 30).map(i -> -3 * i).boxed().toList(), returned);
            assertNothingDroppedOrLost(pipeline);
        }
    }

    @KernelTest
    void shouldStartEveryStageBeforeTheFirstPacket() throws Exception
    {
        final AtomicInteger startedCount = new AtomicInteger();
        final AtomicInteger startedAtFirstPacket = new AtomicInteger(-1);
        final CountDownLatch stop = new CountDownLatch(1);
        final Thread sending = Thread.ofPlatform().start(() ->
        {
            for (long number = 0; stop.getCount() > 0; number++)
            {
                sender.send(number, PACKET_LENGTH);
            }
        });

        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stages(stages -> stages
                .handle("first", starting(startedCount, (event, sequence, endOfBatch) ->
                    startedAtFirstPacket.compareAndSet(-1, startedCount.get())))
                .then("second", starting(startedCount, NOTHING))
                .then("third", starting(startedCount, NOTHING))));
        await(() -> startedAtFirstPacket.get() >= 0);
        stop.countDown();
        sending.join();
        pipeline.close();

        assertEquals(3, startedAtFirstPacket.get());
        assertEquals(0, pipeline.ledger().lost());
    }

    @KernelTest
    void shouldHandleWhatWasReceivedBeforeItCloses() throws Exception
    {
        final CountDownLatch gate = new CountDownLatch(1);
        final AtomicInteger handledCount = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stages(stages -> stages.handle("gated", (event, sequence, endOfBatch) ->
            {
                gate.await();
                handledCount.incrementAndGet();
            })));
        sendAtOnce(0, SLOT_COUNT + 10);

        final Thread closing = Thread.ofPlatform().start(pipeline::close);
        await(() -> 0 == cable.right().device(RIGHT).xdpProgramId());
        assertEquals(0, handledCount.get());
        gate.countDown();
        closing.join();

        assertEquals(SLOT_COUNT + 10, handledCount.get());
        assertNothingDroppedOrLost(pipeline);
    }

    @KernelTest
    void shouldCountExactlyWhatTheKernelDropsWhenAStageIsSlow()
    {
        final CountDownLatch gate = new CountDownLatch(1);
        final AtomicInteger handledCount = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stages(stages -> stages.handle("slow", (event, sequence, endOfBatch) ->
            {
                gate.await();
                handledCount.incrementAndGet();
            })));

        sendAtOnce(0, SLOT_COUNT);
        await(() -> SLOT_COUNT == pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED));
        sendAtOnce(SLOT_COUNT, RING_CAPACITY + 17);
        gate.countDown();
        pipeline.close();

        // Both are full at once; which of them the kernel meets first is a matter of when the owner last ran.
        final XskStatistics statistics = pipeline.statistics();
        assertEquals(17, statistics.rxRingFull() + statistics.rxDropped());
        assertEquals(17, cable.right().device(RIGHT).rxDropped());
        assertEquals(SLOT_COUNT + RING_CAPACITY, handledCount.get());
        assertEquals(SLOT_COUNT + RING_CAPACITY, pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED));
        assertEquals(0, pipeline.ledger().lost());
    }

    @KernelTest
    void shouldRecycleTheFrameOfAHandlerThatThrows()
    {
        final AtomicInteger seenBySecond = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stages(stages -> stages
                .handle("throwing", (event, sequence, endOfBatch) ->
                {
                    if (0 == sequence % 4)
                    {
                        throw new IllegalStateException("sequence=" + sequence);
                    }
                })
                .then("second", (event, sequence, endOfBatch) ->
                {
                    seenBySecond.incrementAndGet();
                    event.verdict(0 == sequence % 4 ? Verdict.TRANSMIT : Verdict.RECYCLE);
                })));

        send(pipeline, 0, 400);
        pipeline.close();

        assertEquals(400, seenBySecond.get());
        assertEquals(100, pipeline.counters().get(PipelineCounter.STAGE_ERRORS));
        assertEquals(0, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
        assertEquals(100, errors.size());
        assertEquals("throwing", assertInstanceOf(StageException.class, errors.getFirst()).stage());
        assertEquals(0, pipeline.ledger().lost());
        assertEquals(0, pipeline.ledger().slots());
    }

    @KernelTest
    void shouldLeaveTheMemoryWhileAThreadIsStuck() throws Exception
    {
        final long mappedBefore = OpenSockets.mappedRings();
        final CountDownLatch gate = new CountDownLatch(1);
        final AtomicReference<Long> readAfterClose = new AtomicReference<>();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .closeTimeoutNs(TimeUnit.MILLISECONDS.toNanos(100))
            .stages(stages -> stages.handle("stuck", (event, sequence, endOfBatch) ->
            {
                gate.await();
                readAfterClose.set(number(event));
            })));
        sendAtOnce(42, 1);

        pipeline.close();
        assertEquals(1, errors.size());
        assertTrue(errors.getFirst().getMessage().contains("threads did not end"), errors.getFirst().getMessage());
        assertTrue(errors.getFirst().getMessage().contains("[xsk-stuck]"), errors.getFirst().getMessage());
        assertThrows(IllegalStateException.class, pipeline::ledger);
        assertEquals(0, cable.right().device(RIGHT).xdpProgramId());

        gate.countDown();
        for (final Thread thread : pipeline.threads())
        {
            thread.join();
        }
        assertEquals(42, readAfterClose.get());
        assertEquals(mappedBefore + 4, OpenSockets.mappedRings());

        pipeline.close();
        assertEquals(mappedBefore, OpenSockets.mappedRings());
        assertEquals(0, pipeline.ledger().lost());
    }

    @KernelTest
    void shouldCountWhatItHadNoTimeToHandle()
    {
        final CountDownLatch gate = new CountDownLatch(1);
        final AtomicInteger handledCount = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .closeTimeoutNs(0)
            .batchLimit(1)
            .stages(stages -> stages.handle("slow", (event, sequence, endOfBatch) ->
            {
                gate.await();
                handledCount.incrementAndGet();
            })));
        sendAtOnce(0, SLOT_COUNT + 10);

        pipeline.close();
        gate.countDown();
        await(() -> pipeline.threads().stream().noneMatch(Thread::isAlive));
        pipeline.close();

        assertEquals(SLOT_COUNT + 10,
            handledCount.get() + pipeline.counters().get(PipelineCounter.PACKETS_DISCARDED));
        assertEquals(0, pipeline.ledger().lost());
        assertTrue(errors.getLast().getMessage().contains("pipeline did not end clean"), errors.getLast().getMessage());
    }

    @KernelTest
    void shouldGoOnWhenTheErrorHandlerThrows()
    {
        final AtomicInteger handledCount = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .errorHandler(throwable ->
            {
                throw new IllegalStateException("error handler");
            })
            .stages(stages -> stages.handle("throwing", (event, sequence, endOfBatch) ->
            {
                handledCount.incrementAndGet();
                throw new IllegalStateException("handler");
            })));

        send(pipeline, 0, 100);
        pipeline.close();

        assertEquals(100, handledCount.get());
        assertEquals(100, pipeline.counters().get(PipelineCounter.ERRORS));
        assertEquals(0, pipeline.ledger().lost());
    }

    @KernelTest
    void shouldCloseWhatItOpenedWhenTheLaunchFailsHalfway()
    {
        final long mappedBefore = OpenSockets.mappedRings();
        final AtomicInteger suppliedCount = new AtomicInteger();

        assertThrows(NullPointerException.class, () -> launch(context()
            .idleStrategySupplier(() -> 1 == suppliedCount.incrementAndGet() ? YieldingIdleStrategy.INSTANCE : null)
            .stages(stages -> stages.handle("only", NOTHING))));

        assertEquals(mappedBefore, OpenSockets.mappedRings());
    }

    @KernelTest
    void shouldNotAllocateWhenItTransmits()
    {
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stages(stages -> stages.handle("echo", (event, sequence, endOfBatch) ->
                event.verdict(Verdict.TRANSMIT))));
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        send(pipeline, 0, 5_000);

        final long before = allocatedBytes(threads, pipeline);
        send(pipeline, 0, 5_000);
        final long allocated = allocatedBytes(threads, pipeline) - before;
        pipeline.close();

        // The JVM itself allocates a little when it compiles; a single object a wakeup would be forty times as much.
        assertTrue(allocated < 5_000, "allocated=" + allocated);
        assertEquals(10_000, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
    }

    @KernelTest
    void shouldCloseTwiceAndLaunchAgainAtOnce()
    {
        for (int round = 0; round < 5; round++)
        {
            final AtomicInteger handledCount = new AtomicInteger();
            final XskPipeline<FrameEvent> pipeline = launch(context()
                .stages(stages -> stages.handle("only", (event, sequence, endOfBatch) ->
                    handledCount.incrementAndGet())));
            send(pipeline, 0, 50);
            pipeline.close();
            pipeline.close();

            assertEquals(50, handledCount.get());
            assertNothingDroppedOrLost(pipeline);
            assertTrue(pipeline.threads().stream().noneMatch(Thread::isAlive));
        }
    }

    @KernelTest
    void shouldNotBeClosedByItsOwnThread()
    {
        final AtomicReference<XskPipeline<FrameEvent>> self = new AtomicReference<>();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stages(stages -> stages.handle("closing", (event, sequence, endOfBatch) -> self.get().close())));
        self.set(pipeline);

        sendAtOnce(0, 1);
        pipeline.close();

        assertEquals(1, errors.size());
        assertTrue(errors.getFirst().getCause().getMessage().contains("thread=xsk-closing"));
        assertEquals(0, pipeline.ledger().lost());
    }

    @KernelTest
    void shouldRunEachThreadWhereItWasPinned()
    {
        final int first = CpuAffinity.allowed().nextSetBit(0);
        final int last = CpuAffinity.allowed().length() - 1;
        final List<String> places = new CopyOnWriteArrayList<>();
        final Supplier<String> place = () -> Thread.currentThread().getName() + ' ' + CpuAffinity.allowed();
        final XskPipeline<FrameEvent> pipeline = launch(emptyContext()
            .port(port(right -> right.cpu(first)))
            .stages(stages -> stages
                .handle("first", starting(places, place))
                .cpu(last)
                .then("second", starting(places, place))
                .cpu(first)));
        pipeline.close();

        assertEquals(List.of("xsk-first {" + last + "}", "xsk-second {" + first + "}"), places);
        assertEquals(List.of("xsk-owner-right:0", "xsk-first", "xsk-second"),
            pipeline.threads().stream().map(Thread::getName).toList());
    }

    @KernelTest
    void shouldMakeThePinnedThreadsRealTimeThreads()
    {
        final List<ThreadPolicy> policies = new CopyOnWriteArrayList<>();
        launch(context()
            .realTime(3)
            .stages(stages -> stages
                .handle("pinned", starting(policies, ThreadPolicy::current))
                .cpu(CpuAffinity.allowed().length() - 1)
                .then("other", starting(policies, ThreadPolicy::current))))
            .close();

        assertEquals(List.of(new ThreadPolicy(3, 1), ThreadPolicy.ORDINARY), policies);
    }

    @KernelTest
    void shouldLeaveNothingBehindWhenAStageDoesNotStart()
    {
        final long mappedBefore = OpenSockets.mappedRings();
        final IllegalStateException failure = new IllegalStateException("no start");
        final XskPipeline.Context<FrameEvent> context = context().stages(stages -> stages
            .handle("first", NOTHING)
            .then("second", new EventHandler<FrameEvent>()
            {
                @Override
                public void onStart()
                {
                    throw failure;
                }

                @Override
                public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
                {
                    throw new AssertionError("no packet was let in");
                }
            }));

        final IllegalStateException exception = assertThrows(IllegalStateException.class, () -> launch(context));
        assertSame(failure, exception.getCause());
        assertEquals(0, cable.right().device(RIGHT).xdpProgramId());
        assertEquals(mappedBefore, OpenSockets.mappedRings());

        launch(context().stages(stages -> stages.handle("only", NOTHING))).close();
    }

    @KernelTest
    void shouldSayThatThereIsNoSuchInterface()
    {
        final XskPipeline.Context<FrameEvent> context =
            emptyContext()
                .port(port(right -> right.interfaceName("nowhere")))
                .stages(stages -> stages.handle("only", NOTHING));
        final XskException exception = assertThrows(XskException.class, () -> launch(context));

        assertEquals("ENODEV", exception.errnoName());
        assertTrue(exception.getMessage().contains("interface=nowhere"), exception.getMessage());
    }

    private static long allocatedBytes(final ThreadMXBean threads, final XskPipeline<FrameEvent> pipeline)
    {
        return pipeline.threads().stream()
            .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId()))
            .sum();
    }

    private static EventHandler<FrameEvent> starting(
        final AtomicInteger startedCount, final EventHandler<FrameEvent> delegate)
    {
        return new EventHandler<>()
        {
            @Override
            public void onStart()
            {
                startedCount.incrementAndGet();
            }

            @Override
            public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
                throws Exception
            {
                delegate.onEvent(event, sequence, endOfBatch);
            }
        };
    }

    private static <S> EventHandler<FrameEvent> starting(final List<S> seen, final Supplier<S> what)
    {
        return new EventHandler<>()
        {
            @Override
            public void onStart()
            {
                seen.add(what.get());
            }

            @Override
            public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
            {
                throw new AssertionError("nothing was sent");
            }
        };
    }
}
