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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.KernelTest;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import org.agrona.DirectBuffer;

/**
 * What both lines have lost is asked for and comes, from one host to another. The lines themselves are in memory, so
 * that what is lost is known.
 */
class RecoveryKernelTest
{
    private static final int MESSAGES = 20_000;
    private static final int RECOVERY = 2;
    private static final int PORT = 27_000;
    private static final long NO_TIMEOUT_NS = 60_000_000_000L;
    private static final long AT_ONCE_NS = 0;

    private final FeedScript script = new FeedScript(44, MESSAGES, 100_000, 3);
    private final OrderBooks books = new OrderBooks((locate, bidPrice, bidShares, askPrice, askShares) ->
    {
    });
    private final ItchDecoder decoder = new ItchDecoder(books);
    private final MoldUdp64 protocol = new MoldUdp64();
    private RecoveryClient client;
    private long expected = 1;
    private long end;

    @KernelTest
    void shouldDeliverEverythingOnceAndInOrder() throws Exception
    {
        // A response holds one message of most types, so the rest has to be asked for again.
        final LineArbiter arbiter = run(80, 3, AT_ONCE_NS, Integer.MAX_VALUE, true);
        final FeedExpectations expectations = script.expectations();

        assertEquals(MESSAGES, arbiter.delivered());
        assertEquals(0, arbiter.lost());
        assertEquals(MESSAGES + 1, end);
        assertEquals(expectations.lostBoth(), arbiter.gapMessages());
        assertEquals(expectations.lostBoth(), arbiter.line(RECOVERY).messages());
        assertTrue(client.requests() > arbiter.gaps() && client.timeouts() > 0);
        assertEquals(0, books.unknownOrders());
        assertEquals(0, decoder.malformed());
    }

    @KernelTest
    void shouldAskOnceWhereTheAnswerIsWhole() throws Exception
    {
        final LineArbiter arbiter = run(1_400, 0, NO_TIMEOUT_NS, 1, true);

        assertEquals(MESSAGES, arbiter.delivered());
        assertEquals(arbiter.gaps(), client.requests());
        assertEquals(0, client.timeouts());
    }

    @KernelTest
    void shouldGiveUpWhenNobodyAnswers() throws Exception
    {
        final LineArbiter arbiter = run(1_400, 0, AT_ONCE_NS, 3, false);

        assertEquals(script.expectations().lostBoth(), arbiter.lost());
        assertEquals(MESSAGES, arbiter.delivered() + arbiter.lost());
        assertEquals(3 * arbiter.gaps(), client.requests());
        assertEquals(MESSAGES + 1, end);
    }

    private LineArbiter run(
        final int maxLength, final int ignoredOf, final long timeoutNs, final int maxAttempts, final boolean isServed)
        throws Exception
    {
        final InetSocketAddress serverAddress = new InetSocketAddress(InetAddress.getByName("10.77.0.1"), PORT);
        try (
            NetworkNamespace publisher = NetworkNamespace.create("publisher");
            NetworkNamespace subscriber = NetworkNamespace.create("subscriber"))
        {
            NetworkNamespace.connect(publisher, "feed", subscriber, "host", 1);
            publisher.addAddress("feed", (Inet4Address)serverAddress.getAddress(), 24);
            subscriber.addAddress("host", (Inet4Address)InetAddress.getByName("10.77.0.2"), 24);
            final LineArbiter arbiter = new LineArbiter(
                protocol, new LineArbiter.Context().lineCount(3).window(64).holdCapacity(4_096), handler());
            try (
                RerequestServer server = new RerequestServer(
                    publisher.call(() -> open().bind(serverAddress)), script, maxLength, ignoredOf);
                RecoveryClient opened = new RecoveryClient(
                    subscriber.call(() -> open().connect(serverAddress)),
                    protocol, arbiter, RECOVERY, timeoutNs, maxAttempts))
            {
                client = opened;
                drive(arbiter, isServed ? server : null);
            }

            return arbiter;
        }
    }

    private void drive(final LineArbiter arbiter, final RerequestServer server) throws IOException
    {
        for (final FeedScript.Transmission transmission : script.transmissions())
        {
            assertTrue(arbiter.onPacket(
                transmission.line(), script.buffer(), transmission.index(), transmission.length()));
            // The test's timeout bounds the wait for what is on the cable.
            while (arbiter.isInGap())
            {
                client.poll(System.nanoTime());
                if (null != server)
                {
                    server.poll();
                }
            }
        }
    }

    private LineHandler handler()
    {
        return new LineHandler()
        {
            @Override
            public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
            {
                assertEquals(expected++, sequence);
                decoder.decode(buffer, index, length);
            }

            @Override
            public void onGap(final long session, final long from, final long to)
            {
                client.onGap(to);
            }

            @Override
            public void onLost(final long from, final long to)
            {
                expected = to + 1;
            }

            @Override
            public void onEndOfSession(final long session, final long sequence)
            {
                end = sequence;
            }
        };
    }

    private static DatagramChannel open() throws IOException
    {
        final DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);

        return channel;
    }
}
