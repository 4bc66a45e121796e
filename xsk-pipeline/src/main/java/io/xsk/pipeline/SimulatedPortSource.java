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
package io.xsk.pipeline;

import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import io.xsk.bpf.PacketFilter;
import io.xsk.bpf.XdpAction;
import io.xsk.bpf.XdpFilter;
import io.xsk.sim.SimulatedKernel;
import io.xsk.sim.SimulatedLink;
import io.xsk.sim.SimulatedMap;
import io.xsk.sim.SimulatedProgram;
import io.xsk.sim.SimulatedSocket;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * Ports whose other side is a simulated kernel, with the model of a filter where there is one.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
final class SimulatedPortSource implements PortSource
{
    private final SimulatedKernel kernel;

    /**
     * @param kernel that somebody drives.
     */
    SimulatedPortSource(final SimulatedKernel kernel)
    {
        this.kernel = kernel;
    }

    @Override
    public int queueCount(final String interfaceName)
    {
        return kernel.interfaceOf(interfaceName).queues();
    }

    @Override
    public XskPort open(final XskSocket.Context context)
    {
        return kernel.open(context);
    }

    @Override
    public Link prepare(final PortContext context, final List<XskPort> ports)
    {
        final SimulatedMap map = new SimulatedMap(queueCount(context.interfaceName()));
        for (final XskPort port : ports)
        {
            map.put(port.queue(), (SimulatedSocket)port);
        }

        return new Attachment(
            kernel, context.interfaceName(), program(context.filter(), map));
    }

    private static SimulatedProgram program(final XdpFilter filter, final SimulatedMap map)
    {
        if (null == filter)
        {
            return SimulatedProgram.redirectTo(map);
        }
        final PacketFilter model = filter.model();

        return packet ->
        {
            final XdpAction action = model.action(model.evaluate(packet.packet(), 0, packet.packet().capacity()));
            return XdpAction.REDIRECT == action ? packet.redirect(map, packet.queue(), XdpAction.PASS) : action;
        };
    }

    private static final class Attachment implements Link
    {
        private final SimulatedKernel kernel;
        private final String interfaceName;
        private final SimulatedProgram program;
        private SimulatedLink link;

        Attachment(final SimulatedKernel kernel, final String interfaceName, final SimulatedProgram program)
        {
            this.kernel = kernel;
            this.interfaceName = interfaceName;
            this.program = program;
        }

        @Override
        public void attach()
        {
            link = kernel.attach(interfaceName, program);
        }

        @Override
        public void detach()
        {
            CloseHelper.close(link);
        }

        @Override
        public XskMode mode(final XskPort port)
        {
            return XskMode.of(AttachMode.NATIVE, port.isZeroCopy());
        }

        @Override
        public String refusal()
        {
            return "";
        }

        @Override
        public long interfaceDropped()
        {
            return kernel.interfaceOf(interfaceName).counts().rxDropped();
        }

        @Override
        public void close()
        {
            detach();
        }
    }
}
