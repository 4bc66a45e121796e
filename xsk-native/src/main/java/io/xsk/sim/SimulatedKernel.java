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
package io.xsk.sim;

import io.xsk.XskException;
import io.xsk.XskSocket;
import io.xsk.bpf.XdpAction;
import io.xsk.ffi.Errno;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;

/**
 * Plays the kernel's side of AF_XDP in plain memory: interfaces, cables between them, programs, and for each socket the
 * other ends of its four rings. It obeys the rules of Linux 6.18 for an interface that copies packets (veth).
 * <pre>
 * final SimulatedKernel kernel = new SimulatedKernel(seed);
 * kernel.connect(kernel.addInterface("left", 1), kernel.addInterface("right", 1));
 * kernel.attach("right");
 * try (SimulatedSocket socket = kernel.open(new XskSocket.Context().interfaceName("right").umem(umem)))
 * {
 *     socket.bind();
 *     kernel.inject("right", 0, buffer, 0, length);
 * }
 * </pre>
 * Packets move in the calls that move them with the real kernel, which are the wakeups of the sender. What a fault has
 * held back comes by a step, and a step moves the {@link #clock()}. Steps are taken by hand, or by an {@link
 * org.agrona.concurrent.AgentRunner} on a thread of its own. With the same seed, steps and calls in the same order the
 * same happens.
 * <p>
 * <b>Note:</b> Threadsafe, under one lock, like the system calls that it stands for.
 */
public final class SimulatedKernel implements Agent
{
    private static final long SEED_STEP = 0x632BE59BD9B4E019L;

    private final long seed;
    private final SimulatedClock clock = new SimulatedClock();
    private final DelayLine delayLine = new DelayLine();
    private final SimulatedPacket packet = new SimulatedPacket();
    private final Map<String, SimulatedInterface> interfaces = new LinkedHashMap<>();
    private final List<SimulatedSocket> sockets = new ArrayList<>();
    private volatile Thread runner;

    /**
     * Without interfaces.
     *
     * @param seed from which all that is left to chance follows.
     */
    public SimulatedKernel(final long seed)
    {
        this.seed = seed;
    }

    /**
     * The kernel's time.
     *
     * @return the clock.
     */
    public SimulatedClock clock()
    {
        return clock;
    }

    /**
     * Add an interface, which is up and has no cable.
     *
     * @param name   of the interface.
     * @param queues that it has.
     * @return the interface.
     * @throws XskException if there is one of that name.
     */
    public synchronized SimulatedInterface addInterface(final String name, final int queues)
    {
        if (queues < 1)
        {
            throw new IllegalArgumentException("queues must be positive: queues=" + queues);
        }
        if (interfaces.containsKey(name))
        {
            throw new XskException("RTM_NEWLINK", "interface=" + name, Errno.EEXIST.code());
        }
        final SimulatedInterface added =
            new SimulatedInterface(this, name, queues, seed + interfaces.size() * SEED_STEP);
        interfaces.put(name, added);

        return added;
    }

    /**
     * An interface that was added.
     *
     * @param name of the interface.
     * @return the interface.
     * @throws XskException if there is none of that name.
     */
    public synchronized SimulatedInterface interfaceOf(final String name)
    {
        final SimulatedInterface found = interfaces.get(name);
        if (null == found)
        {
            throw new XskException("RTM_GETLINK", "interface=" + name, Errno.ENODEV.code());
        }

        return found;
    }

    /**
     * Join two interfaces by a cable.
     *
     * @param one   end of it.
     * @param other end of it.
     * @throws IllegalStateException if one of them has a cable, or both are the same.
     */
    public synchronized void connect(final SimulatedInterface one, final SimulatedInterface other)
    {
        one.connect(other);
    }

    /**
     * Open a socket, with the rings that are asked for.
     *
     * @param context with the interface, the queue, the UMEM and the sizes. A descriptor that was handed over and busy
     *                polling mean nothing here.
     * @return the socket, not yet bound, to be closed before its UMEM.
     * @throws XskException if there is no such interface, or features of it are required, since it has none.
     */
    public synchronized SimulatedSocket open(final XskSocket.Context context)
    {
        context.conclude();
        if (null == context.umem())
        {
            throw new IllegalArgumentException("umem must be set");
        }
        final SimulatedInterface device = interfaceOf(context.interfaceName());
        if (!context.requiredFeatures().isEmpty())
        {
            throw new XskException("NETDEV_CMD_DEV_GET", "interface=" + device.name() + " requiredFeatures=" +
                context.requiredFeatures(), Errno.EOPNOTSUPP.code(), "a simulated interface has none of them");
        }
        SimulatedSocket first = null;
        BufferPool sibling = null;
        for (final SimulatedSocket other : sockets)
        {
            if (other.umem() == context.umem())
            {
                first = null == first ? other : first;
                sibling = other.isOn(device, context.queue()) ? other.pool() : sibling;
            }
        }
        final SimulatedSocket socket =
            new SimulatedSocket(this, device, context, sibling, BindRequest.of(context, first));
        context.umem().retain(socket);
        sockets.add(socket);

        return socket;
    }

    /**
     * Let every packet of an interface go to the socket that is bound to its queue, and to the kernel's own stack where
     * there is none.
     *
     * @param interfaceName of the interface.
     * @return the link, which detaches when it is closed.
     * @throws XskException if there is no such interface, or it has a program.
     */
    public SimulatedLink attach(final String interfaceName)
    {
        final SimulatedInterface device = interfaceOf(interfaceName);

        return attach(interfaceName, arrived -> redirectToQueue(device, arrived));
    }

    /**
     * Let a program decide on every packet of an interface.
     *
     * @param interfaceName of the interface.
     * @param program       to run.
     * @return the link, which detaches when it is closed.
     * @throws XskException if there is no such interface, or it has a program.
     */
    public synchronized SimulatedLink attach(final String interfaceName, final SimulatedProgram program)
    {
        return interfaceOf(interfaceName).attach(program);
    }

    /**
     * Let a packet arrive at an interface, from nowhere.
     *
     * @param interfaceName of the interface.
     * @param queue         to arrive on.
     * @param buffer        with the packet.
     * @param index         of its Ethernet header.
     * @param length        in bytes, from there on.
     * @return what became of it; null if it is held back by a fault.
     */
    public PacketFate inject(
        final String interfaceName, final int queue, final DirectBuffer buffer, final int index, final int length)
    {
        return interfaceOf(interfaceName).inject(queue, buffer, index, length);
    }

    /**
     * A step: the time moves by a tick, and what is held back and due comes.
     *
     * @return the number of packets and completions that came.
     */
    @Override
    public synchronized int doWork()
    {
        clock.tick();

        return delayLine.release(clock.nanoTime());
    }

    /**
     * Let time pass, and what is held back and due come.
     *
     * @param durationNs in nanoseconds.
     * @return the number of packets and completions that came.
     */
    public synchronized int advance(final long durationNs)
    {
        clock.advance(durationNs);

        return delayLine.release(clock.nanoTime());
    }

    @Override
    public void onStart()
    {
        runner = Thread.currentThread();
    }

    @Override
    public void onClose()
    {
        runner = null;
    }

    @Override
    public String roleName()
    {
        return "simulated-kernel";
    }

    List<SimulatedSocket> sockets()
    {
        return sockets;
    }

    DelayLine delayLine()
    {
        return delayLine;
    }

    void holdCompletion(final long durationNs, final BufferPool pool, final long address)
    {
        delayLine.holdCompletion(clock.nanoTime() + durationNs, pool, address);
    }

    SimulatedPacket packet()
    {
        return packet;
    }

    void onSocketClose(final SimulatedSocket socket)
    {
        sockets.remove(socket);
    }

    /**
     * Wait in the kernel's time. Who waits takes the steps, unless another thread does.
     *
     * @throws IllegalStateException if nothing can come and there is no timeout.
     */
    boolean await(final BooleanSupplier condition, final int timeoutMs)
    {
        final long deadlineNs = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        boolean isTrue = test(condition);
        while (!isTrue && (timeoutMs < 0 || clock.nanoTime() < deadlineNs))
        {
            final Thread stepping = runner;
            if (null != stepping && Thread.currentThread() != stepping)
            {
                Thread.yield();
                isTrue = test(condition);
            }
            else
            {
                isTrue = step(timeoutMs < 0 ? Long.MAX_VALUE : deadlineNs) && test(condition);
            }
        }

        return isTrue;
    }

    /** Answers whether anything came. Where nothing is held the time goes to the deadline at once. */
    private synchronized boolean step(final long deadlineNs)
    {
        if (!delayLine.isEmpty())
        {
            return doWork() > 0;
        }
        if (Long.MAX_VALUE == deadlineNs)
        {
            throw new IllegalStateException("nothing is on its way and the wait has no timeout: it would not end");
        }
        clock.advance(deadlineNs - clock.nanoTime());

        return false;
    }

    private synchronized boolean test(final BooleanSupplier condition)
    {
        return condition.getAsBoolean();
    }

    private XdpAction redirectToQueue(final SimulatedInterface device, final SimulatedPacket arrived)
    {
        for (int i = 0; i < sockets.size(); i++)
        {
            final SimulatedSocket socket = sockets.get(i);
            if (socket.canReceive() && socket.isOn(device, arrived.queue()))
            {
                return arrived.redirect(socket, XdpAction.PASS);
            }
        }

        return XdpAction.PASS;
    }
}
