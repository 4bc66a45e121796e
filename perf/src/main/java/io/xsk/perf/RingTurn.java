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
package io.xsk.perf;

import static io.xsk.perf.RingMemory.LAYOUT;

import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One packet's turn through the rings alone: a frame is put on the fill ring, the other end of the rings takes it from
 * there and puts it on the receive ring, and from there it is taken again. The peer {@code ring-turn.c} is the same on
 * libxdp's inline functions.
 */
final class RingTurn implements Workload
{
    private static final int CAPACITY = 2048;

    private final Counts counts = new Counts();
    private final UnsafeBuffer fillMemory = RingMemory.allocate(CAPACITY, RingDescriptor.ADDRESS_LENGTH);
    private final UnsafeBuffer rxMemory = RingMemory.allocate(CAPACITY, RingDescriptor.PACKET_LENGTH);
    private final FillRing fillRing = new FillRing(fillMemory, LAYOUT, CAPACITY);
    private final CompletionRing kernelsFill = new CompletionRing(fillMemory, LAYOUT, CAPACITY);
    private final TxRing kernelsRx = new TxRing(rxMemory, LAYOUT, CAPACITY);
    private final RxRing rxRing = new RxRing(rxMemory, LAYOUT, CAPACITY);
    private final int batch;
    private final int length;
    private final int packetOffset = 256;
    private final long frameMask;

    /**
     * @param batch       of packets in each turn, at most the rings' capacity.
     * @param length      of a packet in bytes.
     * @param frameLength of a frame in bytes, a power of two.
     */
    RingTurn(final int batch, final int length, final int frameLength)
    {
        this.batch = batch;
        this.length = length;
        frameMask = -frameLength;
        final long sequence = fillRing.tryClaim(batch);
        for (int i = 0; i < batch; i++)
        {
            fillRing.put(sequence + i, (long)i * frameLength);
        }
        fillRing.commit();
    }

    @Override
    public int doWork()
    {
        offer(kernelsFill.available(kernelsRx.remainingCapacity(batch)));

        return take(rxRing.available(fillRing.remainingCapacity(batch)));
    }

    @Override
    public Counts counts()
    {
        return counts;
    }

    private void offer(final int count)
    {
        final long fillSequence = kernelsFill.position();
        final long rxSequence = kernelsRx.tryClaim(count);
        for (int i = 0; i < count; i++)
        {
            kernelsRx.put(rxSequence + i, kernelsFill.address(fillSequence + i) + packetOffset, length, 0);
        }
        kernelsFill.release(count);
        kernelsRx.commit();
    }

    private int take(final int count)
    {
        final long rxSequence = rxRing.position();
        final long fillSequence = fillRing.tryClaim(count);
        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            fillRing.put(fillSequence + i, rxRing.address(rxSequence + i) & frameMask);
            bytes += rxRing.length(rxSequence + i);
        }
        rxRing.release(count);
        fillRing.commit();
        counts.add(count, bytes);

        return count;
    }
}
