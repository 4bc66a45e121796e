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

import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import io.xsk.counters.PipelineCounter;
import io.xsk.testing.KernelTest;
import io.xsk.testing.KernelTestCondition;
import io.xsk.testing.XskHost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.LongStream;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same stages in each threading mode, over several ports, and what becomes of a packet besides being recycled.
 */
@Tag("also-debug")
class PipelineModesKernelTest extends PipelineOnCable
{
    private static final EventHandler<FrameEvent> NOTHING = (event, sequence, endOfBatch) ->
    {
    };
    private static final int QUEUES = 3;

    PipelineModesKernelTest()
    {
        super(QUEUES);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    @Timeout(60)
    @ExtendWith(KernelTestCondition.class)
    void shouldPassADiamondInOrder(final ThreadingMode mode)
    {
        final int count = 300;
        final AtomicIntegerArray seen = new AtomicIntegerArray(count);
        final List<Long> numbers = new ArrayList<>();
        final List<Integer> seenBefore = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .threadingMode(mode)
            .stages(stages -> stages
                .handle("decode", (event, sequence, endOfBatch) -> seen.addAndGet((int)number(event), 1))
                .then("book", (event, sequence, endOfBatch) -> seen.addAndGet((int)number(event), 10))
                .and("journal", (event, sequence, endOfBatch) -> seen.addAndGet((int)number(event), 100))
                .then("publish", (event, sequence, endOfBatch) ->
                {
                    numbers.add(number(event));
                    seenBefore.add(seen.get((int)number(event)));
                })));

        drive(pipeline, mode, count);
        pipeline.close();

        assertEquals(LongStream.range(0, count).boxed().toList(), numbers);
        assertEquals(List.of(111), seenBefore.stream().distinct().toList());
        assertEquals(count, pipeline.drops().handled());
        assertEquals(0, pipeline.drops().unaccounted(count));
        assertNothingDroppedOrLost(pipeline);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    @Timeout(60)
    @ExtendWith(KernelTestCondition.class)
    void shouldStartAndShutDownEachHandlerOnce(final ThreadingMode mode)
    {
        final List<String> calls = new ArrayList<>();
        final EventHandler<FrameEvent> handler = new EventHandler<>()
        {
            @Override
            public void onStart()
            {
                calls.add("start");
            }

            @Override
            public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
            {
                calls.add("event");
            }

            @Override
            public void onShutdown()
            {
                calls.add("shutdown");
            }
        };
        final XskPipeline<FrameEvent> pipeline =
            launch(context().threadingMode(mode).stages(stages -> stages.handle("only", handler)));
        drive(pipeline, mode, 1);
        pipeline.close();

        assertEquals(List.of("start", "event", "shutdown"), calls);
        assertEquals(
            switch (mode)
            {
                case INVOKER -> List.of();
                case SHARED -> List.of("xsk-owner-right:0");
                case DEDICATED -> List.of("xsk-owner-right:0", "xsk-only");
            },
            pipeline.threads().stream().map(Thread::getName).toList());
    }

    @KernelTest
    void shouldForwardFromOnePortToAnotherWithoutACopy()
    {
        try (XskHost other = receiverOnQueue(1))
        {
            final List<Long> addresses = new ArrayList<>();
            final XskPipeline<FrameEvent> pipeline = launch(emptyContext()
                .port(port(right -> right.queue(0)))
                .port(port(right -> right.queue(1)))
                .threadingMode(ThreadingMode.SHARED)
                .stages(stages -> stages.handle("forward", (event, sequence, endOfBatch) ->
                {
                    addresses.add(event.address());
                    event.packet().putLong(NUMBER_INDEX, 1_000 + number(event));
                    event.transmit(1 - event.port());
                })));

            send(pipeline, 0, 40);
            await(() -> 40 == pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
            pipeline.close();

            assertEquals(LongStream.range(1_000, 1_040).boxed().toList(), numbers(other));
            assertEquals(40, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED, "port=right:1"));
            assertEquals(40, addresses.size());
            assertNothingDroppedOrLost(pipeline);
        }
    }

    @KernelTest
    void shouldGiveEachQueueItsOwnStages()
    {
        final AtomicIntegerArray counts = new AtomicIntegerArray(QUEUES);
        try (XskHost second = onQueue(1))
        {
            final XskPipeline<FrameEvent> pipeline = launch(emptyContext()
                .port(port(PortContext::allQueues))
                .sharded(true)
                .threadingMode(ThreadingMode.SHARED)
                .stages(stages ->
                {
                    final int shard = stages.shard();
                    stages.handle("count", (event, sequence, endOfBatch) -> counts.incrementAndGet(shard));
                }));
            for (int i = 0; i < 20; i++)
            {
                second.send(i, PACKET_LENGTH);
            }
            send(pipeline, 0, 30);
            pipeline.close();

            assertEquals("[30, 20, 0]", counts.toString());
            assertEquals(QUEUES, pipeline.threads().size());
            assertNothingDroppedOrLost(pipeline);
        }
    }

    @KernelTest
    void shouldCountWhatWasDroppedByReason()
    {
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .dropReasons(OwnerFixture.Reason.class)
            .stages(stages -> stages.handle("drop", (event, sequence, endOfBatch) ->
            {
                if (0 == number(event) % 2)
                {
                    event.drop(0 == number(event) % 4 ? OwnerFixture.Reason.STALE : OwnerFixture.Reason.UNKNOWN);
                }
            })));
        send(pipeline, 0, 100);
        pipeline.close();

        assertEquals(25, pipeline.counters().get(PipelineCounter.PACKETS_DROPPED, "port=right:0 reason=STALE"));
        assertEquals(25, pipeline.counters().get(PipelineCounter.PACKETS_DROPPED, "port=right:0 reason=UNKNOWN"));
        assertEquals(100, pipeline.drops().handled());
        assertNothingDroppedOrLost(pipeline);
    }

    @KernelTest
    void shouldDropTheNewestAndCountThemAgainstTheSlowStage()
    {
        final CountDownLatch gate = new CountDownLatch(1);
        final AtomicInteger handledCount = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .slowStagePolicy(SlowStagePolicy.DROP_NEWEST)
            .stages(stages -> stages
                .handle("fast", NOTHING)
                .then("slow", (event, sequence, endOfBatch) ->
                {
                    gate.await();
                    handledCount.incrementAndGet();
                })));
        for (int i = 0; i < SLOT_COUNT + 100; i++)
        {
            final int sent = i;
            await(() -> sent == pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED) +
                pipeline.counters().get(PipelineCounter.PACKETS_DROPPED_SLOW));
            sender.send(i, PACKET_LENGTH);
            // The fast stage is past all that it may see before the first packet is dropped.
            await(() -> sent + 1 < SLOT_COUNT ||
                SLOT_COUNT == pipeline.counters().get(PipelineCounter.PACKETS_HANDLED, "stage=fast"));
        }
        await(() -> 100 == pipeline.counters().get(PipelineCounter.PACKETS_DROPPED_SLOW));
        gate.countDown();
        pipeline.close();

        assertEquals(SLOT_COUNT, handledCount.get());
        assertEquals(100, pipeline.counters().get(PipelineCounter.PACKETS_DROPPED_SLOW, "stage=slow"));
        assertEquals(100, pipeline.drops().dropped());
        assertEquals(0, pipeline.drops().unaccounted(SLOT_COUNT + 100));
        assertEquals(0, pipeline.ledger().lost());
        assertEquals(List.of(), errors);
    }

    @KernelTest
    void shouldAttributeWhatTheKernelDroppedToTheSlowStage()
    {
        final CountDownLatch gate = new CountDownLatch(1);
        final XskPipeline<FrameEvent> pipeline = launch(emptyContext()
            // So that the receive ring is full before there is no frame to receive into.
            .port(port(right -> right.queue(0).socket(socket -> socket.fillRingCapacity(4 * RING_CAPACITY))))
            .stages(stages -> stages
                .handle("slow", (event, sequence, endOfBatch) -> gate.await())
                .then("fast", NOTHING)));
        sendAtOnce(0, SLOT_COUNT);
        await(() -> SLOT_COUNT == pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED));
        sendAtOnce(SLOT_COUNT, RING_CAPACITY + 17);
        gate.countDown();
        pipeline.close();

        assertEquals(17, pipeline.drops().dropped());
        assertEquals(17, pipeline.drops().causes().get("socketRxRingFull"));
        assertEquals(17, pipeline.counters().get(PipelineCounter.RX_RING_FULL_SLOW, "stage=slow"));
        assertEquals(17, pipeline.counters().get(PipelineCounter.RX_RING_FULL_SLOW));
        assertEquals(0, pipeline.drops().unaccounted(SLOT_COUNT + RING_CAPACITY + 17));
    }

    @KernelTest
    void shouldKeepTheMemoryOfFramesThatAreRetained()
    {
        final List<RetainedFrame> kept = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .retainable(5)
            .closeTimeoutNs(TimeUnit.SECONDS.toNanos(1))
            .stages(stages -> stages.handle("keep", (event, sequence, endOfBatch) ->
            {
                if (number(event) < 5)
                {
                    kept.add(new RetainedFrame());
                    event.retain(kept.getLast());
                }
            })));
        send(pipeline, 0, 500);
        pipeline.close();

        assertFalse(pipeline.isClosed());
        assertEquals(5, pipeline.ledger().retained());
        assertEquals(0, pipeline.ledger().lost());
        assertTrue(errors.getFirst().getMessage().contains("framesRetained=5"), errors.getFirst().getMessage());
        for (int i = 0; i < 5; i++)
        {
            assertEquals(i, kept.get(i).packet().getLong(NUMBER_INDEX));
            kept.get(i).release();
        }
        pipeline.close();
        assertTrue(pipeline.isClosed());
        assertEquals(1, errors.size());
    }

    @KernelTest
    void shouldTakeFramesBackThatAnotherThreadReleases() throws InterruptedException
    {
        final int rounds = 20;
        final int perRound = 16;
        final OneToOneConcurrentArrayQueue<RetainedFrame> spare = new OneToOneConcurrentArrayQueue<>(perRound);
        final OneToOneConcurrentArrayQueue<RetainedFrame> kept = new OneToOneConcurrentArrayQueue<>(perRound);
        final AtomicInteger releasedCount = new AtomicInteger();
        for (int i = 0; i < perRound; i++)
        {
            spare.add(new RetainedFrame());
        }
        final Thread releasing = Thread.ofPlatform().start(() ->
        {
            while (releasedCount.get() < rounds * perRound)
            {
                final RetainedFrame frame = kept.poll();
                if (null != frame)
                {
                    frame.release();
                    spare.add(frame);
                    releasedCount.incrementAndGet();
                }
                Thread.yield();
            }
        });
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .threadingMode(ThreadingMode.SHARED)
            .stages(stages -> stages.handle("keep", (event, sequence, endOfBatch) ->
            {
                final RetainedFrame frame = spare.poll();
                event.retain(frame);
                kept.add(frame);
            })));
        for (int round = 1; round <= rounds; round++)
        {
            final int released = round * perRound;
            sendAtOnce(0, perRound);
            await(() -> released == releasedCount.get());
        }
        releasing.join();
        pipeline.close();

        assertEquals(rounds * perRound, pipeline.drops().handled());
        assertEquals(0, pipeline.ledger().retained());
        assertNothingDroppedOrLost(pipeline);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    @Timeout(60)
    @ExtendWith(KernelTestCondition.class)
    void shouldCloseInOrderAfterAnError(final ThreadingMode mode)
    {
        final AtomicInteger handledCount = new AtomicInteger();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .threadingMode(mode)
            .stages(stages -> stages.handle("dying", (event, sequence, endOfBatch) ->
            {
                handledCount.incrementAndGet();
                throw new OutOfMemoryError("of a test");
            })));

        sendAtOnce(0, 10);
        await(() ->
        {
            if (ThreadingMode.INVOKER == mode && !pipeline.isClosed())
            {
                pipeline.invoke();
            }
            return pipeline.isClosed();
        });

        assertEquals(10, handledCount.get());
        assertEquals(10, pipeline.counters().get(PipelineCounter.STAGE_ERRORS));
        assertEquals(0, pipeline.ledger().lost());
        assertEquals(0, cable.right().device(RIGHT).xdpProgramId());
        if (ThreadingMode.INVOKER == mode)
        {
            assertThrows(IllegalStateException.class, pipeline::invoke);
        }
        pipeline.close();
    }

    @KernelTest
    void shouldGoOnAfterAnExceptionUnlessItIsToStop()
    {
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stopOnError(true)
            .stages(stages -> stages.handle("throwing", (event, sequence, endOfBatch) ->
            {
                throw new IllegalStateException("once");
            })));
        sendAtOnce(0, 1);
        await(pipeline::isClosed);

        assertEquals(1, pipeline.counters().get(PipelineCounter.STAGE_ERRORS, "stage=throwing"));
        assertEquals(0, pipeline.ledger().lost());
    }

    @KernelTest
    void shouldSendPacketsOfItsOwnThroughTheOwner()
    {
        transmit(new Transmitter().throughOwner(), 0, ThreadingMode.DEDICATED, false);
    }

    @KernelTest
    void shouldSendPacketsOfItsOwnThroughTheOwnerOnOneThread()
    {
        transmit(new Transmitter().throughOwner().maxAgeNs(0), 0, ThreadingMode.SHARED, false);
    }

    @KernelTest
    void shouldSendPacketsOfItsOwnOnAQueueThatIsToSpare()
    {
        transmit(new Transmitter(), QUEUES - 1, ThreadingMode.DEDICATED, true);
    }

    @KernelTest
    void shouldSendPacketsOfItsOwnOnTheQueueThatWasAskedFor()
    {
        transmit(new Transmitter().queue(1), 1, ThreadingMode.SHARED, true);
    }

    @KernelTest
    void shouldRefuseAQueueForATransmitterThatAPortHas()
    {
        final Transmitter transmitter = new Transmitter().queue(0);
        assertThrows(IllegalArgumentException.class, () -> launch(context()
            .stages(stages -> stages.handle("only", NOTHING).transmits(transmitter))));
        launch(context().stages(stages -> stages.handle("only", NOTHING))).close();
    }

    private void transmit(
        final Transmitter transmitter, final int queue, final ThreadingMode mode, final boolean hasOwnQueue)
    {
        try (XskHost other = receiverOnQueue(queue))
        {
            final XskPipeline<FrameEvent> pipeline = launch(context()
                .threadingMode(mode)
                .stages(stages -> stages
                    .handle("answer", (event, sequence, endOfBatch) -> answer(event, transmitter))
                    .transmits(transmitter)));
            assertEquals(hasOwnQueue, transmitter.hasOwnQueue());

            send(pipeline, 0, 40);
            await(() -> 40 == pipeline.counters().get(PipelineCounter.PACKETS_HANDLED));
            pipeline.close();

            assertEquals(LongStream.range(1_000, 1_040).boxed().toList(), numbers(other));
            assertEquals(40, pipeline.counters().get(PipelineCounter.TRANSMITTER_PACKETS, "stage=answer"));
            assertEquals(0, pipeline.counters().get(PipelineCounter.TRANSMITS_WITHOUT_FRAME));
            assertNothingDroppedOrLost(pipeline);
        }
    }

    /** An answer, and one that is thought better of. */
    private static void answer(final FrameEvent event, final Transmitter transmitter)
    {
        final MutableDirectBuffer answer = transmitter.tryClaim(PACKET_LENGTH);
        answer.putBytes(0, event.packet(), 0, PACKET_LENGTH);
        answer.putLong(NUMBER_INDEX, 1_000 + number(event));
        transmitter.commit();

        transmitter.tryClaim(PACKET_LENGTH).putLong(NUMBER_INDEX, -1);
        transmitter.abort();
    }

    private void drive(final XskPipeline<FrameEvent> pipeline, final ThreadingMode mode, final int count)
    {
        if (ThreadingMode.INVOKER != mode)
        {
            send(pipeline, 0, count);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            sender.send(i, PACKET_LENGTH);
            pipeline.invoke();
        }
    }

    private XskHost onQueue(final int queue)
    {
        return new XskHost(
            cable.left(),
            XskHost.context(LEFT, RING_CAPACITY).queue(queue).umem(sender.socket().umem()),
            0,
            2 * RING_CAPACITY,
            0);
    }

    /** On the left, with a program that feeds the socket; on queue 0 that is the sender itself. */
    private XskHost receiverOnQueue(final int queue)
    {
        final XskHost host = 0 == queue ? sender : onQueue(queue);
        for (int frame = 0; frame < RING_CAPACITY; frame++)
        {
            host.fill(host.socket().umem().frameAddress(frame));
        }

        return host.receive();
    }

    private static List<Long> numbers(final XskHost host)
    {
        final List<Long> numbers = new ArrayList<>();
        host.socket().rxRing().poll((address, length, options) -> numbers.add(host.number(address)), RING_CAPACITY);

        return numbers;
    }
}
