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
import io.xsk.ffi.Errno;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A network interface of a {@link SimulatedKernel}, which behaves like one end of a virtual cable (veth): packets that
 * leave it are at the other end at once, and go from a queue to the queue of the same number.
 * <p>
 * <b>Note:</b> Threadsafe: everything is done under the kernel's lock.
 */
public final class SimulatedInterface
{
    /** MTU of a new interface, in bytes. */
    public static final int MTU_DEFAULT = 1_500;

    static final int ETHERNET_HEADER_LENGTH = 14;

    private static final int VLAN_HEADER_LENGTH = 4;
    private static final int MIN_MTU = 68;
    private static final int MAX_MTU = 65_535;

    private final SimulatedKernel kernel;
    private final String name;
    private final int queues;
    private final Dice dice;
    private final ArrivalPath arrivalPath;
    private final UnsafeBuffer window = new UnsafeBuffer(0L, 0);
    private SimulatedInterface peer;
    private SimulatedProgram program;
    private SimulatedFaults faults = SimulatedFaults.NONE;
    private PacketListener leavingListener;
    private PacketListener passedListener;
    private int mtu = MTU_DEFAULT;
    private boolean isUp = true;
    private long txPackets;
    private long txDropped;

    SimulatedInterface(final SimulatedKernel kernel, final String name, final int queues, final long seed)
    {
        this.kernel = kernel;
        this.name = name;
        this.queues = queues;
        dice = new Dice(seed);
        arrivalPath = new ArrivalPath(kernel, this, dice);
    }

    /**
     * The name.
     *
     * @return the name.
     */
    public String name()
    {
        return name;
    }

    /**
     * How many queues the interface has, to receive from and to send on.
     *
     * @return the number.
     */
    public int queues()
    {
        return queues;
    }

    /**
     * Set the MTU. Packets that are longer with their Ethernet header and one VLAN tag do not arrive.
     *
     * @param mtu in bytes, from 68 to 65,535.
     * @return this for a fluent API.
     */
    public SimulatedInterface mtu(final int mtu)
    {
        if (mtu < MIN_MTU || mtu > MAX_MTU)
        {
            throw new IllegalArgumentException("mtu must be from " + MIN_MTU + " to " + MAX_MTU + ": mtu=" + mtu);
        }
        synchronized (kernel)
        {
            this.mtu = mtu;
        }

        return this;
    }

    /**
     * Take the interface up or down, as an administrator does.
     *
     * @param isUp true for up.
     * @return this for a fluent API.
     */
    public SimulatedInterface up(final boolean isUp)
    {
        synchronized (kernel)
        {
            this.isUp = isUp;
        }

        return this;
    }

    /**
     * Is the interface up, at this moment?
     *
     * @return false if it was taken down, or is down by a fault.
     */
    public boolean isUp()
    {
        synchronized (kernel)
        {
            return isRunning();
        }
    }

    /**
     * Let things go wrong from now on.
     *
     * @param faults to happen, instead of those before.
     * @return this for a fluent API.
     */
    public SimulatedInterface faults(final SimulatedFaults faults)
    {
        synchronized (kernel)
        {
            this.faults = faults;
        }

        return this;
    }

    /**
     * See every packet that leaves, whether there is a cable or not.
     *
     * @param listener to call, null for none.
     * @return this for a fluent API.
     */
    public SimulatedInterface onLeaving(final PacketListener listener)
    {
        synchronized (kernel)
        {
            leavingListener = listener;
        }

        return this;
    }

    /**
     * See every packet that goes to the kernel's own stack: passed by the program, or without one.
     *
     * @param listener to call, null for none.
     * @return this for a fluent API.
     */
    public SimulatedInterface onPassed(final PacketListener listener)
    {
        synchronized (kernel)
        {
            passedListener = listener;
        }

        return this;
    }

    /**
     * Let a packet arrive, from nowhere.
     *
     * @param queue  to arrive on.
     * @param buffer with the packet.
     * @param index  of its Ethernet header.
     * @param length in bytes, from there on.
     * @return what became of it; null if it is held back by a fault.
     */
    public PacketFate inject(final int queue, final DirectBuffer buffer, final int index, final int length)
    {
        if (length < ETHERNET_HEADER_LENGTH || length > SimulatedPacket.MAX_LENGTH)
        {
            throw new IllegalArgumentException("length must be from " + ETHERNET_HEADER_LENGTH + " to " +
                SimulatedPacket.MAX_LENGTH + ": length=" + length);
        }
        buffer.boundsCheck(index, length);
        synchronized (kernel)
        {
            return arrivalPath.onArrival(queue, buffer, index, length);
        }
    }

    /**
     * What the interface has counted since it was added.
     *
     * @return the counters of this moment.
     */
    public PacketCounts counts()
    {
        synchronized (kernel)
        {
            return arrivalPath.counts(txPackets, txDropped);
        }
    }

    @Override
    public String toString()
    {
        return "SimulatedInterface{name=" + name + ", queues=" + queues + '}';
    }

    void connect(final SimulatedInterface other)
    {
        if (null != peer || null != other.peer || this == other)
        {
            throw new IllegalStateException("a cable joins two interfaces that have none: " + this + " " + other);
        }
        peer = other;
        other.peer = this;
    }

    SimulatedLink attach(final SimulatedProgram attached)
    {
        if (null != program)
        {
            throw new XskException("BPF_LINK_CREATE", "interface=" + name, Errno.EBUSY.code());
        }
        program = attached;

        return () ->
        {
            synchronized (kernel)
            {
                program = program == attached ? null : program;
            }
        };
    }

    /** Answers whether the packet left. */
    boolean transmit(final int queue, final DirectBuffer packet, final int length)
    {
        final SimulatedInterface receiver = null == peer ? this : peer;
        final boolean isTooLong = length > receiver.mtu + ETHERNET_HEADER_LENGTH + VLAN_HEADER_LENGTH;
        if (isTooLong && receiver.isRunning() && null != peer)
        {
            peer.arrivalPath.onTooLong();
        }
        if (isTooLong || length < ETHERNET_HEADER_LENGTH || !receiver.isRunning())
        {
            txDropped++;
            return false;
        }
        txPackets++;
        show(leavingListener, queue, packet, 0, length);
        if (null != peer)
        {
            peer.arrivalPath.onArrival(queue, packet, 0, length);
        }

        return true;
    }

    void sendBack(final int queue, final DirectBuffer packet)
    {
        txPackets++;
        show(leavingListener, queue, packet, 0, packet.capacity());
        if (null != peer)
        {
            peer.arrivalPath.onSentBack(queue, packet);
        }
    }

    void pass(final int queue, final DirectBuffer buffer, final int index, final int length)
    {
        show(passedListener, queue, buffer, index, length);
    }

    boolean isRunning()
    {
        return isUp && !arrivalPath.isDownByFault();
    }

    SimulatedProgram program()
    {
        return program;
    }

    SimulatedFaults faults()
    {
        return faults;
    }

    Dice dice()
    {
        return dice;
    }

    SimulatedKernel kernel()
    {
        return kernel;
    }

    private void show(
        final PacketListener listener, final int queue, final DirectBuffer buffer, final int index, final int length)
    {
        if (null != listener)
        {
            window.wrap(buffer, index, length);
            listener.onPacket(queue, window);
        }
    }
}
