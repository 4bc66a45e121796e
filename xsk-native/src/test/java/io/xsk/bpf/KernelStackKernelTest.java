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

import static io.xsk.bpf.Condition.GREATER;
import static io.xsk.bpf.Condition.NOT_EQUAL;
import static io.xsk.bpf.Register.R0;
import static io.xsk.bpf.Register.R1;
import static io.xsk.bpf.Register.R2;
import static io.xsk.bpf.Register.R3;
import static io.xsk.bpf.Register.R4;
import static io.xsk.bpf.Register.R6;
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
    private static final int FEED_PORT = 26400;
    private static final int ORDER_PORT = 26401;
    private static final int TIMEOUT_MS = 10_000;
    private static final int ROUNDS = 10;

    private static final int ETHER_TYPE_OFFSET = 12;
    private static final int PROTOCOL_OFFSET = 23;
    private static final int DESTINATION_PORT_OFFSET = 36;
    private static final int HEADERS_LENGTH = 42;
    private static final int ETHER_TYPE_IPV4 = 0x0800;
    private static final int PROTOCOL_UDP = 17;

    private Inet4Address leftAddress;
    private Inet4Address rightAddress;
    private Cable cable;
    private XskHost feed;
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
        feed = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive(KernelStackKernelTest::ofFeed, null);
        feeder = cable.left().call(DatagramChannel::open);
        feeder.connect(new InetSocketAddress(rightAddress, FEED_PORT));
    }

    @AfterEach
    void tearDown() throws IOException
    {
        feeder.close();
        feed.close();
        cable.close();
    }

    @KernelTest
    void shouldAnswerPingsBetweenThePacketsOfTheFeed() throws IOException
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            assertTrue(cable.left().call(() -> rightAddress.isReachable(TIMEOUT_MS)));
            exchange(i);
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
                    exchange(i);
                }
            }
        }
    }

    private void exchange(final int value) throws IOException
    {
        feeder.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, value));
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        long address = feed.take();
        while (address < 0)
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "the feed's packet did not come");
            Thread.yield();
            address = feed.take();
        }
        final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
        feed.socket().umem().wrap(address, HEADERS_LENGTH + Integer.BYTES, packet);
        assertEquals(value, Integer.reverseBytes(packet.getInt(HEADERS_LENGTH)));
        feed.fill(address);
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
    private static XdpProgram ofFeed(final XskMap map)
    {
        final BpfAssembler program = new BpfAssembler();
        final BpfAssembler.Label pass = program.label();
        return XdpProgram.load("feed", program
            .move(R6, R1)
            .load(Width.WORD, R2, R1, XdpContextDescriptor.DATA_OFFSET)
            .load(Width.WORD, R3, R1, XdpContextDescriptor.DATA_END_OFFSET)
            .move(R4, R2)
            .alu(AluOperation.ADD, R4, HEADERS_LENGTH)
            .jump(GREATER, R4, R3, pass)
            .load(Width.HALF, R4, R2, ETHER_TYPE_OFFSET)
            .networkOrder(Width.HALF, R4)
            .jump(NOT_EQUAL, R4, ETHER_TYPE_IPV4, pass)
            .load(Width.BYTE, R4, R2, PROTOCOL_OFFSET)
            .jump(NOT_EQUAL, R4, PROTOCOL_UDP, pass)
            .load(Width.HALF, R4, R2, DESTINATION_PORT_OFFSET)
            .networkOrder(Width.HALF, R4)
            .jump(NOT_EQUAL, R4, FEED_PORT, pass)
            .load(Width.WORD, R2, R6, XdpContextDescriptor.RX_QUEUE_INDEX_OFFSET)
            .loadMap(R1, map)
            .move(R3, XdpAction.PASS)
            .call(Helper.REDIRECT_MAP)
            .exit()
            .bind(pass)
            .move(R0, XdpAction.PASS)
            .exit());
    }
}
