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
import io.xsk.net.InternetChecksum;
import io.xsk.net.Ipv4Flyweight;
import io.xsk.net.UdpFlyweight;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts a packet of a feed into a multicast UDP datagram over IPv4 and Ethernet, as its publisher's kernel would.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class FeedFrame
{
    /** UDP port of both lines. */
    public static final int PORT = 26_477;
    /** Groups by line: 239.100.1.1 and 239.100.1.2. */
    static final int[] GROUPS = {0xEF640101, 0xEF640102};

    private static final int SOURCE_ADDRESS = 0x0A4D0001;
    private static final long SOURCE_MAC = 0x02_00_00_00_00_01L;
    private static final long MULTICAST_MAC = 0x01_00_5E_00_00_00L;
    private static final int MULTICAST_BITS = 0x7F_FFFF;
    private static final int MAX_LENGTH = 1_514;
    private static final short VERSION_AND_HEADER_LENGTH = 0x4500;
    private static final int TIME_TO_LIVE_OFFSET = 8;
    private static final int CHECKSUM_OFFSET = 10;
    private static final byte TIME_TO_LIVE = 16;
    private static final int IP_INDEX = EthernetFlyweight.HEADER_LENGTH;
    private static final int UDP_INDEX = IP_INDEX + Ipv4Flyweight.MIN_HEADER_LENGTH;
    private static final int PAYLOAD_INDEX = UDP_INDEX + UdpFlyweight.HEADER_LENGTH;

    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[MAX_LENGTH]);

    /**
     * Nothing written yet.
     */
    public FeedFrame()
    {
    }

    /**
     * How many lines there are.
     *
     * @return the number of lines.
     */
    public static int lineCount()
    {
        return GROUPS.length;
    }

    /**
     * The groups by line.
     *
     * @return IPv4 addresses, the first byte the highest.
     */
    public static int[] groups()
    {
        return GROUPS.clone();
    }

    /**
     * The group of a line.
     *
     * @param line of the feed.
     * @return its address.
     */
    public static InetAddress group(final int line)
    {
        try
        {
            return InetAddress.getByAddress(ByteBuffer.allocate(Integer.BYTES).putInt(GROUPS[line]).array());
        }
        catch (final UnknownHostException exception)
        {
            throw new IllegalStateException(exception);
        }
    }

    /**
     * The frame that was written last.
     *
     * @return the buffer, always the same one.
     */
    public UnsafeBuffer buffer()
    {
        return frame;
    }

    /**
     * Write the frame.
     *
     * @param line   of the feed.
     * @param packet that has the payload.
     * @param index  of its first byte.
     * @param length in bytes.
     * @return the frame's length in bytes.
     */
    public int put(final int line, final DirectBuffer packet, final int index, final int length)
    {
        final int group = GROUPS[line];
        putMac(EthernetFlyweight.DESTINATION_OFFSET, MULTICAST_MAC | group & MULTICAST_BITS);
        putMac(EthernetFlyweight.SOURCE_OFFSET, SOURCE_MAC);
        putShort(EthernetFlyweight.ETHER_TYPE_OFFSET, EthernetFlyweight.ETHER_TYPE_IPV4);

        final int udpLength = UdpFlyweight.HEADER_LENGTH + length;
        frame.setMemory(IP_INDEX, PAYLOAD_INDEX - IP_INDEX, (byte)0);
        putShort(IP_INDEX, VERSION_AND_HEADER_LENGTH);
        putShort(IP_INDEX + Ipv4Flyweight.TOTAL_LENGTH_OFFSET, Ipv4Flyweight.MIN_HEADER_LENGTH + udpLength);
        frame.putByte(IP_INDEX + TIME_TO_LIVE_OFFSET, TIME_TO_LIVE);
        frame.putByte(IP_INDEX + Ipv4Flyweight.PROTOCOL_OFFSET, (byte)Ipv4Flyweight.PROTOCOL_UDP);
        frame.putInt(IP_INDEX + Ipv4Flyweight.SOURCE_OFFSET, SOURCE_ADDRESS, BIG_ENDIAN);
        frame.putInt(IP_INDEX + Ipv4Flyweight.DESTINATION_OFFSET, group, BIG_ENDIAN);
        putShort(
            IP_INDEX + CHECKSUM_OFFSET, InternetChecksum.compute(frame, IP_INDEX, Ipv4Flyweight.MIN_HEADER_LENGTH));

        // The UDP checksum stays 0, which over IPv4 means that there is none.
        putShort(UDP_INDEX + UdpFlyweight.SOURCE_PORT_OFFSET, PORT);
        putShort(UDP_INDEX + UdpFlyweight.DESTINATION_PORT_OFFSET, PORT);
        putShort(UDP_INDEX + UdpFlyweight.LENGTH_OFFSET, udpLength);
        frame.putBytes(PAYLOAD_INDEX, packet, index, length);

        return PAYLOAD_INDEX + length;
    }

    private void putMac(final int index, final long address)
    {
        putShort(index, (int)(address >>> Integer.SIZE));
        frame.putInt(index + Short.BYTES, (int)address, BIG_ENDIAN);
    }

    private void putShort(final int index, final int value)
    {
        frame.putShort(index, (short)value, BIG_ENDIAN);
    }
}
