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

import java.util.ArrayList;
import java.util.List;

/**
 * Which packets: a condition on their headers, built up word by word.
 * <pre>{@code
 *     udp().destination("239.1.1.1", 26477)
 *     tcp().source("10.0.0.0/8").destinationPorts(8000, 8099).vlan(10)
 *     udp().multicast().and(not(udp().destinationPort(319).or(udp().destinationPort(320))))
 * }</pre>
 * Each word that is added narrows the match. What a packet does not have matches nothing: a condition on a port is
 * false for a packet that is neither UDP nor TCP. As an {@link XdpFilter} it redirects what it matches to the queue's
 * socket, and passes everything else to the kernel. Immutable.
 */
public final class Match implements XdpFilter
{
    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_UDP = 17;
    private static final int MAX_ETHER_TYPE = 0xFFFF;
    private static final int MAX_PORT = 0xFFFF;
    private static final int MAX_VLAN_ID = 0xFFF;
    private static final int MAX_PROTOCOL = 0xFF;
    private static final Match ANYTHING = new Match(new Term.All(List.of()));

    private final Term term;

    private Match(final Term term)
    {
        this.term = term;
    }

    /**
     * Every packet that a filter can read.
     *
     * @return the match.
     */
    public static Match anything()
    {
        return ANYTHING;
    }

    /**
     * Packets of an EtherType, behind up to two VLAN tags.
     *
     * @param etherType such as 0x88F7 for PTP over Ethernet.
     * @return the match.
     */
    public static Match etherType(final int etherType)
    {
        return ANYTHING.with(new Term.EtherType(inRange("etherType", etherType, MAX_ETHER_TYPE)));
    }

    /**
     * IPv4 packets.
     *
     * @return the match.
     */
    public static Match ipv4()
    {
        return ANYTHING.with(new Term.IpVersion(4));
    }

    /**
     * IPv6 packets.
     *
     * @return the match.
     */
    public static Match ipv6()
    {
        return ANYTHING.with(new Term.IpVersion(6));
    }

    /**
     * UDP datagrams over IPv4 or IPv6.
     *
     * @return the match.
     */
    public static Match udp()
    {
        return protocol(PROTOCOL_UDP);
    }

    /**
     * TCP segments over IPv4 or IPv6.
     *
     * @return the match.
     */
    public static Match tcp()
    {
        return protocol(PROTOCOL_TCP);
    }

    /**
     * Packets of a protocol over IPv4 or IPv6, behind the latter's extension headers.
     *
     * @param protocol by its number, such as 2 for IGMP.
     * @return the match.
     */
    public static Match protocol(final int protocol)
    {
        return ANYTHING.with(new Term.Protocol(inRange("protocol", protocol, MAX_PROTOCOL)));
    }

    /**
     * What another match does not match.
     *
     * @param match to turn round.
     * @return the match.
     */
    public static Match not(final Match match)
    {
        return new Match(new Term.Not(match.term));
    }

    /**
     * What at least one of several matches.
     *
     * @param matches of which one is enough.
     * @return the match.
     */
    public static Match anyOf(final Match... matches)
    {
        final List<Term> terms = new ArrayList<>();
        for (final Match match : matches)
        {
            terms.add(match.term);
        }

        return new Match(new Term.Any(List.copyOf(terms)));
    }

    /**
     * What both match.
     *
     * @param match the other one.
     * @return the match.
     */
    public Match and(final Match match)
    {
        return with(match.term);
    }

    /**
     * What one of both matches.
     *
     * @param match the other one.
     * @return the match.
     */
    public Match or(final Match match)
    {
        return anyOf(this, match);
    }

    /**
     * Only without a VLAN tag. A tag that the NIC has taken off (rx-vlan-offload) is not seen.
     *
     * @return the match.
     */
    public Match untagged()
    {
        return with(new Term.TagCount(0));
    }

    /**
     * Only with exactly one VLAN tag.
     *
     * @param id of the VLAN.
     * @return the match.
     */
    public Match vlan(final int id)
    {
        return with(new Term.TagCount(1)).outerVlan(id);
    }

    /**
     * Only with at least one VLAN tag, of which the first has this id.
     *
     * @param id of the VLAN.
     * @return the match.
     */
    public Match outerVlan(final int id)
    {
        return with(new Term.Tag(0, inRange("id", id, MAX_VLAN_ID)));
    }

    /**
     * Only with at least two VLAN tags, of which the second has this id.
     *
     * @param id of the VLAN.
     * @return the match.
     */
    public Match innerVlan(final int id)
    {
        return with(new Term.Tag(1, inRange("id", id, MAX_VLAN_ID)));
    }

    /**
     * Only to an address.
     *
     * @param prefix an IPv4 or IPv6 address, or with {@code /bits} all that begin with it.
     * @return the match.
     */
    public Match destination(final String prefix)
    {
        return with(new Term.Address(false, AddressPrefix.parse(prefix)));
    }

    /**
     * Only to an address and port.
     *
     * @param prefix an IPv4 or IPv6 address, or with {@code /bits} all that begin with it.
     * @param port   of UDP or TCP.
     * @return the match.
     */
    public Match destination(final String prefix, final int port)
    {
        return destination(prefix).destinationPort(port);
    }

    /**
     * Only from an address.
     *
     * @param prefix an IPv4 or IPv6 address, or with {@code /bits} all that begin with it.
     * @return the match.
     */
    public Match source(final String prefix)
    {
        return with(new Term.Address(true, AddressPrefix.parse(prefix)));
    }

    /**
     * Only from an address and port.
     *
     * @param prefix an IPv4 or IPv6 address, or with {@code /bits} all that begin with it.
     * @param port   of UDP or TCP.
     * @return the match.
     */
    public Match source(final String prefix, final int port)
    {
        return source(prefix).sourcePort(port);
    }

    /**
     * Only to a multicast group, any of 224.0.0.0/4 or ff00::/8.
     *
     * @return the match.
     */
    public Match multicast()
    {
        return and(anyOf(ANYTHING.destination("224.0.0.0/4"), ANYTHING.destination("ff00::/8")));
    }

    /**
     * Only to a port.
     *
     * @param port of UDP or TCP.
     * @return the match.
     */
    public Match destinationPort(final int port)
    {
        return destinationPorts(port, port);
    }

    /**
     * Only to a range of ports.
     *
     * @param low  the first port of UDP or TCP.
     * @param high the last port.
     * @return the match.
     */
    public Match destinationPorts(final int low, final int high)
    {
        return with(port(false, low, high));
    }

    /**
     * Only from a port.
     *
     * @param port of UDP or TCP.
     * @return the match.
     */
    public Match sourcePort(final int port)
    {
        return sourcePorts(port, port);
    }

    /**
     * Only from a range of ports.
     *
     * @param low  the first port of UDP or TCP.
     * @param high the last port.
     * @return the match.
     */
    public Match sourcePorts(final int low, final int high)
    {
        return with(port(true, low, high));
    }

    /**
     * Only to what is in a set at the time.
     *
     * @param set of addresses, of ports or of both.
     * @return the match.
     */
    public Match destinationIn(final FilterSet<?> set)
    {
        return with(new Term.Member(false, set));
    }

    /**
     * Only from what is in a set at the time.
     *
     * @param set of addresses, of ports or of both.
     * @return the match.
     */
    public Match sourceIn(final FilterSet<?> set)
    {
        return with(new Term.Member(true, set));
    }

    @Override
    public List<FilterRule> ruleList()
    {
        return List.of(new FilterRule("match", this, XdpAction.REDIRECT, 0, 0));
    }

    @Override
    public String toString()
    {
        return "Match{" + term + '}';
    }

    Term term()
    {
        return term;
    }

    private Match with(final Term further)
    {
        final List<Term> terms = new ArrayList<>();
        if (term instanceof final Term.All all)
        {
            terms.addAll(all.terms());
        }
        else
        {
            terms.add(term);
        }
        terms.add(further);

        return new Match(new Term.All(List.copyOf(terms)));
    }

    private static Term port(final boolean isSource, final int low, final int high)
    {
        inRange("low", low, MAX_PORT);
        inRange("high", high, MAX_PORT);
        if (low > high)
        {
            throw new IllegalArgumentException("ports must not be in reverse: low=" + low + " high=" + high);
        }

        return new Term.Port(isSource, low, high);
    }

    private static int inRange(final String name, final int value, final int max)
    {
        if (value < 0 || value > max)
        {
            throw new IllegalArgumentException(name + " must be from 0 to " + max + ": " + name + "=" + value);
        }

        return value;
    }
}
