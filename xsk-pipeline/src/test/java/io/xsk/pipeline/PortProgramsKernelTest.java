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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.NetDevice;
import io.xsk.RxMetadata;
import io.xsk.bpf.FilterCounts;
import io.xsk.bpf.Match;
import io.xsk.bpf.RuleCount;
import io.xsk.bpf.XdpFilter;
import io.xsk.bpf.XdpProgram;
import io.xsk.counters.PipelineCounter;
import io.xsk.testing.KernelTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a pipeline tells of its ports' programs: the metadata that they deliver, and what their filters count.
 */
class PortProgramsKernelTest extends PipelineOnCable
{
    PortProgramsKernelTest()
    {
        super(1);
    }

    @KernelTest
    void shouldShowTheMetadataThatTheProgramOfThePortDelivers()
    {
        final RxMetadata metadata = new RxMetadata();
        final List<Long> stampsNs = new ArrayList<>();
        final List<Boolean> haveHash = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = launch(emptyContext()
            .port(port(right -> right.program(map -> XdpProgram.redirectTo(map, false, NetDevice.byName(RIGHT)))))
            .stages(stages -> stages.handle("read", (event, sequence, endOfBatch) ->
            {
                event.metadata(metadata);
                stampsNs.add(metadata.softwareTimestampNs());
                haveHash.add(metadata.hasHash());
                // To take a header off does not move what was said of the packet.
                event.adjustHead(4);
                assertEquals(stampsNs.getLast(), event.metadata(metadata).softwareTimestampNs());
                assertFalse(metadata.hasTimestamp() || metadata.hasVlan() || metadata.hasMark());
            })));
        send(pipeline, 0, 100);
        pipeline.close();

        assertEquals(100, stampsNs.size());
        assertTrue(stampsNs.getFirst() > 0);
        assertEquals(stampsNs.stream().sorted().toList(), stampsNs);
        assertFalse(haveHash.contains(false), "veth hashes");
        assertNothingDroppedOrLost(pipeline);
    }

    @KernelTest
    void shouldShowNoMetadataWhereTheProgramDeliversNone()
    {
        final RxMetadata metadata = new RxMetadata();
        final List<Long> found = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stages(stages -> stages.handle("read", (event, sequence, endOfBatch) ->
            {
                event.metadata(metadata);
                if (metadata.hasHash() || metadata.hasSoftwareTimestamp() || metadata.hasVlan())
                {
                    found.add(sequence);
                }
            })));
        send(pipeline, 0, 100);
        pipeline.close();

        assertEquals(List.of(), found);
        assertNothingDroppedOrLost(pipeline);
    }

    @KernelTest
    void shouldShowWhatTheFilterCountsAlsoAfterTheClose()
    {
        final XskPipeline<FrameEvent> pipeline = launch(emptyContext()
            .port(port(right -> right.filter(XdpFilter.rules()
                .redirect("wanted", Match.anything())
                .drop("never", Match.anything()))))
            .stages(stages -> stages.handle("only", (event, sequence, endOfBatch) ->
                assertEquals(PACKET_LENGTH, event.length()))));
        send(pipeline, 0, 30);
        await(() -> 30 == pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED));

        final FilterCounts counts = pipeline.filterCounts(RIGHT);
        final RuleCount wanted = new RuleCount(30, 30 * PACKET_LENGTH, 0);
        assertEquals(Map.of("wanted", wanted, "never", RuleCount.ZERO), counts.rules());
        assertEquals(30, counts.packets());
        assertThrows(IllegalArgumentException.class, () -> pipeline.filterCounts("left"));
        pipeline.close();

        assertEquals(counts, pipeline.filterCounts(RIGHT));
        assertNothingDroppedOrLost(pipeline);
    }

    @KernelTest
    void shouldSayThatAPortHasNoFilter()
    {
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .stages(stages -> stages.handle("only", (event, sequence, endOfBatch) ->
                assertEquals(PACKET_LENGTH, event.length()))));

        assertThrows(IllegalArgumentException.class, () -> pipeline.filterCounts(RIGHT));
        pipeline.close();
        assertThrows(IllegalArgumentException.class, () -> pipeline.filterCounts(RIGHT));
    }
}
