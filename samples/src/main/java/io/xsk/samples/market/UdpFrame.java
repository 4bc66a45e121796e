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
package io.xsk.samples.market;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.xsk.net.EthernetFlyweight;
import io.xsk.net.Ipv4Flyweight;
import io.xsk.net.UdpFlyweight;
import org.agrona.MutableDirectBuffer;

/**
 * Finds the payload of a UDP datagram in an Ethernet packet, behind up to two VLAN tags. It trusts the lengths of IP
 * and UDP, where they fit into the packet, and never the packet's own: that may be padded.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class UdpFrame
{
    private static final int VLAN = 0x8100;
    private static final int SERVICE_VLAN = 0x88A8;
    private static final int TAG_LENGTH = 4;
    private static final int MAX_TAGS = 2;

    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final UdpFlyweight udp = new UdpFlyweight();
    private int destinationAddress;

    /**
     * Wrapped around nothing.
     */
    public UdpFrame()
    {
    }

    /**
     * Look at a packet.
     *
     * @param packet index 0 is the first byte of the Ethernet header.
     * @param length of the packet in bytes.
     * @return false if it is not a whole UDP datagram over IPv4; then nothing else may be asked.
     */
    public boolean wrap(final MutableDirectBuffer packet, final int length)
    {
        int tagged = 0;
        int index = EthernetFlyweight.HEADER_LENGTH;
        while (index <= length && tagged < MAX_TAGS && isTag(etherType(packet, index)))
        {
            index += TAG_LENGTH;
            tagged++;
        }
        if (index > length || EthernetFlyweight.ETHER_TYPE_IPV4 != etherType(packet, index))
        {
            return false;
        }

        ipv4.wrap(packet, index, length - index);
        if (!ipv4.isValid() || ipv4.isFragment() || Ipv4Flyweight.PROTOCOL_UDP != ipv4.protocol())
        {
            return false;
        }
        destinationAddress = packet.getInt(index + Ipv4Flyweight.DESTINATION_OFFSET, BIG_ENDIAN);
        udp.wrap(packet, ipv4.payloadIndex(), ipv4.payloadLength());

        return udp.isValid();
    }

    /**
     * Where the datagram goes to.
     *
     * @return the IPv4 address, its first byte the highest.
     */
    public int destinationAddress()
    {
        return destinationAddress;
    }

    /**
     * Where the datagram goes to.
     *
     * @return the UDP port.
     */
    public int destinationPort()
    {
        return udp.destinationPort();
    }

    /**
     * Where the payload begins.
     *
     * @return the index within the packet.
     */
    public int payloadIndex()
    {
        return udp.payloadIndex();
    }

    /**
     * How long the payload is.
     *
     * @return the length in bytes.
     */
    public int payloadLength()
    {
        return udp.payloadLength();
    }

    /** The type stands in the two bytes before what it is the type of. */
    private static int etherType(final MutableDirectBuffer packet, final int index)
    {
        return Short.toUnsignedInt(packet.getShort(index - Short.BYTES, BIG_ENDIAN));
    }

    private static boolean isTag(final int etherType)
    {
        return VLAN == etherType || SERVICE_VLAN == etherType;
    }
}
