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

import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The counters of one stage. The stage writes them, in the forms for a single writer, but for {@link
 * #packetsDroppedSlow} and {@link #rxRingFull}, which the owner of the slots writes, and {@link #lag}, which the cold
 * poll writes: a stage that hangs does not tell how far it is behind.
 */
final class StageCounters
{
    final AtomicCounter packetsHandled;
    final AtomicCounter errors;
    final AtomicCounter packetsDroppedSlow;
    final AtomicCounter rxRingFull;
    final AtomicCounter transmitterPackets;
    final AtomicCounter transmitsWithoutFrame;
    final AtomicCounter lag;
    final AtomicCounter longestDutyCycle;

    private StageCounters(final PipelineCounters counters, final String owner)
    {
        packetsHandled = counters.counter(PipelineCounter.PACKETS_HANDLED, owner);
        errors = counters.counter(PipelineCounter.STAGE_ERRORS, owner);
        packetsDroppedSlow = counters.counter(PipelineCounter.PACKETS_DROPPED_SLOW, owner);
        rxRingFull = counters.counter(PipelineCounter.RX_RING_FULL_SLOW, owner);
        transmitterPackets = counters.counter(PipelineCounter.TRANSMITTER_PACKETS, owner);
        transmitsWithoutFrame = counters.counter(PipelineCounter.TRANSMITS_WITHOUT_FRAME, owner);
        lag = counters.counter(PipelineCounter.LAG, owner);
        longestDutyCycle = counters.counter(PipelineCounter.LONGEST_DUTY_CYCLE, owner);
        // The cold poll finds it by its name; it is there from the launch on, so that it can be seen to be 0.
        counters.counter(PipelineCounter.STALLS, owner);
    }

    /** Those of one stage, the same ones for the same name. */
    static StageCounters of(final PipelineCounters counters, final String name)
    {
        return new StageCounters(counters, owner(name));
    }

    /** Whose the counters of a stage are. */
    static String owner(final String name)
    {
        return "stage=" + name;
    }
}
