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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.RxMetadata;
import io.xsk.bpf.Match;
import io.xsk.bpf.XdpFilter;
import io.xsk.counters.LatencyRecorder;
import io.xsk.counters.PipelineCounter;
import io.xsk.testing.KernelTest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Metadata that a port is asked for, with a filter and without.
 */
class PortMetadataKernelTest extends PipelineOnCable
{
    private static final int COUNT = 50;
    private static final int MARK = 0xCAFE;

    private final RxMetadata metadata = new RxMetadata();
    private final AtomicInteger handled = new AtomicInteger();

    PortMetadataKernelTest()
    {
        super(1);
    }

    @KernelTest
    void shouldCarryTheMarkOfTheFiltersRuleToTheSlot()
    {
        final XskPipeline<FrameEvent> pipeline = launch(emptyContext()
            .port(port(right -> right.metadata(true)
                .filter(XdpFilter.rules().redirect("all", Match.anything()).mark(MARK))))
            .stages(stages -> stages.handle("read", (event, sequence, endOfBatch) ->
            {
                event.metadata(metadata);
                assertTrue(metadata.hasMark() && metadata.hasHash() && metadata.isSoftwareTimestampTai());
                assertEquals(MARK, metadata.mark());
                handled.incrementAndGet();
            })));
        assertAllAreHandled(pipeline);
        assertEquals(COUNT, pipeline.filterCounts(RIGHT).packets());
    }

    @KernelTest
    void shouldDeliverMetadataWithoutAFilter()
    {
        final XskPipeline<FrameEvent> pipeline = launch(emptyContext()
            .port(port(right -> right.metadata(true)))
            .stages(stages -> stages.handle("read", (event, sequence, endOfBatch) ->
            {
                event.metadata(metadata);
                assertTrue(metadata.hasHash() && metadata.hasSoftwareTimestamp());
                assertFalse(metadata.hasMark() || metadata.hasTimestamp() || metadata.hasVlan());
                handled.incrementAndGet();
            })));
        assertAllAreHandled(pipeline);
    }

    @KernelTest
    void shouldRecordHowLongEachPacketTookThatIsSentBack()
    {
        final XskPipeline<FrameEvent> pipeline = launch(emptyContext()
            .port(port(right -> right.transitTimes(true)))
            .stages(stages -> stages.handle("answer", (event, sequence, endOfBatch) ->
            {
                // All go back; one in ten with room for a header, which is where its stamp was, the others without one.
                event.adjustHead(0 == sequence % 10 ? -4 : 4);
                event.adjustHead(4);
                event.verdict(Verdict.TRANSMIT);
                handled.incrementAndGet();
            })));
        assertAllAreHandled(pipeline);
        assertEquals(COUNT, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
        final LatencyRecorder transits = pipeline.latencies().getFirst();
        assertEquals("port=" + RIGHT + ":0", transits.name());
        assertEquals(COUNT - COUNT / 10, transits.total().getTotalCount());
        assertEquals(0, transits.backwardCount());
        assertTrue(transits.total().getMinValue() > 0, () -> "minimum=" + transits.total().getMinValue());
    }

    @KernelTest
    void shouldTimeNothingThatWasNotAskedFor()
    {
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stages(stages -> stages.handle("only", (event, sequence, endOfBatch) -> handled.incrementAndGet())));
        assertAllAreHandled(pipeline);
        assertEquals(List.of(), pipeline.latencies());
    }

    private void assertAllAreHandled(final XskPipeline<FrameEvent> pipeline)
    {
        send(pipeline, 0, COUNT);
        pipeline.close();
        assertEquals(COUNT, handled.get());
        assertNothingDroppedOrLost(pipeline);
    }
}
