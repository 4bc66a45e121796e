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

import io.xsk.perf.PacketBenchmark;
import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to find the port of a UDP packet in the cache. The baseline reads it, and checks what has to be,
 * at the offsets of a packet without tags and options.
 */
@State(Scope.Thread)
public class PacketParserBenchmark extends PacketBenchmark
{
    private static final int ROOM = 512;
    private static final int PAYLOAD_LENGTH = 64;
    private static final int PORT = 26477;

    /** What is before the UDP header. */
    @Param({"ipv4", "vlan-ipv4", "ipv6"})
    private String headers;

    private final UnsafeBuffer packet = new UnsafeBuffer(BufferUtil.allocateDirectAligned(ROOM, Long.BYTES));
    private final PacketParser parser = new PacketParser();

    /**
     * With a packet of nothing.
     */
    public PacketParserBenchmark()
    {
    }

    /** Compose the packet, and see that it is parsed. */
    @Setup
    public void compose()
    {
        final EthernetFlyweight ethernet = new EthernetFlyweight();
        final VlanFlyweight vlan = new VlanFlyweight();
        final UdpFlyweight udp = new UdpFlyweight();
        final boolean isTagged = headers.startsWith("vlan");
        final IpFlyweight ip = headers.endsWith("ipv6") ? new Ipv6Flyweight() : new Ipv4Flyweight();
        final int etherType = ip instanceof Ipv6Flyweight ?
            EthernetFlyweight.ETHER_TYPE_IPV6 : EthernetFlyweight.ETHER_TYPE_IPV4;

        ethernet.wrap(packet, 0, ROOM);
        ethernet.etherType(isTagged ? EthernetFlyweight.ETHER_TYPE_VLAN : etherType);
        int index = ethernet.payloadIndex();
        if (isTagged)
        {
            vlan.wrap(packet, index, ROOM - index);
            vlan.compose(100, 0, etherType);
            index = vlan.payloadIndex();
        }
        ip.wrap(packet, index, ROOM - index);
        ip.compose(IpFlyweight.PROTOCOL_UDP, UdpFlyweight.HEADER_LENGTH + PAYLOAD_LENGTH);
        udp.wrap(packet, ip.payloadIndex(), ip.payloadLength());
        udp.compose(PORT, PORT, PAYLOAD_LENGTH);
        udp.updateChecksum(ip);
        if (PORT != parser() || PORT != checksum())
        {
            throw new IllegalStateException("packet is not parsed: headers=" + headers);
        }
    }

    /**
     * With the parser.
     *
     * @return the port.
     */
    @Benchmark
    public int parser()
    {
        return parser.parse(packet).isUdp() ? parser.udp().destinationPort() : 0;
    }

    /**
     * With the parser, and the checksum of the datagram verified.
     *
     * @return the port.
     */
    @Benchmark
    public int checksum()
    {
        return parser.parse(packet).isUdp() && parser.udp().isChecksumRight(parser.ip()) ?
            parser.udp().destinationPort() : 0;
    }

    /**
     * By hand; other headers than those of IPv4 alone are given up at the EtherType.
     *
     * @return the port, or 0.
     */
    @Benchmark
    public int baseline()
    {
        final int length = packet.capacity();
        if (length < 42 ||
            0x0800 != packet.getShort(12, ByteOrder.BIG_ENDIAN) ||
            0x45 != packet.getByte(14) ||
            17 != packet.getByte(23) ||
            0 != (packet.getShort(20, ByteOrder.BIG_ENDIAN) & 0x3FFF))
        {
            return 0;
        }
        final int ipLength = Short.toUnsignedInt(packet.getShort(16, ByteOrder.BIG_ENDIAN));
        final int udpLength = Short.toUnsignedInt(packet.getShort(38, ByteOrder.BIG_ENDIAN));

        return ipLength <= length - 14 && udpLength >= 8 && udpLength <= ipLength - 20 ?
            Short.toUnsignedInt(packet.getShort(36, ByteOrder.BIG_ENDIAN)) : 0;
    }
}
