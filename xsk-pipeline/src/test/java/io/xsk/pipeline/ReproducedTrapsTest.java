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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.ring.RingDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What Disruptor and Agrona were seen to do to those who use them in the plain way, and that it cannot happen here.
 */
@Timeout(60)
class ReproducedTrapsTest extends PipelineOnSimulation
{
    private static final int CACHE_LINE_LENGTH = 64;
    private static final EventHandler<FrameEvent> NOTHING = (event, sequence, endOfBatch) ->
    {
    };

    /** Disruptor's default handler of exceptions ends the thread, and the ring fills up for ever. */
    @Test
    void shouldKeepTheThreadOfAHandlerThatThrows()
    {
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        final XskPipeline<FrameEvent> pipeline = launch(stages -> stages
            .handle("throwing", (event, sequence, endOfBatch) ->
            {
                threads.add(Thread.currentThread());
                throw new IllegalStateException("sequence=" + sequence);
            }));

        send(pipeline, ThreadingMode.DEDICATED, 0, 4 * SLOT_COUNT);
        pipeline.close();

        assertEquals(4 * SLOT_COUNT, threads.size());
        assertEquals(1, threads.stream().distinct().count());
        assertEquals(4 * SLOT_COUNT, errors.size());
        assertNothingDroppedOrLost(pipeline, 4 * SLOT_COUNT);
    }

    /** Disruptor skips the event of a handler that throws in the middle of a batch, and nobody gives its frame back. */
    @Test
    void shouldGiveBackTheFrameOverWhichAHandlerThrewInTheMiddleOfABatch()
    {
        final List<Long> handled = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(ThreadingMode.INVOKER)
            .stages(stages -> stages.handle("throwing", (event, sequence, endOfBatch) ->
            {
                handled.add(number(event));
                event.verdict(Verdict.TRANSMIT);
                if (1 == sequence)
                {
                    throw new IllegalStateException("of a test");
                }
            })));

        injectAtOnce(0, 4);
        pipeline.invoke();
        pipeline.close();

        assertEquals(List.of(0L, 1L, 2L, 3L), handled);
        assertEquals(3, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
        assertNothingDroppedOrLost(pipeline, 4);
    }

    /** Disruptor's shutdown takes a thread that has not run yet for one without a backlog, and loses events. */
    @Test
    void shouldHandleWhatCameJustBeforeTheClose()
    {
        for (int round = 0; round < 50; round++)
        {
            final AtomicInteger handledCount = new AtomicInteger();
            final XskPipeline<FrameEvent> pipeline = launch(stages -> stages
                .handle("first", NOTHING)
                .then("second", (event, sequence, endOfBatch) -> handledCount.incrementAndGet()));
            injectAtOnce(0, 4);
            pipeline.close();

            assertEquals(4, handledCount.get(), "round=" + round);
            assertNothingDroppedOrLost(pipeline, 4);
        }
    }

    /** Disruptor's halt and shutdown join no thread, and memory that is unmapped under one ends the JVM. */
    @Test
    void shouldHaveJoinedAllThreadsWhenItIsClosed()
    {
        final AtomicInteger ended = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = launch(stages -> stages
            .handle("first", countingItsEnd(ended))
            .then("second", countingItsEnd(ended))
            .and("third", countingItsEnd(ended)));
        injectAtOnce(0, 4);
        pipeline.close();

        assertEquals(3, ended.get());
        assertEquals(4, pipeline.threads().size());
        assertTrue(pipeline.threads().stream().noneMatch(Thread::isAlive));
    }

    /** A processor of Disruptor that is interrupted skips an event, and its exception handler is given another one. */
    @Test
    void shouldSkipNothingWhenItsThreadsAreInterrupted()
    {
        final int count = 2_000;
        final List<Long> numbers = new ArrayList<>();
        final List<Long> sequences = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(ThreadingMode.DEDICATED)
            .idleStrategySupplier(BackoffIdleStrategy::new)
            .stages(stages -> stages
                .handle("first", NOTHING)
                .then("second", (event, sequence, endOfBatch) ->
                {
                    numbers.add(number(event));
                    sequences.add(sequence);
                })));
        for (int i = 0; i < count; i += 4)
        {
            send(pipeline, ThreadingMode.DEDICATED, i, 4);
            pipeline.threads().forEach(Thread::interrupt);
        }
        pipeline.close();

        assertEquals(LongStream.range(0, count).boxed().toList(), numbers);
        assertEquals(numbers, sequences);
        assertEquals(List.of(), errors);
        assertNothingDroppedOrLost(pipeline, count);
    }

    /** Agrona's runner interrupts its agent every five seconds of a close, and what waits in it fails. */
    @Test
    void shouldInterruptNoHandlerThatItWaitsFor() throws Exception
    {
        final CountDownLatch gate = new CountDownLatch(1);
        final AtomicReference<Boolean> isInterrupted = new AtomicReference<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(ThreadingMode.DEDICATED)
            .closeTimeoutNs(TimeUnit.MILLISECONDS.toNanos(20))
            .stages(stages -> stages.handle("stuck", (event, sequence, endOfBatch) ->
            {
                gate.await();
                isInterrupted.set(Thread.interrupted());
            })));
        injectAtOnce(0, 1);
        for (int i = 0; i < 3; i++)
        {
            pipeline.close();
        }
        gate.countDown();
        for (final Thread thread : pipeline.threads())
        {
            thread.join();
        }
        pipeline.close();

        assertEquals(false, isInterrupted.get());
        assertTrue(pipeline.isClosed());
        assertEquals(0, pipeline.counters().get(PipelineCounter.STAGE_ERRORS));
        assertEquals(0, pipeline.drops().unaccounted(1), pipeline.drops()::toString);
        assertEquals(0, pipeline.ledger().lost(), pipeline.ledger()::toString);
    }

    /** A wait strategy of Disruptor's forgets to wake a thread that sleeps: here none sleeps without an end. */
    @Test
    void shouldHandleEachPacketThatComesAfterASilence()
    {
        final int count = 200;
        final AtomicInteger handledCount = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(ThreadingMode.DEDICATED)
            .idleStrategySupplier(() -> new BackoffIdleStrategy(0, 0, 1_000_000, 1_000_000))
            .stages(stages -> stages
                .handle("first", NOTHING)
                .then("second", (event, sequence, endOfBatch) -> handledCount.incrementAndGet())));
        for (int i = 0; i < count; i++)
        {
            final int expected = i + 1;
            inject(i);
            await(pipeline, ThreadingMode.DEDICATED, () -> expected == handledCount.get());
        }
        pipeline.close();

        assertNothingDroppedOrLost(pipeline, count);
    }

    /** Disruptor's {@code next()} parks when the ring is full, and with assertions keeps every ring in a locked map. */
    @Test
    void shouldNeitherParkNorBeKeptInAMapWhenNoSlotIsFree() throws Exception
    {
        final Class<?> assertion = Class.forName("com.lmax.disruptor.SingleProducerSequencer$ProducerThreadAssertion");
        final Field producers = assertion.getDeclaredField("PRODUCERS");
        producers.setAccessible(true);
        final int before = ((Map<?, ?>)producers.get(null)).size();

        final Sequence lastStage = new Sequence();
        final RingBuffer<FrameEvent> slots =
            RingBuffer.createSingleProducer(FrameEvent::new, SLOT_COUNT, new BusySpinWaitStrategy());
        try (MemoryPort port = new MemoryPort(5 * RING_CAPACITY, RING_CAPACITY))
        {
            final OwnerAgent<FrameEvent> owner = OwnerFixture.owner(
                port, slots, lastStage, new PipelineCounters(), RING_CAPACITY, SlowStagePolicy.BACKPRESSURE);
            owner.prefill();
            while (port.receive(PACKET_LENGTH))
            {
                assertTrue(port.rxRing.size() <= RING_CAPACITY);
            }
            owner.doWork();
            assertEquals(SLOT_COUNT, owner.slotsInUse());
            owner.doWork();
            assertEquals(SLOT_COUNT, owner.slotsInUse());
            assertEquals(RING_CAPACITY - SLOT_COUNT, port.rxRing.size());
        }

        assertTrue(ReproducedTrapsTest.class.desiredAssertionStatus(), "without assertions there is no such map");
        assertEquals(before, ((Map<?, ?>)producers.get(null)).size());
    }

    /** Events are objects on the heap, and those of a few fields share their cache lines with their neighbours. */
    @Test
    void shouldShareNoCacheLineWithTheSlotBefore()
    {
        final List<Field> fields = new ArrayList<>();
        for (Class<?> type = FrameEvent.class; Object.class != type; type = type.getSuperclass())
        {
            Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .forEach(fields::add);
        }
        final long first = fields.stream().mapToLong(UnsafeApi::objectFieldOffset).min().orElseThrow();
        final long firstUsed = fields.stream()
            .filter(field -> FrameEvent.class == field.getDeclaringClass())
            .mapToLong(UnsafeApi::objectFieldOffset)
            .min()
            .orElseThrow();

        assertTrue(firstUsed - first >= CACHE_LINE_LENGTH, () -> "first=" + first + " firstUsed=" + firstUsed);
    }

    /** A processor of Disruptor that was halted before it ran never ends. */
    @Test
    void shouldEndAThreadThatWasStoppedBeforeItStarted() throws Exception
    {
        final AgentThread thread = new AgentThread(
            new Agent()
            {
                @Override
                public int doWork()
                {
                    return 0;
                }

                @Override
                public String roleName()
                {
                    return "test";
                }
            },
            AgentThread.ANY_CPU, new BackoffIdleStrategy(), errors::add,
            new PipelineCounters().counter(PipelineCounter.LONGEST_DUTY_CYCLE, "test"));
        thread.stop();
        thread.start();
        thread.thread().join();

        assertTrue(thread.hasEnded());
        assertEquals(List.of(), errors);
    }

    /** Disruptor lets a handler move its sequence early, and then its slots are the producer's while it has them. */
    @Test
    void shouldGiveNoHandlerItsSequence()
    {
        final AtomicReference<Sequence> given = new AtomicReference<>();
        final EventHandler<FrameEvent> handler = new EventHandler<>()
        {
            @Override
            public void setSequenceCallback(final Sequence sequenceCallback)
            {
                given.set(sequenceCallback);
            }

            @Override
            public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
            {
                assertSame(null, given.get());
            }
        };
        final XskPipeline<FrameEvent> pipeline = launch(stages -> stages.handle("only", handler));
        send(pipeline, ThreadingMode.DEDICATED, 0, 4);
        pipeline.close();

        assertSame(null, given.get());
        assertEquals(List.of(), errors);
        assertNothingDroppedOrLost(pipeline, 4);
    }

    /** Some of Agrona's idle strategies have state, and one that two threads share is wrong for both. */
    @Test
    void shouldAskForAnIdleStrategyForEachThread()
    {
        final List<IdleStrategy> supplied = new CopyOnWriteArrayList<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(ThreadingMode.DEDICATED)
            .idleStrategySupplier(() ->
            {
                supplied.add(new BackoffIdleStrategy());
                return supplied.getLast();
            })
            .stages(stages -> stages.handle("first", NOTHING).then("second", NOTHING)));
        pipeline.close();

        assertEquals(pipeline.threads().size(), supplied.size());
    }

    /** Agrona's composite agent goes on behind the agent that threw, in the middle of a turn. */
    @Test
    void shouldGiveEveryStageItsTurnOnOneThreadWhenTheOwnerThrows()
    {
        final List<String> calls = new ArrayList<>();
        try (MemoryPort port = new MemoryPort(5 * RING_CAPACITY, RING_CAPACITY))
        {
            final RingBuffer<FrameEvent> slots =
                RingBuffer.createSingleProducer(FrameEvent::new, SLOT_COUNT, new BusySpinWaitStrategy());
            final PipelineCounters counters = new PipelineCounters();
            final StageAgent<FrameEvent> stage = new StageAgent<>(
                "only", new Stage<>("only", (event, sequence, endOfBatch) -> calls.add("handled"), List.of()), slots,
                slots.newBarrier(), RING_CAPACITY, errors::add, StageCounters.of(counters, "only"), errors::add);
            final OwnerAgent<FrameEvent> owner = OwnerFixture.owner(
                port, slots, stage.sequence(), counters, RING_CAPACITY, SlowStagePolicy.BACKPRESSURE);
            final LaneAgent lane = new LaneAgent(owner, List.of(stage));
            owner.prefill();
            port.wakeupFailure = new IllegalStateException("interface is gone");
            port.fillMemory.putInt(LAYOUT.flagsIndex(), RingDescriptor.NEED_WAKEUP_FLAG);

            for (int i = 1; i <= 3; i++)
            {
                assertTrue(port.receive(PACKET_LENGTH));
                try
                {
                    lane.doWork();
                }
                catch (final IllegalStateException exception)
                {
                    assertSame(port.wakeupFailure, exception);
                    errors.add(exception);
                }
                assertEquals(i, calls.size());
            }
        }

        assertEquals(1, errors.size());
    }

    /** Agrona's buffers do not know that their memory is gone: a read of unmapped memory ends the JVM. */
    @Test
    void shouldShowZerosToWhoReadsAPacketAfterTheClose()
    {
        final AtomicReference<DirectBuffer> kept = new AtomicReference<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(ThreadingMode.INVOKER)
            .stages(stages -> stages.handle("keeping", (event, sequence, endOfBatch) -> kept.set(event.packet()))));
        inject(42);
        pipeline.invoke();
        assertEquals(42, kept.get().getLong(NUMBER_INDEX));
        pipeline.close();

        assertFalse(XskPipeline.IS_DEBUG);
        assertEquals(0, kept.get().getLong(NUMBER_INDEX));
    }

    private XskPipeline<FrameEvent> launch(final Consumer<Stages<FrameEvent>> stages)
    {
        return XskPipeline.launch(context(ThreadingMode.DEDICATED).stages(stages));
    }

    private static EventHandler<FrameEvent> countingItsEnd(final AtomicInteger ended)
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
            }
        };
    }
}
