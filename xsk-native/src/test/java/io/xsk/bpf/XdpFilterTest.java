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

import static io.xsk.bpf.Match.anyOf;
import static io.xsk.bpf.Match.anything;
import static io.xsk.bpf.Match.etherType;
import static io.xsk.bpf.Match.ipv4;
import static io.xsk.bpf.Match.ipv6;
import static io.xsk.bpf.Match.not;
import static io.xsk.bpf.Match.protocol;
import static io.xsk.bpf.Match.tcp;
import static io.xsk.bpf.Match.udp;
import static io.xsk.bpf.PacketFilter.UNFIT;
import static io.xsk.bpf.PacketFilter.UNMATCHED;
import static io.xsk.bpf.TestPackets.TCP_IPV4;
import static io.xsk.bpf.TestPackets.UDP_IPV4;
import static io.xsk.bpf.TestPackets.UDP_IPV6;
import static io.xsk.bpf.TestPackets.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * What a filter decides, by its model, about packets written by hand.
 */
class XdpFilterTest
{
    private static final String OPTIONS =
        "0800 4700 0028 0000 4000 4011 0000 0a00 0001 ef01 0101 9404 0000 0101 0100 03e8 676d 000c 0000 0102 0304";

    @Test
    void shouldTellProtocolsAndVersionsApart()
    {
        assertMatch(udp(), UDP_IPV4, UDP_IPV6);
        assertNoMatch(udp(), TCP_IPV4, "0806 0001");
        assertMatch(tcp(), TCP_IPV4);
        assertMatch(ipv4(), UDP_IPV4, TCP_IPV4);
        assertMatch(ipv6(), UDP_IPV6);
        assertNoMatch(ipv6(), UDP_IPV4, "0806");
        assertMatch(protocol(2), "0800 4600 0018 0000 0000 0102 0000 0a00 0001 e000 0016 9404 0000");
    }

    @Test
    void shouldMatchAddresses()
    {
        assertMatch(udp().destination("239.1.1.1", 26_477).source("10.0.0.1", 1000), UDP_IPV4);
        assertMatch(udp().destination("239.0.0.0/8").source("10.0.0.0/31"), UDP_IPV4);
        assertMatch(udp().destination("0.0.0.0/0"), UDP_IPV4);
        assertNoMatch(udp().destination("0.0.0.0/0"), UDP_IPV6);
        assertNoMatch(udp().destination("239.1.1.2"), UDP_IPV4);
        assertNoMatch(udp().destination("239.1.1.1", 26_478), UDP_IPV4);
        assertMatch(udp().destination("ff3e::1", 26_477).source("2001:db8::/65"), UDP_IPV6);
        assertNoMatch(udp().source("2001:db9::/32"), UDP_IPV6);
        assertMatch(udp().multicast(), UDP_IPV4, UDP_IPV6);
        assertNoMatch(tcp().multicast(), TCP_IPV4);
    }

    @Test
    void shouldMatchRangesOfPorts()
    {
        assertMatch(udp().destinationPorts(26_400, 26_477), UDP_IPV4, UDP_IPV6);
        assertNoMatch(udp().destinationPorts(26_478, 26_499), UDP_IPV4, UDP_IPV6);
        assertMatch(tcp().sourcePorts(0, 1000), TCP_IPV4);
        assertNoMatch(anything().sourcePorts(0, 65_535), "0806");
    }

    @Test
    void shouldCombine()
    {
        assertMatch(udp().and(not(udp().destinationPort(319).or(udp().destinationPort(320)))), UDP_IPV4);
        assertNoMatch(udp().and(not(anyOf(ipv4(), ipv6()))), UDP_IPV4, UDP_IPV6);
        assertMatch(anything(), UDP_IPV4, "0806");
        assertNoMatch(anyOf(), UDP_IPV4);
    }

    @Test
    void shouldLookBehindTwoTagsAndNotBehindAThird()
    {
        assertMatch(udp().untagged(), UDP_IPV4);
        assertMatch(udp().vlan(10), "8100 e00a" + UDP_IPV4);
        assertNoMatch(udp().vlan(10), UDP_IPV4, "8100 000b" + UDP_IPV4, "88a8 000a 8100 0014" + UDP_IPV4);
        assertMatch(udp().outerVlan(10).innerVlan(20), "88a8 000a 8100 0014" + UDP_IPV4);
        assertMatch(etherType(0x88F7), "88f7 0000", "8100 000a 88f7 0000");
        assertMatch(etherType(0x8100), "8100 000a 8100 0014 8100 001e" + UDP_IPV4);
        assertNoMatch(udp(), "8100 000a 8100 0014 8100 001e" + UDP_IPV4);
    }

    @Test
    void shouldSkipOptionsAndExtensionHeaders()
    {
        assertMatch(udp().destinationPort(26_477), OPTIONS);
        final String addresses =
            "2001 0db8 0000 0000 0000 0000 0000 0001 ff3e 0000 0000 0000 0000 0000 0000 0001";
        assertMatch(udp().destinationPort(26_477), "86dd 6000 0000 001c 0040" + addresses +
            "3c00 0104 0000 0000 1100 0104 0000 0000 03e8 676d 000c 0000 0102 0304");
        final String eight = "0000 0104 0000 0000".repeat(7) + "1100 0104 0000 0000";
        assertMatch(udp(), "86dd 6000 0000 004c 0040" + addresses + eight + "03e8 676d 000c 0000 0102 0304");
        assertUnfit("86dd 6000 0000 0054 0040" + addresses + "0000 0104 0000 0000" + eight +
            "03e8 676d 000c 0000 0102 0304");
        assertUnfit("86dd 6000 0000 0014 2c40" + addresses + "1100 0000 0000 0000 03e8 676d 000c 0000 0102 0304");
    }

    @Test
    void shouldAskNoRuleAboutFragmentsAndWhatIsTruncatedOrMalformed()
    {
        assertUnfit(UDP_IPV4.replace("4000 4011", "2000 4011"));
        assertUnfit(UDP_IPV4.replace("4000 4011", "0001 4011"));
        assertUnfit(UDP_IPV4.replace("4500", "4400"));
        assertUnfit(UDP_IPV4.replace("4500", "5500"));
        assertUnfit(UDP_IPV4.replace("4500 0020", "4500 0021"));
        assertUnfit(UDP_IPV4.replace("4500 0020", "4500 001b"));
        assertUnfit(UDP_IPV4.replace("000c", "000d"));
        assertUnfit(UDP_IPV4.replace("000c", "0007"));
        assertUnfit(UDP_IPV6.replace("0000 000c 1140", "0000 000d 1140"));
        assertUnfit(TCP_IPV4.replace("5002", "4002"));
        assertUnfit(TCP_IPV4.replace("5002", "6002"));
        assertUnfit("8100");
        assertUnfit("");
    }

    @Test
    void shouldLetTheFirstRuleDecide()
    {
        final PacketFilter model = XdpFilter.rules()
            .drop("noise", udp().destinationPort(26_477))
            .redirect("all", udp())
            .pass("rest", anything())
            .model();

        assertEquals(XdpAction.DROP, model.action(evaluate(model, UDP_IPV4)));
        assertEquals(1, evaluate(model, UDP_IPV4.replace("676d", "676e")));
        assertEquals(XdpAction.PASS, model.action(evaluate(model, TCP_IPV4)));
        assertEquals(XdpAction.PASS, model.action(evaluate(model, "")));
    }

    @Test
    void shouldFollowItsSets()
    {
        final FilterSet<InetSocketAddress> feeds = FilterSet.endpoints("feeds", 2);
        final FilterSet<InetAddress> groups = FilterSet.addresses("groups", 2);
        final FilterSet<Integer> ports = FilterSet.ports("ports", 2);
        final PacketFilter model = XdpFilter.rules()
            .redirect("feeds", udp().destinationIn(feeds))
            .redirect("groups", udp().destinationIn(groups))
            .redirect("ports", udp().sourceIn(ports))
            .model();
        assertEquals(UNMATCHED, evaluate(model, UDP_IPV4));

        assertTrue(ports.add(1000));
        assertFalse(ports.add(1000));
        assertEquals(2, evaluate(model, UDP_IPV4));
        groups.replaceAll(List.of(InetAddress.ofLiteral("239.1.1.1"), InetAddress.ofLiteral("ff3e::1")));
        assertEquals(1, evaluate(model, UDP_IPV4));
        assertEquals(1, evaluate(model, UDP_IPV6));
        feeds.add(new InetSocketAddress(InetAddress.ofLiteral("239.1.1.1"), 26_477));
        assertEquals(0, evaluate(model, UDP_IPV4));
        assertTrue(feeds.remove(new InetSocketAddress(InetAddress.ofLiteral("239.1.1.1"), 26_477)));
        assertEquals(1, evaluate(model, UDP_IPV4));
        assertEquals(2, groups.size());
        assertEquals("set is full: set=groups capacity=2 size=3",
            assertThrows(IllegalStateException.class,
                () -> groups.add(InetAddress.ofLiteral("239.1.1.9"))).getMessage());
    }

    @Test
    void shouldRefuseWhatCannotBeMeant()
    {
        assertThrows(IllegalArgumentException.class, () -> udp().destinationPort(65_536));
        assertThrows(IllegalArgumentException.class, () -> udp().destinationPorts(2, 1));
        assertThrows(IllegalArgumentException.class, () -> udp().vlan(4_096));
        assertThrows(IllegalArgumentException.class, () -> udp().destination("feed.example.com"));
        assertThrows(IllegalArgumentException.class, () -> udp().destination("239.1.1.1/33"));
        assertEquals("prefix has bits beyond its length: prefix=239.1.1.1/24",
            assertThrows(IllegalArgumentException.class, () -> udp().destination("239.1.1.1/24")).getMessage());
        assertEquals("two rules have one name: rule=a",
            assertThrows(IllegalArgumentException.class,
                () -> XdpFilter.rules().drop("a", udp()).pass("a", tcp())).getMessage());
        assertThrows(IllegalStateException.class, () -> XdpFilter.rules().mark(1));
    }

    private static void assertMatch(final XdpFilter filter, final String... packets)
    {
        for (final String packet : packets)
        {
            assertEquals(0, evaluate(filter.model(), packet), packet);
        }
    }

    private static void assertNoMatch(final XdpFilter filter, final String... packets)
    {
        for (final String packet : packets)
        {
            assertEquals(UNMATCHED, evaluate(filter.model(), packet), packet);
        }
    }

    private static void assertUnfit(final String packet)
    {
        assertEquals(UNFIT, evaluate(anything().model(), packet), packet);
    }

    private static int evaluate(final PacketFilter model, final String hex)
    {
        final byte[] packet = packet(hex);
        return model.evaluate(new UnsafeBuffer(packet), 0, packet.length);
    }
}
