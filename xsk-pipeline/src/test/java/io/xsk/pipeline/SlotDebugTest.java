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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Slots in debug mode: what is used when it is not the user's any more, and who has what is not given back.
 */
@Tag("debug")
@Timeout(60)
class SlotDebugTest extends PipelineOnSimulation
{
    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldRefuseTheUseOfASlotWhoseFrameWasTakenOut(final ThreadingMode mode)
    {
        final List<FrameEvent> kept = new ArrayList<>();
        final List<DirectBuffer> packets = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(mode)
            .stages(stages -> stages.handle("keeping", (event, sequence, endOfBatch) ->
            {
                kept.add(event);
                packets.add(event.packet());
            })));
        send(pipeline, mode, 0, 3);
        pipeline.close();

        for (final FrameEvent event : kept)
        {
            final IllegalStateException exception = assertThrows(IllegalStateException.class, event::packet);
            assertTrue(exception.getMessage().startsWith("slot is used after its frame was taken out: address="),
                exception.getMessage());
            assertThrows(IllegalStateException.class, () -> event.verdict(Verdict.TRANSMIT));
            assertThrows(IllegalStateException.class, () -> event.transmit(0));
            assertThrows(IllegalStateException.class, () -> event.retain(new RetainedFrame()));
            assertThrows(IllegalStateException.class, () -> event.adjustHead(1));
            assertThrows(IllegalStateException.class, () -> event.adjustTail(-1));
        }
        for (final DirectBuffer packet : packets)
        {
            assertThrows(IndexOutOfBoundsException.class, () -> packet.getByte(0));
        }
        assertEquals(List.of(), errors);
        assertNothingDroppedOrLost(pipeline, 3);
    }

    /** A stage that hands a packet on to a thread of its own, and does not wait. */
    @Test
    void shouldShowAnotherThreadThatThePacketIsNotItsAnyMore() throws InterruptedException
    {
        final List<FrameEvent> kept = new ArrayList<>();
        final List<Throwable> ofThread = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(ThreadingMode.INVOKER)
            .stages(stages -> stages.handle("handing", (event, sequence, endOfBatch) -> kept.add(event))));
        inject(1);
        pipeline.invoke();
        final Thread thread = Thread.ofPlatform().name("late").start(() ->
        {
            try
            {
                kept.getFirst().packet().getByte(0);
            }
            catch (final IllegalStateException exception)
            {
                ofThread.add(exception);
            }
        });
        thread.join();
        inject(2);
        pipeline.invoke();

        assertTrue(ofThread.getFirst().getMessage().endsWith("thread=late"), ofThread.getFirst().getMessage());
        assertEquals(2, kept.size());
        pipeline.close();
        assertNothingDroppedOrLost(pipeline, 2);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldNameStageAndSlotOfWhatIsNotGivenBack(final ThreadingMode mode)
    {
        final List<RetainedFrame> kept = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(mode)
            .retainable(8)
            .closeTimeoutNs(TimeUnit.SECONDS.toNanos(1))
            .stages(stages -> stages
                .handle("reading", (event, sequence, endOfBatch) -> assertEquals(sequence, number(event)))
                .then("keeping", (event, sequence, endOfBatch) ->
                {
                    if (3 == sequence || 5 == sequence)
                    {
                        kept.add(new RetainedFrame());
                        event.retain(kept.getLast());
                    }
                })));
        send(pipeline, mode, 0, 7);
        pipeline.close();

        assertFalse(pipeline.isClosed());
        final String message = errors.getFirst().getMessage();
        assertTrue(message.contains("framesRetained=2 "), message);
        assertTrue(message.contains("stage=keeping sequence=3"), message);
        assertTrue(message.contains("stage=keeping sequence=5"), message);
        assertThrows(IllegalStateException.class, () ->
        {
            kept.getFirst().release();
            kept.getFirst().release();
        });
        pipeline.close();
        final String rest = errors.getLast().getMessage();
        assertTrue(rest.contains("framesRetained=1 by=[[stage=keeping sequence=5]]"), rest);
        kept.getLast().release();
        pipeline.close();
        assertTrue(pipeline.isClosed());
    }
}
