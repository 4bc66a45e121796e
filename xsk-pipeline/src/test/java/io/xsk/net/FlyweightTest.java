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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FlyweightTest
{
    /** A datagram from 10.0.0.1:1000 to 10.0.0.2:2000 with four bytes, padded to the shortest Ethernet frame. */
    private static final String PACKET =
        "0200000000020200000000010800" +
        "45000020000100004011" + "66ca" + "0a0000010a000002" +
        "03e807d0000c0000" + "01020304" +
        "0000000000000000000000000000";

    private final byte[] bytes = HexFormat.of().parseHex(PACKET);
    private final UnsafeBuffer packet = new UnsafeBuffer(bytes);
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final UdpFlyweight udp = new UdpFlyweight();

    @Test
    void shouldReadADatagramAndNotItsPadding()
    {
        assertTrue(parse(packet));

        assertEquals(EthernetFlyweight.ETHER_TYPE_IPV4, ethernet.etherType());
        assertEquals(20, ipv4.headerLength());
        assertEquals(32, ipv4.totalLength());
        assertEquals(Ipv4Flyweight.PROTOCOL_UDP, ipv4.protocol());
        assertFalse(ipv4.isFragment());
        assertTrue(ipv4.isChecksumRight());
        assertEquals(1000, udp.sourcePort());
        assertEquals(2000, udp.destinationPort());
        assertEquals(12, udp.datagramLength());
        assertEquals(4, udp.payloadLength());
        assertEquals(0x01020304, Integer.reverseBytes(packet.getInt(udp.payloadIndex())));
    }

    @Test
    void shouldTurnADatagramRound()
    {
        parse(packet);
        ethernet.swapAddresses();
        ipv4.swapAddresses();
        udp.swapPorts();

        assertArrayEquals(HexFormat.of().parseHex(PACKET
            .replace("020000000002020000000001", "020000000001020000000002")
            .replace("0a0000010a000002", "0a0000020a000001")
            .replace("03e807d0", "07d003e8")), bytes);
        assertTrue(ipv4.isChecksumRight());
    }

    @Test
    void shouldRefuseEveryCutOfAPacketThatTakesAwayAPart()
    {
        final int end = udp(packet).payloadIndex() + 4;
        for (int length = 0; length < end; length++)
        {
            assertFalse(parse(new UnsafeBuffer(bytes, 0, length)), "length=" + length);
        }
        for (int length = end; length <= bytes.length; length++)
        {
            assertTrue(parse(new UnsafeBuffer(bytes, 0, length)), "length=" + length);
        }
    }

    @Test
    void shouldRefuseAVersionAndLengthsThatCannotBe()
    {
        assertRefused(14, 0x65);
        assertRefused(14, 0x44);
        assertRefused(14, 0x4F);
        assertRefused(17, 19);
        assertRefused(17, 80);
        assertRefused(39, 7);
        assertRefused(39, 13);
    }

    @Test
    void shouldTellAFragment()
    {
        parse(packet);
        packet.putByte(20, (byte)0x20);
        assertTrue(ipv4.isFragment());
        packet.putByte(20, (byte)0x40);
        assertFalse(ipv4.isFragment());
        packet.putByte(21, (byte)1);
        assertTrue(ipv4.isFragment());
    }

    @Test
    void shouldNeverReadOutsideOfAnyBytes()
    {
        final Random random = new Random(2026);
        for (int i = 0; i < 200_000; i++)
        {
            final byte[] garbage = new byte[random.nextInt(64)];
            random.nextBytes(garbage);
            if (garbage.length > 24)
            {
                System.arraycopy(bytes, 12, garbage, 12, 1 + random.nextInt(12));
            }
            parse(new UnsafeBuffer(garbage));
        }
    }

    @Test
    void shouldComputeTheChecksumOfTheExampleInRfc1071()
    {
        final UnsafeBuffer example = new UnsafeBuffer(HexFormat.of().parseHex("0001f203f4f5f6f7"));

        assertEquals(~0xDDF2 & 0xFFFF, InternetChecksum.compute(example, 0, 8));
    }

    @Test
    void shouldAgreeWithASumOfSingleWordsForAnyLength()
    {
        final Random random = new Random(1071);
        for (int length = 0; length < 300; length++)
        {
            final byte[] content = new byte[length];
            random.nextBytes(content);
            int sum = 0;
            for (int i = 0; i < length; i++)
            {
                sum += (content[i] & 0xFF) << (0 == i % 2 ? 8 : 0);
            }
            sum = (sum & 0xFFFF) + (sum >>> 16);
            sum = (sum & 0xFFFF) + (sum >>> 16);

            assertEquals(~sum & 0xFFFF, InternetChecksum.compute(new UnsafeBuffer(content), 0, length));
        }
    }

    private void assertRefused(final int index, final int value)
    {
        final byte[] copy = bytes.clone();
        copy[index] = (byte)value;
        assertFalse(parse(new UnsafeBuffer(copy)), "index=" + index + " value=" + value);
    }

    private UdpFlyweight udp(final UnsafeBuffer buffer)
    {
        parse(buffer);
        return udp;
    }

    private boolean parse(final UnsafeBuffer buffer)
    {
        ethernet.wrap(buffer, 0, buffer.capacity());
        if (!ethernet.isValid() || EthernetFlyweight.ETHER_TYPE_IPV4 != ethernet.etherType())
        {
            return false;
        }
        ipv4.wrap(buffer, ethernet.payloadIndex(), ethernet.payloadLength());
        if (!ipv4.isValid() || ipv4.isFragment() || Ipv4Flyweight.PROTOCOL_UDP != ipv4.protocol())
        {
            return false;
        }
        udp.wrap(buffer, ipv4.payloadIndex(), ipv4.payloadLength());

        return udp.isValid();
    }
}
