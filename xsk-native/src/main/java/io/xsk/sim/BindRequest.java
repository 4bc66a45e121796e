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
import io.xsk.XskMode;
import io.xsk.XskSocket;
import io.xsk.ffi.Errno;
import java.util.List;

/**
 * What a socket asks for when it is bound, and the kernel's answer ({@code xsk_bind} and {@code xp_assign_dev} of Linux
 * 6.18). A queue that is taken is refused at once: who holds it gives it back on the same thread, or not at all.
 *
 * @param mode          that is forced, null for the best.
 * @param isMultiBuffer whether a packet may be in several frames.
 * @param maxTxBudget   of a wakeup, 0 for the default.
 * @param sharesUmem    with a socket that was opened before.
 */
record BindRequest(XskMode mode, boolean isMultiBuffer, int maxTxBudget, boolean sharesUmem)
{
    static BindRequest of(final XskSocket.Context context, final SimulatedSocket first)
    {
        return null == first ?
            new BindRequest(context.mode(), context.multiBuffer(), context.maxTxBudget(), false) :
            new BindRequest(null, first.isMultiBuffer(), context.maxTxBudget(), true);
    }

    /** Answers why there is no better mode, empty where none was asked for. */
    String bind(final SimulatedSocket socket, final List<SimulatedSocket> sockets)
    {
        checkBudget(socket);
        if (sharesUmem)
        {
            requireBoundSocket(socket, sockets);
        }
        for (final SimulatedSocket other : sockets)
        {
            if (other.isBound() && other.isOn(socket.device(), socket.queue()) && other.pool() != socket.pool())
            {
                throw new XskException("bind", socket.subject(), Errno.EBUSY.code());
            }
        }
        if (socket.queue() >= socket.device().queues())
        {
            throw noSuchQueue(socket);
        }
        if (XskMode.ZERO_COPY == mode)
        {
            throw new XskException("bind", socket.subject(), Errno.EOPNOTSUPP.code());
        }

        return null != mode || sharesUmem ? "" :
            new XskException("bind", socket.subject() + " mode=zero-copy", Errno.EOPNOTSUPP.code()).getMessage();
    }

    private XskException noSuchQueue(final SimulatedSocket socket)
    {
        return isMultiBuffer && !sharesUmem ?
            new XskException("bind", socket.subject() + " multiBuffer=true", Errno.EINVAL.code(),
            "packets in several frames need Linux 6.6 or later; the interface may also have no such queue") :
            new XskException("bind", socket.subject(), Errno.EINVAL.code());
    }

    private void checkBudget(final SimulatedSocket socket)
    {
        if (maxTxBudget > 0 &&
            (maxTxBudget < TransmitPath.BUDGET_DEFAULT || maxTxBudget > socket.txRing().capacity()))
        {
            throw new XskException("XDP_MAX_TX_SKB_BUDGET", socket.subject() + " maxTxBudget=" + maxTxBudget,
                Errno.EACCES.code());
        }
    }

    private static void requireBoundSocket(final SimulatedSocket socket, final List<SimulatedSocket> sockets)
    {
        for (final SimulatedSocket other : sockets)
        {
            if (other.isBound() && other.umem() == socket.umem())
            {
                return;
            }
        }

        throw new IllegalStateException(
            "no socket on the shared umem is bound, bind the one opened first: " + socket.umem());
    }
}
