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

import io.xsk.RxMetadata;
import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import io.xsk.bpf.FilterCounts;
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

        final FilterModel model = null == context.filter() ? null : new FilterModel(context.filter(), map);

        return new Attachment(
            kernel, context.interfaceName(), null == model ? SimulatedProgram.redirectTo(map) : model, model);
    }

    private static final class Attachment implements Link
    {
        private final SimulatedKernel kernel;
        private final String interfaceName;
        private final SimulatedProgram program;
        private final FilterModel model;
        private SimulatedLink link;

        Attachment(
            final SimulatedKernel kernel,
            final String interfaceName,
            final SimulatedProgram program,
            final FilterModel model)
        {
            this.kernel = kernel;
            this.interfaceName = interfaceName;
            this.program = program;
            this.model = model;
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
        public int metadataSignature()
        {
            return RxMetadata.NO_SIGNATURE;
        }

        @Override
        public FilterCounts filterCounts()
        {
            if (null == model)
            {
                return null;
            }
            // Packets arrive under the kernel's lock.
            synchronized (kernel)
            {
                return model.counts();
            }
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
