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

import static io.xsk.counters.PipelineCounter.KERNEL_FILL_RING_EMPTY;
import static io.xsk.counters.PipelineCounter.KERNEL_RX_DROPPED;
import static io.xsk.counters.PipelineCounter.KERNEL_RX_INVALID;
import static io.xsk.counters.PipelineCounter.KERNEL_RX_RING_FULL;
import static io.xsk.counters.PipelineCounter.KERNEL_TX_INVALID;
import static io.xsk.counters.PipelineCounter.KERNEL_TX_RING_EMPTY;
import static io.xsk.counters.PipelineCounter.PACKETS_DROPPED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.xsk.XskStatistics;
import io.xsk.counters.PipelineCounters;
import org.junit.jupiter.api.Test;

class PortCountersTest
{
    private final PipelineCounters counters = new PipelineCounters();
    private final PortCounters port = PortCounters.of(counters, "eth1", 0);

    @Test
    void shouldCountDropsByReason()
    {
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
        assertEquals(0, counters.get(KERNEL_RX_RING_FULL));

        port.onStatistics(new XskStatistics(1, 2, 3, 100, 5, 6));
        assertEquals(100, counters.get(KERNEL_RX_RING_FULL));
        assertEquals(1, counters.get(KERNEL_RX_DROPPED));
        assertEquals(2, counters.get(KERNEL_RX_INVALID));
        assertEquals(3, counters.get(KERNEL_TX_INVALID));
        assertEquals(5, counters.get(KERNEL_FILL_RING_EMPTY));
        assertEquals(6, counters.get(KERNEL_TX_RING_EMPTY));

        port.onStatistics(new XskStatistics(1, 2, 3, 101, 5, 6));
        assertEquals(101, counters.get(KERNEL_RX_RING_FULL));
    }
}
