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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketParserTest
{
    private static final int PAYLOAD_LENGTH = 11;
    private static final int IP_INDEX = EthernetFlyweight.HEADER_LENGTH;

    private final PacketParser parser = new PacketParser();

    @ParameterizedTest
    @CsvSource({"0,false", "1,false", "2,false", "0,true", "1,true", "2,true"})
    void shouldFindTheDatagramBehindUpToTwoTags(final int vlanCount, final boolean isIpv6)
    {
        assertDatagram(Packets.udp(vlanCount, isIpv6, PAYLOAD_LENGTH));

        assertEquals(vlanCount, parser.vlanCount());
        assertSame(isIpv6 ? parser.ipv6() : parser.ipv4(), parser.ip());
        assertEquals(0x0200_0000_0001L, parser.ethernet().source());
        if (vlanCount > 0)
        {
            assertEquals(vlanCount > 1 ? 100 : 200, parser.outerVlan().vlan());
            assertEquals(5, parser.outerVlan().priority());
            assertFalse(parser.outerVlan().isDropEligible());
        }
        if (vlanCount > 1)
        {
            assertEquals(200, parser.innerVlan().vlan());
        }
    }

    @Test
    void shouldNotLookBehindThreeTags()
    {
        parser.parse(Packets.udp(3, false, PAYLOAD_LENGTH));

        assertEquals(2, parser.vlanCount());
        assertEquals(EthernetFlyweight.ETHER_TYPE_VLAN, parser.etherType());
        assertFalse(parser.isIp());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 43, 44, 51, 60, 135, 139, 140})
    void shouldFindTheDatagramBehindAnExtensionHeader(final int type)
    {
        assertDatagram(Packets.udp(0, true, PAYLOAD_LENGTH, type));
        assertDatagram(Packets.udp(1, true, PAYLOAD_LENGTH, 0, type, 60));
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 50, 58, 59, 253})
    void shouldNotLookBehindWhatIsNoExtensionHeader(final int type)
    {
        final UnsafeBuffer packet = Packets.udp(0, true, PAYLOAD_LENGTH, 60);
        packet.putByte(IP_INDEX + Ipv6Flyweight.HEADER_LENGTH, (byte)type);

        assertFalse(parser.parse(packet).isUdp());
        assertTrue(parser.isIp());
        assertEquals(type, parser.ipv6().protocol());
        assertEquals(IP_INDEX + Ipv6Flyweight.HEADER_LENGTH + 16, parser.payloadIndex());
    }

    @Test
    void shouldTellFragmentsOfIpv6()
    {
        final UnsafeBuffer packet = Packets.udp(0, true, PAYLOAD_LENGTH, 44);
        final int fragment = IP_INDEX + Ipv6Flyweight.HEADER_LENGTH;

        packet.putByte(fragment + 3, (byte)1);
        assertFalse(parser.parse(packet).isUdp());
        assertTrue(parser.ip().isFragment());
        assertEquals(60, parser.ip().protocol());
        assertEquals(fragment + 8, parser.payloadIndex());

        packet.putByte(fragment + 3, (byte)8);
        assertFalse(parser.parse(packet).isUdp());
        assertTrue(parser.ip().isFragment());

        packet.putByte(fragment + 3, (byte)6);
        assertDatagram(packet);
    }

    @Test
    void shouldTellFragmentsOfIpv4()
    {
        final UnsafeBuffer packet = Packets.udp(0, false, PAYLOAD_LENGTH);
        packet.putByte(IP_INDEX + Ipv4Flyweight.FRAGMENT_OFFSET, (byte)0x20);

        assertFalse(parser.parse(packet).isUdp());
        assertTrue(parser.isIp());
    }

    @ParameterizedTest
    @CsvSource({"0,false", "2,false", "0,true", "2,true"})
    void shouldFindNoDatagramInAnyCutOfIt(final int vlanCount, final boolean isIpv6)
    {
        final UnsafeBuffer packet = isIpv6 ?
            Packets.udp(vlanCount, true, PAYLOAD_LENGTH, 0, 44) : Packets.udp(vlanCount, false, PAYLOAD_LENGTH);
        final int end = packet.capacity() - Packets.PADDING_LENGTH;
        for (int length = 0; length < end; length++)
        {
            assertFalse(parser.parse(new UnsafeBuffer(packet, 0, length)).isUdp(), "length=" + length);
            assertFalse(parser.parse(packet, 0, length).isUdp(), "length=" + length);
        }
        assertTrue(parser.parse(packet, 0, end).isUdp());
    }

    @Test
    void shouldForgetThePacketBefore()
    {
        parser.parse(Packets.udp(2, true, PAYLOAD_LENGTH));
        parser.parse(new UnsafeBuffer(new byte[60]));

        assertEquals(0, parser.vlanCount());
        assertEquals(0, parser.etherType());
        assertFalse(parser.isUdp());
        assertNull(parser.ip());
        assertEquals(IP_INDEX, parser.payloadIndex());
        assertEquals(60 - IP_INDEX, parser.payloadLength());
    }

    @Test
    void shouldTrustNoIndexAndNoLengthOfTheCaller()
    {
        final UnsafeBuffer packet = Packets.udp(0, false, PAYLOAD_LENGTH);
        final int[] values = {Integer.MIN_VALUE, -1, 0, 1, 14, packet.capacity(), 1000, Integer.MAX_VALUE};
        for (final int index : values)
        {
            for (final int length : values)
            {
                parser.parse(packet, index, length);
                assertEquals(0 == index && length >= packet.capacity(), parser.isUdp(), index + " " + length);
            }
        }
    }

    /**
     * Whatever the bytes are, nothing is thrown and nothing outside of the packet makes a difference: the same packet
     * is parsed within two buffers that differ everywhere else, and once as a buffer of its own, with bounds checks.
     */
    @Test
    void shouldReadNothingOutsideOfThePacketWhateverItsBytesAre()
    {
        final Random random = new Random(2026);
        final byte[] bytes = new byte[256];
        int udpCount = 0;
        for (int i = 0; i < 100_000; i++)
        {
            final int length = mutatedPacket(random, bytes);
            final int index = random.nextInt(32);
            final long alone = digest(new UnsafeBuffer(bytes, 0, length), 0, length);
            final long among = digest(surrounded(bytes, length, index, (byte)0), index, length);

            assertEquals(alone, among);
            assertEquals(among, digest(surrounded(bytes, length, index, (byte)0xFF), index, length));
            udpCount += parser.isUdp() ? 1 : 0;
        }
        assertTrue(udpCount > 3_000, "udpCount=" + udpCount);
    }

    private static int mutatedPacket(final Random random, final byte[] bytes)
    {
        if (0 == random.nextInt(4))
        {
            random.nextBytes(bytes);
            return random.nextInt(bytes.length);
        }

        final boolean isIpv6 = random.nextBoolean();
        final int[] extensions = random.ints(random.nextInt(4), 0, 8)
            .map(i -> new int[]{0, 43, 44, 51, 60, 135, 139, 140}[i]).toArray();
        final UnsafeBuffer packet = Packets.udp(random.nextInt(4), isIpv6, random.nextInt(32), extensions);
        packet.getBytes(0, bytes, 0, packet.capacity());
        for (int i = random.nextInt(4); i > 0; i--)
        {
            bytes[12 + random.nextInt(packet.capacity() - 12)] = (byte)random.nextInt();
        }

        return random.nextBoolean() ? packet.capacity() : random.nextInt(packet.capacity());
    }

    private static UnsafeBuffer surrounded(final byte[] bytes, final int length, final int index, final byte around)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[index + length + 300]);
        buffer.setMemory(0, buffer.capacity(), around);
        buffer.putBytes(index, bytes, 0, length);

        return buffer;
    }

    /** All that can be read, with indices relative to the packet. */
    private long digest(final UnsafeBuffer buffer, final int index, final int length)
    {
        parser.parse(buffer, index, length);
        long digest = 31L * parser.etherType() + parser.vlanCount();
        digest = 31 * digest + parser.payloadIndex() - (0 == parser.etherType() ? parser.payloadIndex() : index);
        digest = 31 * digest + parser.payloadLength();
        if (parser.isIp())
        {
            final IpFlyweight ip = parser.ip();
            digest = 31 * digest + ip.protocol() + ip.timeToLive() + (ip.isFragment() ? 1 : 0);
            digest = 31 * digest + ip.payloadIndex() - index + 7L * ip.payloadLength() + ip.addressSum();
            assertTrue(ip.payloadIndex() + ip.payloadLength() <= index + length);
            assertTrue(ip.payloadLength() >= 0);
        }
        if (parser.ip() == parser.ipv4() && parser.isIp())
        {
            digest = 31 * digest + (parser.ipv4().isChecksumRight() ? 1 : 0);
        }
        if (parser.isUdp())
        {
            digest = 31 * digest + parser.udp().sourcePort() + parser.udp().destinationPort();
            digest = 31 * digest + (parser.udp().isChecksumRight(parser.ip()) ? 1 : 0);
            assertTrue(parser.udp().payloadIndex() + parser.udp().payloadLength() <= index + length);
        }

        return digest;
    }

    private void assertDatagram(final UnsafeBuffer packet)
    {
        assertTrue(parser.parse(packet).isUdp());
        assertFalse(parser.ip().isFragment());
        assertEquals(IpFlyweight.PROTOCOL_UDP, parser.ip().protocol());
        assertEquals(Packets.SOURCE_PORT, parser.udp().sourcePort());
        assertEquals(Packets.DESTINATION_PORT, parser.udp().destinationPort());
        assertEquals(PAYLOAD_LENGTH, parser.payloadLength());
        assertEquals(packet.capacity() - Packets.PADDING_LENGTH - PAYLOAD_LENGTH, parser.payloadIndex());
        assertTrue(parser.udp().isChecksumRight(parser.ip()));
        packet.putByte(parser.payloadIndex(), (byte)(packet.getByte(parser.payloadIndex()) ^ 0x40));
        assertFalse(parser.udp().isChecksumRight(parser.ip()));
        packet.putByte(parser.payloadIndex(), (byte)(packet.getByte(parser.payloadIndex()) ^ 0x40));
    }
}
