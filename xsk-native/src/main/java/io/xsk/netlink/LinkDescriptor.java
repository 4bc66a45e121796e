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


/**
 * The requests of rtnetlink(7) about interfaces: {@code linux/rtnetlink.h}, {@code linux/if_link.h},
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
    static final int IFLA_NUM_TX_QUEUES = 31;
    static final int IFLA_NUM_RX_QUEUES = 32;
    static final int IFLA_XDP = 43;

    private static final int AF_UNSPEC = 0;
    private static final int AF_INET = 2;

    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NUD_PERMANENT = 0x80;
    private static final int IFLA_XDP_FD = 1;
    private static final int IFLA_XDP_FLAGS = 3;
    private static final int IFLA_XDP_EXPECTED_FD = 8;

    static final int MAC_LENGTH = 6;

    private LinkDescriptor()
    {
    }

    /** {@code struct ifinfomsg}: family u8, pad u8, type u16, index, flags, mask of flags to change. */
    static void putHeader(final NetlinkMessage message, final int index, final int flagsToSet)
    {
        message.putByte(AF_UNSPEC).putByte(0).putShort(0).putInt(index).putInt(flagsToSet).putInt(flagsToSet);
    }

    /** After {@link #putHeader}: the MTU in bytes, u32. */
    static void putMtu(final NetlinkMessage message, final int index, final int mtu)
    {
        putHeader(message, index, 0);
        message.attribute(IFLA_MTU, mtu);
    }

    /** After {@link #putHeader}: a program's file descriptor, or -1 for none, in place of the one that is expected. */
    static void putXdp(
        final NetlinkMessage message, final int index, final int programFd, final int flags, final int expectedFd)
    {
        putHeader(message, index, 0);
        final int xdp = message.beginNested(NetlinkMessage.NLA_F_NESTED | IFLA_XDP);
        message.attribute(IFLA_XDP_FD, programFd);
        message.attribute(IFLA_XDP_FLAGS, flags);
        message.attribute(IFLA_XDP_EXPECTED_FD, expectedFd);
        message.endNested(xdp);
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

    private static void putNameAndQueues(final NetlinkMessage message, final String name, final int queues)
    {
        message.attribute(IFLA_IFNAME, name);
        message.attribute(IFLA_NUM_RX_QUEUES, queues);
        message.attribute(IFLA_NUM_TX_QUEUES, queues);
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
