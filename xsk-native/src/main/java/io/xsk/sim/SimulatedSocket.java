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

import io.xsk.Umem;
import io.xsk.XskException;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.XskStatistics;
import io.xsk.ffi.Errno;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import java.util.function.BooleanSupplier;

/**
 * A socket whose other side is a {@link SimulatedKernel}, in copy mode. The order of use is that of an {@link
 * XskSocket}, and so are the rules for several of them on one UMEM.
 * <p>
 * A wakeup does its work on the calling thread, under the kernel's lock, as a system call does: what it sends has
 * arrived at the other end of the cable when it returns. Timeouts are in the time of the kernel's clock.
 * <p>
 * <b>Note:</b> This class is not threadsafe. The rings and the wakeups belong to the owner's thread, the rest to the
 * thread that launches and closes. {@link #statistics()} may be called by any thread until the socket is closed.
 */
public final class SimulatedSocket implements XskPort
{
    /** As of an {@link XskSocket}. */
    private static final int REFUSALS_TOLERATED = 1_000;
    private static final int OK = 0;

    private final SimulatedKernel kernel;
    private final SimulatedInterface device;
    private final int queue;
    private final BufferPool pool;
    private final boolean ownsPool;
    private final ReceivePath receivePath;
    private final TransmitPath transmitPath;
    private final BindRequest request;
    private final BooleanSupplier isReadable = this::isReadable;
    private final BooleanSupplier isWritable = this::isWritable;
    private int refusals;
    private boolean isBound;
    private String zeroCopyRefusal = "";
    private volatile boolean isClosed;

    SimulatedSocket(
        final SimulatedKernel kernel,
        final SimulatedInterface device,
        final XskSocket.Context context,
        final BufferPool sibling,
        final BindRequest request)
    {
        this.kernel = kernel;
        this.device = device;
        this.request = request;
        queue = context.queue();
        ownsPool = null == sibling;
        pool = ownsPool ? new BufferPool(context) : sibling;
        receivePath = 0 == context.rxRingCapacity() ?
            null : new ReceivePath(pool, context.rxRingCapacity(), request.isMultiBuffer());
        transmitPath = 0 == context.txRingCapacity() ?
            null : new TransmitPath(device, queue, pool, context.txRingCapacity(), context.maxTxBudget());
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
        return pool.umem;
    }

    @Override
    public FillRing fillRing()
    {
        return pool.usersFill;
    }

    @Override
    public CompletionRing completionRing()
    {
        return pool.usersCompletion;
    }

    @Override
    public RxRing rxRing()
    {
        return present(receivePath, "receive").usersRing;
    }

    @Override
    public TxRing txRing()
    {
        return present(transmitPath, "transmit").usersRing;
    }

    @Override
    public void bind()
    {
        synchronized (kernel)
        {
            if (isBound)
            {
                throw new IllegalStateException("socket is bound: " + this);
            }
            requireOpen();
            zeroCopyRefusal = request.bind(this, kernel.sockets());
            isBound = true;
            handOver();
        }
    }

    /**
     * Why the socket copies packets: a simulated interface, like a virtual one, does nothing else.
     *
     * @return the refusal, empty before the socket is bound and where copies were asked for.
     */
    public String zeroCopyRefusal()
    {
        return zeroCopyRefusal;
    }

    @Override
    public boolean isZeroCopy()
    {
        return false;
    }

    @Override
    public boolean wakeupRx()
    {
        synchronized (kernel)
        {
            final int result = device.dice().roll(device.faults().refusedWakeups) ? -Errno.EAGAIN.code() : check();

            return isAccepted(OK == result && null == receivePath ? -Errno.ENOBUFS.code() : result, "recvfrom");
        }
    }

    @Override
    public boolean wakeupTx()
    {
        synchronized (kernel)
        {
            final int result = device.dice().roll(device.faults().refusedWakeups) ? -Errno.EAGAIN.code() : check();

            return isAccepted(OK == result ? transmit() : result, "sendto");
        }
    }

    @Override
    public boolean awaitRx(final int timeoutMs)
    {
        return kernel.await(isReadable, timeoutMs);
    }

    @Override
    public boolean awaitTx(final int timeoutMs)
    {
        return kernel.await(isWritable, timeoutMs);
    }

    @Override
    public XskStatistics statistics()
    {
        synchronized (kernel)
        {
            requireOpen();

            return new XskStatistics(
                null == receivePath ? 0 : receivePath.dropped(),
                0,
                null == transmitPath ? 0 : transmitPath.invalidDescriptors(),
                null == receivePath ? 0 : receivePath.ringFull(),
                isBound ? pool.fillEmpty() : 0,
                null == transmitPath ? 0 : transmitPath.ringEmpty());
        }
    }

    /**
     * Let the fill ring ask for a wakeup, as drivers do that do not copy. A wakeup does not end it.
     *
     * @param isWanted true to ask from now on.
     */
    public void wantRxWakeups(final boolean isWanted)
    {
        pool.fillFlags(isWanted ? RingDescriptor.NEED_WAKEUP_FLAG : 0);
    }

    /**
     * Frames that a fault keeps for ever: they were sent, and are not given back by the completion ring.
     *
     * @return the number of frames.
     */
    public long framesWithheld()
    {
        synchronized (kernel)
        {
            return null == transmitPath ? 0 : transmitPath.framesWithheld();
        }
    }

    @Override
    public void close()
    {
        synchronized (kernel)
        {
            if (isClosed)
            {
                return;
            }
            for (final SimulatedSocket other : kernel.sockets())
            {
                if (this != other && ownsPool && pool == other.pool)
                {
                    throw new IllegalStateException("another socket on the queue uses the fill and completion rings " +
                        "of this one, close it first: this=" + this + " other=" + other);
                }
            }
            isClosed = true;
            kernel.onSocketClose(this);
            closeRings();
            pool.umem.release(this);
        }
    }

    @Override
    public String toString()
    {
        return "SimulatedSocket{" + subject() + ", isBound=" + isBound + '}';
    }

    PacketFate receive(final SimulatedPacket packet)
    {
        if (!isBound || null == receivePath || packet.queue() != queue)
        {
            return PacketFate.REDIRECT_REFUSED;
        }

        return receivePath.receive(packet, device.faults(), device.dice());
    }

    boolean isOn(final SimulatedInterface otherDevice, final int otherQueue)
    {
        return device == otherDevice && queue == otherQueue;
    }

    boolean canReceive()
    {
        return isBound && null != receivePath;
    }

    SimulatedInterface device()
    {
        return device;
    }

    BufferPool pool()
    {
        return pool;
    }

    boolean isMultiBuffer()
    {
        return request.isMultiBuffer();
    }

    boolean isBound()
    {
        return isBound;
    }

    boolean isClosed()
    {
        return isClosed;
    }

    String subject()
    {
        return "interface=" + device.name() + " queue=" + queue;
    }

    /** What every call looks at first ({@code xsk_check_common}). */
    private int check()
    {
        if (!isBound || isClosed)
        {
            return -(isClosed ? Errno.EBADF : Errno.ENXIO).code();
        }

        return device.isRunning() ? OK : -Errno.ENETDOWN.code();
    }

    private int transmit()
    {
        return null == transmitPath ? -Errno.ENOBUFS.code() : transmitPath.transmit();
    }

    private boolean isAccepted(final int result, final String call)
    {
        refusals = OK == result || isClosed ? 0 : refusals + 1;
        if (refusals >= REFUSALS_TOLERATED)
        {
            refusals = 0;
            if (!Errno.EAGAIN.is(result) && !Errno.ENOBUFS.is(result) && !Errno.EBUSY.is(result) &&
                !Errno.ENETDOWN.is(result))
            {
                throw new XskException(call, subject(), -result);
            }
        }

        return OK == result;
    }

    /** In copy mode a poll sends what is there, whatever it waits for ({@code xsk_poll}). */
    private boolean isReadable()
    {
        requireOpen();
        if (OK != check())
        {
            return false;
        }
        if (null != transmitPath)
        {
            transmitPath.transmit();
        }

        return null != receivePath && receivePath.usersRing.size() > 0;
    }

    private boolean isWritable()
    {
        requireOpen();
        if (OK != check() || null == transmitPath)
        {
            return false;
        }
        transmitPath.transmit();

        return transmitPath.isWritable();
    }

    private void closeRings()
    {
        if (null != receivePath)
        {
            receivePath.usersRing.close();
        }
        if (null != transmitPath)
        {
            transmitPath.usersRing.close();
        }
        if (ownsPool)
        {
            pool.close();
        }
    }

    private void requireOpen()
    {
        if (isClosed)
        {
            throw new IllegalStateException("socket is closed: " + this);
        }
    }

    private <P> P present(final P path, final String name)
    {
        if (null == path)
        {
            throw new IllegalStateException("socket was opened without a " + name + " ring: " + this);
        }

        return path;
    }

    /** From now on the rings belong to the owner's thread. */
    private void handOver()
    {
        fillRing().handOver();
        completionRing().handOver();
        if (null != receivePath)
        {
            receivePath.usersRing.handOver();
        }
        if (null != transmitPath)
        {
            transmitPath.usersRing.handOver();
        }
    }
}
