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
package io.xsk.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the kernel says of an interface, read from its answer to a request for the link: {@code struct ifinfomsg}
 * followed by attributes. It is valid until the next request.
 */
public final class LinkReply
{
    private static final int HEADER_LENGTH = 16;
    private static final int INDEX_OFFSET = 4;
    private static final int FLAGS_OFFSET = 8;

    private static final int IFLA_STATS64 = 23;
    private static final int IFLA_XDP = 43;
    private static final int IFLA_XDP_PROG_ID = 4;

    /** {@code struct rtnl_link_stats64}, u64 each: packets, bytes, errors and drops, received and sent. */
    private static final int RX_PACKETS_OFFSET = 0;
    private static final int TX_PACKETS_OFFSET = 8;
    private static final int RX_DROPPED_OFFSET = 48;
    private static final int TX_DROPPED_OFFSET = 56;

    private final ByteBuffer message;

    LinkReply(final ByteBuffer message)
    {
        this.message = message;
    }

    /**
     * The interface's name.
     *
     * @return the name.
     */
    public String name()
    {
        final ByteBuffer payload = attribute(LinkDescriptor.IFLA_IFNAME);
        final byte[] bytes = new byte[Math.max(0, payload.remaining() - 1)];
        payload.get(bytes);

        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * The interface's index.
     *
     * @return the index.
     */
    public int index()
    {
        return message.getInt(INDEX_OFFSET);
    }

    /**
     * Is the interface administratively up?
     *
     * @return true if it is.
     */
    public boolean isUp()
    {
        return 0 != (message.getInt(FLAGS_OFFSET) & LinkDescriptor.IFF_UP);
    }

    /**
     * The interface's MAC address.
     *
     * @return the address in the low 48 bits, 0 where there is none.
     */
    public long macAddress()
    {
        final ByteBuffer payload = attribute(LinkDescriptor.IFLA_ADDRESS);
        long macAddress = 0;
        while (LinkDescriptor.MAC_LENGTH == payload.limit() && payload.hasRemaining())
        {
            macAddress = macAddress << Byte.SIZE | Byte.toUnsignedInt(payload.get());
        }

        return macAddress;
    }

    /**
     * The longest payload of a packet.
     *
     * @return the length in bytes.
     */
    public int mtu()
    {
        return number(attribute(LinkDescriptor.IFLA_MTU));
    }

    /**
     * The number of receive queues that the interface was made with.
     *
     * @return the number.
     */
    public int rxQueues()
    {
        return number(attribute(LinkDescriptor.IFLA_NUM_RX_QUEUES));
    }

    /**
     * The XDP program that is attached.
     *
     * @return its id, 0 where there is none.
     */
    public int xdpProgramId()
    {
        return number(attribute(attribute(IFLA_XDP), 0, IFLA_XDP_PROG_ID));
    }

    /**
     * Packets received.
     *
     * @return the number.
     */
    public long rxPackets()
    {
        return statistic(RX_PACKETS_OFFSET);
    }

    /**
     * Packets sent.
     *
     * @return the number.
     */
    public long txPackets()
    {
        return statistic(TX_PACKETS_OFFSET);
    }

    /**
     * Packets received and dropped.
     *
     * @return the number.
     */
    public long rxDropped()
    {
        return statistic(RX_DROPPED_OFFSET);
    }

    /**
     * Packets dropped on the way out.
     *
     * @return the number.
     */
    public long txDropped()
    {
        return statistic(TX_DROPPED_OFFSET);
    }

    private ByteBuffer attribute(final int type)
    {
        return attribute(message, HEADER_LENGTH, type);
    }

    /** The payload of an attribute, empty where it is not there. */
    private static ByteBuffer attribute(final ByteBuffer within, final int from, final int type)
    {
        int offset = from;
        while (offset + NetlinkMessage.ATTRIBUTE_HEADER_LENGTH <= within.limit())
        {
            final int length = Short.toUnsignedInt(within.getShort(offset));
            if (length < NetlinkMessage.ATTRIBUTE_HEADER_LENGTH || length > within.limit() - offset)
            {
                break;
            }
            if (type == (within.getShort(offset + Short.BYTES) & NetlinkMessage.ATTRIBUTE_TYPE_MASK))
            {
                final int payload = offset + NetlinkMessage.ATTRIBUTE_HEADER_LENGTH;
                return within.slice(payload, length - NetlinkMessage.ATTRIBUTE_HEADER_LENGTH)
                    .order(ByteOrder.nativeOrder());
            }
            offset += NetlinkMessage.align(length);
        }

        return ByteBuffer.allocate(0);
    }

    private static int number(final ByteBuffer payload)
    {
        return payload.remaining() >= Integer.BYTES ? payload.getInt(0) : 0;
    }

    private long statistic(final int offset)
    {
        final ByteBuffer payload = attribute(IFLA_STATS64);

        return payload.remaining() >= offset + Long.BYTES ? payload.getLong(offset) : 0;
    }
}
