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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RewriteTest
{
    private static final int[] EDGES = {0, 1, 0xFFFF, 0x10000, 0xFFFF0000, -1, 0x80008000, 0x0A000001};

    private final PacketParser parser = new PacketParser();
    private final Random random = new Random(1624);

    /** RFC 1624, section 4: the header that makes an update by the older equation wrong. */
    @Test
    void shouldUpdateTheChecksumOfTheExampleInRfc1624()
    {
        assertEquals(0x0000, InternetChecksum.update(0xDD2F, 0x5555, 0x3285));
    }

    @Test
    void shouldKeepChecksumsRightThroughAnyRewriteOfIpv4AndUdp()
    {
        final UnsafeBuffer packet = Packets.udp(1, false, 7);
        assertTrue(parser.parse(packet).isUdp());
        for (int i = 0; i < 50_000; i++)
        {
            final int source = value(i);
            final int destination = value(i / EDGES.length);
            parser.udp().onRewrite(parser.ipv4().source(), source);
            parser.ipv4().source(source);
            parser.udp().onRewrite(parser.ipv4().destination(), destination);
            parser.ipv4().destination(destination);
            parser.udp().sourcePort(value(i + 3)).destinationPort(value(i + 5));

            assertTrue(parser.ipv4().isChecksumRight());
            assertTrue(parser.udp().isChecksumRight(parser.ipv4()));
            assertTrue(0 != parser.udp().checksum());
            assertEquals(source, parser.ipv4().source());
            assertEquals(destination, parser.ipv4().destination());
        }
    }

    @Test
    void shouldKeepTheChecksumRightWhenAnIpv6AddressIsRewritten()
    {
        assertTrue(parser.parse(Packets.udp(0, true, 8)).isUdp());
        final long low = 0xFFFF_0000_1234_5678L;
        parser.udp().onRewrite((int)(parser.ipv6().sourceLow() >>> Integer.SIZE), (int)(low >>> Integer.SIZE));
        parser.udp().onRewrite((int)parser.ipv6().sourceLow(), (int)low);
        parser.ipv6().source(parser.ipv6().sourceHigh(), low);

        assertTrue(parser.udp().isChecksumRight(parser.ip()));
        assertEquals(low, parser.ipv6().sourceLow());
        assertEquals(0x20010DB8FFFFFFFFL, parser.ipv6().destinationHigh());
        assertEquals(2, parser.ipv6().destinationLow());
    }

    @Test
    void shouldTakeOneFromTheTimeToLiveUntilItIsOver()
    {
        for (final boolean isIpv6 : new boolean[]{false, true})
        {
            parser.parse(Packets.udp(0, isIpv6, 8));
            for (int timeToLive = 64; timeToLive > 1; timeToLive--)
            {
                assertEquals(timeToLive, parser.ip().timeToLive());
                assertTrue(parser.ip().decrementTimeToLive());
                assertTrue(isIpv6 || parser.ipv4().isChecksumRight());
            }
            assertFalse(parser.ip().decrementTimeToLive());
            assertEquals(1, parser.ip().timeToLive());
        }
    }

    @Test
    void shouldKeepADatagramWithoutAChecksumWithoutOne()
    {
        parser.parse(Packets.udp(0, false, 8));
        parser.udp().clearChecksum();
        parser.udp().sourcePort(77).onRewrite(1, 2);

        assertEquals(0, parser.udp().checksum());
        assertTrue(parser.udp().isChecksumRight(parser.ip()));

        parser.parse(Packets.udp(0, true, 8)).udp().clearChecksum();
        assertFalse(parser.udp().isChecksumRight(parser.ip()));
    }

    @Test
    void shouldTurnPacketsRound()
    {
        for (final boolean isIpv6 : new boolean[]{false, true})
        {
            parser.parse(Packets.udp(2, isIpv6, 9));
            parser.ethernet().swapAddresses();
            parser.ip().swapAddresses();
            parser.udp().swapPorts();

            assertEquals(0x0200_0000_0002L, parser.ethernet().source());
            assertEquals(0x0200_0000_0001L, parser.ethernet().destination());
            assertEquals(Packets.DESTINATION_PORT, parser.udp().sourcePort());
            assertTrue(parser.udp().isChecksumRight(parser.ip()));
        }
    }

    /** Written down by hand from RFC 826. */
    @Test
    void shouldAnswerAnArpRequest()
    {
        final byte[] request = HexFormat.of().parseHex(
            "0001080006040001" + "0200000000010a000001" + "0000000000000a000002");
        final ArpFlyweight arp = new ArpFlyweight();
        arp.wrap(new UnsafeBuffer(request), 0, request.length);
        assertTrue(arp.isValid());
        assertEquals(ArpFlyweight.REQUEST, arp.operation());
        assertEquals(0x0A000002, arp.targetProtocol());
        assertEquals(0, arp.payloadLength());

        arp.answer(0x0200_0000_0002L);

        final byte[] reply = HexFormat.of().parseHex(
            "0001080006040002" + "0200000000020a000002" + "0200000000010a000001");
        assertArrayEquals(reply, request);
        assertEquals(0x0200_0000_0002L, arp.senderHardware());
        assertEquals(0x0A000002, arp.senderProtocol());
        assertEquals(0x0200_0000_0001L, arp.targetHardware());
    }

    @Test
    void shouldRefuseArpOfOtherKindsAndCutOnes()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[ArpFlyweight.HEADER_LENGTH]);
        final ArpFlyweight arp = new ArpFlyweight();
        arp.wrap(buffer, 0, buffer.capacity());
        arp.compose(ArpFlyweight.REQUEST, 1, 2, 0, 4);
        assertTrue(arp.isValid());
        for (int i = 0; i < ArpFlyweight.OPERATION_OFFSET; i++)
        {
            buffer.putByte(i, (byte)(buffer.getByte(i) ^ 1));
            assertFalse(arp.isValid());
            buffer.putByte(i, (byte)(buffer.getByte(i) ^ 1));
        }
        for (int length = 0; length < ArpFlyweight.HEADER_LENGTH; length++)
        {
            arp.wrap(buffer, 0, length);
            assertFalse(arp.isValid());
        }
    }

    @Test
    void shouldAnswerAnEchoRequest()
    {
        final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
        final Ipv6Flyweight ipv6 = new Ipv6Flyweight();
        for (final IpFlyweight ip : new IpFlyweight[]{ipv4, ipv6})
        {
            final UnsafeBuffer packet = new UnsafeBuffer(new byte[128]);
            ip.wrap(packet, 0, packet.capacity());
            ip.compose(ip == ipv6 ? IpFlyweight.PROTOCOL_ICMPV6 : IpFlyweight.PROTOCOL_ICMP, 8 + 13);
            final IcmpFlyweight icmp = new IcmpFlyweight();
            icmp.wrap(packet, ip.payloadIndex(), ip.payloadLength());
            icmp.compose(ip == ipv6 ? IcmpFlyweight.V6_ECHO_REQUEST : IcmpFlyweight.ECHO_REQUEST, 0x1234, 7);
            packet.putByte(icmp.payloadIndex() + 12, (byte)0x5A);
            icmp.updateChecksum(ip);
            assertTrue(icmp.isValid());
            assertTrue(icmp.isChecksumRight(ip));

            assertTrue(icmp.answer());

            assertEquals(ip == ipv6 ? IcmpFlyweight.V6_ECHO_REPLY : IcmpFlyweight.ECHO_REPLY, icmp.type());
            assertEquals(0, icmp.code());
            assertEquals(0x1234, icmp.identifier());
            assertEquals(7, icmp.sequence());
            assertEquals(13, icmp.payloadLength());
            assertTrue(icmp.isChecksumRight(ip));
            assertFalse(icmp.answer());
            packet.putByte(icmp.payloadIndex(), (byte)1);
            assertFalse(icmp.isChecksumRight(ip));
        }
    }

    @Test
    void shouldWriteNothingWhereThereIsNoRoom()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[100]);
        final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
        final Ipv6Flyweight ipv6 = new Ipv6Flyweight();
        final UdpFlyweight udp = new UdpFlyweight();
        final VlanFlyweight vlan = new VlanFlyweight();
        final ArpFlyweight arp = new ArpFlyweight();
        final IcmpFlyweight icmp = new IcmpFlyweight();
        for (final Flyweight flyweight : new Flyweight[]{ipv4, ipv6, udp, vlan, arp, icmp})
        {
            flyweight.wrap(buffer, 97, 1000);
        }
        assertThrows(IllegalArgumentException.class, () -> ipv4.compose(17, 0));
        assertThrows(IllegalArgumentException.class, () -> ipv6.compose(17, 0));
        assertThrows(IllegalArgumentException.class, () -> udp.compose(1, 2, 0));
        assertThrows(IllegalArgumentException.class, () -> vlan.compose(1, 2, 3));
        assertThrows(IllegalArgumentException.class, () -> arp.compose(1, 2, 3, 4, 5));
        assertThrows(IllegalArgumentException.class, () -> icmp.compose(8, 1, 1));
        ipv4.wrap(buffer, 0, 100);
        assertThrows(IllegalArgumentException.class, () -> ipv4.compose(17, 81));
        assertThrows(IllegalArgumentException.class, () -> ipv4.compose(17, -1));
        assertThrows(IllegalArgumentException.class, () -> ipv4.compose(17, Integer.MAX_VALUE));
        vlan.wrap(buffer, 0, 4);
        assertThrows(IllegalArgumentException.class, () -> vlan.compose(4096, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> vlan.compose(0, 8, 0));
        assertArrayEquals(new byte[100], buffer.byteArray());
    }

    private int value(final int i)
    {
        return i % 2 == 0 ? EDGES[i / 2 % EDGES.length] : random.nextInt();
    }
}
