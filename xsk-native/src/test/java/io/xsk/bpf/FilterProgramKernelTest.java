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
package io.xsk.bpf;

import static io.xsk.bpf.Match.tcp;
import static io.xsk.bpf.Match.udp;
import static io.xsk.bpf.TestPackets.TCP_IPV4;
import static io.xsk.bpf.TestPackets.UDP_IPV4;
import static io.xsk.bpf.TestPackets.packet;
import static io.xsk.bpf.TestPackets.udpTo;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a filter's program does and counts, and what is refused before the kernel is asked.
 */
class FilterProgramKernelTest
{
    private static final int CAPACITY = 64;
    private static final int GROUP = 0xEF01_0000;

    @KernelTest
    void shouldCountEachRuleAndWhatNoneMatches()
    {
        final XdpFilter filter = XdpFilter.rules()
            .drop("noise", udp().destinationPort(5000))
            .pass("orders", tcp());
        try (FilterProgram program = FilterProgram.load(filter))
        {
            final byte[] noise = udpTo(GROUP, 5000);
            assertEquals(XdpAction.DROP, program.program().testRun(noise, 3).action());
            assertEquals(XdpAction.PASS, program.program().testRun(packet(TCP_IPV4), 1).action());
            assertEquals(XdpAction.PASS, program.program().testRun(packet(UDP_IPV4), 1).action());
            assertEquals(XdpAction.PASS, program.program().testRun(packet("8100"), 1).action());

            assertEquals(new RuleCount(3, 3 * noise.length, 0), program.count("noise"));
            assertEquals(new RuleCount(1, packet(TCP_IPV4).length, 0), program.count("orders"));
            assertEquals(1, program.unmatched().packets());
            assertEquals(1, program.unfit().packets());
            assertThrows(IllegalArgumentException.class, () -> program.count("other"));
        }
    }

    @KernelTest
    void shouldRedirectToTheSocketSetOfTheRuleAndCountWhatHasNoSocket()
    {
        final XdpFilter filter = XdpFilter.rules()
            .redirect("first", udp().destinationPort(1))
            .redirect("second", udp().destinationPort(2)).socketSet(1);
        try (
            Cable cable = new Cable(1);
            XskHost host = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY);
            XskMap first = XskMap.create(1);
            XskMap second = XskMap.create(1);
            FilterProgram program = FilterProgram.load(filter, first, second))
        {
            second.put(0, host.socket());
            assertEquals(XdpAction.PASS, program.program().testRun(udpTo(GROUP, 1), 2).action());
            assertEquals(XdpAction.REDIRECT, program.program().testRun(udpTo(GROUP, 2), 1).action());
            assertEquals(2, program.count("first").missed());
            assertEquals(0, program.count("second").missed());
            assertEquals(1, program.count("second").packets());

            second.remove(0);
            assertEquals(XdpAction.PASS, program.program().testRun(udpTo(GROUP, 2), 1).action());
            assertEquals(1, program.count("second").missed());
        }
    }

    @KernelTest
    void shouldGiveTheMarkToThePrologueAndLeaveThePacketAlone()
    {
        final XdpFilter filter = XdpFilter.rules()
            .redirect("index", udp().destinationPort(1))
            .redirect("mark", udp().destinationPort(2)).mark(0x1234);
        try (
            XskMap sockets = XskMap.create(1);
            FilterProgram program = FilterProgram.load(filter, false, (assembler, context, mark) ->
            {
                final BpfAssembler.Label zero = assembler.label();
                assembler.move(Register.R0, mark).jump(Condition.EQUAL, Register.R0, 0, zero).exit().bind(zero);
            }, sockets))
        {
            final ProgramTestRun run = program.program().testRun(udpTo(GROUP, 2), 1);
            assertEquals(0x1234, run.result());
            assertEquals(XdpAction.ABORTED, run.action());
            assertArrayEquals(udpTo(GROUP, 2), run.packet());
            assertEquals(XdpAction.PASS, program.program().testRun(udpTo(GROUP, 1), 1).action());
        }
    }

    @KernelTest
    void shouldLookThousandsOfGroupsUp()
    {
        final FilterSet<InetSocketAddress> feeds = FilterSet.endpoints("feeds", 4096);
        final List<InetSocketAddress> groups = new ArrayList<>();
        for (int i = 0; i < 4096; i++)
        {
            groups.add(new InetSocketAddress(InetAddress.ofLiteral("239.1." + (i >> 8) + "." + (i & 0xFF)), 26_400));
        }
        feeds.replaceAll(groups);
        try (FilterProgram program =
            FilterProgram.load(XdpFilter.rules().drop("feeds", udp().destinationIn(feeds))))
        {
            for (int i = 0; i < 4096; i += 273)
            {
                assertEquals(XdpAction.DROP, program.program().testRun(udpTo(GROUP + i, 26_400), 1).action());
                assertEquals(XdpAction.PASS, program.program().testRun(udpTo(GROUP + i, 26_401), 1).action());
            }
            assertEquals(XdpAction.PASS, program.program().testRun(udpTo(GROUP + 4096, 26_400), 1).action());

            feeds.remove(groups.get(273));
            assertEquals(XdpAction.PASS, program.program().testRun(udpTo(GROUP + 273, 26_400), 1).action());
            feeds.replaceAll(List.of(groups.get(1)));
            assertEquals(XdpAction.PASS, program.program().testRun(udpTo(GROUP, 26_400), 1).action());
            assertEquals(XdpAction.DROP, program.program().testRun(udpTo(GROUP + 1, 26_400), 1).action());
        }
    }

    @KernelTest
    void shouldLoadAsManyRulesAsItSays()
    {
        FilterRules rules = XdpFilter.rules();
        for (int i = 0; i < FilterCompiler.MAX_RULES; i++)
        {
            rules = rules.drop("rule" + i, udp().destination("239.1." + (i >> 8) + "." + (i & 0xFF), 26_400));
        }
        try (FilterProgram program = FilterProgram.load(rules))
        {
            final int last = FilterCompiler.MAX_RULES - 1;
            assertEquals(XdpAction.DROP, program.program().testRun(udpTo(GROUP + last, 26_400), 1).action());
            assertEquals(1, program.count("rule" + last).packets());
        }

        final XdpFilter tooMany = rules.drop("further", tcp());
        final String refusal =
            assertThrows(IllegalArgumentException.class, () -> FilterProgram.load(tooMany)).getMessage();
        assertTrue(refusal.contains("rules=1025 limit=1024"), refusal);
    }

    @Test
    void shouldRefuseASocketSetThatIsNotThere()
    {
        final String refusal =
            assertThrows(IllegalArgumentException.class, () -> FilterProgram.load(udp())).getMessage();
        assertTrue(refusal.contains("rule=match socketSet=0 maps=0"), refusal);
    }
}
