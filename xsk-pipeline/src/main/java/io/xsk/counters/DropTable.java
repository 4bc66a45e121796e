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
package io.xsk.counters;

import static io.xsk.counters.PipelineCounter.INTERFACE_DROPPED;
import static io.xsk.counters.PipelineCounter.KERNEL_RX_DROPPED;
import static io.xsk.counters.PipelineCounter.KERNEL_RX_RING_FULL;
import static io.xsk.counters.PipelineCounter.PACKETS_DISCARDED;
import static io.xsk.counters.PipelineCounter.PACKETS_DROPPED_SLOW;
import static io.xsk.counters.PipelineCounter.PACKETS_RECEIVED;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the packets that were sent to a pipeline: sent = {@link #handled()} + the sum of {@link #causes()}.
 * Packets that the stages handled and then dropped by a verdict are handled.
 *
 * @param handled by every stage.
 * @param causes  of those that were not, with their number, in the order of the way that a packet takes.
 */
public record DropTable(long handled, Map<String, Long> causes)
{
    /**
     * The table of this moment.
     *
     * @param counters of the pipeline; what the kernel counts is in them as old as the last poll.
     * @return the table.
     */
    public static DropTable of(final PipelineCounters counters)
    {
        final long rxDropped = counters.get(KERNEL_RX_DROPPED);
        final long ringFull = counters.get(KERNEL_RX_RING_FULL);
        final long discarded = counters.get(PACKETS_DISCARDED);
        final Map<String, Long> causes = new LinkedHashMap<>();
        // Some drivers count what their sockets refused as dropped by the interface as well (veth), others do not.
        causes.put("interface", Math.max(0, counters.get(INTERFACE_DROPPED) - rxDropped - ringFull));
        causes.put("socketRxDropped", rxDropped);
        causes.put("socketRxRingFull", ringFull);
        causes.put("slowStage", counters.get(PACKETS_DROPPED_SLOW));
        causes.put("discardedAtClose", discarded);

        return new DropTable(
            counters.get(PACKETS_RECEIVED) - counters.get(PipelineCounter.SLOTS_DISCARDED), causes);
    }

    /**
     * The packets that were not handled.
     *
     * @return the sum over all causes.
     */
    public long dropped()
    {
        return causes.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The packets of which nothing is known.
     *
     * @param sent to the pipeline, as the sender counted.
     * @return 0 when the table adds up.
     */
    public long unaccounted(final long sent)
    {
        return sent - handled - dropped();
    }
}
