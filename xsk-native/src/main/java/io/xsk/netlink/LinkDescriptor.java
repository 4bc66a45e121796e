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

import io.xsk.NetDevice;
import io.xsk.netns.NetworkNamespace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The messages of rtnetlink(7) about interfaces: {@code linux/rtnetlink.h}, {@code linux/if_link.h},
 * {@code linux/if_addr.h}, {@code linux/neighbour.h}.
 */
final class LinkDescriptor
{
    static final int RTM_NEWLINK = 16;
    static final int RTM_GETLINK = 18;
    static final int RTM_NEWADDR = 20;
    static final int RTM_NEWNEIGH = 28;

    static final int IFF_UP = 1;

    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_NET_NS_PID = 19;
    static final int IFLA_STATS64 = 23;
    static final int IFLA_NUM_TX_QUEUES = 31;
    static final int IFLA_NUM_RX_QUEUES = 32;
    static final int IFLA_XDP = 43;

    private static final int AF_UNSPEC = 0;
    private static final int AF_INET = 2;

    /** {@code struct ifinfomsg}: family u8, pad u8, type u16, index, flags, mask of flags to change. */
    private static final int LINK_HEADER_LENGTH = 16;
    private static final int LINK_INDEX_OFFSET = 4;
    private static final int LINK_FLAGS_OFFSET = 8;

    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFLA_XDP_PROG_ID = 4;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NUD_PERMANENT = 0x80;

    /** {@code struct rtnl_link_stats64}, u64 each: packets, bytes, errors and drops, received and sent. */
    private static final int STATS_RX_PACKETS_OFFSET = 0;
    private static final int STATS_TX_PACKETS_OFFSET = 8;
    private static final int STATS_RX_DROPPED_OFFSET = 48;
    private static final int STATS_TX_DROPPED_OFFSET = 56;

    private static final int MAC_LENGTH = 6;

    private LinkDescriptor()
    {
    }

    static void putHeader(final NetlinkMessage message, final int index, final int flagsToSet)
    {
        message.putByte(AF_UNSPEC).putByte(0).putShort(0).putInt(index).putInt(flagsToSet).putInt(flagsToSet);
    }

    static void putVethPair(
        final NetlinkMessage message,
        final String name,
        final String peerName,
        final int peerThreadId,
        final int queues)
    {
        putHeader(message, 0, 0);
        putNameAndQueues(message, name, queues);
        final int linkInfo = message.beginNested(IFLA_LINKINFO);
        message.attribute(IFLA_INFO_KIND, "veth");
        final int data = message.beginNested(IFLA_INFO_DATA);
        final int peer = message.beginNested(VETH_INFO_PEER);
        putHeader(message, 0, 0);
        putNameAndQueues(message, peerName, queues);
        message.attribute(IFLA_NET_NS_PID, peerThreadId);
        message.endNested(peer);
        message.endNested(data);
        message.endNested(linkInfo);
    }

    /** After {@code struct ifaddrmsg}: family, prefix length, flags, scope, each u8, and the interface's index. */
    static void putAddress(
        final NetlinkMessage message, final int index, final byte[] address, final int prefixLength)
    {
        message.putByte(AF_INET).putByte(prefixLength).putByte(0).putByte(0).putInt(index);
        message.attribute(IFA_LOCAL, address);
        message.attribute(IFA_ADDRESS, address);
    }

    /** After {@code struct ndmsg}: family u8, pads, the interface's index, state u16, flags u8, type u8. */
    static void putNeighbour(
        final NetlinkMessage message, final int index, final byte[] address, final long macAddress)
    {
        message.putByte(AF_INET).putByte(0).putShort(0).putInt(index);
        message.putShort(NUD_PERMANENT).putByte(0).putByte(0);
        message.attribute(NDA_DST, address);
        message.attribute(NDA_LLADDR, macAddress(macAddress));
    }

    static NetDevice parse(final ByteBuffer reply)
    {
        final ByteBuffer mac = attribute(reply, LINK_HEADER_LENGTH, IFLA_ADDRESS);
        final ByteBuffer stats = attribute(reply, LINK_HEADER_LENGTH, IFLA_STATS64);
        final ByteBuffer program = attribute(attribute(reply, LINK_HEADER_LENGTH, IFLA_XDP), 0, IFLA_XDP_PROG_ID);

        return new NetDevice(
            text(attribute(reply, LINK_HEADER_LENGTH, IFLA_IFNAME)),
            reply.getInt(LINK_INDEX_OFFSET),
            NetworkNamespace.idOfThisThread(),
            MAC_LENGTH == mac.remaining() ? macAddress(mac) : 0,
            attribute(reply, LINK_HEADER_LENGTH, IFLA_MTU).getInt(),
            attribute(reply, LINK_HEADER_LENGTH, IFLA_NUM_RX_QUEUES).getInt(),
            0 != (reply.getInt(LINK_FLAGS_OFFSET) & IFF_UP),
            program.hasRemaining() ? program.getInt() : 0,
            stats.getLong(STATS_RX_PACKETS_OFFSET),
            stats.getLong(STATS_TX_PACKETS_OFFSET),
            stats.getLong(STATS_RX_DROPPED_OFFSET),
            stats.getLong(STATS_TX_DROPPED_OFFSET));
    }

    private static void putNameAndQueues(final NetlinkMessage message, final String name, final int queues)
    {
        message.attribute(IFLA_IFNAME, name);
        message.attribute(IFLA_NUM_RX_QUEUES, queues);
        message.attribute(IFLA_NUM_TX_QUEUES, queues);
    }

    /** The payload of an attribute, empty when it is not there. */
    private static ByteBuffer attribute(final ByteBuffer message, final int from, final int type)
    {
        int offset = from;
        while (offset + NetlinkMessage.ATTRIBUTE_HEADER_LENGTH <= message.limit())
        {
            final int length = Short.toUnsignedInt(message.getShort(offset));
            if (length < NetlinkMessage.ATTRIBUTE_HEADER_LENGTH || length > message.limit() - offset)
            {
                break;
            }
            if (type == (message.getShort(offset + Short.BYTES) & NetlinkMessage.ATTRIBUTE_TYPE_MASK))
            {
                final int payload = offset + NetlinkMessage.ATTRIBUTE_HEADER_LENGTH;
                return message.slice(payload, length - NetlinkMessage.ATTRIBUTE_HEADER_LENGTH)
                    .order(ByteOrder.nativeOrder());
            }
            offset += NetlinkMessage.align(length);
        }

        return ByteBuffer.allocate(0);
    }

    private static String text(final ByteBuffer payload)
    {
        final byte[] bytes = new byte[Math.max(0, payload.remaining() - 1)];
        payload.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long macAddress(final ByteBuffer payload)
    {
        long macAddress = 0;
        for (int i = 0; i < MAC_LENGTH; i++)
        {
            macAddress = macAddress << Byte.SIZE | Byte.toUnsignedInt(payload.get(i));
        }

        return macAddress;
    }

    private static byte[] macAddress(final long macAddress)
    {
        final byte[] bytes = new byte[MAC_LENGTH];
        for (int i = 0; i < MAC_LENGTH; i++)
        {
            bytes[i] = (byte)(macAddress >>> Byte.SIZE * (MAC_LENGTH - 1 - i));
        }

        return bytes;
    }
}
