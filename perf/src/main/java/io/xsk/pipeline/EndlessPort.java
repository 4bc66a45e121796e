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
package io.xsk.pipeline;

import static io.xsk.perf.RingMemory.LAYOUT;

import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.XskStatistics;
import io.xsk.perf.RingMemory;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A port over plain memory, whose other end receives as fast as it is asked to, and takes next to no time: it takes as
 * many entries off the fill ring as it gives on the receive ring, where they were written once. So a frame may be given
 * while it is free, which nobody notices who does not look into it.
 */
final class EndlessPort implements XskPort
{
    private static final int PACKET_LENGTH = 64;

    private final Umem umem;
    private final FillRing fillRing;
    private final CompletionRing kernelsFill;
    private final RxRing rxRing;
    private final TxRing kernelsRx;
    private final TxRing txRing;
    private final CompletionRing completionRing;

    /**
     * @param frameCount   of the UMEM.
     * @param ringCapacity of each ring.
     */
    EndlessPort(final int frameCount, final int ringCapacity)
    {
        umem = Umem.allocate(new Umem.Context().frameCount(frameCount));
        final UnsafeBuffer fill = RingMemory.allocate(ringCapacity, RingDescriptor.ADDRESS_LENGTH);
        fillRing = new FillRing(fill, LAYOUT, ringCapacity);
        kernelsFill = new CompletionRing(fill, LAYOUT, ringCapacity);
        final UnsafeBuffer rx = RingMemory.allocate(ringCapacity, RingDescriptor.PACKET_LENGTH);
        rxRing = new RxRing(rx, LAYOUT, ringCapacity);
        kernelsRx = new TxRing(rx, LAYOUT, ringCapacity);
        for (int i = 0; i < ringCapacity; i++)
        {
            kernelsRx.put(i, umem.frameAddress(i) + umem.packetOffset(), PACKET_LENGTH, 0);
        }
        txRing = new TxRing(RingMemory.allocate(ringCapacity, RingDescriptor.PACKET_LENGTH), LAYOUT, ringCapacity);
        completionRing = new CompletionRing(
            RingMemory.allocate(ringCapacity, RingDescriptor.ADDRESS_LENGTH), LAYOUT, ringCapacity);
    }

    /** Receive as many packets, or as many as there are frames for. */
    int receive(final int limit)
    {
        final int count = kernelsFill.available(kernelsRx.remainingCapacity(limit));
        if (count > 0)
        {
            kernelsRx.tryClaim(count);
            kernelsFill.release(count);
            kernelsRx.commit();
        }

        return count;
    }

    @Override
    public String interfaceName()
    {
        return "memory";
    }

    @Override
    public int queue()
    {
        return 0;
    }

    @Override
    public Umem umem()
    {
        return umem;
    }

    @Override
    public FillRing fillRing()
    {
        return fillRing;
    }

    @Override
    public CompletionRing completionRing()
    {
        return completionRing;
    }

    @Override
    public RxRing rxRing()
    {
        return rxRing;
    }

    @Override
    public TxRing txRing()
    {
        return txRing;
    }

    @Override
    public void bind()
    {
        // Its other end is there from the beginning.
    }

    @Override
    public boolean isZeroCopy()
    {
        return true;
    }

    @Override
    public boolean wakeupRx()
    {
        return true;
    }

    @Override
    public boolean wakeupTx()
    {
        return true;
    }

    @Override
    public boolean awaitRx(final int timeoutMs)
    {
        return rxRing.size() > 0;
    }

    @Override
    public boolean awaitTx(final int timeoutMs)
    {
        return true;
    }

    @Override
    public XskStatistics statistics()
    {
        return new XskStatistics(0, 0, 0, 0, 0, 0);
    }

    @Override
    public void close()
    {
        umem.close();
    }
}
