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
import java.nio.charset.StandardCharsets;

/**
 * What the kernel says of an interface, read from its answer to a request for the link: {@code struct ifinfomsg}
 * followed by attributes. It is valid until the next request.
 */
public final class LinkReply
{
    /** Attribute within {@code IFLA_XDP}: id of the program in the driver. */
    public static final int IFLA_XDP_DRV_PROG_ID = 5;
    /** Attribute within {@code IFLA_XDP}: id of the program in the generic path. */
    public static final int IFLA_XDP_SKB_PROG_ID = 6;
    /** Attribute within {@code IFLA_XDP}: id of the program in the hardware. */
    public static final int IFLA_XDP_HW_PROG_ID = 7;

    /** Length of {@code struct ifinfomsg} in bytes. */
    static final int HEADER_LENGTH = 16;
    private static final int INDEX_OFFSET = 4;
    private static final int FLAGS_OFFSET = 8;

    private static final int IFLA_STATS64 = 23;
    private static final int IFLA_XDP_PROG_ID = 4;

    /** {@code struct rtnl_link_stats64}, u64 each: packets, bytes, errors and drops, received and sent. */
    private static final int RX_PACKETS_OFFSET = 0;
    private static final int TX_PACKETS_OFFSET = 8;
    private static final int RX_DROPPED_OFFSET = 48;
    private static final int TX_DROPPED_OFFSET = 56;

    private final ByteBuffer message;
    private final Attributes attributes;

    LinkReply(final ByteBuffer message)
    {
        this.message = message;
        attributes = new Attributes(message, HEADER_LENGTH);
    }

    /**
     * The interface's name.
     *
     * @return the name.
     */
    public String name()
    {
        final ByteBuffer payload = attributes.payload(LinkDescriptor.IFLA_IFNAME);
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
        final ByteBuffer payload = attributes.payload(LinkDescriptor.IFLA_ADDRESS);
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
        return attributes.number(LinkDescriptor.IFLA_MTU);
    }

    /**
     * The number of receive queues that the interface was made with.
     *
     * @return the number.
     */
    public int rxQueues()
    {
        return attributes.number(LinkDescriptor.IFLA_NUM_RX_QUEUES);
    }

    /**
     * The XDP program that is attached.
     *
     * @return its id, 0 where there is none.
     */
    public int xdpProgramId()
    {
        return xdpProgramId(IFLA_XDP_PROG_ID);
    }

    /**
     * The XDP program that is attached in one mode.
     *
     * @param attribute of the mode, {@link #IFLA_XDP_DRV_PROG_ID} or another.
     * @return its id, 0 where there is none.
     */
    public int xdpProgramId(final int attribute)
    {
        return attributes.nested(LinkDescriptor.IFLA_XDP).number(attribute);
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

    private long statistic(final int offset)
    {
        final ByteBuffer payload = attributes.payload(IFLA_STATS64);

        return payload.remaining() >= offset + Long.BYTES ? payload.getLong(offset) : 0;
    }
}
