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

import static java.nio.ByteOrder.BIG_ENDIAN;

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
        return Short.toUnsignedInt(buffer.getShort(index + SOURCE_PORT_OFFSET, BIG_ENDIAN));
    }

    /**
     * The port that the datagram goes to.
     *
     * @return the port.
     */
    public int destinationPort()
    {
        return Short.toUnsignedInt(buffer.getShort(index + DESTINATION_PORT_OFFSET, BIG_ENDIAN));
    }

    /**
     * The length of the header and what it carries.
     *
     * @return the length in bytes.
     */
    public int datagramLength()
    {
        return Short.toUnsignedInt(buffer.getShort(index + LENGTH_OFFSET, BIG_ENDIAN));
    }

    /**
     * Say that the datagram has no checksum, which IPv4 allows.
     */
    public void clearChecksum()
    {
        buffer.putShort(index + CHECKSUM_OFFSET, (short)0);
    }

    /**
     * Send the datagram back to where it came from. Its checksum stays right, if it was.
     */
    public void swapPorts()
    {
        swap(index + SOURCE_PORT_OFFSET, index + DESTINATION_PORT_OFFSET, Short.BYTES);
    }

    @Override
    public int payloadIndex()
    {
        return index + HEADER_LENGTH;
    }

    @Override
    public int payloadLength()
    {
        return datagramLength() - HEADER_LENGTH;
    }
}
