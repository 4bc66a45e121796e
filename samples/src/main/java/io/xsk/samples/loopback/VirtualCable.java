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
package io.xsk.samples.loopback;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;

import io.xsk.netns.NetworkNamespace;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The kernel's virtual cable (veth) between two hosts (network namespaces). On one of them an ordinary socket sends.
 */
final class VirtualCable implements LoopbackCable
{
    private static final int PREFIX_LENGTH = 24;
    private static final int SINGLE_QUEUE = 1;

    private final NetworkNamespace senderHost;
    private final NetworkNamespace receiverHost;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;

    /**
     * Join the hosts.
     *
     * @param senderHost   to send from.
     * @param receiverHost to receive on.
     * @param port         of the datagrams, at both ends.
     * @throws UnknownHostException never, since it asks for no name.
     */
    VirtualCable(final NetworkNamespace senderHost, final NetworkNamespace receiverHost, final int port)
        throws UnknownHostException
    {
        this.senderHost = senderHost;
        this.receiverHost = receiverHost;
        final Inet4Address senderAddress = (Inet4Address)InetAddress.getByName("10.77.0.1");
        final Inet4Address receiverAddress = (Inet4Address)InetAddress.getByName("10.77.0.2");
        local = new InetSocketAddress(senderAddress, port);
        remote = new InetSocketAddress(receiverAddress, port);
        NetworkNamespace.connect(senderHost, SENDER, receiverHost, RECEIVER, SINGLE_QUEUE);
        senderHost.addAddress(SENDER, senderAddress, PREFIX_LENGTH);
        senderHost.addNeighbour(SENDER, receiverAddress, receiverHost.device(RECEIVER).macAddress());
    }

    @Override
    public XskPipeline<DatagramEvent> launch(final XskPipeline.Context<DatagramEvent> context)
    {
        return receiverHost.call(() -> XskPipeline.launch(context));
    }

    @Override
    public String mode(final XskPipeline<DatagramEvent> pipeline)
    {
        return pipeline.mode().label();
    }

    @Override
    public DatagramLine open() throws IOException
    {
        return senderHost.call(() -> new ChannelLine(local, remote));
    }

    @Override
    public long senderDropped()
    {
        return senderHost.device(SENDER).txDropped();
    }

    @Override
    public long receiverDropped()
    {
        return receiverHost.device(RECEIVER).rxDropped();
    }

    private static final class ChannelLine implements DatagramLine
    {
        private static final int RECEIVE_BUFFER_LENGTH = 4 * 1024 * 1024;

        private final ByteBuffer outgoing =
            BufferUtil.allocateDirectAligned(DatagramDescriptor.LENGTH, CACHE_LINE_LENGTH);
        private final ByteBuffer incoming =
            BufferUtil.allocateDirectAligned(DatagramDescriptor.LENGTH, CACHE_LINE_LENGTH);
        private final UnsafeBuffer outgoingBuffer = new UnsafeBuffer(outgoing);
        private final UnsafeBuffer incomingBuffer = new UnsafeBuffer(incoming);
        private final DatagramChannel channel = DatagramChannel.open();

        ChannelLine(final InetSocketAddress local, final InetSocketAddress remote) throws IOException
        {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_LENGTH);
            channel.bind(local).connect(remote).configureBlocking(false);
        }

        @Override
        public UnsafeBuffer outgoing()
        {
            return outgoingBuffer;
        }

        @Override
        public UnsafeBuffer incoming()
        {
            return incomingBuffer;
        }

        @Override
        public boolean send() throws IOException
        {
            return channel.write(outgoing.clear()) > 0;
        }

        @Override
        public boolean receive() throws IOException
        {
            return channel.read(incoming.clear()) > 0;
        }

        @Override
        public void close() throws IOException
        {
            channel.close();
        }
    }
}
