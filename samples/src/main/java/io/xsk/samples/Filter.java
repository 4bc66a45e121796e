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

import static io.xsk.bpf.Match.protocol;
import static io.xsk.bpf.Match.udp;

import io.xsk.Umem;
import io.xsk.bpf.FilterProgram;
import io.xsk.bpf.RuleCount;
import io.xsk.bpf.XdpFilter;
import io.xsk.netns.NetworkNamespace;
import io.xsk.ring.RxRing;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A filter takes one group and port to an AF_XDP socket and drops another port, and the rest of the host goes on
 * working: its kernel answers ping on the same interface. The counters of the rules are read while it runs.
 */
@Command(name = "filter", description = "Take one group and port, and leave ping to the kernel, with counters.")
public final class Filter implements Callable<Integer>
{
    static final int DATAGRAMS_A_ROUND = 500;

    private static final String INTERFACE = "eth1";
    private static final String GROUP = "239.1.1.1";
    private static final int FEED_PORT = 26_477;
    private static final int NOISE_PORT = 5_000;
    private static final int ICMP = 1;
    private static final int FRAME_COUNT = 2_048;
    private static final int PING_TIMEOUT_MS = 10_000;
    private static final int PAYLOAD_LENGTH = 32;

    @Option(names = "--rounds", defaultValue = "5", description = "Lines to print (default: ${DEFAULT-VALUE}).")
    private int rounds;

    private Filter()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new Filter(), args);
    }

    @Override
    public Integer call() throws IOException
    {
        CommandRunner.requireCapabilities();

        return run(rounds).isComplete(rounds) ? 0 : CommandRunner.EXIT_FAILED;
    }

    static XdpFilter rules()
    {
        return XdpFilter.rules()
            .redirect("feed", udp().destination(GROUP, FEED_PORT))
            .drop("noise", udp().destinationPort(NOISE_PORT))
            .pass("ping", protocol(ICMP));
    }

    static Result run(final int rounds) throws IOException
    {
        final Inet4Address sender = (Inet4Address)InetAddress.getByName("10.83.0.1");
        final Inet4Address receiver = (Inet4Address)InetAddress.getByName("10.83.0.2");
        try (
            NetworkNamespace one = NetworkNamespace.create("one");
            NetworkNamespace other = NetworkNamespace.create("other");
            Umem umem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT)))
        {
            NetworkNamespace.connect(one, INTERFACE, other, INTERFACE, 1);
            one.addAddress(INTERFACE, sender, 24);
            other.addAddress(INTERFACE, receiver, 24);
            try (
                CableEnd end = CableEnd.open(other, HelloXdp.context(INTERFACE, umem), 0, FRAME_COUNT / 2);
                DatagramChannel channel = one.call(Filter::channel))
            {
                final FilterProgram filter = end.receive(rules());
                filter.warnings().forEach(System.err::println);
                Result result = new Result(0, 0, RuleCount.ZERO, RuleCount.ZERO, RuleCount.ZERO);
                for (int round = 0; round < rounds; round++)
                {
                    send(channel);
                    final int received = result.received + receive(end);
                    final boolean isAnswered = one.call(() -> receiver.isReachable(PING_TIMEOUT_MS));
                    result = new Result(received, result.answered + (isAnswered ? 1 : 0),
                        filter.count("feed"), filter.count("noise"), filter.count("ping"));
                    System.out.println(result);
                }

                return result;
            }
        }
    }

    private static DatagramChannel channel() throws IOException
    {
        return DatagramChannel.open(StandardProtocolFamily.INET)
            .setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName(INTERFACE));
    }

    private static void send(final DatagramChannel channel) throws IOException
    {
        final ByteBuffer payload = ByteBuffer.allocateDirect(PAYLOAD_LENGTH);
        final InetAddress group = InetAddress.getByName(GROUP);
        for (int i = 0; i < DATAGRAMS_A_ROUND; i++)
        {
            channel.send(payload.clear(), new InetSocketAddress(group, FEED_PORT));
            channel.send(payload.clear(), new InetSocketAddress(group, NOISE_PORT));
        }
    }

    /** Wait for what was sent to the feed. */
    private static int receive(final CableEnd end)
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        int received = 0;
        while (received < DATAGRAMS_A_ROUND && System.nanoTime() - deadlineNs < 0)
        {
            final RxRing rxRing = end.awaitPacket();
            final int count = rxRing.available(DATAGRAMS_A_ROUND);
            for (int i = 0; i < count; i++)
            {
                end.recycle(rxRing.address(rxRing.position() + i));
            }
            rxRing.release(count);
            received += count;
        }

        return received;
    }

    record Result(int received, int answered, RuleCount feed, RuleCount noise, RuleCount ping)
    {
        /** All of the feed and nothing else came to the socket, and every ping was answered by the kernel. */
        boolean isComplete(final int rounds)
        {
            final long expected = (long)rounds * DATAGRAMS_A_ROUND;

            return received == expected && feed.packets() == expected && 0 == feed.missed() &&
                noise.packets() == expected && answered == rounds && ping.packets() > 0;
        }

        @Override
        public String toString()
        {
            return String.format(
                "feed %d packets %d bytes, received %d | noise %d dropped | ping %d passed, %d answered",
                feed.packets(), feed.bytes(), received, noise.packets(), ping.packets(), answered);
        }
    }
}
