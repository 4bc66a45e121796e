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

import static io.xsk.testing.RingMemory.LAYOUT;

import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.XskStatistics;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import io.xsk.testing.RingMemory;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A port over plain memory; the test plays the kernel with the other ends of the four rings.
 */
final class MemoryPort implements XskPort
{
    final FillRing fillRing;
    final CompletionRing completionRing;
    final RxRing rxRing;
    final TxRing txRing;
    final CompletionRing kernelsFill;
    final FillRing kernelsCompletion;
    final TxRing kernelsRx;
    final RxRing kernelsTx;
    final UnsafeBuffer fillMemory;
    final UnsafeBuffer txMemory;
    int rxWakeups;
    int txWakeups;
    int rxRingFull;
    RuntimeException wakeupFailure;

    private final Umem umem;

    MemoryPort(final int frameCount, final int ringCapacity)
    {
        umem = Umem.allocate(new Umem.Context().frameCount(frameCount));
        fillMemory = RingMemory.allocate(ringCapacity, RingDescriptor.ADDRESS_LENGTH, 0);
        fillRing = new FillRing(fillMemory, LAYOUT, ringCapacity);
        kernelsFill = new CompletionRing(fillMemory, LAYOUT, ringCapacity);
        final UnsafeBuffer completion = RingMemory.allocate(ringCapacity, RingDescriptor.ADDRESS_LENGTH, 0);
        completionRing = new CompletionRing(completion, LAYOUT, ringCapacity);
        kernelsCompletion = new FillRing(completion, LAYOUT, ringCapacity);
        final UnsafeBuffer rx = RingMemory.allocate(ringCapacity, RingDescriptor.PACKET_LENGTH, 0);
        rxRing = new RxRing(rx, LAYOUT, ringCapacity);
        kernelsRx = new TxRing(rx, LAYOUT, ringCapacity);
        txMemory = RingMemory.allocate(ringCapacity, RingDescriptor.PACKET_LENGTH, 0);
        txRing = new TxRing(txMemory, LAYOUT, ringCapacity);
        kernelsTx = new RxRing(txMemory, LAYOUT, ringCapacity);
    }

    /** Receive a packet as the kernel does: into a frame of the fill ring. */
    boolean receive(final int length)
    {
        if (0 == kernelsRx.remainingCapacity(1))
        {
            rxRingFull++;
            return false;
        }
        if (0 == kernelsFill.available(1))
        {
            return false;
        }
        final long address = kernelsFill.address(kernelsFill.position()) + umem.packetOffset();
        kernelsFill.release(1);
        kernelsRx.put(kernelsRx.tryClaim(1), address, length, 0);
        kernelsRx.commit();

        return true;
    }

    /** Send a packet as the kernel does, and say so on the completion ring. */
    long transmit()
    {
        if (0 == kernelsTx.available(1))
        {
            return -1;
        }
        final long address = kernelsTx.address(kernelsTx.position());
        kernelsTx.release(1);
        kernelsCompletion.put(kernelsCompletion.tryClaim(1), address);
        kernelsCompletion.commit();

        return address;
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
    public void bind()
    {
    }

    @Override
    public boolean isZeroCopy()
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
        return txRing.size() < txRing.capacity();
    }

    @Override
    public XskStatistics statistics()
    {
        return new XskStatistics(0, 0, 0, rxRingFull, 0, 0);
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
    public boolean wakeupRx()
    {
        rxWakeups++;
        return isAwake();
    }

    @Override
    public boolean wakeupTx()
    {
        txWakeups++;
        return isAwake();
    }

    @Override
    public void close()
    {
        umem.close();
    }

    private boolean isAwake()
    {
        if (null != wakeupFailure)
        {
            throw wakeupFailure;
        }

        return true;
    }
}
