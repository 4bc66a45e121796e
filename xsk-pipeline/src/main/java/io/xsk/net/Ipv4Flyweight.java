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
 * An IPv4 header (RFC 791):
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------+-------+---------------+-------------------------------+
 *  |Version|  IHL  |Type of service|         Total length          |
 *  +-------+-------+---------------+-----+-------------------------+
 *  |        Identification         |Flags|     Fragment offset     |
 *  +---------------+---------------+-----+-------------------------+
 *  | Time to live  |   Protocol    |        Header checksum        |
 *  +---------------+---------------+-------------------------------+
 *  |                            Source                             |
 *  +---------------------------------------------------------------+
 *  |                          Destination                          |
 *  +---------------------------------------------------------------+
 *  |                           Options                            ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv4Flyweight extends Flyweight
{
    /** Protocol number of UDP. */
    public static final int PROTOCOL_UDP = 17;

    /** Offset of version and header length. */
    public static final int VERSION_OFFSET = 0;
    /** Offset of the total length. */
    public static final int TOTAL_LENGTH_OFFSET = 2;
    /** Offset of fragment flags and offset. */
    public static final int FRAGMENT_OFFSET = 6;
    /** Offset of the protocol. */
    public static final int PROTOCOL_OFFSET = 9;
    /** Offset of the source's address. */
    public static final int SOURCE_OFFSET = 12;
    /** Offset of the destination's address. */
    public static final int DESTINATION_OFFSET = 16;
    /** Length of a header without options in bytes. */
    public static final int MIN_HEADER_LENGTH = 20;

    private static final int VERSION = 4;
    private static final int MORE_FRAGMENTS_AND_OFFSET = 0x3FFF;

    /**
     * Wrapped around nothing.
     */
    public Ipv4Flyweight()
    {
    }

    @Override
    public boolean isValid()
    {
        return length >= MIN_HEADER_LENGTH &&
            VERSION == buffer.getByte(index + VERSION_OFFSET) >> 4 &&
            headerLength() >= MIN_HEADER_LENGTH &&
            headerLength() <= totalLength() &&
            totalLength() <= length;
    }

    /**
     * The length of the header with its options.
     *
     * @return the length in bytes.
     */
    public int headerLength()
    {
        return (buffer.getByte(index + VERSION_OFFSET) & 0x0F) * Integer.BYTES;
    }

    /**
     * The length of the header and all that it carries.
     *
     * @return the length in bytes.
     */
    public int totalLength()
    {
        return Short.toUnsignedInt(buffer.getShort(index + TOTAL_LENGTH_OFFSET, BIG_ENDIAN));
    }

    /**
     * Is the packet only a part of what was sent?
     *
     * @return true if what it carries cannot be read by itself.
     */
    public boolean isFragment()
    {
        return 0 != (buffer.getShort(index + FRAGMENT_OFFSET, BIG_ENDIAN) & MORE_FRAGMENTS_AND_OFFSET);
    }

    /**
     * What the packet carries.
     *
     * @return the protocol's number.
     */
    public int protocol()
    {
        return Byte.toUnsignedInt(buffer.getByte(index + PROTOCOL_OFFSET));
    }

    /**
     * Is the header as it was sent?
     *
     * @return true if its checksum is right.
     */
    public boolean isChecksumRight()
    {
        return 0 == InternetChecksum.compute(buffer, index, headerLength());
    }

    /**
     * Send the packet back to where it came from. The header's checksum stays right.
     */
    public void swapAddresses()
    {
        swap(index + SOURCE_OFFSET, index + DESTINATION_OFFSET, Integer.BYTES);
    }

    @Override
    public int payloadIndex()
    {
        return index + headerLength();
    }

    @Override
    public int payloadLength()
    {
        return totalLength() - headerLength();
    }
}
