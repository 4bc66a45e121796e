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

import static io.xsk.bpf.Match.protocol;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.XskHost;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A multicast router: asks who is a member of any group (IGMPv3, RFC 3376), and sees who says so on the wire. It takes
 * all IGMP of the interface; the rest passes to the kernel there.
 */
final class IgmpQuerier implements AutoCloseable
{
    private static final int CAPACITY = 64;
    private static final int IGMP = 2;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    private static final int ETHERNET_LENGTH = 14;
    private static final int IP_LENGTH = 24;
    private static final int QUERY_LENGTH = 12;
    private static final int LENGTH = ETHERNET_LENGTH + IP_LENGTH + QUERY_LENGTH;
    private static final int QUERY = 0x11;
    /** To be answered within a tenth of a second. */
    private static final int MAX_RESPONSE = 1;
    private static final int REPORT = 0x22;
    private static final int RECORD_COUNT_OFFSET = 6;
    private static final int RECORDS_OFFSET = 8;
    private static final int RECORD_LENGTH = 8;
    private static final int GROUP_OFFSET = 4;
    /** A record that answers a query; one of a group just joined is another. */
    private static final int MODE_IS_EXCLUDE = 2;

    private final XskHost host;
    private final Inet4Address source;
    private FilterProgram filter;

    IgmpQuerier(final NetworkNamespace namespace, final String interfaceName, final Inet4Address source)
    {
        this.source = source;
        host = new XskHost(namespace, interfaceName, CAPACITY, CAPACITY).receive(map ->
        {
            filter = FilterProgram.load(protocol(IGMP), map);
            return filter.program();
        }, null);
    }

    /** Ask all hosts. */
    void query()
    {
        final ByteBuffer igmp = ByteBuffer.allocate(QUERY_LENGTH)
            .put((byte)QUERY).put((byte)MAX_RESPONSE).putShort((short)0).putInt(0)
            .put((byte)2).put((byte)125).putShort((short)0);
        // The options are one: routers are to look at this packet.
        final ByteBuffer ip = ByteBuffer.allocate(IP_LENGTH)
            .put((byte)0x46).put((byte)0xC0).putShort((short)(IP_LENGTH + QUERY_LENGTH)).putInt(0)
            .put((byte)1).put((byte)IGMP).putShort((short)0)
            .put(source.getAddress()).put(new byte[]{ (byte)224, 0, 0, 1 }).putInt(0x9404_0000);
        igmp.putShort(2, checksum(igmp));
        ip.putShort(10, checksum(ip));
        final ByteBuffer query = ByteBuffer.allocate(LENGTH)
            .put(new byte[]{ 1, 0, 0x5E, 0, 0, 1, 2, 0, 0, 0, 0, 1, 8, 0 })
            .put(ip.flip().limit(IP_LENGTH))
            .put(igmp.flip().limit(QUERY_LENGTH));

        final long address = host.socket().umem().frameAddress(CAPACITY) + host.socket().umem().packetOffset();
        packet(address, LENGTH).putBytes(0, query.array());
        host.transmit(address, LENGTH);
    }

    /** Wait until a host says on the wire, as an answer, that it is a member of a group. */
    void awaitReport(final String group) throws UnknownHostException
    {
        final byte[] wanted = InetAddress.getByName(group).getAddress();
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        boolean isReported = false;
        while (!isReported)
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "no report of the group: group=" + group);
            if (0 == host.socket().rxRing().available(1))
            {
                Thread.yield();
            }
            else
            {
                final int length = host.socket().rxRing().length(host.socket().rxRing().position());
                final long address = host.take();
                final byte[] report = new byte[length];
                packet(address, length).getBytes(0, report);
                host.fill(address);
                isReported = isReportOf(ByteBuffer.wrap(report), wanted);
            }
        }
    }

    private static boolean isReportOf(final ByteBuffer packet, final byte[] group)
    {
        final int igmp = ETHERNET_LENGTH + (packet.get(ETHERNET_LENGTH) & 0xF) * Integer.BYTES;
        if (REPORT != packet.get(igmp))
        {
            return false;
        }
        for (int i = 0; i < packet.getShort(igmp + RECORD_COUNT_OFFSET); i++)
        {
            // Records have sources only where a member asked for some, which none here does.
            final int record = igmp + RECORDS_OFFSET + i * RECORD_LENGTH;
            final byte[] member = new byte[group.length];
            packet.get(record + GROUP_OFFSET, member);
            if (MODE_IS_EXCLUDE == packet.get(record) && Arrays.equals(group, member))
            {
                return true;
            }
        }

        return false;
    }

    private UnsafeBuffer packet(final long address, final int length)
    {
        final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
        host.socket().umem().wrap(address, length, packet);

        return packet;
    }

    private static short checksum(final ByteBuffer bytes)
    {
        int sum = 0;
        for (int i = 0; i < bytes.capacity(); i += Short.BYTES)
        {
            sum += Short.toUnsignedInt(bytes.getShort(i));
        }

        return (short)~((sum & 0xFFFF) + (sum >>> Short.SIZE));
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(host, filter);
    }
}
