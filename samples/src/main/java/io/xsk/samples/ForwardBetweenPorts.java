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
package io.xsk.samples;

import io.xsk.counters.PipelineCounter;
import io.xsk.netns.NetworkNamespace;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.ThreadingMode;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import picocli.CommandLine.Command;

/**
 * A host with two interfaces between two others: whatever comes by one goes out by the other, from the frame into which
 * it was received, since both ports have one UMEM and one owner. The hosts on both sides do not notice it.
 */
@Command(name = "forward-between-ports", description = "Forward packets from one interface to another without a copy.")
public final class ForwardBetweenPorts implements Callable<Integer>
{
    static final int ROUND_TRIPS = 2_000;
    private static final int PORT = 26_500;
    private static final int PAYLOAD_LENGTH = 32;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private static final int ETHER_TYPE_INDEX = 12;
    private static final short IPV4 = 0x0800;
    private static final int PROTOCOL_INDEX = 14 + 9;
    private static final byte UDP = 17;
    private static final int CHECKSUM_INDEX = 14 + 20 + 6;
    private static final int UDP_LENGTH = 14 + 20 + 8;

    private ForwardBetweenPorts()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new ForwardBetweenPorts(), args);
    }

    static XskPipeline<FrameEvent> launch(final String oneInterface, final String otherInterface)
    {
        return XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
            .port(port -> port.interfaceName(oneInterface))
            .port(port -> port.interfaceName(otherInterface))
            .threadingMode(ThreadingMode.SHARED)
            .stages(stages -> stages
                .handle("forward", (event, sequence, endOfBatch) ->
                {
                    leaveOutChecksum(event.packet(), event.length());
                    event.transmit(1 - event.port());
                })));
    }

    /** Virtual interfaces leave the checksum of UDP to a card to compute, and there is none. */
    private static void leaveOutChecksum(final MutableDirectBuffer packet, final int length)
    {
        if (length >= UDP_LENGTH && IPV4 == packet.getShort(ETHER_TYPE_INDEX, ByteOrder.BIG_ENDIAN) &&
            UDP == packet.getByte(PROTOCOL_INDEX))
        {
            packet.putShort(CHECKSUM_INDEX, (short)0);
        }
    }

    @Override
    public Integer call() throws IOException
    {
        CommandRunner.requireCapabilities();
        final int roundTrips = run();
        System.out.printf("%,d round trips between the hosts on both sides%n", roundTrips);

        return ROUND_TRIPS == roundTrips ? 0 : CommandRunner.EXIT_FAILED;
    }

    /** The number of datagrams that went to the other side and came back. */
    static int run() throws IOException
    {
        final Inet4Address left = (Inet4Address)InetAddress.getByName("10.81.0.1");
        final Inet4Address right = (Inet4Address)InetAddress.getByName("10.81.0.2");
        try (
            NetworkNamespace leftHost = NetworkNamespace.create("left");
            NetworkNamespace middle = NetworkNamespace.create("middle");
            NetworkNamespace rightHost = NetworkNamespace.create("right"))
        {
            NetworkNamespace.connect(leftHost, "eth0", middle, "toleft", 1);
            NetworkNamespace.connect(rightHost, "eth0", middle, "toright", 1);
            leftHost.addAddress("eth0", left, 24);
            rightHost.addAddress("eth0", right, 24);
            try (
                XskPipeline<FrameEvent> pipeline = middle.call(() -> launch("toleft", "toright"));
                DatagramChannel one = leftHost.call(DatagramChannel::open);
                DatagramChannel other = rightHost.call(DatagramChannel::open))
            {
                one.bind(new InetSocketAddress(left, PORT)).configureBlocking(false);
                other.bind(new InetSocketAddress(right, PORT)).configureBlocking(false);
                // No neighbours are given here: ARP is forwarded like everything else.
                final int count = roundTrips(one, other, new InetSocketAddress(right, PORT));
                System.out.printf("%s, %,d packets forwarded%n",
                    pipeline.mode().label(), pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));

                return count;
            }
        }
    }

    private static int roundTrips(
        final DatagramChannel one, final DatagramChannel other, final InetSocketAddress address) throws IOException
    {
        final ByteBuffer buffer = ByteBuffer.allocate(PAYLOAD_LENGTH);
        int count = 0;
        for (int i = 0; i < ROUND_TRIPS; i++)
        {
            one.send(buffer.clear().putInt(0, i), address);
            final SocketAddress back = receive(other, buffer.clear());
            other.send(buffer.flip(), back);
            receive(one, buffer.clear());
            count += i == buffer.getInt(0) ? 1 : 0;
        }

        return count;
    }

    private static SocketAddress receive(final DatagramChannel channel, final ByteBuffer buffer) throws IOException
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        SocketAddress sender = channel.receive(buffer);
        while (null == sender)
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IOException("nothing came within 10 s: " + channel.getLocalAddress());
            }
            Thread.yield();
            sender = channel.receive(buffer);
        }

        return sender;
    }
}
