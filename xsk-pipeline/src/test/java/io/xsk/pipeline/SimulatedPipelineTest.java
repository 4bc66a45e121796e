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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.bpf.FilterCounts;
import io.xsk.bpf.Match;
import io.xsk.bpf.RuleCount;
import io.xsk.sim.SimulatedFaults;
import io.xsk.sim.SimulatedInterface;
import io.xsk.sim.SimulatedKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole pipelines on a simulated kernel, driven by hand: no privileges, no threads, no chance.
 */
@Tag("also-debug")
class SimulatedPipelineTest
{
    private static final String INTERFACE = "sim0";
    private static final int PACKET_LENGTH = 64;
    private static final int NUMBER_INDEX = 42;

    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[PACKET_LENGTH]);
    private final List<Throwable> errors = new ArrayList<>();
    private final SimulatedKernel kernel = new SimulatedKernel(1);
    private final SimulatedInterface device = kernel.addInterface(INTERFACE, 1);

    @Test
    void shouldHandleWhatIsInjectedAndSendItBack()
    {
        final List<Long> numbers = new ArrayList<>();
        final int[] left = new int[1];
        device.onLeaving((queue, leaving) -> left[0]++);
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context()
            .stages(stages -> stages
                .handle("read", (event, sequence, endOfBatch) -> numbers.add(event.packet().getLong(NUMBER_INDEX)))
                .then("echo", (event, sequence, endOfBatch) -> event.verdict(Verdict.TRANSMIT))));

        for (int i = 0; i < 1_000; i++)
        {
            inject(i);
            turn(pipeline);
        }
        pipeline.close();

        assertEquals(1_000, numbers.size());
        assertEquals(999, numbers.getLast());
        assertEquals(1_000, left[0]);
        assertEquals(0, pipeline.drops().unaccounted(1_000));
        assertEquals(0, pipeline.ledger().lost());
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldTakeOnlyWhatTheFilterRedirects()
    {
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
            .simulated(kernel)
            .port(port -> port.interfaceName(INTERFACE).filter(Match.udp().destination("239.1.1.1", 26_477)))
            .threadingMode(ThreadingMode.INVOKER)
            .errorHandler(errors::add)
            .stages(stages -> stages.handle("count", (event, sequence, endOfBatch) ->
                assertEquals(PACKET_LENGTH, event.length()))));
        datagram(0xEF010101, 26_477);
        inject(1);
        datagram(0xEF010102, 26_477);
        inject(2);
        datagram(0xEF010101, 26_478);
        inject(3);
        turn(pipeline);
        pipeline.close();

        assertEquals(1, pipeline.drops().handled());
        assertEquals(0, pipeline.drops().dropped());
        final FilterCounts counts = pipeline.filterCounts(INTERFACE);
        assertEquals(List.of(new RuleCount(1, PACKET_LENGTH, 0)), List.copyOf(counts.rules().values()));
        assertEquals(new RuleCount(2, 2 * PACKET_LENGTH, 0), counts.unmatched());
        assertEquals(RuleCount.ZERO, counts.unfit());
        assertEquals(List.of(), errors);
    }

    /** The stages have ended by then: nothing is handled or counted twice. */
    @Test
    void shouldNotBeInvokedWhenOnlyAFrameThatIsHeldKeepsItOpen()
    {
        final RetainedFrame frame = new RetainedFrame();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context()
            .stages(stages -> stages.handle("keep", (event, sequence, endOfBatch) -> event.retain(frame))));
        inject(0);
        turn(pipeline);
        pipeline.close();

        assertFalse(pipeline.isClosed());
        assertEquals(1, errors.size(), errors::toString);
        assertThrows(IllegalStateException.class, pipeline::invoke);
        frame.release();
        pipeline.close();

        assertTrue(pipeline.isClosed());
        assertEquals(0, pipeline.ledger().lost());
        assertEquals(1, errors.size(), errors::toString);
    }

    /** Whatever goes wrong on the way, every packet and every frame is accounted for, and order is kept. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34 })
    void shouldAccountForEverythingUnderFaults(final long seed)
    {
        final Random random = new Random(seed);
        final long[] last = { -1 };
        final long[] outOfOrder = new long[1];
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context()
            .slotCount(64)
            .slowStagePolicy(random.nextBoolean() ? SlowStagePolicy.BACKPRESSURE : SlowStagePolicy.DROP_NEWEST)
            .stages(stages -> stages
                .handle("order", (event, sequence, endOfBatch) ->
                {
                    final long number = event.packet().getLong(NUMBER_INDEX);
                    outOfOrder[0] += number < last[0] ? 1 : 0;
                    last[0] = number;
                })
                .then("throw", (event, sequence, endOfBatch) ->
                {
                    if (0 == random.nextInt(50))
                    {
                        throw new IllegalStateException("of a test");
                    }
                })
                .and("send", (event, sequence, endOfBatch) ->
                    event.verdict(random.nextBoolean() ? Verdict.TRANSMIT : Verdict.RECYCLE))));
        device.faults(new SimulatedFaults().refusedWakeups(0.2));

        int sent = 0;
        while (sent < 20_000)
        {
            for (int burst = random.nextInt(200); burst > 0; burst--)
            {
                inject(sent++);
            }
            for (int turns = random.nextInt(8); turns > 0; turns--)
            {
                turn(pipeline);
            }
        }
        pipeline.close();

        assertEquals(0, pipeline.drops().unaccounted(sent), pipeline.drops()::toString);
        assertTrue(pipeline.drops().handled() > 0);
        assertEquals(0, outOfOrder[0]);
        assertEquals(0, pipeline.ledger().lost(), pipeline.ledger()::toString);
    }

    private XskPipeline.Context<FrameEvent> context()
    {
        return new XskPipeline.Context<>(FrameEvent::new)
            .simulated(kernel)
            .port(port -> port.interfaceName(INTERFACE).socket(socket -> socket
                .fillRingCapacity(128).rxRingCapacity(128).txRingCapacity(128).completionRingCapacity(128)))
            .threadingMode(ThreadingMode.INVOKER)
            .errorHandler(errors::add);
    }

    private void inject(final long number)
    {
        packet.putLong(NUMBER_INDEX, number);
        device.inject(0, packet, 0, PACKET_LENGTH);
    }

    private void turn(final XskPipeline<FrameEvent> pipeline)
    {
        kernel.doWork();
        pipeline.invoke();
    }

    private void datagram(final int address, final int port)
    {
        packet.putShort(12, Short.reverseBytes((short)0x0800));
        packet.putByte(14, (byte)0x45);
        packet.putShort(16, Short.reverseBytes((short)(PACKET_LENGTH - 14)));
        packet.putByte(23, (byte)17);
        packet.putInt(30, Integer.reverseBytes(address));
        packet.putShort(36, Short.reverseBytes((short)port));
        packet.putShort(38, Short.reverseBytes((short)(PACKET_LENGTH - 34)));
    }
}
