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
 * An IPv6 header (RFC 8200) and the extension headers behind it:
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------+---------------+---------------------------------------+
 *  |Version| Traffic class |              Flow label               |
 *  +-------+-------+-------+-------+---------------+---------------+
 *  |         Payload length        |  Next header  |   Hop limit   |
 *  +-------------------------------+---------------+---------------+
 *  |                                                               |
 *  +                             Source                            +
 *  |                          (16 bytes)                           |
 *  +---------------------------------------------------------------+
 *  |                                                               |
 *  +                          Destination                          +
 *  |                          (16 bytes)                           |
 *  +---------------------------------------------------------------+
 *  |                       Extension headers                      ...
 *  +---------------------------------------------------------------+
 * </pre>
 * Protocol and payload are those behind the extension headers that can be read through: hop-by-hop and destination
 * options, routing, fragment, authentication, mobility, host identity and shim. Behind any other, an encrypted payload
 * among them, nothing is looked for. Jumbograms are not valid here.
 */
public final class Ipv6Flyweight extends IpFlyweight
{
    /** Offset of the version, the traffic class and the flow label. */
    public static final int VERSION_OFFSET = 0;
    /** Offset of the payload's length. */
    public static final int PAYLOAD_LENGTH_OFFSET = 4;
    /** Offset of the type of what follows the header. */
    public static final int NEXT_HEADER_OFFSET = 6;
    /** Offset of the hop limit. */
    public static final int HOP_LIMIT_OFFSET = 7;
    /** Offset of the source's address. */
    public static final int SOURCE_OFFSET = 8;
    /** Offset of the destination's address. */
    public static final int DESTINATION_OFFSET = 24;
    /** Length of an address in bytes. */
    public static final int ADDRESS_LENGTH = 16;
    /** Length of the header without extension headers in bytes. */
    public static final int HEADER_LENGTH = 40;

    private static final int VERSION = 6;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MOBILITY = 135;
    private static final int HOST_IDENTITY = 139;
    private static final int SHIM = 140;

    /** Within an extension header, and the least that there is of one. */
    private static final int EXTENSION_LENGTH_OFFSET = 1;
    private static final int EXTENSION_UNIT = 8;
    /** Within a fragment header: all but the two bits that are reserved. */
    private static final int FRAGMENT_OFFSET_AND_MORE_OFFSET = 2;
    private static final int FRAGMENT_OFFSET_AND_MORE = 0xFFF9;

    private static final long INVALID = -1;
    private static final long IS_FRAGMENT = 1L << 62;

    /**
     * Wrapped around nothing.
     */
    public Ipv6Flyweight()
    {
    }

    @Override
    public boolean isValid()
    {
        return length >= HEADER_LENGTH &&
            VERSION == uint8(VERSION_OFFSET) >> 4 &&
            end() <= length &&
            INVALID != walk();
    }

    @Override
    public int protocol()
    {
        return protocolOf(walk());
    }

    /** A fragment header of a packet that is whole (RFC 6946) makes it no fragment. */
    @Override
    public boolean isFragment()
    {
        return 0 != (walk() & IS_FRAGMENT);
    }

    @Override
    public int timeToLive()
    {
        return uint8(HOP_LIMIT_OFFSET);
    }

    @Override
    public boolean decrementTimeToLive()
    {
        final int hopLimit = timeToLive();
        if (hopLimit <= 1)
        {
            return false;
        }
        uint8(HOP_LIMIT_OFFSET, hopLimit - 1);

        return true;
    }

    /**
     * The upper half of the address that the packet came from.
     *
     * @return the network's part of the address.
     */
    public long sourceHigh()
    {
        return int64(SOURCE_OFFSET);
    }

    /**
     * The lower half of the address that the packet came from.
     *
     * @return the interface's part of the address.
     */
    public long sourceLow()
    {
        return int64(SOURCE_OFFSET + Long.BYTES);
    }

    /**
     * Set where the packet comes from. The checksums of the protocols above cover it.
     *
     * @param high half of the address.
     * @param low  half of the address.
     * @return this for a fluent API.
     */
    public Ipv6Flyweight source(final long high, final long low)
    {
        int64(SOURCE_OFFSET, high);
        int64(SOURCE_OFFSET + Long.BYTES, low);
        return this;
    }

    /**
     * The upper half of the address that the packet goes to.
     *
     * @return the network's part of the address.
     */
    public long destinationHigh()
    {
        return int64(DESTINATION_OFFSET);
    }

    /**
     * The lower half of the address that the packet goes to.
     *
     * @return the interface's part of the address.
     */
    public long destinationLow()
    {
        return int64(DESTINATION_OFFSET + Long.BYTES);
    }

    /**
     * Set where the packet goes to. The checksums of the protocols above cover it.
     *
     * @param high half of the address.
     * @param low  half of the address.
     * @return this for a fluent API.
     */
    public Ipv6Flyweight destination(final long high, final long low)
    {
        int64(DESTINATION_OFFSET, high);
        int64(DESTINATION_OFFSET + Long.BYTES, low);
        return this;
    }

    @Override
    public void swapAddresses()
    {
        swap(index + SOURCE_OFFSET, index + DESTINATION_OFFSET, ADDRESS_LENGTH);
    }

    /** With a hop limit of 64 and the rest 0. */
    @Override
    public void compose(final int protocol, final int payloadLength)
    {
        requireRoom(HEADER_LENGTH, payloadLength);
        int32(VERSION_OFFSET, VERSION << 28);
        uint16(PAYLOAD_LENGTH_OFFSET, payloadLength);
        uint8(NEXT_HEADER_OFFSET, protocol);
        uint8(HOP_LIMIT_OFFSET, TIME_TO_LIVE_DEFAULT);
        source(0, 0);
        destination(0, 0);
    }

    /** With the extension headers. */
    @Override
    public int headerLength()
    {
        return (int)walk();
    }

    @Override
    public int payloadLength()
    {
        return end() - headerLength();
    }

    @Override
    long addressSum()
    {
        return InternetChecksum.sum(buffer, index + SOURCE_OFFSET, 2 * ADDRESS_LENGTH);
    }

    private int end()
    {
        return HEADER_LENGTH + uint16(PAYLOAD_LENGTH_OFFSET);
    }

    /**
     * Go through the extension headers: each is at least 8 bytes long, and none may reach beyond the end. Answers what
     * follows the last one and at which offset, and whether it is a part only, or {@link #INVALID}.
     */
    private long walk()
    {
        final int end = end();
        int type = uint8(NEXT_HEADER_OFFSET);
        int offset = HEADER_LENGTH;
        while (isExtension(type))
        {
            final int extensionLength = end - offset < EXTENSION_UNIT ? Integer.MAX_VALUE :
                extensionLength(type, uint8(offset + EXTENSION_LENGTH_OFFSET));
            if (extensionLength > end - offset)
            {
                return INVALID;
            }
            final int next = uint8(offset);
            final boolean isPart = FRAGMENT == type &&
                0 != (uint16(offset + FRAGMENT_OFFSET_AND_MORE_OFFSET) & FRAGMENT_OFFSET_AND_MORE);
            offset += extensionLength;
            if (isPart)
            {
                return IS_FRAGMENT | walked(next, offset);
            }
            type = next;
        }

        return walked(type, offset);
    }

    private static boolean isExtension(final int type)
    {
        return switch (type)
        {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS,
                MOBILITY, HOST_IDENTITY, SHIM -> true;
            default -> false;
        };
    }

    private static int extensionLength(final int type, final int field)
    {
        return switch (type)
        {
            case FRAGMENT -> EXTENSION_UNIT;
            // In units of four bytes, and not counting the first two of them (RFC 4302).
            case AUTHENTICATION -> Math.max(EXTENSION_UNIT, (field + 2) * Integer.BYTES);
            default -> (field + 1) * EXTENSION_UNIT;
        };
    }

    private static long walked(final int protocol, final int offset)
    {
        return (long)protocol << Integer.SIZE | offset;
    }

    private static int protocolOf(final long walked)
    {
        return (int)(walked >>> Integer.SIZE) & 0xFF;
    }
}
