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

import io.xsk.Umem;
import io.xsk.XskSocket;
import java.util.function.Consumer;

/**
 * Which queue of which interface, who owns it, and how much memory it has.
 */
public final class PortContext
{
    private final XskSocket.Context socket = new XskSocket.Context();
    private final Umem.Context umem = new Umem.Context();
    private int cpu = AgentThread.ANY_CPU;

    /**
     * For queue 0 of an interface that must be set, with an owner on any CPU.
     */
    PortContext()
    {
    }

    /**
     * Set the interface, which is looked up in the network namespace of the thread that launches the pipeline.
     *
     * @param interfaceName such as {@code eth0}.
     * @return this for a fluent API.
     */
    public PortContext interfaceName(final String interfaceName)
    {
        socket.interfaceName(interfaceName);
        return this;
    }

    /**
     * The interface.
     *
     * @return its name, null if it was not set.
     */
    public String interfaceName()
    {
        return socket.interfaceName();
    }

    /**
     * Set the queue of the interface.
     *
     * @param queue from 0.
     * @return this for a fluent API.
     */
    public PortContext queue(final int queue)
    {
        socket.queue(queue);
        return this;
    }

    /**
     * The queue of the interface.
     *
     * @return its number.
     */
    public int queue()
    {
        return socket.queue();
    }

    /**
     * Pin the owner's thread.
     *
     * @param cpu to run on, and nowhere else.
     * @return this for a fluent API.
     */
    public PortContext cpu(final int cpu)
    {
        this.cpu = XskPipeline.Context.validCpu(cpu, "owner");
        return this;
    }

    /**
     * The CPU of the owner's thread.
     *
     * @return its number, -1 for any.
     */
    public int cpu()
    {
        return cpu;
    }

    /**
     * Set the sizes of the four rings.
     *
     * @param configurer of the socket; the interface, the queue and the UMEM are set here. A packet is in one slot, so
     *                   it cannot be in several frames.
     * @return this for a fluent API.
     */
    public PortContext socket(final Consumer<XskSocket.Context> configurer)
    {
        configurer.accept(socket);
        return this;
    }

    /**
     * Set the length, the number and the headroom of the frames. Where the number is not set it is what the rings and
     * slots can hold together.
     *
     * @param configurer of the UMEM.
     * @return this for a fluent API.
     */
    public PortContext umem(final Consumer<Umem.Context> configurer)
    {
        configurer.accept(umem);
        return this;
    }

    XskSocket.Context socketContext()
    {
        return socket;
    }

    Umem.Context umemContext()
    {
        return umem;
    }

    /**
     * Every ring and every slot may be full at once, and then a frame must still be there for each place: or the
     * kernel could run out of frames to receive into while none is free.
     */
    void conclude(final int slotCount)
    {
        socket.conclude();
        if (0 == socket.rxRingCapacity() || 0 == socket.txRingCapacity())
        {
            throw new IllegalArgumentException("a port must have a receive ring and a transmit ring: " +
                "rxRingCapacity=" + socket.rxRingCapacity() + " txRingCapacity=" + socket.txRingCapacity());
        }
        if (socket.multiBuffer())
        {
            throw new IllegalArgumentException(
                "a pipeline takes packets in one frame each: multiBuffer=true interface=" + socket.interfaceName());
        }

        final int fill = socket.fillRingCapacity();
        final int rx = socket.rxRingCapacity();
        final int tx = socket.txRingCapacity();
        final int completion = socket.completionRingCapacity();
        final long required = (long)fill + rx + slotCount + tx + completion;

        if (required > Integer.MAX_VALUE)
        {
            throw new IllegalArgumentException("rings and slots are too large: frames=" + required);
        }
        if (0 == umem.frameCount())
        {
            umem.frameCount((int)required);
        }
        if (umem.frameCount() < required)
        {
            throw new IllegalArgumentException("frameCount is less than fill + rx + slots + tx + completion: " +
                "frameCount=" + umem.frameCount() + " required=" + required + " = " +
                fill + " + " + rx + " + " + slotCount + " + " + tx + " + " + completion);
        }
        umem.conclude();
    }
}
