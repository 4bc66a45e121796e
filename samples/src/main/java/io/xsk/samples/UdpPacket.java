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
package io.xsk.samples;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.xsk.net.EthernetFlyweight;
import io.xsk.net.InternetChecksum;
import io.xsk.net.Ipv4Flyweight;
import io.xsk.net.UdpFlyweight;
import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A UDP datagram over IPv4 and Ethernet, all of whose bytes but the Ethernet header are under a checksum.
 * <p>
 * <b>Note:</b> This class is not threadsafe: one for each thread.
 */
final class UdpPacket
{
    static final int HEADERS_LENGTH =
        EthernetFlyweight.HEADER_LENGTH + Ipv4Flyweight.MIN_HEADER_LENGTH + UdpFlyweight.HEADER_LENGTH;

    private static final byte[] DESTINATION_MAC = {2, 0, 0, 0, 0, 2};
    private static final byte[] SOURCE_MAC = {2, 0, 0, 0, 0, 1};
    private static final int SOURCE_ADDRESS = 0x0A510001;           // 10.81.0.1
    private static final int DESTINATION_ADDRESS = 0x0A510002;      // 10.81.0.2
    private static final int SOURCE_PORT = 1234;
    private static final int DESTINATION_PORT = 4321;
    private static final short VERSION_AND_HEADER_LENGTH = 0x4500;  // IPv4, five words
    private static final short DO_NOT_FRAGMENT = 0x4000;
    private static final byte TIME_TO_LIVE = 64;
    private static final int PSEUDO_HEADER_LENGTH = 12;
    private static final int IPV4_CHECKSUM_OFFSET = 10;
    private static final int IPV4_INDEX = EthernetFlyweight.HEADER_LENGTH;
    private static final int UDP_INDEX = IPV4_INDEX + Ipv4Flyweight.MIN_HEADER_LENGTH;
    private static final short NO_CHECKSUM = (short)0xFFFF;         // what is sent for a checksum of 0, RFC 768

    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final int payloadLength;
    private final int udpLength;
    private final int pseudoHeaderSum;

    /**
     * @param payloadLength of the datagram in bytes.
     */
    UdpPacket(final int payloadLength)
    {
        this.payloadLength = payloadLength;
        udpLength = UdpFlyweight.HEADER_LENGTH + payloadLength;

        final ByteBuffer pseudoHeader = ByteBuffer.allocate(PSEUDO_HEADER_LENGTH)
            .putInt(SOURCE_ADDRESS)
            .putInt(DESTINATION_ADDRESS)
            .putShort((short)Ipv4Flyweight.PROTOCOL_UDP)
            .putShort((short)udpLength);
        pseudoHeaderSum = (short)~InternetChecksum.compute(
            new UnsafeBuffer(pseudoHeader), 0, PSEUDO_HEADER_LENGTH) & 0xFFFF;
    }

    /** The length in bytes, from the Ethernet header on. */
    int length()
    {
        return HEADERS_LENGTH + payloadLength;
    }

    /**
     * Write the datagram with a payload of random bytes.
     *
     * @param packet to write it to.
     * @param random for the payload.
     */
    void compose(final MutableDirectBuffer packet, final Random random)
    {
        final byte[] payload = new byte[payloadLength];
        random.nextBytes(payload);
        packet.putBytes(0, ByteBuffer.allocate(length())
            .put(DESTINATION_MAC)
            .put(SOURCE_MAC)
            .putShort((short)EthernetFlyweight.ETHER_TYPE_IPV4)
            .putShort(VERSION_AND_HEADER_LENGTH)
            .putShort((short)(Ipv4Flyweight.MIN_HEADER_LENGTH + udpLength))
            .putShort((short)0)                                     // identification
            .putShort(DO_NOT_FRAGMENT)
            .put(TIME_TO_LIVE)
            .put((byte)Ipv4Flyweight.PROTOCOL_UDP)
            .putShort((short)0)                                     // checksum, follows
            .putInt(SOURCE_ADDRESS)
            .putInt(DESTINATION_ADDRESS)
            .putShort((short)SOURCE_PORT)
            .putShort((short)DESTINATION_PORT)
            .putShort((short)udpLength)
            .putShort((short)pseudoHeaderSum)                       // where the checksum will be
            .put(payload)
            .flip(), length());

        packet.putShort(IPV4_INDEX + IPV4_CHECKSUM_OFFSET,
            (short)InternetChecksum.compute(packet, IPV4_INDEX, Ipv4Flyweight.MIN_HEADER_LENGTH), BIG_ENDIAN);
        final short checksum = (short)InternetChecksum.compute(packet, UDP_INDEX, udpLength);
        packet.putShort(UDP_INDEX + UdpFlyweight.CHECKSUM_OFFSET, 0 == checksum ? NO_CHECKSUM : checksum, BIG_ENDIAN);
    }

    /**
     * Is this such a datagram, and as it was sent?
     *
     * @param packet from the Ethernet header on.
     * @param length of the packet in bytes.
     * @return true if its length and its checksums are right.
     */
    boolean isIntact(final MutableDirectBuffer packet, final int length)
    {
        if (length() != length)
        {
            return false;
        }
        ethernet.wrap(packet, 0, length);
        ipv4.wrap(packet, ethernet.payloadIndex(), ethernet.payloadLength());

        // What UDP sums up is its datagram and the pseudo header, which is the same in all of them.
        return EthernetFlyweight.ETHER_TYPE_IPV4 == ethernet.etherType() &&
            ipv4.isValid() && ipv4.isChecksumRight() && Ipv4Flyweight.PROTOCOL_UDP == ipv4.protocol() &&
            pseudoHeaderSum == InternetChecksum.compute(packet, UDP_INDEX, udpLength);
    }
}
