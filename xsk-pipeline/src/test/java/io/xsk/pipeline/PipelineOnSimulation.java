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

import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.sim.SimulatedInterface;
import io.xsk.sim.SimulatedKernel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Whole pipelines on a simulated kernel, in any threading mode; the test injects packets that are numbered.
 */
abstract class PipelineOnSimulation
{
    static final String INTERFACE = "sim0";
    static final int RING_CAPACITY = 64;
    static final int SLOT_COUNT = 32;
    static final int PACKET_LENGTH = 64;
    static final int NUMBER_INDEX = 42;

    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    final SimulatedKernel kernel = new SimulatedKernel(1);
    final SimulatedInterface device = kernel.addInterface(INTERFACE, 1);

    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[PACKET_LENGTH]);

    final XskPipeline.Context<FrameEvent> context(final ThreadingMode mode)
    {
        return context(mode, RING_CAPACITY);
    }

    /** With a larger fill ring the receive ring is full before there is no frame to receive into. */
    final XskPipeline.Context<FrameEvent> context(final ThreadingMode mode, final int fillRingCapacity)
    {
        return new XskPipeline.Context<>(FrameEvent::new)
            .simulated(kernel)
            .port(port -> port.interfaceName(INTERFACE).socket(socket -> socket
                .fillRingCapacity(fillRingCapacity)
                .rxRingCapacity(RING_CAPACITY)
                .txRingCapacity(RING_CAPACITY)
                .completionRingCapacity(RING_CAPACITY)))
            .slotCount(SLOT_COUNT)
            .threadingMode(mode)
            .idleStrategySupplier(() -> YieldingIdleStrategy.INSTANCE)
            .errorHandler(errors::add);
    }

    /** By one thread at a time. */
    final void inject(final long number)
    {
        packet.putLong(NUMBER_INDEX, number);
        device.inject(0, packet, 0, PACKET_LENGTH);
    }

    final void injectAtOnce(final long first, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            inject(first + i);
        }
    }

    /** No faster than the pipeline takes them, so that none is dropped; all are handled when it returns. */
    final void send(final XskPipeline<FrameEvent> pipeline, final ThreadingMode mode, final long first, final int count)
    {
        final PipelineCounters counters = pipeline.counters();
        final long before = counters.get(PipelineCounter.PACKETS_RECEIVED);
        for (int i = 0; i < count; i++)
        {
            final int sent = i;
            await(pipeline, mode, () ->
                sent - (counters.get(PipelineCounter.PACKETS_RECEIVED) - before) < RING_CAPACITY / 2);
            inject(first + i);
        }
        await(pipeline, mode, () -> before + count == counters.get(PipelineCounter.PACKETS_RECEIVED));
    }

    /** The test's timeout, which interrupts it, bounds the wait. */
    static void await(
        final XskPipeline<FrameEvent> pipeline, final ThreadingMode mode, final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            if (Thread.currentThread().isInterrupted())
            {
                throw new IllegalStateException("not in time: " + pipeline.drops());
            }
            if (ThreadingMode.INVOKER == mode && !pipeline.isClosed())
            {
                pipeline.invoke();
            }
            Thread.yield();
        }
    }

    static void assertNothingDroppedOrLost(final XskPipeline<FrameEvent> pipeline, final long sent)
    {
        assertEquals(sent, pipeline.drops().handled(), pipeline.drops()::toString);
        assertEquals(0, pipeline.drops().dropped(), pipeline.drops()::toString);
        assertNothingLost(pipeline, sent);
    }

    static void assertNothingLost(final XskPipeline<FrameEvent> pipeline, final long sent)
    {
        final FrameLedger ledger = pipeline.ledger();
        assertEquals(0, pipeline.drops().unaccounted(sent), pipeline.drops()::toString);
        assertEquals(0, ledger.lost(), ledger::toString);
        assertEquals(0, ledger.slots() + ledger.tx() + ledger.completion(), ledger::toString);
    }

    static long number(final FrameEvent event)
    {
        return event.packet().getLong(NUMBER_INDEX);
    }
}
