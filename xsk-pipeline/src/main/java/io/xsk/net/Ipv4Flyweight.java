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
public final class Ipv4Flyweight extends IpFlyweight
{
    /** Offset of version and header length. */
    public static final int VERSION_OFFSET = 0;
    /** Offset of the type of service. */
    public static final int TYPE_OF_SERVICE_OFFSET = 1;
    /** Offset of the total length. */
    public static final int TOTAL_LENGTH_OFFSET = 2;
    /** Offset of the identification. */
    public static final int IDENTIFICATION_OFFSET = 4;
    /** Offset of fragment flags and offset. */
    public static final int FRAGMENT_OFFSET = 6;
    /** Offset of the time to live. */
    public static final int TIME_TO_LIVE_OFFSET = 8;
    /** Offset of the protocol. */
    public static final int PROTOCOL_OFFSET = 9;
    /** Offset of the header's checksum. */
    public static final int CHECKSUM_OFFSET = 10;
    /** Offset of the source's address. */
    public static final int SOURCE_OFFSET = 12;
    /** Offset of the destination's address. */
    public static final int DESTINATION_OFFSET = 16;
    /** Length of a header without options in bytes. */
    public static final int MIN_HEADER_LENGTH = 20;

    private static final int VERSION = 4;
    private static final int DONT_FRAGMENT = 0x4000;
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
            VERSION == uint8(VERSION_OFFSET) >> 4 &&
            headerLength() >= MIN_HEADER_LENGTH &&
            headerLength() <= totalLength() &&
            totalLength() <= length;
    }

    /** With the options. */
    @Override
    public int headerLength()
    {
        return (uint8(VERSION_OFFSET) & 0x0F) * Integer.BYTES;
    }

    /**
     * The length of the header and all that it carries.
     *
     * @return the length in bytes.
     */
    public int totalLength()
    {
        return uint16(TOTAL_LENGTH_OFFSET);
    }

    @Override
    public boolean isFragment()
    {
        return 0 != (uint16(FRAGMENT_OFFSET) & MORE_FRAGMENTS_AND_OFFSET);
    }

    @Override
    public int protocol()
    {
        return uint8(PROTOCOL_OFFSET);
    }

    @Override
    public int timeToLive()
    {
        return uint8(TIME_TO_LIVE_OFFSET);
    }

    @Override
    public boolean decrementTimeToLive()
    {
        final int timeToLive = timeToLive();
        if (timeToLive <= 1)
        {
            return false;
        }
        // The field and the protocol behind it are the 16-bit word that the checksum covers.
        final int word = uint16(TIME_TO_LIVE_OFFSET);
        uint8(TIME_TO_LIVE_OFFSET, timeToLive - 1);
        uint16(CHECKSUM_OFFSET, InternetChecksum.update(checksum(), word, uint16(TIME_TO_LIVE_OFFSET)));

        return true;
    }

    /**
     * How the packet is to be treated on its way.
     *
     * @return the type of service: DSCP in the upper six bits, ECN in the lower two.
     */
    public int typeOfService()
    {
        return uint8(TYPE_OF_SERVICE_OFFSET);
    }

    /**
     * Set how the packet is to be treated on its way; for before the checksum is written.
     *
     * @param typeOfService DSCP in the upper six bits, ECN in the lower two.
     * @return this for a fluent API.
     */
    public Ipv4Flyweight typeOfService(final int typeOfService)
    {
        uint8(TYPE_OF_SERVICE_OFFSET, typeOfService);
        return this;
    }

    /**
     * Which packet it is, for those who put fragments together.
     *
     * @return the identification.
     */
    public int identification()
    {
        return uint16(IDENTIFICATION_OFFSET);
    }

    /**
     * Where the packet came from.
     *
     * @return the address.
     */
    public int source()
    {
        return int32(SOURCE_OFFSET);
    }

    /**
     * Set where the packet comes from. The header's checksum stays right, if it was; that of UDP wants to be told, see
     * {@link UdpFlyweight#onRewrite}.
     *
     * @param address to set.
     * @return this for a fluent API.
     */
    public Ipv4Flyweight source(final int address)
    {
        rewrite(SOURCE_OFFSET, address);
        return this;
    }

    /**
     * Where the packet goes to.
     *
     * @return the address.
     */
    public int destination()
    {
        return int32(DESTINATION_OFFSET);
    }

    /**
     * Set where the packet goes to. The header's checksum stays right, if it was; that of UDP wants to be told, see
     * {@link UdpFlyweight#onRewrite}.
     *
     * @param address to set.
     * @return this for a fluent API.
     */
    public Ipv4Flyweight destination(final int address)
    {
        rewrite(DESTINATION_OFFSET, address);
        return this;
    }

    /**
     * The checksum of the header.
     *
     * @return the checksum as it stands there.
     */
    public int checksum()
    {
        return uint16(CHECKSUM_OFFSET);
    }

    /**
     * Compute the checksum of the header and write it.
     */
    public void updateChecksum()
    {
        uint16(CHECKSUM_OFFSET, 0);
        uint16(CHECKSUM_OFFSET, InternetChecksum.compute(buffer, index, headerLength()));
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

    @Override
    public void swapAddresses()
    {
        swap(index + SOURCE_OFFSET, index + DESTINATION_OFFSET, Integer.BYTES);
    }

    /** With the flag not to fragment, a time to live of 64, and the rest 0. */
    @Override
    public void compose(final int protocol, final int payloadLength)
    {
        requireRoom(MIN_HEADER_LENGTH, payloadLength);
        uint8(VERSION_OFFSET, VERSION << 4 | MIN_HEADER_LENGTH / Integer.BYTES);
        uint8(TYPE_OF_SERVICE_OFFSET, 0);
        uint16(TOTAL_LENGTH_OFFSET, MIN_HEADER_LENGTH + payloadLength);
        uint16(IDENTIFICATION_OFFSET, 0);
        uint16(FRAGMENT_OFFSET, DONT_FRAGMENT);
        uint8(TIME_TO_LIVE_OFFSET, TIME_TO_LIVE_DEFAULT);
        uint8(PROTOCOL_OFFSET, protocol);
        int32(SOURCE_OFFSET, 0);
        int32(DESTINATION_OFFSET, 0);
        updateChecksum();
    }

    @Override
    long addressSum()
    {
        return Integer.toUnsignedLong(source()) + Integer.toUnsignedLong(destination());
    }

    @Override
    public int payloadLength()
    {
        return totalLength() - headerLength();
    }

    private void rewrite(final int offset, final int address)
    {
        uint16(CHECKSUM_OFFSET, InternetChecksum.update(checksum(), int32(offset), address));
        int32(offset, address);
    }
}
