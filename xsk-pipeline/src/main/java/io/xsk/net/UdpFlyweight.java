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

/**
 * A UDP header (RFC 768):
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |          Source port          |       Destination port        |
 *  +-------------------------------+-------------------------------+
 *  |            Length             |           Checksum            |
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
public final class UdpFlyweight extends Flyweight
{
    /** Offset of the source's port. */
    public static final int SOURCE_PORT_OFFSET = 0;
    /** Offset of the destination's port. */
    public static final int DESTINATION_PORT_OFFSET = 2;
    /** Offset of the length. */
    public static final int LENGTH_OFFSET = 4;
    /** Offset of the checksum. */
    public static final int CHECKSUM_OFFSET = 6;
    /** Length of the header in bytes. */
    public static final int HEADER_LENGTH = 8;

    private static final int LOW_16_BITS = 0xFFFF;
    private static final int NO_CHECKSUM = 0;
    /** The other zero of the one's complement, which stands for a computed 0 (RFC 768). */
    private static final int ZERO_CHECKSUM = 0xFFFF;

    /**
     * Wrapped around nothing.
     */
    public UdpFlyweight()
    {
    }

    @Override
    public boolean isValid()
    {
        return length >= HEADER_LENGTH && datagramLength() >= HEADER_LENGTH && datagramLength() <= length;
    }

    /**
     * The port that the datagram came from.
     *
     * @return the port.
     */
    public int sourcePort()
    {
        return uint16(SOURCE_PORT_OFFSET);
    }

    /**
     * Set the port that the datagram comes from. Its checksum stays right, if it was.
     *
     * @param port to set.
     * @return this for a fluent API.
     */
    public UdpFlyweight sourcePort(final int port)
    {
        rewrite(SOURCE_PORT_OFFSET, port);
        return this;
    }

    /**
     * The port that the datagram goes to.
     *
     * @return the port.
     */
    public int destinationPort()
    {
        return uint16(DESTINATION_PORT_OFFSET);
    }

    /**
     * Set the port that the datagram goes to. Its checksum stays right, if it was.
     *
     * @param port to set.
     * @return this for a fluent API.
     */
    public UdpFlyweight destinationPort(final int port)
    {
        rewrite(DESTINATION_PORT_OFFSET, port);
        return this;
    }

    /**
     * The length of the header and what it carries.
     *
     * @return the length in bytes.
     */
    public int datagramLength()
    {
        return uint16(LENGTH_OFFSET);
    }

    /**
     * Say that the datagram has no checksum, which IPv4 allows.
     */
    public void clearChecksum()
    {
        uint16(CHECKSUM_OFFSET, NO_CHECKSUM);
    }

    /**
     * The checksum of the datagram.
     *
     * @return the checksum as it stands there; 0 if it has none.
     */
    public int checksum()
    {
        return uint16(CHECKSUM_OFFSET);
    }

    /**
     * Is the datagram as it was sent? One without a checksum is, over IPv4; IPv6 wants one (RFC 8200, 8.1). One behind
     * a routing header that has still segments left cannot be told.
     *
     * @param ip header of the datagram, which says where it goes.
     * @return true if its checksum is right.
     */
    public boolean isChecksumRight(final IpFlyweight ip)
    {
        if (NO_CHECKSUM == checksum())
        {
            return ip instanceof Ipv4Flyweight;
        }

        return 0 == compute(ip);
    }

    /**
     * Compute the checksum of the datagram and write it.
     *
     * @param ip header of the datagram, which says where it goes.
     */
    public void updateChecksum(final IpFlyweight ip)
    {
        clearChecksum();
        write(compute(ip));
    }

    /**
     * Keep the checksum right when 32 bits that it covers and that are not in this header are changed: an IPv4 address,
     * a quarter of an IPv6 address, four bytes of the payload at an offset that is even.
     *
     * @param oldValue of the field.
     * @param newValue of the field.
     */
    public void onRewrite(final int oldValue, final int newValue)
    {
        if (NO_CHECKSUM != checksum())
        {
            write(InternetChecksum.update(checksum(), oldValue, newValue));
        }
    }

    /**
     * Write the header, without a checksum.
     *
     * @param sourcePort      that the datagram comes from.
     * @param destinationPort that it goes to.
     * @param payloadLength   in bytes.
     * @throws IllegalArgumentException if there is no room.
     */
    public void compose(final int sourcePort, final int destinationPort, final int payloadLength)
    {
        requireRoom(HEADER_LENGTH, payloadLength);
        uint16(SOURCE_PORT_OFFSET, sourcePort);
        uint16(DESTINATION_PORT_OFFSET, destinationPort);
        uint16(LENGTH_OFFSET, HEADER_LENGTH + payloadLength);
        clearChecksum();
    }

    /**
     * Send the datagram back to where it came from. Its checksum stays right, if it was.
     */
    public void swapPorts()
    {
        swap(index + SOURCE_PORT_OFFSET, index + DESTINATION_PORT_OFFSET, Short.BYTES);
    }

    @Override
    public int headerLength()
    {
        return HEADER_LENGTH;
    }

    @Override
    public int payloadLength()
    {
        return datagramLength() - HEADER_LENGTH;
    }

    private void rewrite(final int offset, final int port)
    {
        onRewrite(uint16(offset), port & LOW_16_BITS);
        uint16(offset, port);
    }

    private int compute(final IpFlyweight ip)
    {
        final int length = datagramLength();
        return InternetChecksum.ofSum(ip.pseudoHeaderSum(IpFlyweight.PROTOCOL_UDP, length) +
            InternetChecksum.sum(buffer, index, length));
    }

    private void write(final int checksum)
    {
        uint16(CHECKSUM_OFFSET, NO_CHECKSUM == checksum ? ZERO_CHECKSUM : checksum);
    }
}
