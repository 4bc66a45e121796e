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

import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import io.xsk.samples.market.FeedFrame;
import io.xsk.sim.SimulatedInterface;
import io.xsk.sim.SimulatedKernel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The handler's interface is one of a simulated kernel, and packets of the feed arrive there as from a cable. Requests
 * go over the machine's own loopback interface. It needs no privileges.
 */
final class SimulatedHosts implements DemoHosts
{
    private static final long SEED = 1;
    private static final int SINGLE_QUEUE = 1;

    private final SimulatedKernel kernel = new SimulatedKernel(SEED);
    private final SimulatedInterface networkInterface = kernel.addInterface(INTERFACE, SINGLE_QUEUE);
    private final FeedFrame frame = new FeedFrame();

    SimulatedHosts()
    {
    }

    @Override
    public XskPipeline<FrameEvent> launch(final XskPipeline.Context<FrameEvent> context)
    {
        return XskPipeline.launch(context.simulated(kernel));
    }

    @Override
    public String mode(final XskPipeline<FrameEvent> pipeline)
    {
        return "simulated";
    }

    @Override
    public DatagramChannel openServer() throws IOException
    {
        return open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    public DatagramChannel openClient(final DatagramChannel server) throws IOException
    {
        return open().connect(server.getLocalAddress());
    }

    @Override
    public List<DatagramChannel> openLines()
    {
        return List.of();
    }

    @Override
    public void send(final int line, final DirectBuffer packet, final int index, final int length)
    {
        networkInterface.inject(0, frame.buffer(), 0, frame.put(line, packet, index, length));
    }

    @Override
    public void tryKernelPath()
    {
    }

    @Override
    public KernelPath kernelPath()
    {
        return null;
    }

    @Override
    public void close()
    {
    }

    private static DatagramChannel open() throws IOException
    {
        final DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.configureBlocking(false);

        return channel;
    }
}
