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
package io.xsk.perf;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.xsk.net.EthernetFlyweight;
import io.xsk.net.InternetChecksum;
import io.xsk.net.Ipv4Flyweight;
import io.xsk.net.UdpFlyweight;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A UDP datagram over IPv4 and Ethernet to a MAC address that nobody has, so that a kernel which gets it drops it.
 */
final class PacketTemplate
{
    static final int MAC_LENGTH = 6;
    static final int UDP_HEADERS_LENGTH =
        EthernetFlyweight.HEADER_LENGTH + Ipv4Flyweight.MIN_HEADER_LENGTH + UdpFlyweight.HEADER_LENGTH;

    private static final int IPV4_INDEX = EthernetFlyweight.HEADER_LENGTH;
    private static final int IPV4_CHECKSUM_INDEX = IPV4_INDEX + 10;
    private static final short VERSION_AND_HEADER_LENGTH = 0x4500;
    private static final byte TIME_TO_LIVE = 64;
    private static final int SOURCE_ADDRESS = 0x0A520001;           // 10.82.0.1
    private static final int DESTINATION_ADDRESS = 0x0A520002;      // 10.82.0.2
    private static final short PORT = 9;                            // discard, RFC 863
    private static final byte[] DESTINATION_MAC = {2, 0, 0, 0, 0, 2};
    private static final byte[] SOURCE_MAC = {2, 0, 0, 0, 0, 1};

    private PacketTemplate()
    {
    }

    /**
     * Compose a datagram whose payload is zeros. It has no UDP checksum, which IPv4 allows.
     *
     * @param length of the packet in bytes, from its Ethernet header on.
     * @return the packet.
     */
    static byte[] udp(final int length)
    {
        if (length < UDP_HEADERS_LENGTH)
        {
            throw new IllegalArgumentException(
                "length must be at least " + UDP_HEADERS_LENGTH + ": length=" + length);
        }

        final byte[] packet = ByteBuffer.allocate(length)
            .put(DESTINATION_MAC)
            .put(SOURCE_MAC)
            .putShort((short)EthernetFlyweight.ETHER_TYPE_IPV4)
            .putShort(VERSION_AND_HEADER_LENGTH)
            .putShort((short)(length - IPV4_INDEX))
            .putInt(0)                                              // identification, no fragment
            .put(TIME_TO_LIVE)
            .put((byte)Ipv4Flyweight.PROTOCOL_UDP)
            .putShort((short)0)                                     // checksum, follows
            .putInt(SOURCE_ADDRESS)
            .putInt(DESTINATION_ADDRESS)
            .putShort(PORT)
            .putShort(PORT)
            .putShort((short)(length - IPV4_INDEX - Ipv4Flyweight.MIN_HEADER_LENGTH))
            .putShort((short)0)                                     // no checksum
            .array();
        final UnsafeBuffer buffer = new UnsafeBuffer(packet);
        buffer.putShort(IPV4_CHECKSUM_INDEX, (short)InternetChecksum.compute(
            buffer, IPV4_INDEX, Ipv4Flyweight.MIN_HEADER_LENGTH), BIG_ENDIAN);

        return packet;
    }
}
