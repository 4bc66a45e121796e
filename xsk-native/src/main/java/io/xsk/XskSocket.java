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

import static org.agrona.BitUtil.isPowerOfTwo;

import io.xsk.ffi.Errno;
import io.xsk.ffi.IfXdp;
import io.xsk.ffi.Sockets;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.CloseHelper;

/**
 * An AF_XDP socket on one queue of an interface, with its rings and the UMEM that they speak of.
 * <p>
 * The order of use: {@link #open(Context)}; put frames on the {@link #fillRing()}, since some drivers take from it when
 * the socket is bound; {@link #bind()}; put the socket into the {@link io.xsk.bpf.XskMap} of a program; receive and
 * send; detach the program; let the owner's thread stop; {@link #close()}; close the UMEM.
 * <p>
 * Sockets that are opened on one UMEM share it, once the first of them is bound: on other queues and other interfaces
 * each has fill and completion rings of its own; on the same queue they have the same ones, which then have the same
 * owner's thread, and the socket that was opened first is closed last.
 * <p>
 * <b>Note:</b> This class is not threadsafe. The rings and the wakeups belong to the owner's thread, the rest to the
 * thread that launches and closes. {@link #statistics()} may be called by any thread until the socket is closed.
 */
public final class XskSocket implements XskPort
{
    /** To learn why the kernel refuses takes a call that captures its errno, and that allocates until compiled. */
    private static final int REFUSALS_TOLERATED = 1_000;

    private final Umem umem;
    private final NetDevice device;
    private final int queue;
    private final SocketCalls calls;
    private final boolean sharesUmem;
    private final boolean ownsFill;
    private final MappedRings rings;
    private final Binding binding;
    private int txRefusals;
    private int rxRefusals;
    private volatile boolean isClosed;

    private XskSocket(final Context context)
    {
        umem = context.umem;
        queue = context.queue;
        device = NetDevice.byName(context.interfaceName);
        if (!device.isUp())
        {
            // The kernel lets a socket be bound there in copy mode, and then nothing comes and nothing goes.
            throw new XskException("socket", subject() + " isUp=false", Errno.ENETDOWN.code());
        }
        sharesUmem = umem.hasSocket();
        final NetDeviceDetails details = details(context);
        final XskSocket sibling = umem.socketOn(device, queue);
        ownsFill = null == sibling;

        final int fd = Context.NO_FD != context.fd ?
            context.fd : Sockets.socket(IfXdp.AF_XDP, Sockets.SOCK_RAW | Sockets.SOCK_CLOEXEC, 0);
        calls = new SocketCalls(fd, subject());
        if (fd < 0)
        {
            throw new XskException("socket", subject(), -fd);
        }
        binding = new Binding(calls, device, details, context);

        MappedRings mapped = null;
        try
        {
            if (sharesUmem)
            {
                binding.requireSameAs(umem.firstSocket());
            }
            else
            {
                calls.registerUmem(umem);
            }
            mapped = new MappedRings(calls, context, null == sibling ? null : sibling.rings);
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
     * Open a socket, register the UMEM with it if no other socket has, and map its rings.
     *
     * @param context with the interface, the queue, the UMEM and the sizes.
     * @return the socket, not yet bound, to be closed.
     * @throws XskException if the kernel refuses any of it, the interface is down, or it has not what is required.
     */
    public static XskSocket open(final Context context)
    {
        context.conclude();
        if (null == context.umem)
        {
            throw new IllegalArgumentException("umem must be set");
        }
        context.umem.requireOpen();
        final XskSocket socket = new XskSocket(context);
        context.umem.onSocketOpen(socket);

        return socket;
    }

    /**
     * Open a socket on each receive queue of an interface, all on one UMEM. They are to be bound in their order.
     *
     * @param context with the interface, the UMEM and the sizes; the queue that it has is not used.
     * @return the sockets in the order of their queues, not yet bound, each to be closed.
     * @throws XskException if the kernel refuses any of it; those that were opened are then closed.
     */
    public static List<XskSocket> openAllQueues(final Context context)
    {
        final int queues = NetDeviceDetails.byName(context.interfaceName).rxQueues();
        final List<XskSocket> sockets = new ArrayList<>(queues);
        boolean isComplete = false;
        try
        {
            for (int queue = 0; queue < queues; queue++)
            {
                sockets.add(open(context.queue(queue)));
            }
            isComplete = true;
        }
        finally
        {
            if (!isComplete)
            {
                CloseHelper.closeAll(sockets);
            }
        }

        return sockets;
    }

    /**
     * Bind the socket to its queue: from now on the kernel takes frames from the fill ring. A queue that is taken is
     * waited for, 5 seconds at most, since the kernel releases that of a closed socket with a delay.
     * <p>
     * Where no mode was forced, the socket is bound without copies if the driver can, and with copies otherwise; {@link
     * #zeroCopyRefusal()} then says why. A socket that shares the UMEM of another gets what that one got.
     * <p>
     * Until now the rings belonged to the thread that opened the socket; from now on to the owner's.
     *
     * @throws XskException             if the kernel refuses it. The socket may be closed, and another opened on the
     *                                  same UMEM.
     * @throws IllegalStateException    if it is bound, or if it shares its UMEM and no other socket on that is.
     * @throws IllegalArgumentException if a mode is forced that the socket whose UMEM it shares has not got.
     */
    @Override
    public void bind()
    {
        if (binding.isBound())
        {
            throw new IllegalStateException("socket is bound: " + this);
        }
        binding.bind(sharesUmem ? umem.boundSocket() : null);
        rings.handOver();
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

    @Override
    public String interfaceName()
    {
        return device.name();
    }

    @Override
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
     * Why the driver does not run the socket without copies, where it was asked.
     *
     * @return the kernel's refusal, empty where there was none.
     */
    public String zeroCopyRefusal()
    {
        return binding.zeroCopyRefusal();
    }

    @Override
    public boolean isZeroCopy()
    {
        return binding.isZeroCopy();
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
        return present(rings.rx, "receive");
    }

    @Override
    public TxRing txRing()
    {
        return present(rings.tx, "transmit");
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
        final boolean isAwake = Sockets.wakeupTx(calls.fd());
        txRefusals = isAwake ? 0 : txRefusals + 1;
        if (txRefusals >= REFUSALS_TOLERATED)
        {
            txRefusals = 0;
            checkPassing(Sockets.send(calls.fd(), MemorySegment.NULL, 0, Sockets.MSG_DONTWAIT), "sendto");
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
        final boolean isAwake = Sockets.wakeupRx(calls.fd());
        rxRefusals = isAwake ? 0 : rxRefusals + 1;
        if (rxRefusals >= REFUSALS_TOLERATED)
        {
            rxRefusals = 0;
            checkPassing(Sockets.receive(calls.fd(), MemorySegment.NULL, 0, Sockets.MSG_DONTWAIT), "recvfrom");
        }

        return isAwake;
    }

    @Override
    public XskStatistics statistics()
    {
        requireOpen();

        return calls.statistics();
    }

    @Override
    public long rxRingFull()
    {
        requireOpen();

        return calls.rxRingFull();
    }

    /**
     * The file descriptor, which stays the socket's own.
     *
     * @return the descriptor.
     * @throws IllegalStateException if the socket is closed: the number may be another file's by now.
     */
    public int fd()
    {
        requireOpen();

        return calls.fd();
    }

    /**
     * {@inheritDoc}
     * <p>
     * {@link #fd()} may be watched by epoll(7) as well. An interface that goes away wakes nobody, so who must notice
     * waits with a timeout.
     */
    @Override
    public boolean awaitRx(final int timeoutMs)
    {
        return 0 != poll(Sockets.POLLIN, timeoutMs);
    }

    @Override
    public boolean awaitTx(final int timeoutMs)
    {
        return 0 != poll(Sockets.POLLOUT, timeoutMs);
    }

    /**
     * Give the rings back to the kernel and close the socket. The owner's thread must have stopped using it. A ring
     * that is used all the same finds zeros and then throws, also if the owner's thread is within a call at this
     * moment: it cannot crash the JVM. The kernel releases the queue a little later. Idempotent.
     *
     * @throws IllegalStateException if another socket uses the fill and completion rings of this one; in debug mode
     *                               also if another thread is polling, and then it may be closed again.
     */
    @Override
    public void close()
    {
        if (!isClosed)
        {
            umem.requireUnshared(this);
            rings.close();
            isClosed = true;
            calls.close();
            umem.onSocketClose(this);
        }
    }

    @Override
    public String toString()
    {
        return "XskSocket{" + subject() + ", isZeroCopy=" + isZeroCopy() + '}';
    }

    boolean isOn(final NetDevice otherDevice, final int otherQueue)
    {
        return queue == otherQueue &&
            device.index() == otherDevice.index() && device.namespace() == otherDevice.namespace();
    }

    boolean isBound()
    {
        return binding.isBound();
    }

    Binding binding()
    {
        return binding;
    }

    boolean ownsFill()
    {
        return ownsFill;
    }

    private void requireOpen()
    {
        if (isClosed)
        {
            throw new IllegalStateException("socket is closed: " + this);
        }
    }

    private int poll(final short events, final int timeoutMs)
    {
        // poll(2) takes a negative descriptor for none, and would sleep for as long as it was told.
        requireOpen();
        final int result = Sockets.poll(calls.fd(), events, timeoutMs);
        if (result < 0 && !Errno.EINTR.is(result))
        {
            throw new XskException("poll", subject(), -result);
        }

        return Math.max(0, result) & events;
    }

    private <R> R present(final R ring, final String name)
    {
        if (null == ring)
        {
            throw new IllegalStateException("socket was opened without a " + name + " ring: " + this);
        }

        return ring;
    }

    /** The kernel is busy, out of buffers or its interface down: none of that is an error. */
    private void checkPassing(final int result, final String call)
    {
        if (result < 0 && !Errno.EAGAIN.is(result) && !Errno.ENOBUFS.is(result) && !Errno.EBUSY.is(result) &&
            !Errno.ENETDOWN.is(result) && !Errno.EINTR.is(result))
        {
            throw new XskException(call, subject(), -result);
        }
    }

    /** For what the interface must have, and to say why it has no zero-copy mode; that may as well be left unsaid. */
    private NetDeviceDetails details(final Context context)
    {
        if (!context.requiredFeatures.isEmpty())
        {
            final NetDeviceDetails details = NetDeviceDetails.of(device);
            TxOffload.require(details, context.requiredFeatures, subject());

            return details;
        }
        try
        {
            return sharesUmem || XskMode.NATIVE_COPY == context.mode ? null : NetDeviceDetails.of(device);
        }
        catch (final XskException ignore)
        {
            return null;
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

        private static final int NO_FD = -1;
        /** Its memory is 1 GiB. The kernel has no limit, and would take what it can get. */
        private static final int MAX_RING_CAPACITY = 1 << 26;
        /** The kernel keeps it in a u16. */
        private static final int MAX_BUSY_POLL_BUDGET = 65_535;

        private String interfaceName;
        private int queue;
        private Umem umem;
        private int fillRingCapacity = FILL_RING_CAPACITY_DEFAULT;
        private int rxRingCapacity = RING_CAPACITY_DEFAULT;
        private int txRingCapacity = RING_CAPACITY_DEFAULT;
        private int completionRingCapacity = RING_CAPACITY_DEFAULT;
        private XskMode mode;
        private int busyPollUs;
        private int busyPollBudget;
        private int maxTxBudget;
        private Set<XskFeature> requiredFeatures = Set.of();
        private boolean isMultiBuffer;
        private boolean needsWakeup = true;
        private int fd = NO_FD;

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
         * @param capacity in entries, a power of two, or 0 for a socket that only sends.
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
         * @param capacity in entries, a power of two, or 0 for a socket that only receives.
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
         * Force how packets get into the UMEM, rather than take the best way that the driver offers.
         *
         * @param mode to have and no other; null for the best.
         * @return this for a fluent API.
         */
        public Context mode(final XskMode mode)
        {
            this.mode = mode;
            return this;
        }

        /**
         * How packets must get into the UMEM.
         *
         * @return the mode that is forced, null for the best.
         */
        public XskMode mode()
        {
            return mode;
        }

        /**
         * Have the driver's receive path run in the owner's own wakeups rather than in interrupts, from Linux 5.11 on.
         * The interface must then defer its interrupts: {@code napi_defer_hard_irqs} and {@code gro_flush_timeout} in
         * {@code /sys/class/net/NAME}, for example 2 and 200000.
         *
         * @param timeUs to poll for, in microseconds.
         * @param budget of packets in one poll.
         * @return this for a fluent API.
         */
        public Context busyPoll(final int timeUs, final int budget)
        {
            busyPollUs = timeUs;
            busyPollBudget = budget;
            return this;
        }

        /**
         * How long the driver's receive path is polled.
         *
         * @return the time in microseconds, 0 without busy polling.
         */
        public int busyPollUs()
        {
            return busyPollUs;
        }

        /**
         * How many packets one poll of the driver's receive path takes.
         *
         * @return the number, 0 without busy polling.
         */
        public int busyPollBudget()
        {
            return busyPollBudget;
        }

        /**
         * Set how many packets one wakeup sends in copy mode, from Linux 6.17 on.
         *
         * @param maxTxBudget from 32, which is the kernel's default, to the size of the transmit ring; 0 to leave it.
         * @return this for a fluent API.
         */
        public Context maxTxBudget(final int maxTxBudget)
        {
            this.maxTxBudget = maxTxBudget;
            return this;
        }

        /**
         * How many packets one wakeup sends in copy mode.
         *
         * @return the number, 0 where the kernel's default is left.
         */
        public int maxTxBudget()
        {
            return maxTxBudget;
        }

        /**
         * Refuse to open the socket where the interface does not do this for packets whose {@link TxMetadata} ask for
         * it and that are sent without copies. Otherwise they are sent without, or dropped, and nothing says so.
         *
         * @param features that the interface must have, such as {@link XskFeature#TX_LAUNCH_TIME}; none by default.
         * @return this for a fluent API.
         */
        public Context requiredFeatures(final Set<XskFeature> features)
        {
            requiredFeatures = FeatureSet.copyOf(XskFeature.class, features);
            return this;
        }

        /**
         * What the interface must do for packets that are sent.
         *
         * @return the features, which cannot be changed.
         */
        public Set<XskFeature> requiredFeatures()
        {
            return requiredFeatures;
        }

        /**
         * Set whether the kernel asks by the rings' flags to be woken, rather than look into them all the time. It does
         * so by default.
         * <p>
         * Without it a driver that does not copy looks into both rings by itself, at the cost of the processor that has
         * its interrupts. Where packets are copied nothing changes: the fill ring is looked into as packets come, and
         * {@link io.xsk.ring.TxRing#needsWakeup()} is always true, since only a wakeup sends.
         *
         * @param needsWakeup false to have no flags.
         * @return this for a fluent API.
         */
        public Context needWakeup(final boolean needsWakeup)
        {
            this.needsWakeup = needsWakeup;
            return this;
        }

        /**
         * Whether the kernel asks by the rings' flags to be woken.
         *
         * @return true if it does.
         */
        public boolean needWakeup()
        {
            return needsWakeup;
        }

        /**
         * Allow a packet to be in several frames, from Linux 6.6 on. All its entries but the last then have {@link
         * io.xsk.ring.RingDescriptor#CONTINUED_OPTION}, received as well as sent, and they may come in several batches.
         * The program that feeds the socket must allow it as well.
         *
         * @param isMultiBuffer true to allow it.
         * @return this for a fluent API.
         */
        public Context multiBuffer(final boolean isMultiBuffer)
        {
            this.isMultiBuffer = isMultiBuffer;
            return this;
        }

        /**
         * Whether a packet may be in several frames.
         *
         * @return true if it may.
         */
        public boolean multiBuffer()
        {
            return isMultiBuffer;
        }

        /**
         * Use an AF_XDP socket that another, privileged process has created and handed over, rather than create one.
         * It becomes the socket's own and is closed with it. Nothing but {@code socket(2)} may have been done to it.
         *
         * @param fd of the socket in this process.
         * @return this for a fluent API.
         */
        public Context fd(final int fd)
        {
            this.fd = fd;
            return this;
        }

        /**
         * Validate what was set. The UMEM may still be missing; it must be there when the socket is opened.
         *
         * @throws IllegalArgumentException naming what is wrong.
         */
        public void conclude()
        {
            if (null == interfaceName || interfaceName.isEmpty())
            {
                throw new IllegalArgumentException("interfaceName must be set");
            }
            if (queue < 0)
            {
                throw new IllegalArgumentException("queue must not be negative: queue=" + queue);
            }
            validateCapacity("fillRingCapacity", fillRingCapacity);
            validateCapacity("completionRingCapacity", completionRingCapacity);
            if (0 == rxRingCapacity && 0 == txRingCapacity)
            {
                throw new IllegalArgumentException("a socket must have a receive ring or a transmit ring");
            }
            if (0 != rxRingCapacity)
            {
                validateCapacity("rxRingCapacity", rxRingCapacity);
            }
            if (0 != txRingCapacity)
            {
                validateCapacity("txRingCapacity", txRingCapacity);
            }
            validateBusyPoll();
            validateTxBudget();
        }

        private void validateBusyPoll()
        {
            final boolean isOff = 0 == busyPollUs && 0 == busyPollBudget;
            if (!isOff && (busyPollUs < 1 || busyPollBudget < 1 || busyPollBudget > MAX_BUSY_POLL_BUDGET))
            {
                throw new IllegalArgumentException("busyPoll needs a time and a budget of up to " +
                    MAX_BUSY_POLL_BUDGET + " packets: busyPollUs=" + busyPollUs +
                    " busyPollBudget=" + busyPollBudget);
            }
        }

        private void validateTxBudget()
        {
            if (maxTxBudget < 0)
            {
                throw new IllegalArgumentException("maxTxBudget must not be negative: maxTxBudget=" + maxTxBudget);
            }
            if (maxTxBudget > 0 && (0 == txRingCapacity || XskMode.ZERO_COPY == mode))
            {
                throw new IllegalArgumentException("maxTxBudget is for a transmit ring whose packets are copied: " +
                    "maxTxBudget=" + maxTxBudget + " txRingCapacity=" + txRingCapacity + " mode=" + mode);
            }
        }

        private static void validateCapacity(final String name, final int capacity)
        {
            if (!isPowerOfTwo(capacity) || capacity > MAX_RING_CAPACITY)
            {
                throw new IllegalArgumentException(name + " must be a positive power of 2 up to " +
                    MAX_RING_CAPACITY + ": " + name + "=" + capacity);
            }
        }
    }
}
