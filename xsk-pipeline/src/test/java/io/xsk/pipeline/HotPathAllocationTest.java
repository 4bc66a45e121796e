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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.sun.management.ThreadMXBean;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The owner and two stages on one thread, with the test as the kernel. The JVM itself allocates now and then when it
 * compiles, so not every window is free of it; code that allocates would leave none.
 */
class HotPathAllocationTest
{
    private static final int RING_CAPACITY = 64;
    private static final int SLOT_COUNT = 64;
    private static final int WINDOWS = 20;
    private static final int PACKETS_PER_WINDOW = 20_000;
    private static final int BATCH = 16;

    private final PipelineCounters counters = new PipelineCounters();
    private final RingBuffer<FrameEvent> slots =
        RingBuffer.createSingleProducer(FrameEvent::new, SLOT_COUNT, new BusySpinWaitStrategy());
    private long sum;

    @Test
    void shouldNotAllocate()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        try (MemoryPort port = new MemoryPort(5 * SLOT_COUNT, RING_CAPACITY))
        {
            final StageAgent<FrameEvent> first =
                stage((event, sequence, endOfBatch) -> sum += event.packet().getByte(0));
            final StageAgent<FrameEvent> second = stage((event, sequence, endOfBatch) ->
            {
                if (0 == sequence % 10)
                {
                    event.verdict(Verdict.TRANSMIT);
                }
            }, first);
            final OwnerAgent<FrameEvent> owner = OwnerFixture.owner(
                port, slots, second.sequence(), counters, BATCH, SlowStagePolicy.BACKPRESSURE);
            owner.prefill();

            long least = Long.MAX_VALUE;
            for (int window = 0; window < WINDOWS; window++)
            {
                final long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < PACKETS_PER_WINDOW; i += BATCH)
                {
                    turn(port, owner, first, second);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }

            assertEquals(0, least);
            assertEquals(WINDOWS * PACKETS_PER_WINDOW, counters.get(PipelineCounter.PACKETS_RECEIVED));
            assertEquals(WINDOWS * PACKETS_PER_WINDOW / 10, counters.get(PipelineCounter.PACKETS_TRANSMITTED));
            assertEquals(0, owner.ledger().lost());
            assertEquals(0, sum);
        }
    }

    private static void turn(
        final MemoryPort port,
        final OwnerAgent<FrameEvent> owner,
        final StageAgent<FrameEvent> first,
        final StageAgent<FrameEvent> second)
    {
        for (int i = 0; i < BATCH; i++)
        {
            assertTrue(port.receive(64));
        }
        owner.doWork();
        first.doWork();
        second.doWork();
        owner.doWork();
        while (port.transmit() >= 0)
        {
            Thread.onSpinWait();
        }
    }

    @SafeVarargs
    private StageAgent<FrameEvent> stage(
        final EventHandler<FrameEvent> handler, final StageAgent<FrameEvent>... before)
    {
        return new StageAgent<>(
            "stage",
            new Stage<>("stage", handler, List.of()),
            slots,
            0 == before.length ? slots.newBarrier() : slots.newBarrier(before[0].sequence()),
            BATCH,
            throwable ->
            {
                throw new AssertionError(throwable);
            },
            StageCounters.of(counters, "stage"),
            throwable ->
            {
                throw new AssertionError(throwable);
            });
    }
}
