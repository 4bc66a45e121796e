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

import io.xsk.NetDevice;
import io.xsk.NetDeviceDetails;
import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import io.xsk.bpf.FilterCounts;
import io.xsk.bpf.FilterProgram;
import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * Ports that are AF_XDP sockets, fed by one program an interface.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
final class KernelPortSource implements PortSource
{
    @Override
    public int queueCount(final String interfaceName)
    {
        return NetDeviceDetails.byName(interfaceName).rxQueues();
    }

    @Override
    public XskPort open(final XskSocket.Context context)
    {
        return XskSocket.open(context);
    }

    @Override
    public Link prepare(final PortContext context, final List<XskPort> ports)
    {
        return new KernelLink(context, ports);
    }

    private static final class KernelLink implements Link
    {
        private final NetDevice device;
        private final XskMode mode;
        private final long droppedBefore;
        private XskMap map;
        private FilterProgram filterProgram;
        private XdpProgram program;
        private XdpLink link;
        private FilterCounts lastCounts;

        KernelLink(final PortContext context, final List<XskPort> ports)
        {
            device = NetDevice.byName(context.interfaceName());
            mode = context.socketContext().mode();
            droppedBefore = device.rxDropped();
            boolean isComplete = false;
            try
            {
                map = XskMap.create(device.rxQueues());
                for (final XskPort port : ports)
                {
                    map.put(port.queue(), (XskSocket)port);
                }
                if (null != context.filter())
                {
                    filterProgram = context.isMetadataWanted() ?
                        FilterProgram.load(context.filter(), false, device, map) :
                        FilterProgram.load(context.filter(), map);
                    program = filterProgram.program();
                }
                else
                {
                    program = context.load(map, device);
                }
                isComplete = true;
            }
            finally
            {
                if (!isComplete)
                {
                    close();
                }
            }
        }

        @Override
        public void attach()
        {
            link = null == mode || XskMode.ZERO_COPY == mode ?
                program.attach(device) :
                program.attach(device, XskMode.NATIVE_COPY == mode ? AttachMode.NATIVE : AttachMode.GENERIC);
        }

        @Override
        public void detach()
        {
            CloseHelper.close(link);
        }

        @Override
        public XskMode mode(final XskPort port)
        {
            return XskMode.of(link.mode(), port.isZeroCopy());
        }

        @Override
        public String refusal()
        {
            return link.nativeRefusal();
        }

        @Override
        public int metadataSignature()
        {
            return program.metadataSignature();
        }

        @Override
        public FilterCounts filterCounts()
        {
            return null == filterProgram || null != lastCounts ? lastCounts : filterProgram.counts();
        }

        @Override
        public long interfaceDropped()
        {
            return NetDevice.byName(device.name()).rxDropped() - droppedBefore;
        }

        @Override
        public void close()
        {
            lastCounts = null == program ? null : filterCounts();
            CloseHelper.closeAll(link, program, filterProgram, map);
        }
    }
}
