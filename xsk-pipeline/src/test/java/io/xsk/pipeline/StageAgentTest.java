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
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.withSettings;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.xsk.Umem;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.mockito.MockMakers;

class StageAgentTest
{
    private static final int SLOT_COUNT = 16;
    private static final int LIMIT = 4;
    private static final int PACKET_LENGTH = 64;

    private final RingBuffer<FrameEvent> slots =
        RingBuffer.createSingleProducer(FrameEvent::new, SLOT_COUNT, new BusySpinWaitStrategy());
    private final Umem umem = Umem.allocate(new Umem.Context().frameCount(1));
    private final PipelineCounters counters = new PipelineCounters();
    private final List<Throwable> errors = new ArrayList<>();
    private final List<Throwable> fatal = new ArrayList<>();
    /** By a subclass: the other way instruments the interface for all tests, and then its default methods allocate. */
    @SuppressWarnings("unchecked")
    private final EventHandler<FrameEvent> handler =
        mock(EventHandler.class, withSettings().mockMaker(MockMakers.SUBCLASS));
    private final StageAgent<FrameEvent> stage = stage("first", handler);

    @AfterEach
    void tearDown()
    {
        umem.close();
    }

    @Test
    void shouldHandleAllSlotsInOrderAndThenLetThemGo() throws Exception
    {
        publish(3);

        assertEquals(3, stage.doWork());

        final InOrder inOrder = inOrder(handler);
        inOrder.verify(handler).onBatchStart(3, 3);
        inOrder.verify(handler).onEvent(slots.get(0), 0, false);
        inOrder.verify(handler).onEvent(slots.get(1), 1, false);
        inOrder.verify(handler).onEvent(slots.get(2), 2, true);
        assertEquals(2, stage.sequence().get());
        assertEquals(0, stage.doWork());
    }

    @Test
    void shouldBoundTheBatch() throws Exception
    {
        publish(LIMIT + 1);

        assertEquals(LIMIT, stage.doWork());
        verify(handler).onBatchStart(LIMIT, LIMIT + 1);
        verify(handler).onEvent(slots.get(LIMIT - 1), LIMIT - 1, true);
        assertEquals(LIMIT - 1, stage.sequence().get());

        assertEquals(1, stage.doWork());
        verify(handler).onEvent(slots.get(LIMIT), LIMIT, true);
    }

    @Test
    void shouldWaitForTheStageBefore() throws Exception
    {
        final StageAgent<FrameEvent> second = stage("second", handler, stage.sequence());
        publish(2);

        assertEquals(0, second.doWork());
        verify(handler, never()).onEvent(any(), eq(0L), anyBoolean());
        stage.doWork();
        assertEquals(2, second.doWork());
    }

    @Test
    void shouldGoOnAfterAHandlerThatThrows() throws Exception
    {
        final IllegalStateException failure = new IllegalStateException("handler");
        doThrow(failure).when(handler).onEvent(any(), eq(1L), anyBoolean());
        publish(3);
        slots.get(1).verdict(Verdict.TRANSMIT);
        slots.get(2).verdict(Verdict.TRANSMIT);

        assertEquals(3, stage.doWork());

        assertEquals(2, stage.sequence().get());
        verify(handler).onEvent(slots.get(2), 2, true);
        assertEquals(Verdict.RECYCLE, slots.get(1).verdict());
        assertEquals(Verdict.TRANSMIT, slots.get(2).verdict());
        assertEquals(1, counters.get(PipelineCounter.STAGE_ERRORS));
        final StageException reported = (StageException)errors.getFirst();
        assertEquals("first", reported.stage());
        assertEquals(1, reported.sequence());
        assertSame(failure, reported.getCause());
    }

    @Test
    void shouldGoOnWhenTheLastOfABatchThrows() throws Exception
    {
        doThrow(new IllegalStateException("handler")).when(handler).onEvent(any(), eq(1L), anyBoolean());
        publish(2);

        assertEquals(2, stage.doWork());
        assertEquals(1, stage.sequence().get());
        assertEquals(0, stage.doWork());
    }

    @Test
    void shouldGoOnWhenTheStartOfABatchThrows() throws Exception
    {
        doThrow(new IllegalStateException("handler")).when(handler).onBatchStart(1, 1);
        publish(1);

        assertEquals(1, stage.doWork());
        verify(handler).onEvent(slots.get(0), 0, true);
        assertEquals(1, errors.size());
    }

    @Test
    void shouldHandleNothingTwiceWhenTheReportThrows() throws Exception
    {
        final IllegalStateException ofReport = new IllegalStateException("report");
        final StageAgent<FrameEvent> reporting = new StageAgent<>(
            "reporting", new Stage<>("reporting", handler, List.of()), slots, slots.newBarrier(), LIMIT,
            throwable ->
            {
                throw ofReport;
            },
            StageCounters.of(counters, "reporting"),
            fatal::add);
        doThrow(new IllegalStateException("handler")).when(handler).onEvent(any(), eq(1L), anyBoolean());
        publish(3);

        assertSame(ofReport, assertThrows(IllegalStateException.class, reporting::doWork));
        assertEquals(1, reporting.doWork());
        verify(handler, times(1)).onEvent(any(), eq(0L), anyBoolean());
        verify(handler, times(1)).onEvent(any(), eq(1L), anyBoolean());
        verify(handler, times(1)).onEvent(any(), eq(2L), anyBoolean());
    }

    @Test
    void shouldTellTheHandlerOfItsStartAndItsEndAndGiveAwayNoSequence()
    {
        stage.onStart();
        stage.onClose();

        final InOrder inOrder = inOrder(handler);
        inOrder.verify(handler).onStart();
        inOrder.verify(handler).onShutdown();
        verifyNoMoreInteractions(handler);
    }

    private void publish(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            slots.publishEvent((event, sequence) -> event.onReceive(umem, 0, PACKET_LENGTH, 0, 0));
        }
    }

    private StageAgent<FrameEvent> stage(
        final String name, final EventHandler<FrameEvent> stageHandler, final Sequence... before)
    {
        return new StageAgent<>(
            name,
            new Stage<>(name, stageHandler, List.of()),
            slots,
            slots.newBarrier(before),
            LIMIT,
            errors::add,
            StageCounters.of(counters, name),
            fatal::add);
    }
}
