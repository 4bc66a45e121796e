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
package io.xsk.testing;

import io.xsk.PageSize;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.bpf.XdpAction;
import io.xsk.sim.SimulatedInterface;
import io.xsk.sim.SimulatedKernel;
import io.xsk.sim.SimulatedLink;
import io.xsk.sim.SimulatedMap;
import io.xsk.sim.SimulatedPacket;
import io.xsk.sim.SimulatedSocket;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Two interfaces of a simulated kernel.
 */
final class SimulatedTestbed implements Testbed
{
    private static final int SEED = 42;
    private static final int MAP_CAPACITY = 2;
    private static final int MAX_FRAMES = 18;

    private final SimulatedKernel kernel = new SimulatedKernel(SEED);
    private final SimulatedInterface left = kernel.addInterface(Cable.LEFT, 1);
    private final SimulatedInterface right = kernel.addInterface(Cable.RIGHT, 1);
    private final boolean[] hasProgram = new boolean[Side.values().length];

    SimulatedTestbed()
    {
        kernel.connect(left, right);
    }

    @Override
    public String interfaceName(final Side side)
    {
        return device(side).name();
    }

    @Override
    public XskPort open(final Side side, final XskSocket.Context context)
    {
        return kernel.open(context.interfaceName(interfaceName(side)));
    }

    @Override
    public Attachment attach(final Side side, final TestProgram program)
    {
        return new SimulatedAttachment(side, program);
    }

    @Override
    public boolean hasProgram(final Side side)
    {
        return hasProgram[side.ordinal()];
    }

    @Override
    public void mtu(final int mtu)
    {
        left.mtu(mtu);
        right.mtu(mtu);
    }

    @Override
    public PageSize pagesForUnaligned()
    {
        return PageSize.BASE;
    }

    @Override
    public int maxFrames()
    {
        return MAX_FRAMES;
    }

    @Override
    public boolean isBusyPolling()
    {
        return false;
    }

    @Override
    public void advance()
    {
        kernel.doWork();
    }

    @Override
    public void close()
    {
        // All of it is plain memory.
    }

    private SimulatedInterface device(final Side side)
    {
        return Side.LEFT == side ? left : right;
    }

    private final class SimulatedAttachment implements Attachment
    {
        private final SimulatedMap map = new SimulatedMap(MAP_CAPACITY);
        private final PacketView view = new PacketView();
        private final TestProgram program;
        private final Side side;
        private final SimulatedLink link;

        private SimulatedAttachment(final Side side, final TestProgram program)
        {
            this.side = side;
            this.program = program;
            link = kernel.attach(device(side).name(), this::onPacket);
            hasProgram[side.ordinal()] = true;
        }

        @Override
        public void put(final int index, final XskPort port)
        {
            map.put(index, (SimulatedSocket)port);
        }

        @Override
        public void close()
        {
            hasProgram[side.ordinal()] = false;
            CloseHelper.close(link);
        }

        private XdpAction onPacket(final SimulatedPacket packet)
        {
            if (!packet.isLinear() && !program.isMultiBuffer())
            {
                return XdpAction.DROP;
            }
            view.packet = packet;

            return packet.redirect(map, program.decide(view), XdpAction.DROP);
        }
    }

    private static final class PacketView implements TestProgram.Packet
    {
        private SimulatedPacket packet;

        @Override
        public int queue()
        {
            return packet.queue();
        }

        @Override
        public DirectBuffer bytes()
        {
            return packet.packet();
        }

        @Override
        public MutableDirectBuffer addMetadata(final int length)
        {
            return packet.metadata(length);
        }

        @Override
        public int adjustTail(final int difference)
        {
            packet.adjustTail(difference);
            return 0;
        }
    }
}
