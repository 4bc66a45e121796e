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
package io.xsk.samples.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import org.agrona.CloseHelper;

/**
 * Membership in a multicast group, held by a socket of the kernel that receives nothing. An AF_XDP socket cannot join a
 * group: the switch would not send it, and the interface would not let it in. With a member on the machine the kernel
 * sends the IGMP reports, answers the queries, and sets the interface's filter of addresses. The XDP program has to let
 * IGMP pass for that.
 * <p>
 * It joins in the network namespace of the calling thread.
 * <p>
 * <b>Note:</b> This class is threadsafe.
 */
public final class MulticastMembership implements AutoCloseable
{
    private final DatagramChannel channel;
    private final MembershipKey key;

    private MulticastMembership(final DatagramChannel channel, final MembershipKey key)
    {
        this.channel = channel;
        this.key = key;
    }

    /**
     * Join a group, whoever sends to it.
     *
     * @param networkInterface on which it comes; where the feed is tagged, the VLAN's.
     * @param group            to join.
     * @return the membership, to be closed.
     * @throws UncheckedIOException if the kernel refuses it.
     */
    public static MulticastMembership join(final NetworkInterface networkInterface, final InetAddress group)
    {
        return join(networkInterface, group, null);
    }

    /**
     * Join a group for what one source sends to it.
     *
     * @param networkInterface on which it comes; where the feed is tagged, the VLAN's.
     * @param group            to join.
     * @param source           that sends, or null for any.
     * @return the membership, to be closed.
     * @throws UncheckedIOException if the kernel refuses it.
     */
    public static MulticastMembership join(
        final NetworkInterface networkInterface, final InetAddress group, final InetAddress source)
    {
        DatagramChannel channel = null;
        try
        {
            // A port of its own, which nobody sends to: or the kernel would queue the feed for it.
            channel = DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(0));

            return new MulticastMembership(channel, null == source ?
                channel.join(group, networkInterface) :
                channel.join(group, networkInterface, source));
        }
        catch (final IOException exception)
        {
            CloseHelper.quietClose(channel);
            throw new UncheckedIOException("group was not joined: group=" + group.getHostAddress() +
                " interface=" + networkInterface.getName() + ": " + exception.getMessage(), exception);
        }
    }

    /**
     * Is the group still joined?
     *
     * @return false once it is closed.
     */
    public boolean isValid()
    {
        return key.isValid();
    }

    /**
     * Leave the group. Idempotent.
     */
    @Override
    public void close()
    {
        key.drop();
        CloseHelper.close(channel);
    }

    @Override
    public String toString()
    {
        return "MulticastMembership{" + key + '}';
    }
}
