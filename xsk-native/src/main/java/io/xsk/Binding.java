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

import io.xsk.ffi.Errno;
import io.xsk.ffi.IfXdp;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a socket is bound: in one mode or the best, or to the UMEM of another; and what it got.
 */
final class Binding
{
    private static final int SO_BUSY_POLL = 46;
    private static final int SO_PREFER_BUSY_POLL = 69;
    private static final int SO_BUSY_POLL_BUDGET = 70;

    private final SocketCalls calls;
    private final NetDevice device;
    /** Null where they do not matter or the kernel does not tell them. */
    private final NetDeviceDetails details;
    private final Umem umem;
    private final int queue;
    private final XskMode mode;
    private final boolean isMultiBuffer;
    private final boolean needsWakeup;
    private final int busyPollUs;
    private final int busyPollBudget;
    private final int maxTxBudget;
    private String zeroCopyRefusal = "";
    private boolean isBound;
    private boolean isZeroCopy;

    Binding(
        final SocketCalls calls,
        final NetDevice device,
        final NetDeviceDetails details,
        final XskSocket.Context context)
    {
        this.calls = calls;
        this.device = device;
        this.details = details;
        umem = context.umem();
        queue = context.queue();
        mode = context.mode();
        isMultiBuffer = context.multiBuffer();
        needsWakeup = context.needWakeup();
        busyPollUs = context.busyPollUs();
        busyPollBudget = context.busyPollBudget();
        maxTxBudget = context.maxTxBudget();
    }

    boolean isBound()
    {
        return isBound;
    }

    boolean isZeroCopy()
    {
        return isZeroCopy;
    }

    String zeroCopyRefusal()
    {
        return zeroCopyRefusal;
    }

    /**
     * A socket whose UMEM is shared passes on what it was bound with, so the other cannot ask for anything else.
     *
     * @param first socket on the UMEM.
     */
    void requireSameAs(final XskSocket first)
    {
        final Binding other = first.binding();
        requireSame("multiBuffer", isMultiBuffer, other.isMultiBuffer, first);
        requireSame("needWakeup", needsWakeup, other.needsWakeup, first);
    }

    /**
     * @param sharedUmem socket whose UMEM is shared, bound; null where this is the first on it.
     */
    void bind(final XskSocket sharedUmem)
    {
        if (maxTxBudget > 0)
        {
            calls.xdpOption("XDP_MAX_TX_SKB_BUDGET", IfXdp.XDP_MAX_TX_SKB_BUDGET, maxTxBudget,
                "maxTxBudget=" + maxTxBudget, EnumSet.of(KernelFeature.TX_BUDGET));
        }

        if (null != sharedUmem)
        {
            if (null != mode)
            {
                requireSame("zero-copy", XskMode.ZERO_COPY == mode, sharedUmem.isZeroCopy(), sharedUmem);
            }
            require(0, calls.bind(IfXdp.XDP_SHARED_UMEM, device.index(), queue, sharedUmem.fd()),
                EnumSet.of(KernelFeature.SHARED_UMEM));
        }
        else if (null == mode)
        {
            bindBest();
        }
        else if (XskMode.ZERO_COPY == mode)
        {
            bindZeroCopy();
        }
        else
        {
            bindCopy();
        }
        isBound = true;
        isZeroCopy = calls.isZeroCopy();
        busyPoll();
    }

    private void bindBest()
    {
        final int result = calls.bind(flags() | IfXdp.XDP_ZEROCOPY, device.index(), queue, 0);
        if (Errno.EBUSY.is(result) || Errno.ENETDOWN.is(result) || Errno.ENODEV.is(result))
        {
            throw refused("", -result, asked());
        }
        if (result < 0)
        {
            zeroCopyRefusal = zeroCopyRefused(-result).getMessage();
            bindCopy();
        }
    }

    private void bindZeroCopy()
    {
        final int result = calls.bind(flags() | IfXdp.XDP_ZEROCOPY, device.index(), queue, 0);
        if (result < 0)
        {
            throw zeroCopyRefused(-result);
        }
    }

    private void bindCopy()
    {
        final int flags = flags() | IfXdp.XDP_COPY;
        require(flags, calls.bind(flags, device.index(), queue, 0), asked());
    }

    private void require(final int flags, final int result, final Set<KernelFeature> asked)
    {
        if (result < 0)
        {
            throw refused(0 != (flags & IfXdp.XDP_USE_SG) ? " multiBuffer=true" : "", -result, asked);
        }
    }

    private XskException refused(final String details, final int errno, final Set<KernelFeature> asked)
    {
        return new XskException(
            "bind", calls.subject() + details, errno, KernelFeature.remedy("bind", errno, asked));
    }

    private XskException zeroCopyRefused(final int errno)
    {
        final String tooOld = KernelFeature.tooOld("bind", errno, asked());
        final String remedy =
            tooOld.isEmpty() ? ZeroCopyRemedy.of(errno, details, queue, umem, isMultiBuffer) : tooOld;

        return new XskException("bind", calls.subject() + (isMultiBuffer ? " multiBuffer=true" : "") +
            " mode=zero-copy", errno, remedy.isEmpty() ? Remedy.of("bind", errno) : remedy);
    }

    private int flags()
    {
        return (needsWakeup ? IfXdp.XDP_USE_NEED_WAKEUP : 0) | (isMultiBuffer ? IfXdp.XDP_USE_SG : 0);
    }

    private Set<KernelFeature> asked()
    {
        final Set<KernelFeature> asked = EnumSet.noneOf(KernelFeature.class);
        if (needsWakeup)
        {
            asked.add(KernelFeature.NEED_WAKEUP);
        }
        if (isMultiBuffer)
        {
            asked.add(KernelFeature.MULTI_BUFFER);
        }

        return asked;
    }

    private void busyPoll()
    {
        if (busyPollBudget > 0)
        {
            final String details = "busyPollUs=" + busyPollUs + " busyPollBudget=" + busyPollBudget;
            calls.socketOption("SO_PREFER_BUSY_POLL", SO_PREFER_BUSY_POLL, 1, details);
            calls.socketOption("SO_BUSY_POLL", SO_BUSY_POLL, busyPollUs, details);
            calls.socketOption("SO_BUSY_POLL_BUDGET", SO_BUSY_POLL_BUDGET, busyPollBudget, details);
        }
    }

    private void requireSame(final String what, final boolean wanted, final boolean got, final XskSocket first)
    {
        if (wanted != got)
        {
            throw new IllegalArgumentException("a socket that shares a umem gets what the first one on it has: " +
                calls.subject() + ' ' + what + '=' + wanted + " first=" + first + ' ' + what + '=' + got);
        }
    }
}
