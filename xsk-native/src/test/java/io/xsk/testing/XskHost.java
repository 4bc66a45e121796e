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
import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import io.xsk.netns.NetworkNamespace;
import io.xsk.ring.Ring;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A bound socket on queue 0 of an interface, which the test drives by hand. The lower half of its frames is for
 * receiving, the upper half for sending. Unless asked to, it has no program and so receives nothing.
 */
public final class XskHost implements AutoCloseable
{
    private static final int ETHER_TYPE_OF_TESTS = 0x88B5;
    private static final int HEADER_LENGTH = 14;
    private static final int POLLS = 1_000_000;

    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private final NetworkNamespace host;
    private final Umem umem;
    private final XskSocket socket;
    private XskMap map;
    private XdpProgram program;
    private XdpLink link;
    private int nextTxFrame;

    /**
     * @param host          in which the interface is.
     * @param interfaceName of the interface.
     * @param ringCapacity  of each of the rings; there are twice as many frames.
     * @param fillCount     of frames to put on the fill ring.
     */
    public XskHost(
        final NetworkNamespace host, final String interfaceName, final int ringCapacity, final int fillCount)
    {
        this.host = host;
        umem = Umem.allocate(new Umem.Context().frameCount(ringCapacity * 2));
        socket = host.call(() -> XskSocket.open(new XskSocket.Context()
            .interfaceName(interfaceName)
            .umem(umem)
            .fillRingCapacity(ringCapacity)
            .rxRingCapacity(ringCapacity)
            .txRingCapacity(ringCapacity)
            .completionRingCapacity(ringCapacity)));
        for (int frame = 0; frame < fillCount; frame++)
        {
            fill(umem.frameAddress(frame));
        }
        socket.bind();
    }

    /**
     * Redirect all packets of the interface to the socket, from now on.
     *
     * @return this for a fluent API.
     */
    public XskHost receive()
    {
        map = XskMap.create(socket.device().rxQueues());
        map.put(0, socket);
        program = XdpProgram.redirectTo(map);
        link = host.call(() -> program.attach(socket.device()));

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
        final int half = umem.frameCount() / 2;
        final long address = umem.frameAddress(half + nextTxFrame++ % half) + umem.packetOffset();
        umem.wrap(address, length, packet);
        packet.setMemory(0, HEADER_LENGTH - Short.BYTES, (byte)-1);
        packet.putShort(HEADER_LENGTH - Short.BYTES, Short.reverseBytes((short)ETHER_TYPE_OF_TESTS));
        packet.putLong(HEADER_LENGTH, number);

        final long sequence = socket.txRing().tryClaim(1);
        if (Ring.INSUFFICIENT_CAPACITY == sequence)
        {
            throw new IllegalStateException("transmit ring is full");
        }
        socket.txRing().put(sequence, address, length, 0);
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

    @Override
    public void close()
    {
        CloseHelper.closeAll(link, program, map, socket, umem);
    }

    private static void failAfter(final int count, final String message)
    {
        if (count > POLLS)
        {
            throw new IllegalStateException(message);
        }
    }
}
