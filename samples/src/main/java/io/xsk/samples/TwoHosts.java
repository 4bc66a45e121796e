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
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.Callable;

/**
 * Two hosts of the sample's own, joined by a cable: on one an ordinary socket sends datagrams, the other has the
 * pipeline. Both call their end of the cable {@code eth1}.
 */
final class TwoHosts implements AutoCloseable
{
    static final String INTERFACE = "eth1";
    static final int PAYLOAD_LENGTH = 32;

    /** Fewer than the rings have room for, so that none is dropped; and a tenth of it fits into a socket's buffer. */
    private static final int MAX_IN_FLIGHT = 500;
    private static final int PREFIX_LENGTH = 24;

    private final Inet4Address senderAddress;
    private final Inet4Address receiverAddress;
    private final NetworkNamespace sender;
    private final NetworkNamespace receiver;
    private final DatagramChannel channel;
    private final ByteBuffer payload = ByteBuffer.allocateDirect(PAYLOAD_LENGTH);
    private long sent;

    TwoHosts() throws IOException
    {
        senderAddress = (Inet4Address)InetAddress.getByName("10.79.0.1");
        receiverAddress = (Inet4Address)InetAddress.getByName("10.79.0.2");
        sender = NetworkNamespace.create("sender");
        receiver = NetworkNamespace.create("receiver");
        NetworkNamespace.connect(sender, INTERFACE, receiver, INTERFACE, 1);
        sender.addAddress(INTERFACE, senderAddress, PREFIX_LENGTH);
        sender.addNeighbour(INTERFACE, receiverAddress, receiver.device(INTERFACE).macAddress());
        channel = onSender(DatagramChannel::open);
        channel.bind(new InetSocketAddress(senderAddress, 0)).configureBlocking(false);
    }

    /** Run something on the host that receives. */
    <R> R onReceiver(final Callable<R> action)
    {
        return receiver.call(action::call);
    }

    /** Send datagrams to ports in turn, each with its number in it, no faster than they are taken. */
    void send(
        final XskPipeline<? extends FrameEvent> pipeline,
        final int count,
        final int firstPort,
        final int portCount,
        final Runnable whileWaiting)
        throws IOException
    {
        for (int i = 0; i < count; i++)
        {
            payload.clear().putLong(0, i);
            channel.send(payload, new InetSocketAddress(receiverAddress, firstPort + i % portCount));
            sent++;
            while (sent - pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED) > MAX_IN_FLIGHT)
            {
                whileWaiting.run();
            }
        }
    }

    /** Take the next datagram that came back: the number in it, or -1 while there is none. */
    long receive() throws IOException
    {
        return null == channel.receive(payload.clear()) ? -1 : payload.getLong(0);
    }

    @Override
    public void close() throws IOException
    {
        channel.close();
        sender.close();
        receiver.close();
    }

    private <R> R onSender(final Callable<R> action)
    {
        return sender.call(action::call);
    }
}
