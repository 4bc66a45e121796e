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
import io.xsk.XskPort;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.Ring;
import io.xsk.ring.RingDescriptor;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends the packets of {@link PacketPattern} from the upper half of a UMEM's frames, each from the start of a frame on,
 * and in as many frames as it takes.
 */
public final class PacketSender
{
    private static final int POLL_TIMEOUT_MS = 10;

    private final UnsafeBuffer fragment = new UnsafeBuffer(0L, 0);
    private final XskPort port;
    private final Umem umem;
    private int offsetOfOdd;
    private boolean isPolling;
    private long usedFrames;
    private long putCount;
    private long completedCount;

    /**
     * @param host to send from.
     */
    public PacketSender(final Endpoint host)
    {
        port = host.port();
        umem = port.umem();
    }

    /**
     * Let packets with an odd number not start where a frame does.
     *
     * @param offset from the start of the frame in bytes, negative for one that begins before it.
     * @return this for a fluent API.
     */
    public PacketSender offsetOfOdd(final int offset)
    {
        offsetOfOdd = offset;
        return this;
    }

    /**
     * Have packets sent by poll(2) and not by a wakeup.
     *
     * @return this for a fluent API.
     */
    public PacketSender polling()
    {
        isPolling = true;
        return this;
    }

    /**
     * A frame to send from; each once before the first comes again.
     *
     * @return the address of its first byte.
     */
    public long nextFrame()
    {
        final int first = umem.frameCount() / 2;

        return umem.frameAddress(first + (int)(usedFrames++ % (umem.frameCount() - first)));
    }

    /**
     * Put a packet on the transmit ring.
     *
     * @param number of the packet.
     * @param length of the packet in bytes.
     */
    public void put(final long number, final int length)
    {
        final int offset = 0 == (number & 1) ? 0 : offsetOfOdd;
        int position = 0;
        while (position < length)
        {
            final int count = Math.min(length - position, umem.frameLength());
            final long address = nextFrame() + offset;
            compose(address, number, position, count);
            position += count;
            put(address, count, position < length ? RingDescriptor.CONTINUED_OPTION : 0);
        }
    }

    /**
     * Write a part of a packet.
     *
     * @param address  to write it to.
     * @param number   of the packet.
     * @param position of the part within the packet.
     * @param length   of the part in bytes.
     */
    public void compose(final long address, final long number, final int position, final int length)
    {
        umem.wrap(address, length, fragment);
        PacketPattern.write(fragment, number, position, length);
    }

    /**
     * Put an entry on the transmit ring, whatever is there, and whether it is right or wrong.
     *
     * @param address of the entry.
     * @param length  of the entry.
     * @param options of the entry.
     */
    public void put(final long address, final int length, final int options)
    {
        final long sequence = port.txRing().tryClaim(1);
        if (Ring.INSUFFICIENT_CAPACITY == sequence)
        {
            throw new IllegalStateException("transmit ring is full");
        }
        port.txRing().put(sequence, address, length, options);
        port.txRing().commit();
        putCount++;
    }

    /**
     * Let the kernel send some of what is on the transmit ring, and take what it has completed.
     */
    public void advance()
    {
        if (!isTaken() || !isCompleted() && port.txRing().needsWakeup())
        {
            if (isPolling)
            {
                port.awaitTx(POLL_TIMEOUT_MS);
            }
            else
            {
                port.wakeupTx();
            }
        }
        final CompletionRing completionRing = port.completionRing();
        final int completed = completionRing.available(completionRing.capacity());
        completionRing.release(completed);
        completedCount += completed;
    }

    /**
     * Has the kernel taken all that was put?
     *
     * @return true if the transmit ring is empty.
     */
    public boolean isTaken()
    {
        return 0 == port.txRing().size();
    }

    /**
     * Has the kernel given back all that was put? It does not do so with entries that are not right.
     *
     * @return true if it has.
     */
    public boolean isCompleted()
    {
        return putCount == completedCount;
    }

    @Override
    public String toString()
    {
        return "PacketSender{putCount=" + putCount + ", completedCount=" + completedCount +
            ", untaken=" + port.txRing().size() + ", statistics=" + port.statistics() + '}';
    }
}
