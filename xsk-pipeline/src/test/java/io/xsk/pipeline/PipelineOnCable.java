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

import io.xsk.counters.PipelineCounter;
import io.xsk.testing.Cable;
import io.xsk.testing.XskHost;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Whole pipelines on the right end of a cable; the test sends on the left end.
 */
abstract class PipelineOnCable
{
    static final int RING_CAPACITY = 64;
    static final int SLOT_COUNT = 32;
    static final int PACKET_LENGTH = 64;
    static final int NUMBER_INDEX = 14;

    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    Cable cable;
    XskHost sender;

    private final int queueCount;

    PipelineOnCable(final int queueCount)
    {
        this.queueCount = queueCount;
    }

    /** Runs only when the test does: a condition on a test is evaluated before its instance is set up. */
    @BeforeEach
    void setUp()
    {
        cable = new Cable(queueCount);
        sender = new XskHost(cable.left(), LEFT, RING_CAPACITY, 0);
    }

    @AfterEach
    void tearDown()
    {
        sender.close();
        cable.close();
    }

    /** Without a port. */
    final XskPipeline.Context<FrameEvent> emptyContext()
    {
        return new XskPipeline.Context<>(FrameEvent::new)
            .slotCount(SLOT_COUNT)
            .idleStrategySupplier(() -> YieldingIdleStrategy.INSTANCE)
            .errorHandler(errors::add);
    }

    /** With queue 0. */
    final XskPipeline.Context<FrameEvent> context()
    {
        return emptyContext().port(port(right -> right.queue(0)));
    }

    static Consumer<PortContext> port(final Consumer<PortContext> configurer)
    {
        return port -> configurer.accept(port
            .interfaceName(RIGHT)
            .socket(socket -> socket
                .fillRingCapacity(RING_CAPACITY)
                .rxRingCapacity(RING_CAPACITY)
                .txRingCapacity(RING_CAPACITY)
                .completionRingCapacity(RING_CAPACITY)));
    }

    final XskPipeline<FrameEvent> launch(final XskPipeline.Context<FrameEvent> context)
    {
        return cable.right().call(() -> XskPipeline.launch(context));
    }

    /** No faster than the pipeline takes them, so that none is dropped. */
    final void send(final XskPipeline<FrameEvent> pipeline, final long first, final int count)
    {
        final long before = pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED);
        for (int i = 0; i < count; i++)
        {
            final int sentCount = i;
            await(() ->
                sentCount - (pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED) - before) < RING_CAPACITY / 2);
            sender.send(first + i, PACKET_LENGTH);
        }
    }

    final void sendAtOnce(final long first, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            sender.send(first + i, PACKET_LENGTH);
        }
    }

    final void assertNothingDroppedOrLost(final XskPipeline<FrameEvent> pipeline)
    {
        assertEquals(0, cable.right().device(RIGHT).rxDropped());
        assertEquals(0, pipeline.drops().dropped(), pipeline.drops()::toString);
        assertEquals(0, pipeline.ledger().lost(), pipeline.ledger()::toString);
        assertEquals(0, pipeline.ledger().slots() + pipeline.ledger().tx() + pipeline.ledger().completion());
        assertEquals(List.of(), errors);
    }

    static long number(final FrameEvent event)
    {
        return event.packet().getLong(NUMBER_INDEX);
    }

    static void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            Thread.yield();
        }
    }
}
