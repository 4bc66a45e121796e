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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Matches of one family, over what {@link RandomPackets} are made of.
 */
final class RandomMatches
{
    /** What rules are about. */
    enum Family
    {
        ETHERNET, PROTOCOLS, IPV4_ADDRESSES, IPV6_ADDRESSES, PORTS, SETS, COMBINED
    }

    private static final int MAX_DEPTH = 3;
    private static final Family[] FAMILIES = Family.values();

    private final RandomGenerator random;
    private final RandomPackets pools;
    private final FilterSet<Integer> ports = FilterSet.ports("ports", 16);
    private final FilterSet<InetAddress> addresses = FilterSet.addresses("addresses", 16);
    private final FilterSet<InetSocketAddress> endpoints = FilterSet.endpoints("endpoints", 16);

    RandomMatches(final RandomGenerator random)
    {
        this.random = random;
        pools = new RandomPackets(random);
        changeSets();
    }

    Match next(final Family family)
    {
        return next(family, 0);
    }

    /** While programs run. */
    void changeSets()
    {
        ports.replaceAll(List.of(pools.one(RandomPackets.PORTS), pools.one(RandomPackets.PORTS)));
        addresses.replaceAll(List.of(address(RandomPackets.IPV4), address(RandomPackets.IPV6)));
        addresses.add(address(RandomPackets.IPV4));
        endpoints.replaceAll(List.of(endpoint(RandomPackets.IPV4), endpoint(RandomPackets.IPV6)));
        endpoints.add(endpoint(RandomPackets.IPV4));
        endpoints.add(endpoint(RandomPackets.IPV6));
        endpoints.remove(endpoint(RandomPackets.IPV4));
    }

    private Match next(final Family family, final int depth)
    {
        if (depth < MAX_DEPTH)
        {
            switch (random.nextInt(6))
            {
                case 0:
                    return next(family, depth + 1).and(next(family, depth + 1));
                case 1:
                    return next(family, depth + 1).or(next(family, depth + 1));
                case 2:
                    return not(next(family, depth + 1));
                case 3:
                    return anyOf(next(family, depth + 1), next(family, depth + 1), next(family, depth + 1));
                default:
                    break;
            }
        }

        return leaf(family);
    }

    private Match leaf(final Family family)
    {
        return switch (family)
        {
            case ETHERNET -> ethernet();
            case PROTOCOLS -> switch (random.nextInt(3))
            {
                case 0 -> ipv4();
                case 1 -> ipv6();
                default -> protocol(pools.one(RandomPackets.PROTOCOLS));
            };
            case IPV4_ADDRESSES -> address(pools.one(RandomPackets.IPV4), 32);
            case IPV6_ADDRESSES -> address(pools.one(RandomPackets.IPV6), 128);
            case PORTS -> ports();
            case SETS -> sets();
            case COMBINED -> leaf(FAMILIES[random.nextInt(FAMILIES.length - 1)]);
        };
    }

    private Match ethernet()
    {
        return switch (random.nextInt(6))
        {
            case 0 -> anything().untagged();
            case 1 -> anything().vlan(pools.one(RandomPackets.VLANS));
            case 2 -> anything().outerVlan(pools.one(RandomPackets.VLANS));
            case 3 -> anything().innerVlan(pools.one(RandomPackets.VLANS));
            case 4 -> random.nextInt(8) == 0 ? anything() : anyOf();
            default -> etherType(pools.one(RandomPackets.ETHER_TYPES));
        };
    }

    private Match address(final String address, final int bits)
    {
        String prefix = address;
        if (random.nextBoolean())
        {
            final int length = random.nextInt(bits + 1);
            prefix = masked(AddressPrefix.parse(address), length) + "/" + length;
        }

        return switch (random.nextInt(5))
        {
            case 0, 1 -> anything().source(prefix);
            case 2, 3 -> anything().destination(prefix);
            default -> anything().multicast();
        };
    }

    private static String masked(final AddressPrefix address, final int length)
    {
        final byte[] bytes = java.nio.ByteBuffer.allocate(16)
            .putLong(address.high() & AddressPrefix.mask(length))
            .putLong(address.low() & AddressPrefix.mask(length - Long.SIZE))
            .array();
        try
        {
            return InetAddress.getByAddress(4 == address.version() ? java.util.Arrays.copyOf(bytes, 4) : bytes)
                .getHostAddress();
        }
        catch (final java.net.UnknownHostException exception)
        {
            throw new IllegalStateException(exception);
        }
    }

    private Match ports()
    {
        final int one = pools.one(RandomPackets.PORTS);
        final int other = pools.one(RandomPackets.PORTS);

        return switch (random.nextInt(4))
        {
            case 0 -> anything().sourcePort(one);
            case 1 -> anything().destinationPort(one);
            case 2 -> anything().sourcePorts(Math.min(one, other), Math.max(one, other));
            default -> anything().destinationPorts(Math.min(one, other), Math.max(one, other));
        };
    }

    private Match sets()
    {
        final FilterSet<?> set = switch (random.nextInt(3))
        {
            case 0 -> ports;
            case 1 -> addresses;
            default -> endpoints;
        };

        return random.nextBoolean() ? anything().sourceIn(set) : anything().destinationIn(set);
    }

    private InetAddress address(final String... pool)
    {
        return InetAddress.ofLiteral(pools.one(pool));
    }

    private InetSocketAddress endpoint(final String... pool)
    {
        return new InetSocketAddress(address(pool), pools.one(RandomPackets.PORTS));
    }
}
