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

import java.util.List;

/**
 * Which packets of an interface go where: rules, of which the first that matches a packet decides. A single
 * {@link Match} is a filter as well.
 * <pre>{@code
 *     XdpFilter.rules()
 *         .redirect("md", udp().destination("239.1.1.1", 26477))
 *         .drop("noise", udp().destinationPorts(5000, 5999))
 * }</pre>
 * What no rule matches passes to the kernel's own stack, and so does, before any rule is asked, what cannot be judged
 * as a whole:
 * <ul>
 *   <li>fragments of IPv4 and IPv6 packets, also a first or an only one with a fragment header;</li>
 *   <li>truncated packets: an Ethernet header, VLAN tag, IPv4, IPv6, UDP or TCP header that is not all there, or fewer
 *     bytes than the length in the IP header says;</li>
 *   <li>malformed packets: a wrong version, a header length that is too short or beyond its packet, a UDP length below
 *   8
 *     or beyond the IP packet's, more than 8 IPv6 extension headers.</li>
 * </ul>
 * Checksums are not verified. VLAN tags are those of type 0x8100 and 0x88A8, up to two; behind them the packet is read
 * by its EtherType, and a third tag is an EtherType like any other. IPv4 options are skipped, and so are the IPv6
 * extension headers for hop-by-hop and destination options, routing and authentication. A packet in several buffers is
 * judged by its first one.
 * <p>
 * A filter is immutable; only its {@link FilterSet}s change.
 */
public sealed interface XdpFilter permits Match, FilterRules
{
    /**
     * A filter without rules, to which they are added.
     *
     * @return the filter, which passes everything.
     */
    static FilterRules rules()
    {
        return FilterRules.NONE;
    }

    /**
     * The rules, in the order in which they are asked.
     *
     * @return the rules.
     */
    List<FilterRule> ruleList();

    /**
     * The same filter in plain Java, for packets that are in memory.
     *
     * @return a model of what the kernel does with this filter.
     */
    default PacketFilter model()
    {
        return new PacketFilter(ruleList());
    }
}
