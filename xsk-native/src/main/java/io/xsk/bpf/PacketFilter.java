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

import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * An {@link XdpFilter} in plain Java: what the program in the kernel would do with a packet that is in memory. It is
 * written from the description of the filter and shares nothing with the program, so that each can be checked against
 * the other. It does not allocate while the filter's sets are left alone.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class PacketFilter
{
    /** No rule matches: the packet passes to the kernel. */
    public static final int UNMATCHED = -1;
    /** The packet is a fragment, truncated or malformed, so no rule was asked: it passes to the kernel. */
    public static final int UNFIT = -2;

    private final PacketHeaders headers = new PacketHeaders();
    private final FilterRule[] rules;

    PacketFilter(final List<FilterRule> rules)
    {
        this.rules = rules.toArray(new FilterRule[0]);
    }

    /**
     * Which rule decides about a packet?
     *
     * @param buffer that has the packet.
     * @param index  of its Ethernet header.
     * @param length of the packet in bytes.
     * @return the index of the rule, {@link #UNMATCHED} or {@link #UNFIT}.
     */
    public int evaluate(final DirectBuffer buffer, final int index, final int length)
    {
        if (!headers.read(buffer, index, length))
        {
            return UNFIT;
        }
        for (int i = 0; i < rules.length; i++)
        {
            if (isTrue(rules[i].match().term()))
            {
                return i;
            }
        }

        return UNMATCHED;
    }

    /**
     * What is done with a packet.
     *
     * @param result of {@link #evaluate}.
     * @return the rule's action, or to pass where there is no rule.
     */
    public XdpAction action(final int result)
    {
        return result < 0 ? XdpAction.PASS : rules[result].action();
    }

    /**
     * The names of the rules.
     *
     * @return the names by the index of the rule.
     */
    public List<String> ruleNames()
    {
        return Arrays.stream(rules).map(FilterRule::name).toList();
    }

    private boolean isTrue(final Term term)
    {
        return switch (term)
        {
            case final Term.All all -> count(all.terms(), all.terms().size()) == all.terms().size();
            case final Term.Any any -> isAnyTrue(any.terms());
            case final Term.Not not -> !isTrue(not.term());
            case final Term.EtherType type -> headers.etherType == type.etherType();
            case final Term.TagCount tags -> headers.tagCount == tags.count();
            case final Term.Tag tag -> headers.tagCount > tag.index() &&
                (0 == tag.index() ? headers.outerId : headers.innerId) == tag.id();
            case final Term.IpVersion version -> headers.version == version.version();
            case final Term.Protocol protocol -> 0 != headers.version && headers.protocol == protocol.protocol();
            case final Term.Address address -> isIn(address.prefix(), address.isSource());
            case final Term.Port port -> headers.hasPorts && isBetween(
                port.low(), port.isSource() ? headers.sourcePort : headers.destinationPort, port.high());
            case final Term.Member member -> isMember(member.set(), member.isSource());
        };
    }

    /** How many of the first terms are true, up to the first one that is not. */
    private int count(final List<Term> terms, final int size)
    {
        int i = 0;
        while (i < size && isTrue(terms.get(i)))
        {
            i++;
        }

        return i;
    }

    private boolean isAnyTrue(final List<Term> terms)
    {
        for (int i = 0, size = terms.size(); i < size; i++)
        {
            if (isTrue(terms.get(i)))
            {
                return true;
            }
        }

        return false;
    }

    private boolean isIn(final AddressPrefix prefix, final boolean isSource)
    {
        final long high = isSource ? headers.sourceHigh : headers.destinationHigh;
        final long low = isSource ? headers.sourceLow : headers.destinationLow;

        return headers.version == prefix.version() &&
            0 == ((high ^ prefix.high()) & AddressPrefix.mask(prefix.length())) &&
            0 == ((low ^ prefix.low()) & AddressPrefix.mask(prefix.length() - Long.SIZE));
    }

    private boolean isMember(final FilterSet<?> set, final boolean isSource)
    {
        if (set.hasPort() && !headers.hasPorts || set.hasAddress() && 0 == headers.version)
        {
            return false;
        }
        final int port = isSource ? headers.sourcePort : headers.destinationPort;
        final long high = isSource ? headers.sourceHigh : headers.destinationHigh;
        final long low = isSource ? headers.sourceLow : headers.destinationLow;

        return set.table().contains(
            set.hasAddress() ? headers.version : 0, set.hasPort() ? port : 0,
            set.hasAddress() ? high : 0, set.hasAddress() ? low : 0);
    }

    private static boolean isBetween(final int low, final int value, final int high)
    {
        return low <= value && value <= high;
    }
}
