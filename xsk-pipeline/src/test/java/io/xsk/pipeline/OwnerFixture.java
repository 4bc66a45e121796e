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

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.xsk.XskPort;
import io.xsk.counters.PipelineCounters;
import java.util.Arrays;

/**
 * Owners that tests drive by hand.
 */
final class OwnerFixture
{
    private OwnerFixture()
    {
    }

    /** With one port and one last stage, which the test plays. */
    static OwnerAgent<FrameEvent> owner(
        final XskPort port,
        final RingBuffer<FrameEvent> slots,
        final Sequence lastStage,
        final PipelineCounters counters,
        final int limit,
        final SlowStagePolicy policy)
    {
        return owner(ports(counters, Reason.class, port), slots, lastStage, counters, limit, policy);
    }

    static OwnerAgent<FrameEvent> owner(
        final OwnerPorts ports,
        final RingBuffer<FrameEvent> slots,
        final Sequence lastStage,
        final PipelineCounters counters,
        final int limit,
        final SlowStagePolicy policy)
    {
        return new OwnerAgent<>(
            "owner",
            ports,
            slots,
            slots.newBarrier(lastStage),
            new SlowStages(new Sequence[]{ lastStage }, new StageCounters[]{ StageCounters.of(counters, "last") }),
            new OwnerAgent.Settings(limit, policy, false));
    }

    static OwnerPorts ports(
        final PipelineCounters counters, final Class<? extends Enum<?>> reasons, final XskPort... ports)
    {
        return new OwnerPorts(
            new FramePool(ports[0].umem(), ports.length, reasons),
            Arrays.stream(ports)
                .map(port -> new OwnedPort(port, PortCounters.of(counters, port.interfaceName(), port.queue())))
                .toArray(OwnedPort[]::new),
            new TransmitRelay[0],
            reasons.getEnumConstants());
    }

    /** What tests drop packets for. */
    enum Reason
    {
        STALE, UNKNOWN
    }
}
