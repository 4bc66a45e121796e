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
import io.xsk.bpf.RuleCount;
import io.xsk.bpf.XdpAction;
import io.xsk.bpf.XdpFilter;
import io.xsk.sim.SimulatedMap;
import io.xsk.sim.SimulatedPacket;
import io.xsk.sim.SimulatedProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A filter as a simulated kernel runs it, with the counters that its program has in the kernel.
 * <p>
 * <b>Note:</b> It is for the thread that has the simulated kernel's lock.
 */
final class FilterModel implements SimulatedProgram
{
    private static final int UNMATCHED_INDEX = 0;
    private static final int UNFIT_INDEX = 1;
    private static final int FIRST_RULE_INDEX = 2;

    private final PacketFilter filter;
    private final SimulatedMap sockets;
    private final List<String> names;
    private final long[] packets;
    private final long[] bytes;
    private final long[] missed;

    FilterModel(final XdpFilter filter, final SimulatedMap sockets)
    {
        this.filter = filter.model();
        this.sockets = sockets;
        names = this.filter.ruleNames();
        packets = new long[FIRST_RULE_INDEX + names.size()];
        bytes = new long[packets.length];
        missed = new long[packets.length];
    }

    @Override
    public XdpAction onPacket(final SimulatedPacket packet)
    {
        final int length = packet.packet().capacity();
        final int result = filter.evaluate(packet.packet(), 0, length);
        final int index = switch (result)
        {
            case PacketFilter.UNMATCHED -> UNMATCHED_INDEX;
            case PacketFilter.UNFIT -> UNFIT_INDEX;
            default -> FIRST_RULE_INDEX + result;
        };
        packets[index]++;
        bytes[index] += length;
        final XdpAction action = filter.action(result);
        if (XdpAction.REDIRECT != action)
        {
            return action;
        }
        final XdpAction redirected = packet.redirect(sockets, packet.queue(), XdpAction.PASS);
        missed[index] += XdpAction.REDIRECT == redirected ? 0 : 1;

        return redirected;
    }

    FilterCounts counts()
    {
        final Map<String, RuleCount> rules = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++)
        {
            rules.put(names.get(i), count(FIRST_RULE_INDEX + i));
        }

        return new FilterCounts(rules, count(UNMATCHED_INDEX), count(UNFIT_INDEX));
    }

    private RuleCount count(final int index)
    {
        return new RuleCount(packets[index], bytes[index], missed[index]);
    }
}
