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

import io.xsk.XskPort;
import io.xsk.ring.FillRing;
import io.xsk.ring.Ring;
import io.xsk.ring.RxRing;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Receives packets, verifies them, and gives exactly the frames in which they came back to the kernel.
 * <p>
 * <b>Note:</b> This class is not threadsafe. The thread that owns the port calls it.
 */
final class PacketReceiver
{
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final XskPort port;
    private final UdpPacket packet;
    private final int batch;
    private int received;
    private int damaged;
    private long lastReceivedNs = System.nanoTime();

    /**
     * @param port          to receive by; its fill ring has its frames already.
     * @param payloadLength of each packet in bytes.
     * @param batch         at most at once.
     */
    PacketReceiver(final XskPort port, final int payloadLength, final int batch)
    {
        this.port = port;
        this.batch = batch;
        packet = new UdpPacket(payloadLength);
    }

    /**
     * Take what was received. A packet waits in the receive ring while the fill ring has no room for its frame: the
     * kernel shows the packet a moment before it gives the fill ring's entry free.
     *
     * @return how many packets there were.
     */
    int doWork()
    {
        final RxRing rxRing = port.rxRing();
        final FillRing fillRing = port.fillRing();
        final int count = rxRing.available(fillRing.remainingCapacity(batch));
        if (0 != count)
        {
            receive(rxRing, fillRing, count);
        }
        if (fillRing.needsWakeup())
        {
            port.wakeupRx();
        }

        return count;
    }

    int received()
    {
        return received;
    }

    /** Packets received that were not as they were sent. */
    int damaged()
    {
        return damaged;
    }

    /** The {@link System#nanoTime()} of the last packet. */
    long lastReceivedNs()
    {
        return lastReceivedNs;
    }

    private void receive(final RxRing rxRing, final FillRing fillRing, final int count)
    {
        final long rxSequence = rxRing.position();
        final long fillSequence = fillRing.tryClaim(count);
        if (Ring.INSUFFICIENT_CAPACITY == fillSequence)
        {
            throw new IllegalStateException("fill ring lost its room: " + fillRing);
        }
        for (int i = 0; i < count; i++)
        {
            final long address = rxRing.address(rxSequence + i);
            final int length = rxRing.length(rxSequence + i);
            port.umem().wrap(address, length, buffer);
            damaged += packet.isIntact(buffer, length) ? 0 : 1;
            fillRing.put(fillSequence + i, port.umem().frameOf(address));
        }
        rxRing.release(count);
        fillRing.commit();
        received += count;
        lastReceivedNs = System.nanoTime();
    }
}
