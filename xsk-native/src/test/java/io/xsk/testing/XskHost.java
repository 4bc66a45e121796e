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

import io.xsk.Umem;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import io.xsk.netns.NetworkNamespace;
import io.xsk.ring.Ring;
import io.xsk.ring.RxRing;
import java.util.function.Function;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A bound socket which the test drives by hand. The lower half of its frames is for receiving, the upper half for
 * sending. Unless asked to, it has no program and so receives nothing.
 */
public final class XskHost implements AutoCloseable
{
    private static final int ETHER_TYPE_OF_TESTS = 0x88B5;
    private static final int HEADER_LENGTH = 14;
    private static final int POLLS = 1_000_000;
    private static final int MIN_MAP_CAPACITY = 2;

    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private final NetworkNamespace host;
    private final Umem umem;
    private final XskSocket socket;
    private XskMap map;
    private XdpProgram program;
    private XdpLink link;
    private final int firstTxFrame;
    private final int txFrameCount;
    private int nextTxFrame;

    /**
     * With rings of one size and twice as many frames.
     *
     * @param host          in which the interface is.
     * @param interfaceName of the interface.
     * @param ringCapacity  of each of the rings; there are twice as many frames.
     * @param fillCount     of frames to put on the fill ring.
     */
    public XskHost(
        final NetworkNamespace host, final String interfaceName, final int ringCapacity, final int fillCount)
    {
        this(host, context(interfaceName, ringCapacity)
            .umem(Umem.allocate(new Umem.Context().frameCount(ringCapacity * 2))), 0, ringCapacity * 2, fillCount);
    }

    /**
     * With everything given.
     *
     * @param host       in which the interface is.
     * @param context    of the socket; its UMEM is closed with this when no other socket uses it.
     * @param firstFrame that is this socket's.
     * @param frameCount that is this socket's: half to receive into, half to send from.
     * @param fillCount  of frames to put on the fill ring.
     */
    public XskHost(
        final NetworkNamespace host,
        final XskSocket.Context context,
        final int firstFrame,
        final int frameCount,
        final int fillCount)
    {
        this.host = host;
        umem = context.umem();
        socket = open(host, context);
        nextTxFrame = firstFrame + frameCount / 2;
        firstTxFrame = nextTxFrame;
        txFrameCount = frameCount / 2;
        for (int frame = 0; frame < fillCount; frame++)
        {
            fill(umem.frameAddress(firstFrame + frame));
        }
        boolean isBound = false;
        try
        {
            socket.bind();
            isBound = true;
        }
        finally
        {
            if (!isBound)
            {
                close();
            }
        }
    }

    /**
     * What a socket on queue 0 is opened with.
     *
     * @param interfaceName of the interface.
     * @param ringCapacity  of each of the rings.
     * @return the context, still without a UMEM.
     */
    public static XskSocket.Context context(final String interfaceName, final int ringCapacity)
    {
        return new XskSocket.Context()
            .interfaceName(interfaceName)
            .fillRingCapacity(ringCapacity)
            .rxRingCapacity(ringCapacity)
            .txRingCapacity(ringCapacity)
            .completionRingCapacity(ringCapacity);
    }

    /**
     * Redirect all packets of the interface to the socket, from now on.
     *
     * @return this for a fluent API.
     */
    public XskHost receive()
    {
        return receive(XdpProgram::redirectTo, null);
    }

    /**
     * Redirect all packets of the interface to the socket, from now on, those in several frames as well.
     *
     * @return this for a fluent API.
     */
    public XskHost receiveMultiBuffer()
    {
        return receive(map -> XdpProgram.redirectTo(map, true), null);
    }

    /**
     * Redirect all packets of the interface to the socket, from now on, by a program that runs in one mode and takes
     * packets in several frames if asked to.
     *
     * @param mode        of the program.
     * @param multiBuffer true if packets may be in several frames.
     * @return this for a fluent API.
     */
    public XskHost receive(final AttachMode mode, final boolean multiBuffer)
    {
        return receive(map -> XdpProgram.redirectTo(map, multiBuffer), mode);
    }

    /**
     * Let a program decide on all packets of the interface, from now on. Its map has room for two sockets at least, and
     * this one is in it at the number of its queue.
     *
     * @param loader of the program, which is closed with this.
     * @param mode   of the program; null for the best.
     * @return this for a fluent API.
     */
    public XskHost receive(final Function<XskMap, XdpProgram> loader, final AttachMode mode)
    {
        map = XskMap.create(Math.max(MIN_MAP_CAPACITY, socket.device().rxQueues()));
        map.put(socket.queue(), socket);
        program = loader.apply(map);
        link = host.call(() ->
            null == mode ? program.attach(socket.device()) : program.attach(socket.device(), mode));

        return this;
    }

    /**
     * The socket.
     *
     * @return the socket.
     */
    public XskSocket socket()
    {
        return socket;
    }

    /**
     * The map of sockets, once receiving.
     *
     * @return the map.
     */
    public XskMap map()
    {
        return map;
    }

    /**
     * Where the program runs, once receiving.
     *
     * @return the link.
     */
    public XdpLink link()
    {
        return link;
    }

    /**
     * Give the kernel a frame to receive into.
     *
     * @param address within the frame.
     */
    public void fill(final long address)
    {
        socket.fillRing().put(socket.fillRing().tryClaim(1), address);
        socket.fillRing().commit();
    }

    /**
     * Send a broadcast packet that carries a number, and wait until it is on its way.
     *
     * @param number of the packet.
     * @param length of the packet in bytes.
     */
    public void send(final long number, final int length)
    {
        final long address = umem.frameAddress(nextTxFrame) + umem.packetOffset();
        nextTxFrame = firstTxFrame + (nextTxFrame + 1 - firstTxFrame) % txFrameCount;
        compose(address, number, length);
        transmit(address, length);
    }

    /**
     * Write a packet that carries a number.
     *
     * @param address of its first byte.
     * @param number  of the packet.
     * @param length  of the packet in bytes.
     */
    public void compose(final long address, final long number, final int length)
    {
        umem.wrap(address, length, packet);
        packet.setMemory(0, HEADER_LENGTH - Short.BYTES, (byte)-1);
        packet.putShort(HEADER_LENGTH - Short.BYTES, Short.reverseBytes((short)ETHER_TYPE_OF_TESTS));
        packet.putLong(HEADER_LENGTH, number);
    }

    /**
     * Send what is at an address, and wait until it is on its way.
     *
     * @param address of the packet's first byte.
     * @param length  of the packet in bytes.
     */
    public void transmit(final long address, final int length)
    {
        transmit(address, length, 0);
    }

    /**
     * Send what is at an address, and wait until it is on its way.
     *
     * @param address of the packet's first byte.
     * @param length  of the packet in bytes.
     * @param options of the packet.
     */
    public void transmit(final long address, final int length, final int options)
    {
        final long sequence = socket.txRing().tryClaim(1);
        if (Ring.INSUFFICIENT_CAPACITY == sequence)
        {
            throw new IllegalStateException("transmit ring is full");
        }
        socket.txRing().put(sequence, address, length, options);
        socket.txRing().commit();
        for (int i = 0; socket.txRing().size() > 0; i++)
        {
            failAfter(i, "packet is not taken");
            socket.wakeupTx();
        }
        for (int i = 0; 0 == socket.completionRing().available(1); i++)
        {
            failAfter(i, "packet is not completed");
            Thread.onSpinWait();
        }
        socket.completionRing().release(1);
    }

    /**
     * The number of the packet at an address.
     *
     * @param address of the packet.
     * @return its number.
     */
    public long number(final long address)
    {
        umem.wrap(address, HEADER_LENGTH + Long.BYTES, packet);
        return packet.getLong(HEADER_LENGTH);
    }

    /**
     * Take the next packet off the receive ring.
     *
     * @return its address, or -1 when there is none.
     */
    public long take()
    {
        final RxRing rxRing = socket.rxRing();
        if (0 == rxRing.available(1))
        {
            return -1;
        }
        final long address = rxRing.address(rxRing.position());
        rxRing.release(1);

        return address;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(link, program, map, socket);
        try
        {
            umem.close();
        }
        catch (final IllegalStateException ignore)
        {
            // Another host shares it, and closes it.
        }
    }

    private static XskSocket open(final NetworkNamespace host, final XskSocket.Context context)
    {
        try
        {
            return host.call(() -> XskSocket.open(context));
        }
        catch (final RuntimeException exception)
        {
            context.umem().close();
            throw exception;
        }
    }

    private static void failAfter(final int count, final String message)
    {
        if (count > POLLS)
        {
            throw new IllegalStateException(message);
        }
    }
}
