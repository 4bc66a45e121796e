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

import static io.xsk.bpf.Match.udp;
import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What goes on by the kernel's stack while the packets of one UDP port of the same interface go to a socket.
 */
class KernelStackKernelTest
{
    private static final int CAPACITY = 64;
    private static final String GROUP = "239.1.1.1";
    private static final int FEED_PORT = 26400;
    private static final int ORDER_PORT = 26401;
    private static final int TIMEOUT_MS = 10_000;
    private static final int ROUNDS = 10;

    private static final int HEADERS_LENGTH = 42;

    private Inet4Address leftAddress;
    private Inet4Address rightAddress;
    private Cable cable;
    private XskHost feed;
    private FilterProgram filter;
    private DatagramChannel feeder;

    @BeforeEach
    void setUp() throws IOException
    {
        leftAddress = (Inet4Address)InetAddress.getByName("10.79.0.1");
        rightAddress = (Inet4Address)InetAddress.getByName("10.79.0.2");
        cable = new Cable(1);
        cable.left().addAddress(LEFT, leftAddress, 24);
        cable.right().addAddress(RIGHT, rightAddress, 24);
        // Nobody tells the kernel a neighbour's address: whatever arrives has ARP to thank.
        feed = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive(this::ofFeed, null);
        feeder = cable.left().call(DatagramChannel::open);
        feeder.connect(new InetSocketAddress(rightAddress, FEED_PORT));
    }

    @AfterEach
    void tearDown() throws IOException
    {
        feeder.close();
        feed.close();
        filter.close();
        cable.close();
    }

    @KernelTest
    void shouldAnswerPingsBetweenThePacketsOfTheFeed() throws IOException
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            assertTrue(cable.left().call(() -> rightAddress.isReachable(TIMEOUT_MS)));
            exchange(feeder, i);
        }
        // Without the privilege for ICMP, Java would ask by TCP.
        assertTrue(cable.right().call(KernelStackKernelTest::echoRequests) >= ROUNDS);
    }

    @KernelTest
    void shouldKeepATcpConnectionBetweenThePacketsOfTheFeed() throws IOException
    {
        try (ServerSocketChannel server = cable.right().call(ServerSocketChannel::open))
        {
            server.bind(new InetSocketAddress(rightAddress, ORDER_PORT));
            try (
                SocketChannel client =
                    cable.left().call(() -> SocketChannel.open(new InetSocketAddress(rightAddress, ORDER_PORT)));
                SocketChannel accepted = server.accept())
            {
                for (int i = 0; i < ROUNDS; i++)
                {
                    client.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, i));
                    final ByteBuffer order = ByteBuffer.allocate(Integer.BYTES);
                    while (order.hasRemaining())
                    {
                        assertNotEquals(-1, accepted.read(order));
                    }
                    assertEquals(i, order.getInt(0));
                    exchange(feeder, i);
                }
            }
        }
    }

    @KernelTest
    void shouldStayInAMulticastGroupBetweenThePacketsOfTheFeed() throws IOException
    {
        try (
            IgmpQuerier querier = new IgmpQuerier(cable.left(), LEFT, leftAddress);
            DatagramChannel member = cable.right().call(() -> member(ORDER_PORT));
            DatagramChannel groupFeeder = cable.left().call(() -> groupSender(FEED_PORT));
            DatagramChannel groupSender = cable.left().call(() -> groupSender(ORDER_PORT)))
        {
            for (int i = 0; i < ROUNDS; i++)
            {
                // The router asks who is still a member; the kernel behind the filter sees that and answers.
                querier.query();
                exchange(groupFeeder, i);
                querier.awaitReport(GROUP);

                // What goes to the group by another port comes to the kernel's member.
                groupSender.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, i));
                final ByteBuffer received = ByteBuffer.allocate(Integer.BYTES);
                member.receive(received);
                assertEquals(i, received.getInt(0));
            }
        }
        assertEquals(ROUNDS, filter.count("match").packets());
        assertEquals(0, filter.count("match").missed());
    }

    private static DatagramChannel member(final int port) throws IOException
    {
        final DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.bind(new InetSocketAddress(port));
        channel.join(InetAddress.getByName(GROUP), NetworkInterface.getByName(RIGHT));

        return channel;
    }

    private static DatagramChannel groupSender(final int port) throws IOException
    {
        final DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)
            .setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName(LEFT));

        return channel.connect(new InetSocketAddress(GROUP, port));
    }

    private void exchange(final DatagramChannel sender, final int value) throws IOException
    {
        sender.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, value));
        final long address = await(feed, "the feed's packet did not come");
        final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
        feed.socket().umem().wrap(address, HEADERS_LENGTH + Integer.BYTES, packet);
        assertEquals(value, Integer.reverseBytes(packet.getInt(HEADERS_LENGTH)));
        feed.fill(address);
    }

    private static long await(final XskHost host, final String message)
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        long address = host.take();
        while (address < 0)
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, message);
            Thread.yield();
            address = host.take();
        }

        return address;
    }

    private static long echoRequests() throws IOException
    {
        String names = null;
        for (final String line : Files.readAllLines(Path.of("/proc/thread-self/net/snmp")))
        {
            if (line.startsWith("Icmp:") && null == names)
            {
                names = line;
            }
            else if (line.startsWith("Icmp:"))
            {
                return Long.parseLong(
                    line.split(" ")[List.of(names.split(" ")).indexOf("InEchos")]);
            }
        }

        return -1;
    }

    /** To the socket what goes to one UDP port, to the kernel all else. */
    private XdpProgram ofFeed(final XskMap map)
    {
        filter = FilterProgram.load(udp().destinationPort(FEED_PORT), map);

        return filter.program();
    }
}
