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
package io.xsk.bpf;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * The headers of a packet, as {@link XdpFilter} says that they are read.
 */
final class PacketHeaders
{
    int tagCount;
    int outerId;
    int innerId;
    int etherType;
    /** 4 or 6, 0 where the packet is not IP. */
    int version;
    int protocol;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    boolean hasPorts;
    int sourcePort;
    int destinationPort;

    private DirectBuffer buffer;
    /** Where the bytes at hand start, and where those that may be looked at end. */
    private int position;
    private int limit;

    /** Read them; false if the packet is a fragment, truncated or malformed. */
    boolean read(final DirectBuffer packet, final int index, final int length)
    {
        buffer = packet;
        position = index;
        limit = index + length;
        version = 0;
        hasPorts = false;

        return readEthernet() && switch (etherType)
        {
            case 0x0800 -> readIpv4() && readTransport();
            case 0x86DD -> readIpv6() && skipExtensions() && readTransport();
            default -> true;
        };
    }

    private boolean readEthernet()
    {
        tagCount = 0;
        if (remaining() < 14)
        {
            return false;
        }
        etherType = u16(12);
        position += 14;
        while (tagCount < 2 && (0x8100 == etherType || 0x88A8 == etherType))
        {
            if (remaining() < 4)
            {
                return false;
            }
            final int id = u16(0) % 4096;
            outerId = 0 == tagCount ? id : outerId;
            innerId = 0 == tagCount ? innerId : id;
            etherType = u16(2);
            tagCount++;
            position += 4;
        }

        return true;
    }

    private boolean readIpv4()
    {
        if (remaining() < 20 || 4 != u8(0) / 16)
        {
            return false;
        }
        final int headerLength = u8(0) % 16 * 4;
        final int totalLength = u16(2);
        final boolean hasMore = 0 != (u8(6) & 0x20);
        final int fragmentOffset = u16(6) % 8192;
        if (headerLength < 20 || totalLength < headerLength || totalLength > remaining() ||
            hasMore || fragmentOffset > 0)
        {
            return false;
        }
        version = 4;
        protocol = u8(9);
        sourceHigh = (long)buffer.getInt(position + 12, BIG_ENDIAN) << 32;
        sourceLow = 0;
        destinationHigh = (long)buffer.getInt(position + 16, BIG_ENDIAN) << 32;
        destinationLow = 0;
        limit = position + totalLength;
        position += headerLength;

        return true;
    }

    private boolean readIpv6()
    {
        if (remaining() < 40 || 6 != u8(0) / 16 || 40 + u16(4) > remaining())
        {
            return false;
        }
        version = 6;
        protocol = u8(6);
        sourceHigh = buffer.getLong(position + 8, BIG_ENDIAN);
        sourceLow = buffer.getLong(position + 16, BIG_ENDIAN);
        destinationHigh = buffer.getLong(position + 24, BIG_ENDIAN);
        destinationLow = buffer.getLong(position + 32, BIG_ENDIAN);
        limit = position + 40 + u16(4);
        position += 40;

        return true;
    }

    private boolean skipExtensions()
    {
        int count = 0;
        while (isExtension(protocol))
        {
            if (8 == count++ || remaining() < 8)
            {
                return false;
            }
            final int length = 51 == protocol ? 8 + u8(1) * 4 : 8 + u8(1) * 8;
            protocol = u8(0);
            if (length > remaining())
            {
                return false;
            }
            position += length;
        }

        return 44 != protocol;
    }

    private boolean readTransport()
    {
        final boolean isFit = switch (protocol)
        {
            case 17 -> remaining() >= 8 && u16(4) >= 8 && u16(4) <= remaining();
            case 6 -> remaining() >= 20 && u8(12) / 16 >= 5 && u8(12) / 16 * 4 <= remaining();
            default -> true;
        };
        hasPorts = isFit && (17 == protocol || 6 == protocol);
        sourcePort = hasPorts ? u16(0) : 0;
        destinationPort = hasPorts ? u16(2) : 0;

        return isFit;
    }

    /** Hop-by-hop options, routing, authentication and destination options. */
    private static boolean isExtension(final int protocol)
    {
        return 0 == protocol || 43 == protocol || 51 == protocol || 60 == protocol;
    }

    private int remaining()
    {
        return limit - position;
    }

    private int u8(final int offset)
    {
        return Byte.toUnsignedInt(buffer.getByte(position + offset));
    }

    private int u16(final int offset)
    {
        return Short.toUnsignedInt(buffer.getShort(position + offset, BIG_ENDIAN));
    }
}
