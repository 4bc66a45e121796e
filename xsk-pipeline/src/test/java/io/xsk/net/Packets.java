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
package io.xsk.net;

import static io.xsk.net.EthernetFlyweight.ETHER_TYPE_IPV4;
import static io.xsk.net.EthernetFlyweight.ETHER_TYPE_IPV6;
import static io.xsk.net.EthernetFlyweight.ETHER_TYPE_SERVICE_VLAN;
import static io.xsk.net.EthernetFlyweight.ETHER_TYPE_VLAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * UDP packets composed with the flyweights themselves, and the bytes around them.
 */
final class Packets
{
    static final int SOURCE_PORT = 1000;
    static final int DESTINATION_PORT = 2000;
    static final int PADDING_LENGTH = 3;

    private static final int NO_VLANS = 0;
    private static final int SINGLE_VLAN = 1;

    private Packets()
    {
    }

    /**
     * A datagram with payload bytes 0, 1, 2 ..., its checksums right, and some padding behind it.
     *
     * @param vlanCount  0 to 3 tags: the outer ones with VLAN 100, the inner one with VLAN 200.
     * @param extensions of IPv6 that stand before the UDP header: the type of each at its place, see {@link
     *                   #putExtension}.
     */
    static UnsafeBuffer udp(final int vlanCount, final boolean isIpv6, final int payloadLength, final int... extensions)
    {
        final UnsafeBuffer packet = new UnsafeBuffer(new byte[256 + payloadLength]);
        final EthernetFlyweight ethernet = new EthernetFlyweight();
        ethernet.wrap(packet, 0, packet.capacity());
        final int etherType = isIpv6 ? ETHER_TYPE_IPV6 : ETHER_TYPE_IPV4;
        ethernet.destination(0x0200_0000_0002L).source(0x0200_0000_0001L).etherType(
            switch (vlanCount)
            {
                case NO_VLANS -> etherType;
                case SINGLE_VLAN -> ETHER_TYPE_VLAN;
                default -> ETHER_TYPE_SERVICE_VLAN;
            });

        int index = ethernet.payloadIndex();
        final VlanFlyweight vlan = new VlanFlyweight();
        for (int i = vlanCount; i > 0; i--)
        {
            vlan.wrap(packet, index, packet.capacity() - index);
            vlan.compose(1 == i ? 200 : 100, 5, 1 == i ? etherType : ETHER_TYPE_VLAN);
            index = vlan.payloadIndex();
        }

        final int udpLength = UdpFlyweight.HEADER_LENGTH + payloadLength;
        final IpFlyweight ip = isIpv6 ?
            ipv6(packet, index, udpLength, extensions) : ipv4(packet, index, udpLength);
        final UdpFlyweight udp = new UdpFlyweight();
        udp.wrap(packet, ip.payloadIndex(), ip.payloadLength());
        udp.compose(SOURCE_PORT, DESTINATION_PORT, payloadLength);
        for (int i = 0; i < payloadLength; i++)
        {
            packet.putByte(udp.payloadIndex() + i, (byte)i);
        }
        udp.updateChecksum(ip);

        return new UnsafeBuffer(packet, 0, udp.payloadIndex() + payloadLength + PADDING_LENGTH);
    }

    private static IpFlyweight ipv4(final UnsafeBuffer packet, final int index, final int udpLength)
    {
        final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
        ipv4.wrap(packet, index, packet.capacity() - index);
        ipv4.compose(IpFlyweight.PROTOCOL_UDP, udpLength);
        ipv4.source(0x0A000001).destination(0xEF010101);

        return ipv4;
    }

    private static IpFlyweight ipv6(
        final UnsafeBuffer packet, final int index, final int udpLength, final int... extensions)
    {
        final Ipv6Flyweight ipv6 = new Ipv6Flyweight();
        ipv6.wrap(packet, index, packet.capacity() - index);
        final int extensionsLength = 16 * extensions.length;
        ipv6.compose(extensions.length > 0 ? extensions[0] : IpFlyweight.PROTOCOL_UDP, extensionsLength + udpLength);
        ipv6.source(0x20010DB800000000L, 1).destination(0x20010DB8FFFFFFFFL, 2);
        for (int i = 0; i < extensions.length; i++)
        {
            final int next = i + 1 < extensions.length ? extensions[i + 1] : IpFlyweight.PROTOCOL_UDP;
            putExtension(packet, index + Ipv6Flyweight.HEADER_LENGTH + 16 * i, extensions[i], next);
        }

        return ipv6;
    }

    /** One of 16 bytes; a fragment header, which has only 8, is followed by options that fill the rest. */
    private static void putExtension(final UnsafeBuffer packet, final int index, final int type, final int next)
    {
        switch (type)
        {
            case 44 ->
            {
                packet.putByte(index, (byte)60);
                packet.putByte(index + 8, (byte)next);
            }
            case 51 ->
            {
                packet.putByte(index, (byte)next);
                packet.putByte(index + 1, (byte)2);
            }
            default ->
            {
                packet.putByte(index, (byte)next);
                packet.putByte(index + 1, (byte)1);
            }
        }
    }
}
