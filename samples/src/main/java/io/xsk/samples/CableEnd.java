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
package io.xsk.samples;

import io.xsk.Umem;
import io.xsk.XskSocket;
import io.xsk.bpf.FilterProgram;
import io.xsk.bpf.XdpFilter;
import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import io.xsk.netns.NetworkNamespace;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.Ring;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;

/**
 * One end of a cable: a bound socket on the interface there. It sends and receives one packet at a time; who wants more
 * takes the rings of its {@link #socket()}. Packets come to it from {@link #receive()} on.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class CableEnd implements AutoCloseable
{
    private static final int TIMEOUT_MS = 2_000;

    private final NetworkNamespace host;
    private final XskSocket socket;
    private XskMap map;
    private XdpProgram program;
    private FilterProgram filter;
    private XdpLink link;

    private CableEnd(final NetworkNamespace host, final XskSocket socket)
    {
        this.host = host;
        this.socket = socket;
    }

    /**
     * Open a socket, give its kernel frames to receive into, and bind it.
     *
     * @param host       that has the interface.
     * @param context    of the socket. Its UMEM is the caller's, to be closed after this.
     * @param firstFrame of those to receive into.
     * @param frameCount of those to receive into, at most what the fill ring can hold.
     * @return the end, to be closed.
     */
    static CableEnd open(
        final NetworkNamespace host, final XskSocket.Context context, final int firstFrame, final int frameCount)
    {
        final CableEnd end = new CableEnd(host, host.call(() -> XskSocket.open(context)));
        try
        {
            final FillRing fillRing = end.socket.fillRing();
            for (int frame = firstFrame; frame < firstFrame + frameCount; frame++)
            {
                fillRing.put(fillRing.tryClaim(1), context.umem().frameAddress(frame));
            }
            fillRing.commit();
            end.socket.bind();
        }
        catch (final RuntimeException exception)
        {
            end.close();
            throw exception;
        }

        return end;
    }

    /**
     * Redirect all packets of the interface to the socket, from now on.
     *
     * @return this for a fluent API.
     */
    CableEnd receive()
    {
        try
        {
            map = XskMap.create(socket.device().rxQueues());
            map.put(socket.queue(), socket);
            program = XdpProgram.redirectTo(map);
            link = host.call(() -> program.attach(socket.device()));
        }
        catch (final RuntimeException exception)
        {
            close();
            throw exception;
        }

        return this;
    }

    /**
     * Redirect the packets of the interface that a filter redirects, from now on.
     *
     * @param rules of the filter.
     * @return the filter, closed with this.
     */
    FilterProgram receive(final XdpFilter rules)
    {
        try
        {
            map = XskMap.create(socket.device().rxQueues());
            map.put(socket.queue(), socket);
            filter = FilterProgram.load(rules, map);
            link = host.call(() -> filter.program().attach(socket.device()));
        }
        catch (final RuntimeException exception)
        {
            close();
            throw exception;
        }

        return filter;
    }

    XskSocket socket()
    {
        return socket;
    }

    Umem umem()
    {
        return socket.umem();
    }

    /**
     * Send a packet, and wait until the kernel is done with its frame.
     *
     * @param address of the packet's first byte.
     * @param length  of the packet in bytes.
     */
    void send(final long address, final int length)
    {
        final TxRing txRing = socket.txRing();
        final CompletionRing completionRing = socket.completionRing();
        final long sequence = txRing.tryClaim(1);
        if (Ring.INSUFFICIENT_CAPACITY == sequence)
        {
            throw new IllegalStateException("transmit ring is full: " + txRing);
        }
        txRing.put(sequence, address, length, 0);
        txRing.commit();

        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        while (0 == completionRing.available(1))
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("packet was not sent: " + socket + " timeoutMs=" + TIMEOUT_MS);
            }
            if (txRing.size() > 0 && txRing.needsWakeup())
            {
                socket.wakeupTx();
            }
        }
        if (address != completionRing.address(completionRing.position()))
        {
            throw new IllegalStateException("another packet was sent: " + socket + " address=" + address);
        }
        completionRing.release(1);
    }

    /**
     * Wait for a packet. It stays in the receive ring, at its position, until it is released.
     *
     * @return the ring.
     */
    RxRing awaitPacket()
    {
        final RxRing rxRing = socket.rxRing();
        if (0 == rxRing.available(1) && (!socket.awaitRx(TIMEOUT_MS) || 0 == rxRing.available(1)))
        {
            throw new IllegalStateException("no packet came: " + socket + " timeoutMs=" + TIMEOUT_MS);
        }

        return rxRing;
    }

    /**
     * Give the kernel a frame to receive into.
     *
     * @param address anywhere within the frame.
     */
    void recycle(final long address)
    {
        final FillRing fillRing = socket.fillRing();
        final long sequence = fillRing.tryClaim(1);
        if (Ring.INSUFFICIENT_CAPACITY == sequence)
        {
            throw new IllegalStateException("fill ring is full: " + fillRing);
        }
        fillRing.put(sequence, umem().frameOf(address));
        fillRing.commit();
        if (fillRing.needsWakeup())
        {
            socket.wakeupRx();
        }
    }

    /**
     * Detach the program and close the socket. Idempotent.
     */
    @Override
    public void close()
    {
        CloseHelper.closeAll(link, program, filter, map, socket);
    }
}
