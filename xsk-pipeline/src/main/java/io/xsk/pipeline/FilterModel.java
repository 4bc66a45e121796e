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

import io.xsk.bpf.FilterCounts;
import io.xsk.bpf.PacketFilter;
import io.xsk.bpf.XdpAction;
import io.xsk.bpf.XdpFilter;
import io.xsk.sim.SimulatedMap;
import io.xsk.sim.SimulatedPacket;
import io.xsk.sim.SimulatedProgram;

/**
 * A filter as a simulated kernel runs it, with the counters that its program has in the kernel.
 * <p>
 * <b>Note:</b> It is for the thread that has the simulated kernel's lock.
 */
final class FilterModel implements SimulatedProgram
{
    private final PacketFilter filter;
    private final SimulatedMap sockets;
    private final FilterTally tally;

    FilterModel(final XdpFilter filter, final SimulatedMap sockets)
    {
        this.filter = filter.model();
        this.sockets = sockets;
        tally = new FilterTally(this.filter.ruleNames());
    }

    @Override
    public XdpAction onPacket(final SimulatedPacket packet)
    {
        final int length = packet.packet().capacity();
        final int result = filter.evaluate(packet.packet(), 0, length);
        tally.count(result, length);
        final XdpAction action = filter.action(result);
        if (XdpAction.REDIRECT != action)
        {
            return action;
        }
        final XdpAction redirected = packet.redirect(sockets, packet.queue(), XdpAction.PASS);
        if (XdpAction.REDIRECT != redirected)
        {
            tally.countMissed(result);
        }

        return redirected;
    }

    FilterCounts counts()
    {
        return tally.counts();
    }
}
