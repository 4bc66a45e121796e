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

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.xsk.CpuAffinity;
import io.xsk.Umem;
import io.xsk.counters.PipelineCounters;
import io.xsk.perf.PacketBenchmark;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Packets handed from one thread to another: by the owner of a port to a stage, as in {@link ThreadingMode#DEDICATED},
 * where their frames also come back to the fill ring; and by a bare Disruptor with one producer and one consumer, which
 * hands over the same slots, and nothing else. The benchmark's thread is the owner or the producer, on the first CPU,
 * and the other thread is on the last.
 */
public class HandOffBenchmark extends PacketBenchmark
{
    private static final int BATCH = 64;
    private static final int SLOTS = 4096;
    private static final int PACKET_LENGTH = 64;
    private static final int FIRST_CPU = CpuAffinity.allowed().nextSetBit(0);
    private static final int LAST_CPU = CpuAffinity.allowed().length() - 1;

    /**
     * Without threads.
     */
    public HandOffBenchmark()
    {
    }

    /**
     * A batch to the stage; what it has handled before goes back to the fill ring meanwhile.
     *
     * @param state of the pipeline.
     * @return how far it is.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long pipeline(final Pipeline state)
    {
        final OwnerAgent<FrameEvent> owner = state.owner;
        state.target += BATCH;
        long published;
        do
        {
            state.port.receive(BATCH);
            owner.doWork();
            published = owner.progress() + owner.slotsInUse();
        }
        while (published < state.target);

        return published;
    }

    /**
     * A batch to the consumer.
     *
     * @param state of the Disruptor.
     * @return how far it is.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long disruptor(final Disruptor state)
    {
        final RingBuffer<FrameEvent> ring = state.ring;
        // Without the sleep of next() while there is no room, which the pipeline does not have either.
        while (!ring.hasAvailableCapacity(BATCH))
        {
            Thread.onSpinWait();
        }
        final long last = ring.next(BATCH);
        final long first = last - BATCH + 1;
        for (long sequence = first; sequence <= last; sequence++)
        {
            ring.get(sequence).onReceive(
                state.umem, (sequence & SLOTS - 1) * state.umem.frameLength(), PACKET_LENGTH, 0, 0);
        }
        ring.publish(first, last);

        return last;
    }

    /** Adds what it sees, and works for a while. */
    private static final class Sum implements EventHandler<FrameEvent>
    {
        private final int tokens;
        private long sum;

        private Sum(final int tokens)
        {
            this.tokens = tokens;
        }

        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            sum += event.length();
            if (tokens > 0)
            {
                Blackhole.consumeCPU(tokens);
            }
        }
    }

    /**
     * An owner, with a stage on a thread of its own.
     */
    @State(Scope.Thread)
    public static class Pipeline
    {
        /** Of work by the stage for each packet: with none it waits for the next ones most of the time. */
        @Param({"0", "10"})
        int tokens;

        private final EndlessPort port = new EndlessPort(2 * SLOTS, SLOTS);
        private OwnerAgent<FrameEvent> owner;
        private Thread thread;
        private long target;
        private volatile boolean isClosed;

        /**
         * Without a thread.
         */
        public Pipeline()
        {
        }

        /**
         * Start the stage.
         */
        @Setup
        public void setUp()
        {
            final RingBuffer<FrameEvent> slots =
                RingBuffer.createSingleProducer(FrameEvent::new, SLOTS, new BusySpinWaitStrategy());
            final PipelineCounters counters = new PipelineCounters();
            final StageAgent<FrameEvent> stage = new StageAgent<>(
                "sum", new Stage<>("sum", new Sum(tokens), List.of()), slots, slots.newBarrier(), BATCH,
                HandOffBenchmark::onError, StageCounters.of(counters, "sum"), HandOffBenchmark::onError);
            owner = TurnBenchmark.owner(port, slots, List.of(stage), counters);
            owner.prefill();
            target = owner.progress();
            CpuAffinity.pin(FIRST_CPU);
            thread = Thread.ofPlatform().start(() ->
            {
                CpuAffinity.pin(LAST_CPU);
                while (!isClosed)
                {
                    if (0 == stage.doWork())
                    {
                        Thread.onSpinWait();
                    }
                }
            });
        }

        /**
         * End the stage.
         *
         * @throws InterruptedException if interrupted.
         */
        @TearDown
        public void tearDown() throws InterruptedException
        {
            isClosed = true;
            thread.join();
            port.close();
        }
    }

    /**
     * A ring of slots, with a processor on a thread of its own.
     */
    @State(Scope.Thread)
    public static class Disruptor
    {
        /** Of work by the stage for each packet: with none it waits for the next ones most of the time. */
        @Param({"0", "10"})
        int tokens;

        private final RingBuffer<FrameEvent> ring =
            RingBuffer.createSingleProducer(FrameEvent::new, SLOTS, new BusySpinWaitStrategy());
        private final Umem umem = Umem.allocate(new Umem.Context().frameCount(SLOTS));
        private BatchEventProcessor<FrameEvent> processor;
        private Thread thread;

        /**
         * Without a thread.
         */
        public Disruptor()
        {
        }

        /**
         * Start the processor.
         */
        @Setup
        public void setUp()
        {
            processor = new BatchEventProcessorBuilder().setMaxBatchSize(BATCH)
                .build(ring, ring.newBarrier(), new Sum(tokens));
            final Sequence sequence = processor.getSequence();
            ring.addGatingSequences(sequence);
            CpuAffinity.pin(FIRST_CPU);
            thread = Thread.ofPlatform().start(() ->
            {
                CpuAffinity.pin(LAST_CPU);
                processor.run();
            });
        }

        /**
         * End the processor.
         *
         * @throws InterruptedException if interrupted.
         */
        @TearDown
        public void tearDown() throws InterruptedException
        {
            processor.halt();
            thread.join();
            umem.close();
        }
    }

    private static void onError(final Throwable throwable)
    {
        throw new IllegalStateException(throwable);
    }
}
