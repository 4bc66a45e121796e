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

import com.lmax.disruptor.EventHandler;
import io.xsk.counters.PipelineCounter;
import io.xsk.net.PacketParser;
import io.xsk.netns.NetworkNamespace;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.Callable;
import org.agrona.collections.Int2IntCounterMap;
import picocli.CommandLine.Command;

/**
 * A chain: two stages over the packets of one queue; the first finds the UDP port in each, the second counts by it. The
 * sample makes its own two hosts and a cable between them, and sends from one to the other by an ordinary socket.
 */
@Command(name = "count-by-port", description = "A chain of two stages that count datagrams by their UDP port.")
public final class CountByPort implements Callable<Integer>
{
    private static final int DATAGRAM_COUNT = 10_000;
    private static final int PORT_COUNT = 4;
    private static final int FIRST_PORT = 5_000;

    private CountByPort()
    {
    }

    static final class Datagram extends FrameEvent      // the slot: a packet, and what the first stage found in it
    {
        int port;
    }

    static final class Parser implements EventHandler<Datagram>
    {
        private final PacketParser parser = new PacketParser();

        @Override
        public void onEvent(final Datagram event, final long sequence, final boolean endOfBatch)
        {
            event.port = parser.parse(event.packet()).isUdp() ? parser.udp().destinationPort() : 0;
        }
    }

    static XskPipeline<Datagram> launch(final String interfaceName, final Int2IntCounterMap counts)
    {
        return XskPipeline.launch(new XskPipeline.Context<>(Datagram::new)
            .port(port -> port.interfaceName(interfaceName).queue(0))
            .stages(stages -> stages
                .handle("parse", new Parser())
                .then("count", (event, sequence, endOfBatch) -> counts.incrementAndGet(event.port))));
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new CountByPort(), args);
    }

    @Override
    public Integer call() throws IOException
    {
        CommandRunner.requireCapabilities();
        final Int2IntCounterMap counts = run();
        System.out.println(counts);
        boolean isRight = true;
        for (int port = FIRST_PORT; port < FIRST_PORT + PORT_COUNT; port++)
        {
            isRight &= DATAGRAM_COUNT / PORT_COUNT == counts.get(port);
        }

        return isRight ? 0 : CommandRunner.EXIT_FAILED;
    }

    static Int2IntCounterMap run() throws IOException
    {
        final Inet4Address sender = (Inet4Address)InetAddress.getByName("10.79.0.1");
        final Inet4Address receiver = (Inet4Address)InetAddress.getByName("10.79.0.2");
        final Int2IntCounterMap counts = new Int2IntCounterMap(0);
        try (
            NetworkNamespace one = NetworkNamespace.create("one");
            NetworkNamespace other = NetworkNamespace.create("other"))
        {
            NetworkNamespace.connect(one, "eth1", other, "eth1", 1);
            one.addAddress("eth1", sender, 24);
            one.addNeighbour("eth1", receiver, other.device("eth1").macAddress());

            try (
                XskPipeline<Datagram> pipeline = other.call(() -> launch("eth1", counts));
                DatagramChannel channel = one.call(DatagramChannel::open))
            {
                final ByteBuffer payload = ByteBuffer.allocateDirect(32);
                for (int i = 0; i < DATAGRAM_COUNT; i++)
                {
                    channel.send(payload.clear(), new InetSocketAddress(receiver, FIRST_PORT + i % PORT_COUNT));
                    while (i - pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED) > 1_000)
                    {
                        Thread.yield();
                    }
                }
            }
        }

        return counts;
    }
}
