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

import org.agrona.MutableDirectBuffer;

/**
 * Goes once through a packet from Ethernet over up to two VLAN tags and IPv4 or IPv6 to UDP, and leaves a flyweight on
 * each header that is there. What a packet says of itself is believed only as far as the packet goes: any bytes can be
 * parsed.
 * <pre>{@code
 * if (parser.parse(event.packet()).isUdp())
 * {
 *     event.port = parser.udp().destinationPort();
 * }
 * }</pre>
 * <b>Note:</b> This class is not threadsafe. A stage has its own.
 */
public final class PacketParser
{
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final VlanFlyweight outerVlan = new VlanFlyweight();
    private final VlanFlyweight innerVlan = new VlanFlyweight();
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final Ipv6Flyweight ipv6 = new Ipv6Flyweight();
    private final UdpFlyweight udp = new UdpFlyweight();
    private IpFlyweight ip;
    private int vlanCount;
    private int etherType;
    private int payloadIndex;
    private int payloadLength;
    private boolean isUdp;

    /**
     * Nothing is parsed yet.
     */
    public PacketParser()
    {
    }

    /**
     * Parse a packet that is all of its buffer.
     *
     * @param packet whose first byte is that of the Ethernet header.
     * @return this for a fluent API.
     */
    public PacketParser parse(final MutableDirectBuffer packet)
    {
        return parse(packet, 0, packet.capacity());
    }

    /**
     * Parse a packet within a buffer.
     *
     * @param buffer that has the packet.
     * @param index  of the first byte of the Ethernet header.
     * @param length of the packet in bytes.
     * @return this for a fluent API.
     */
    public PacketParser parse(final MutableDirectBuffer buffer, final int index, final int length)
    {
        ip = null;
        isUdp = false;
        vlanCount = 0;
        etherType = 0;
        payloadIndex = 0;
        payloadLength = 0;

        ethernet.wrap(buffer, index, length);
        if (ethernet.isValid())
        {
            onLayer(ethernet, ethernet.etherType());
            parseVlan(buffer, outerVlan);
            parseVlan(buffer, innerVlan);
            parseIp(buffer);
        }

        return this;
    }

    /**
     * What the packet carries behind its VLAN tags.
     *
     * @return the EtherType; that of a tag if there are more than two or one is cut; 0 if there is no Ethernet header.
     */
    public int etherType()
    {
        return etherType;
    }

    /**
     * How many VLAN tags the packet has.
     *
     * @return 0, 1 or 2.
     */
    public int vlanCount()
    {
        return vlanCount;
    }

    /**
     * Is there a valid IPv4 or IPv6 header?
     *
     * @return true if {@link #ip()} may be read.
     */
    public boolean isIp()
    {
        return null != ip;
    }

    /**
     * Is there a valid IP header and behind it a valid UDP header, in a packet that is no fragment?
     *
     * @return true if {@link #udp()} may be read as well.
     */
    public boolean isUdp()
    {
        return isUdp;
    }

    /**
     * The Ethernet header.
     *
     * @return the flyweight; valid unless {@link #etherType()} is 0.
     */
    public EthernetFlyweight ethernet()
    {
        return ethernet;
    }

    /**
     * The first VLAN tag.
     *
     * @return the flyweight; valid if there is a tag.
     */
    public VlanFlyweight outerVlan()
    {
        return outerVlan;
    }

    /**
     * The second VLAN tag.
     *
     * @return the flyweight; valid if there are two tags.
     */
    public VlanFlyweight innerVlan()
    {
        return innerVlan;
    }

    /**
     * The IP header, whichever it is.
     *
     * @return the flyweight, or null if there is none.
     */
    public IpFlyweight ip()
    {
        return ip;
    }

    /**
     * The IPv4 header.
     *
     * @return the flyweight; valid if it is {@link #ip()}.
     */
    public Ipv4Flyweight ipv4()
    {
        return ipv4;
    }

    /**
     * The IPv6 header.
     *
     * @return the flyweight; valid if it is {@link #ip()}.
     */
    public Ipv6Flyweight ipv6()
    {
        return ipv6;
    }

    /**
     * The UDP header.
     *
     * @return the flyweight; valid if the packet {@link #isUdp()}.
     */
    public UdpFlyweight udp()
    {
        return udp;
    }

    /**
     * Where that begins which the last header that was parsed carries.
     *
     * @return the index within the buffer.
     */
    public int payloadIndex()
    {
        return payloadIndex;
    }

    /**
     * How much the last header that was parsed carries.
     *
     * @return the length in bytes.
     */
    public int payloadLength()
    {
        return payloadLength;
    }

    private void parseVlan(final MutableDirectBuffer buffer, final VlanFlyweight vlan)
    {
        if (VlanFlyweight.isTag(etherType))
        {
            vlan.wrap(buffer, payloadIndex, payloadLength);
            if (vlan.isValid())
            {
                vlanCount++;
                onLayer(vlan, vlan.etherType());
            }
        }
    }

    private void parseIp(final MutableDirectBuffer buffer)
    {
        final IpFlyweight candidate = switch (etherType)
        {
            case EthernetFlyweight.ETHER_TYPE_IPV4 -> ipv4;
            case EthernetFlyweight.ETHER_TYPE_IPV6 -> ipv6;
            default -> null;
        };
        if (null != candidate)
        {
            candidate.wrap(buffer, payloadIndex, payloadLength);
            if (candidate.isValid())
            {
                ip = candidate;
                onLayer(candidate, etherType);
                parseUdp(buffer);
            }
        }
    }

    private void parseUdp(final MutableDirectBuffer buffer)
    {
        if (IpFlyweight.PROTOCOL_UDP == ip.protocol() && !ip.isFragment())
        {
            udp.wrap(buffer, payloadIndex, payloadLength);
            isUdp = udp.isValid();
            if (isUdp)
            {
                onLayer(udp, etherType);
            }
        }
    }

    private void onLayer(final Flyweight layer, final int etherType)
    {
        this.etherType = etherType;
        payloadIndex = layer.payloadIndex();
        payloadLength = layer.payloadLength();
    }
}
