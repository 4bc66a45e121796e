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
import io.xsk.XskPort;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.Ring;
import io.xsk.ring.TxRing;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends packets from all frames of a UMEM: those that the kernel has sent are sent again.
 * <p>
 * <b>Note:</b> This class is not threadsafe. The thread that owns the port calls it.
 */
final class PacketSender
{
    private static final long SEED = 42;

    private final XskPort port;
    private final int packetLength;
    private final int count;
    private final int batch;
    /** Addresses of packets in free frames, a stack. */
    private final long[] free;
    private int freeCount;
    private int submitted;
    private int completed;

    /**
     * With a packet in each frame of the port's UMEM.
     *
     * @param port          to send by.
     * @param payloadLength of each packet in bytes.
     * @param count         of packets to send.
     * @param batch         at most at once.
     */
    PacketSender(final XskPort port, final int payloadLength, final int count, final int batch)
    {
        this.port = port;
        this.count = count;
        this.batch = batch;
        final Umem umem = port.umem();
        final UdpPacket packet = new UdpPacket(payloadLength);
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        final Random random = new Random(SEED);
        packetLength = packet.length();
        free = new long[umem.frameCount()];
        for (; freeCount < free.length; freeCount++)
        {
            free[freeCount] = umem.frameAddress(freeCount);
            umem.wrap(free[freeCount], packetLength, buffer);
            packet.compose(buffer, random);
        }
    }

    /**
     * Take back the frames that were sent, and send from free ones.
     *
     * @return how many frames moved.
     */
    int doWork()
    {
        final int workCount = complete() + submit();
        final TxRing txRing = port.txRing();
        if (txRing.size() > 0 && txRing.needsWakeup())
        {
            port.wakeupTx();
        }

        return workCount;
    }

    /** Packets that the kernel has taken. */
    int sent()
    {
        return submitted - port.txRing().size();
    }

    /** Packets whose frames the kernel has given back. */
    int completed()
    {
        return completed;
    }

    /** Has every packet been sent, and its frame come back? */
    boolean isDone()
    {
        return completed == count;
    }

    private int complete()
    {
        final CompletionRing completionRing = port.completionRing();
        final int available = completionRing.available(batch);
        final long sequence = completionRing.position();
        for (int i = 0; i < available; i++)
        {
            free[freeCount++] = completionRing.address(sequence + i);
        }
        completionRing.release(available);
        completed += available;

        return available;
    }

    private int submit()
    {
        final TxRing txRing = port.txRing();
        final int limit = Math.min(Math.min(batch, freeCount), count - submitted);
        final int claimed = txRing.remainingCapacity(limit);
        final long sequence = 0 == claimed ? Ring.INSUFFICIENT_CAPACITY : txRing.tryClaim(claimed);
        for (int i = 0; i < claimed; i++)
        {
            txRing.put(sequence + i, free[--freeCount], packetLength, 0);
        }
        txRing.commit();
        submitted += claimed;

        return claimed;
    }
}
