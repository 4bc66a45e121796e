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

import static io.xsk.netlink.NetlinkMessage.NLM_F_CREATE;
import static io.xsk.netlink.NetlinkMessage.NLM_F_EXCL;

import io.xsk.XskException;
import java.nio.ByteBuffer;

/**
 * Interfaces of the calling thread's network namespace, by rtnetlink(7): look one up, make a pair of virtual ones, give
 * them addresses.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It serves the namespace in which it was made.
 */
public final class Rtnetlink implements AutoCloseable
{
    private static final int NETLINK_ROUTE = 0;

    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_ROUTE);

    /**
     * Open a socket in the namespace of the calling thread.
     *
     * @throws XskException if the kernel refuses it.
     */
    public Rtnetlink()
    {
    }

    /**
     * Look an interface up.
     *
     * @param name of the interface.
     * @return what the kernel says of it, valid until the next request.
     * @throws XskException if there is none.
     */
    public LinkReply link(final String name)
    {
        final NetlinkMessage request = new NetlinkMessage(LinkDescriptor.RTM_GETLINK, 0);
        LinkDescriptor.putHeader(request, 0, 0);
        request.attribute(LinkDescriptor.IFLA_IFNAME, name);

        final String subject = "interface=" + name;
        final ByteBuffer reply = socket.request(request, "RTM_GETLINK", subject);
        if (reply.remaining() < LinkReply.HEADER_LENGTH)
        {
            throw NetlinkReply.malformed("RTM_GETLINK", subject);
        }

        return new LinkReply(reply);
    }

    /**
     * Make a pair of interfaces of which each receives what the other sends. They are down.
     *
     * @param name         of the one in this namespace.
     * @param peerName     of the other one.
     * @param peerThreadId of a thread in whose namespace the other one shall be.
     * @param queues       to receive and to send by, on both.
     * @throws XskException if the kernel refuses it.
     */
    public void addVethPair(final String name, final String peerName, final int peerThreadId, final int queues)
    {
        final NetlinkMessage request =
            new NetlinkMessage(LinkDescriptor.RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
        LinkDescriptor.putVethPair(request, name, peerName, peerThreadId, queues);
        socket.request(request, "RTM_NEWLINK", "interface=" + name + " peer=" + peerName);
    }

    /**
     * Bring an interface up.
     *
     * @param index of the interface.
     * @throws XskException if the kernel refuses it.
     */
    public void up(final int index)
    {
        final NetlinkMessage request = new NetlinkMessage(LinkDescriptor.RTM_NEWLINK, 0);
        LinkDescriptor.putHeader(request, index, LinkDescriptor.IFF_UP);
        socket.request(request, "RTM_NEWLINK", "index=" + index + " flags=up");
    }

    /**
     * Set the longest payload of a packet.
     *
     * @param index of the interface.
     * @param mtu   to set, in bytes.
     * @throws XskException if the kernel refuses it, as it does when the driver cannot.
     */
    public void mtu(final int index, final int mtu)
    {
        final NetlinkMessage request = new NetlinkMessage(LinkDescriptor.RTM_NEWLINK, 0);
        LinkDescriptor.putMtu(request, index, mtu);
        socket.request(request, "IFLA_MTU", "index=" + index + " mtu=" + mtu);
    }

    /**
     * Attach an XDP program without a link, or detach one, if the one that is there is the expected one.
     *
     * @param index      of the interface.
     * @param programFd  of the program to attach, -1 to detach.
     * @param flags      with the mode and XDP_FLAGS_REPLACE.
     * @param expectedFd of the program that must be there, -1 for none.
     * @throws XskException if the kernel refuses it, as it does when another program is there.
     */
    public void xdp(final int index, final int programFd, final int flags, final int expectedFd)
    {
        final NetlinkMessage request = new NetlinkMessage(LinkDescriptor.RTM_NEWLINK, 0);
        LinkDescriptor.putXdp(request, index, programFd, flags, expectedFd);
        socket.request(request, "IFLA_XDP", "index=" + index + " program=" + (programFd < 0 ? "none" : programFd));
    }

    /**
     * Give an interface an IPv4 address.
     *
     * @param index        of the interface.
     * @param address      in network byte order.
     * @param prefixLength of its network in bits.
     * @throws XskException if the kernel refuses it.
     */
    public void addAddress(final int index, final byte[] address, final int prefixLength)
    {
        final NetlinkMessage request =
            new NetlinkMessage(LinkDescriptor.RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
        LinkDescriptor.putAddress(request, index, address, prefixLength);
        socket.request(request, "RTM_NEWADDR", "index=" + index);
    }

    /**
     * Tell the kernel a neighbour's MAC address for good, so that it need not ask for it.
     *
     * @param index      of the interface by which it is reached.
     * @param address    of the neighbour, IPv4 in network byte order.
     * @param macAddress of the neighbour, in the low 48 bits.
     * @throws XskException if the kernel refuses it.
     */
    public void addNeighbour(final int index, final byte[] address, final long macAddress)
    {
        final NetlinkMessage request =
            new NetlinkMessage(LinkDescriptor.RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL);
        LinkDescriptor.putNeighbour(request, index, address, macAddress);
        socket.request(request, "RTM_NEWNEIGH", "index=" + index);
    }

    @Override
    public void close()
    {
        socket.close();
    }
}
