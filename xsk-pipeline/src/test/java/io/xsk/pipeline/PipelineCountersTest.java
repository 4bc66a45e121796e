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

import static io.xsk.pipeline.PipelineCounter.KERNEL_RX_RING_FULL;
import static io.xsk.pipeline.PipelineCounter.LONGEST_DUTY_CYCLE;
import static io.xsk.pipeline.PipelineCounter.PACKETS_DROPPED;
import static io.xsk.pipeline.PipelineCounter.PACKETS_RECEIVED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.XskStatistics;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipelineCountersTest
{
    private final PipelineCounters counters = new PipelineCounters();

    @Test
    void shouldCountForEachPortAndInAll()
    {
        counters.port("eth1", 0).packetsReceived.getAndAddRelease(2);
        counters.port("eth1", 1).packetsReceived.getAndAddRelease(3);

        assertEquals(2, counters.get(PACKETS_RECEIVED, "port=eth1:0"));
        assertEquals(3, counters.get(PACKETS_RECEIVED, "port=eth1:1"));
        assertEquals(5, counters.get(PACKETS_RECEIVED));
        assertEquals(0, counters.get(PACKETS_RECEIVED, "port=eth2:0"));
    }

    @Test
    void shouldGiveTheSameCountersForTheSamePort()
    {
        counters.port("eth1", 0).packetsReceived.getAndAddRelease(2);
        counters.port("eth1", 0).packetsReceived.getAndAddRelease(3);

        assertEquals(5, counters.get(PACKETS_RECEIVED));
    }

    @Test
    void shouldTellTheLongestDutyCycleOfAll()
    {
        counters.port("eth1", 0).longestDutyCycle.proposeMaxRelease(700);
        counters.stage("decode").longestDutyCycle.proposeMaxRelease(900);

        assertEquals(900, counters.get(LONGEST_DUTY_CYCLE));
        assertEquals(700, counters.get(LONGEST_DUTY_CYCLE, "port=eth1:0"));
    }

    @Test
    void shouldCountDropsByReason()
    {
        final PortCounters port = counters.port("eth1", 0);
        port.packetsDropped("checksum").getAndAddRelease(1);
        port.packetsDropped("duplicate").getAndAddRelease(10);
        port.packetsDropped("duplicate").getAndAddRelease(10);

        assertEquals(1, counters.get(PACKETS_DROPPED, "port=eth1:0 reason=checksum"));
        assertEquals(20, counters.get(PACKETS_DROPPED, "port=eth1:0 reason=duplicate"));
        assertEquals(21, counters.get(PACKETS_DROPPED));
    }

    @Test
    void shouldShowWhatTheKernelCounts()
    {
        final PortCounters port = counters.port("eth1", 0);
        assertEquals(0, counters.get(KERNEL_RX_RING_FULL));

        port.onStatistics(new XskStatistics(1, 2, 3, 100, 5, 6));
        assertEquals(100, counters.get(KERNEL_RX_RING_FULL));
        assertEquals(1, counters.get(PipelineCounter.KERNEL_RX_DROPPED));
        assertEquals(2, counters.get(PipelineCounter.KERNEL_RX_INVALID));
        assertEquals(3, counters.get(PipelineCounter.KERNEL_TX_INVALID));
        assertEquals(5, counters.get(PipelineCounter.KERNEL_FILL_RING_EMPTY));
        assertEquals(6, counters.get(PipelineCounter.KERNEL_TX_RING_EMPTY));

        port.onStatistics(new XskStatistics(1, 2, 3, 101, 5, 6));
        assertEquals(101, counters.get(KERNEL_RX_RING_FULL));
    }

    @Test
    void shouldHaveOneTypeAndOneLabelForEachCounter()
    {
        final Set<Object> typesAndLabels = new HashSet<>();
        for (final PipelineCounter counter : PipelineCounter.values())
        {
            assertTrue(typesAndLabels.add(counter.typeId()), counter.name());
            assertTrue(typesAndLabels.add(counter.label()), counter.name());
        }
    }

    @Test
    void shouldSayThatThereIsNoRoom()
    {
        assertNull(counters.file());
        final IllegalStateException exception = assertThrows(IllegalStateException.class, () ->
        {
            for (int i = 0; i < PipelineCounters.CAPACITY_DEFAULT; i++)
            {
                counters.stage("stage" + i);
            }
        });

        assertTrue(exception.getMessage().startsWith("no room for another counter: capacity=2048 label="),
            exception.getMessage());
    }
}
