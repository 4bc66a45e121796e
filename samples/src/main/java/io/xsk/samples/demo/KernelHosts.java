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
package io.xsk.samples.demo;

import io.xsk.netns.NetworkNamespace;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import io.xsk.samples.market.FeedFrame;
import io.xsk.samples.market.MulticastMembership;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * Two network namespaces, joined by the kernel's virtual cable (veth). The feed is published by ordinary sockets.
 */
final class KernelHosts implements DemoHosts
{
    private static final String PUBLISHER_INTERFACE = "feed0";
    private static final int PREFIX_LENGTH = 24;
    private static final int SINGLE_QUEUE = 1;
    private static final int PING_TIMEOUT_MS = 5_000;

    private final Inet4Address publisherAddress = (Inet4Address)InetAddress.getByName("10.77.0.1");
    private final Inet4Address handlerAddress = (Inet4Address)InetAddress.getByName("10.77.0.2");
    private final NetworkNamespace publisher = NetworkNamespace.create("publisher");
    private final NetworkNamespace handler = NetworkNamespace.create("handler");
    private final List<MulticastMembership> memberships = new ArrayList<>();
    private final DatagramChannel[] lines = new DatagramChannel[FeedFrame.lineCount()];
    private final EchoServer echoServer;
    private DirectBuffer wrapped;
    private ByteBuffer bytes;
    private int pings;
    private int answered;
    private int echoes;
    private int echoed;

    KernelHosts() throws IOException
    {
        NetworkNamespace.connect(publisher, PUBLISHER_INTERFACE, handler, INTERFACE, SINGLE_QUEUE);
        publisher.addAddress(PUBLISHER_INTERFACE, publisherAddress, PREFIX_LENGTH);
        handler.addAddress(INTERFACE, handlerAddress, PREFIX_LENGTH);
        for (int line = 0; line < lines.length; line++)
        {
            final InetAddress group = FeedFrame.group(line);
            lines[line] = publisher.call(() -> openLine(group));
            memberships.add(handler.call(
                () -> MulticastMembership.join(NetworkInterface.getByName(INTERFACE), group)));
        }
        echoServer = handler.call(() -> new EchoServer(handlerAddress));
    }

    @Override
    public XskPipeline<FrameEvent> launch(final XskPipeline.Context<FrameEvent> context)
    {
        return handler.call(() -> XskPipeline.launch(context));
    }

    @Override
    public String mode(final XskPipeline<FrameEvent> pipeline)
    {
        return pipeline.mode().label();
    }

    @Override
    public DatagramChannel openServer()
    {
        return publisher.call(() -> open().bind(new InetSocketAddress(publisherAddress, 0)));
    }

    @Override
    public DatagramChannel openClient(final DatagramChannel server)
    {
        return handler.call(() -> open().connect(server.getLocalAddress()));
    }

    @Override
    public List<DatagramChannel> openLines()
    {
        final List<DatagramChannel> channels = new ArrayList<>();
        for (int line = 0; line < lines.length; line++)
        {
            final InetAddress group = FeedFrame.group(line);
            channels.add(handler.call(() -> openMember(group)));
        }

        return channels;
    }

    @Override
    public void send(final int line, final DirectBuffer packet, final int index, final int length) throws IOException
    {
        if (wrapped != packet)
        {
            wrapped = packet;
            bytes = packet.byteBuffer().duplicate();
        }
        lines[line].write(bytes.clear().limit(index + length).position(index));
    }

    @Override
    public void tryKernelPath()
    {
        pings++;
        answered += publisher.call(() -> handlerAddress.isReachable(PING_TIMEOUT_MS)) ? 1 : 0;
        echoes++;
        echoed += publisher.call(() -> EchoServer.isEchoed(echoServer.address())) ? 1 : 0;
    }

    @Override
    public KernelPath kernelPath()
    {
        return new KernelPath(pings, answered, echoes, echoed,
            (int)memberships.stream().filter(MulticastMembership::isValid).count());
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(lines);
        CloseHelper.close(echoServer);
        CloseHelper.closeAll(memberships);
        CloseHelper.closeAll(publisher, handler);
    }

    private DatagramChannel openLine(final InetAddress group) throws IOException
    {
        return DatagramChannel.open(StandardProtocolFamily.INET)
            .setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName(PUBLISHER_INTERFACE))
            .bind(new InetSocketAddress(publisherAddress, 0))
            .connect(new InetSocketAddress(group, FeedFrame.PORT));
    }

    /** Bound to the group, so that each line has packets of its own. */
    private static DatagramChannel openMember(final InetAddress group) throws IOException
    {
        final DatagramChannel channel = open();
        channel.bind(new InetSocketAddress(group, FeedFrame.PORT));
        channel.join(group, NetworkInterface.getByName(INTERFACE));

        return channel;
    }

    private static DatagramChannel open() throws IOException
    {
        final DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.configureBlocking(false);

        return channel;
    }
}
