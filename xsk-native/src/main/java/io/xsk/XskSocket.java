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
package io.xsk;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.agrona.BitUtil.isPowerOfTwo;

import io.xsk.ffi.Errno;
import io.xsk.ffi.IfXdp;
import io.xsk.ffi.Sockets;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An AF_XDP socket on one queue of an interface, with its four rings and the UMEM that they speak of.
 * <p>
 * The order of use: {@link #open(Context)}; put frames on the {@link #fillRing()}, since some drivers take from it when
 * the socket is bound; {@link #bind()}; put the socket into the {@link io.xsk.bpf.XskMap} of a program; receive and
 * send; detach the program; let the owner's thread stop; {@link #close()}; close the UMEM.
 * <p>
 * <b>Note:</b> This class is not threadsafe. The rings and the wakeups belong to the owner's thread, the rest to the
 * thread that launches and closes. {@link #statistics()} may be called by any thread until the socket is closed.
 */
public final class XskSocket implements XskPort, AutoCloseable
{
    /** To learn why the kernel refuses takes a call that captures its errno, and that allocates until compiled. */
    private static final int REFUSALS_TOLERATED = 1_000;

    private static final long BIND_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long BIND_RETRY_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Umem umem;
    private final NetDevice device;
    private final int queue;
    private final int fd;
    private final MappedRings rings;
    private int txRefusals;
    private int rxRefusals;
    private boolean isZeroCopy;
    private volatile boolean isClosed;

    private XskSocket(final Context context)
    {
        umem = context.umem;
        queue = context.queue;
        device = NetDevice.byName(context.interfaceName);

        fd = Sockets.socket(IfXdp.AF_XDP, Sockets.SOCK_RAW | Sockets.SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            throw new XskException("socket", subject(), -fd);
        }

        MappedRings mapped = null;
        try
        {
            registerUmem();
            mapped = new MappedRings(fd, context, subject());
            umem.onSocketOpen();
        }
        finally
        {
            if (null == mapped)
            {
                Sockets.close(fd);
            }
        }
        rings = mapped;
    }

    /**
     * Open a socket, register the UMEM with it and map its rings.
     *
     * @param context with the interface, the queue, the UMEM and the sizes.
     * @return the socket, not yet bound, to be closed.
     * @throws XskException if the kernel refuses any of it.
     */
    public static XskSocket open(final Context context)
    {
        context.conclude();

        return new XskSocket(context);
    }

    /**
     * Bind the socket to its queue: from now on the kernel takes frames from the fill ring. A queue that is taken is
     * waited for, a second at most, since the kernel releases that of a closed socket with a delay.
     *
     * @throws XskException if the kernel refuses it.
     */
    public void bind()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment address = arena.allocate(IfXdp.SOCKADDR);
            address.set(JAVA_SHORT, IfXdp.SOCKADDR_FAMILY, (short)IfXdp.AF_XDP);
            address.set(JAVA_SHORT, IfXdp.SOCKADDR_FLAGS, IfXdp.XDP_USE_NEED_WAKEUP);
            address.set(JAVA_INT, IfXdp.SOCKADDR_IFINDEX, device.index());
            address.set(JAVA_INT, IfXdp.SOCKADDR_QUEUE_ID, queue);
            checked(bindWithin(BIND_TIMEOUT_NS, address), "bind");

            final MemorySegment options = arena.allocate(JAVA_INT);
            final MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
            checked(Sockets.getOption(fd, IfXdp.SOL_XDP, IfXdp.XDP_OPTIONS, options, length), "XDP_OPTIONS");
            isZeroCopy = 0 != (options.get(JAVA_INT, 0) & IfXdp.XDP_OPTIONS_ZEROCOPY);
        }
    }

    /**
     * The interface, as it was when the socket was opened.
     *
     * @return the interface.
     */
    public NetDevice device()
    {
        return device;
    }

    /**
     * The queue of the interface.
     *
     * @return the number of the queue, from 0.
     */
    public int queue()
    {
        return queue;
    }

    @Override
    public Umem umem()
    {
        return umem;
    }

    /**
     * Does the driver receive into the UMEM and send from it? Known once the socket is bound.
     *
     * @return false if packets are copied.
     */
    public boolean isZeroCopy()
    {
        return isZeroCopy;
    }

    @Override
    public FillRing fillRing()
    {
        return rings.fill;
    }

    @Override
    public CompletionRing completionRing()
    {
        return rings.completion;
    }

    @Override
    public RxRing rxRing()
    {
        return rings.rx;
    }

    @Override
    public TxRing txRing()
    {
        return rings.tx;
    }

    /**
     * {@inheritDoc}
     * <p>
     * In copy mode one call sends a limited number of packets (32, {@code TX_BATCH_SIZE} of net/xdp/xsk.c) and is
     * refused when there were more. A refusal that does not pass is looked into after a thousand times.
     */
    @Override
    public boolean wakeupTx()
    {
        final boolean isAwake = Sockets.wakeupTx(fd);
        txRefusals = isAwake ? 0 : txRefusals + 1;
        if (txRefusals >= REFUSALS_TOLERATED)
        {
            txRefusals = 0;
            checkPassing(Sockets.send(fd, MemorySegment.NULL, 0, Sockets.MSG_DONTWAIT), "sendto");
        }

        return isAwake;
    }

    /**
     * {@inheritDoc}
     * <p>
     * A refusal that does not pass is looked into after a thousand times.
     */
    @Override
    public boolean wakeupRx()
    {
        final boolean isAwake = Sockets.wakeupRx(fd);
        rxRefusals = isAwake ? 0 : rxRefusals + 1;
        if (rxRefusals >= REFUSALS_TOLERATED)
        {
            rxRefusals = 0;
            checkPassing(Sockets.receive(fd, MemorySegment.NULL, 0, Sockets.MSG_DONTWAIT), "recvfrom");
        }

        return isAwake;
    }

    /**
     * What the kernel has counted. A system call: not for the owner's thread.
     *
     * @return the counters of this moment.
     * @throws IllegalStateException if the socket is closed.
     */
    public XskStatistics statistics()
    {
        if (isClosed)
        {
            throw new IllegalStateException("socket is closed: " + this);
        }

        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment counters = arena.allocate(IfXdp.STATISTICS);
            final MemorySegment length = arena.allocateFrom(JAVA_INT, (int)counters.byteSize());
            checked(Sockets.getOption(fd, IfXdp.SOL_XDP, IfXdp.XDP_STATISTICS, counters, length), "XDP_STATISTICS");

            return new XskStatistics(
                counters.getAtIndex(JAVA_LONG, 0),
                counters.getAtIndex(JAVA_LONG, 1),
                counters.getAtIndex(JAVA_LONG, 2),
                counters.getAtIndex(JAVA_LONG, 3),
                counters.getAtIndex(JAVA_LONG, 4),
                counters.getAtIndex(JAVA_LONG, 5));
        }
    }

    /**
     * The file descriptor, which stays the socket's own.
     *
     * @return the descriptor.
     */
    public int fd()
    {
        return fd;
    }

    /**
     * Unmap the rings and close the socket. The owner's thread must have stopped using it; a ring that is used all the
     * same throws. The kernel releases the queue a little later. Idempotent.
     */
    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            rings.close();
            Sockets.close(fd);
            umem.onSocketClose();
        }
    }

    @Override
    public String toString()
    {
        return "XskSocket{" + subject() + ", isZeroCopy=" + isZeroCopy + '}';
    }

    /** The kernel releases the queue of a socket some time after it was closed, and until then refuses it to others. */
    private int bindWithin(final long timeoutNs, final MemorySegment address)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        int result = Sockets.bind(fd, address);
        while (Errno.EBUSY.is(result) && System.nanoTime() - deadlineNs < 0)
        {
            LockSupport.parkNanos(BIND_RETRY_INTERVAL_NS);
            result = Sockets.bind(fd, address);
        }

        return result;
    }

    private void registerUmem()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment registration = arena.allocate(IfXdp.UMEM_REG);
            registration.set(JAVA_LONG, IfXdp.UMEM_REG_ADDR, umem.baseAddress());
            registration.set(JAVA_LONG, IfXdp.UMEM_REG_LEN, umem.length());
            registration.set(JAVA_INT, IfXdp.UMEM_REG_CHUNK_SIZE, umem.frameLength());
            registration.set(JAVA_INT, IfXdp.UMEM_REG_HEADROOM, umem.headroom());
            final int result = Sockets.setOption(fd, IfXdp.SOL_XDP, IfXdp.XDP_UMEM_REG, registration);
            if (result < 0)
            {
                throw new XskException("XDP_UMEM_REG", subject() + ' ' + umem, -result);
            }
        }
    }

    /** The kernel is busy, out of buffers or its interface down: none of that is an error. */
    private void checkPassing(final int result, final String call)
    {
        if (!Errno.EAGAIN.is(result) && !Errno.ENOBUFS.is(result) && !Errno.EBUSY.is(result) &&
            !Errno.ENETDOWN.is(result) && !Errno.EINTR.is(result))
        {
            checked(result, call);
        }
    }

    private void checked(final int result, final String call)
    {
        if (result < 0)
        {
            throw new XskException(call, subject(), -result);
        }
    }

    private String subject()
    {
        return "interface=" + device.name() + " queue=" + queue;
    }

    /**
     * Which queue of which interface, what memory, and how long the rings are.
     */
    public static final class Context
    {
        /** Entries of the receive, transmit and completion rings where nothing is said. */
        public static final int RING_CAPACITY_DEFAULT = 2048;
        /** Entries of the fill ring where nothing is said: twice what drivers have in their own ring. */
        public static final int FILL_RING_CAPACITY_DEFAULT = 4096;

        private String interfaceName;
        private int queue;
        private Umem umem;
        private int fillRingCapacity = FILL_RING_CAPACITY_DEFAULT;
        private int rxRingCapacity = RING_CAPACITY_DEFAULT;
        private int txRingCapacity = RING_CAPACITY_DEFAULT;
        private int completionRingCapacity = RING_CAPACITY_DEFAULT;

        /**
         * With the default ring sizes, for queue 0. The interface and the UMEM must be set.
         */
        public Context()
        {
        }

        /**
         * Set the interface, which is looked up in the network namespace of the thread that opens the socket.
         *
         * @param interfaceName such as {@code eth0}.
         * @return this for a fluent API.
         */
        public Context interfaceName(final String interfaceName)
        {
            this.interfaceName = interfaceName;
            return this;
        }

        /**
         * The interface.
         *
         * @return its name, null if it was not set.
         */
        public String interfaceName()
        {
            return interfaceName;
        }

        /**
         * Set the queue of the interface.
         *
         * @param queue from 0.
         * @return this for a fluent API.
         */
        public Context queue(final int queue)
        {
            this.queue = queue;
            return this;
        }

        /**
         * The queue of the interface.
         *
         * @return its number.
         */
        public int queue()
        {
            return queue;
        }

        /**
         * Set the packet memory. The caller closes it, after the socket.
         *
         * @param umem that is not closed.
         * @return this for a fluent API.
         */
        public Context umem(final Umem umem)
        {
            this.umem = umem;
            return this;
        }

        /**
         * The packet memory.
         *
         * @return the memory, null if it was not set.
         */
        public Umem umem()
        {
            return umem;
        }

        /**
         * Set the size of the fill ring, best twice the driver's own receive ring.
         *
         * @param capacity in entries, a power of two.
         * @return this for a fluent API.
         */
        public Context fillRingCapacity(final int capacity)
        {
            fillRingCapacity = capacity;
            return this;
        }

        /**
         * The size of the fill ring.
         *
         * @return the size in entries.
         */
        public int fillRingCapacity()
        {
            return fillRingCapacity;
        }

        /**
         * Set the size of the receive ring: how large a burst can wait for the owner.
         *
         * @param capacity in entries, a power of two.
         * @return this for a fluent API.
         */
        public Context rxRingCapacity(final int capacity)
        {
            rxRingCapacity = capacity;
            return this;
        }

        /**
         * The size of the receive ring.
         *
         * @return the size in entries.
         */
        public int rxRingCapacity()
        {
            return rxRingCapacity;
        }

        /**
         * Set the size of the transmit ring.
         *
         * @param capacity in entries, a power of two.
         * @return this for a fluent API.
         */
        public Context txRingCapacity(final int capacity)
        {
            txRingCapacity = capacity;
            return this;
        }

        /**
         * The size of the transmit ring.
         *
         * @return the size in entries.
         */
        public int txRingCapacity()
        {
            return txRingCapacity;
        }

        /**
         * Set the size of the completion ring.
         *
         * @param capacity in entries, a power of two.
         * @return this for a fluent API.
         */
        public Context completionRingCapacity(final int capacity)
        {
            completionRingCapacity = capacity;
            return this;
        }

        /**
         * The size of the completion ring.
         *
         * @return the size in entries.
         */
        public int completionRingCapacity()
        {
            return completionRingCapacity;
        }

        /**
         * Validate what was set.
         *
         * @throws IllegalArgumentException naming what is wrong.
         */
        public void conclude()
        {
            if (null == interfaceName || interfaceName.isEmpty())
            {
                throw new IllegalArgumentException("interfaceName must be set");
            }
            if (null == umem)
            {
                throw new IllegalArgumentException("umem must be set");
            }
            if (queue < 0)
            {
                throw new IllegalArgumentException("queue must not be negative: queue=" + queue);
            }
            validateCapacity("fillRingCapacity", fillRingCapacity);
            validateCapacity("rxRingCapacity", rxRingCapacity);
            validateCapacity("txRingCapacity", txRingCapacity);
            validateCapacity("completionRingCapacity", completionRingCapacity);
        }

        private static void validateCapacity(final String name, final int capacity)
        {
            if (!isPowerOfTwo(capacity))
            {
                throw new IllegalArgumentException(
                    name + " must be a positive power of 2: " + name + "=" + capacity);
            }
        }
    }
}
