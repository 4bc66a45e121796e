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

import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends every packet back where it came from, with its two MAC addresses swapped, in the frame in which it came. What
 * counts is what was given to the transmit ring.
 */
final class L2Forward implements Workload
{
    private static final int MAC_LENGTH = 6;
    private static final int SOURCE_OFFSET = MAC_LENGTH;
    /** A MAC address is read as an int and a short. */
    private static final int REST_OFFSET = Integer.BYTES;

    private final Counts counts = new Counts();
    private final UnsafeBuffer packet = new UnsafeBuffer(0, 0);
    private final XskPort port;
    private final Umem umem;
    private final FillRing fillRing;
    private final CompletionRing completionRing;
    private final RxRing rxRing;
    private final TxRing txRing;
    private final int batch;
    private final boolean isWokenAlways;
    private final boolean isBusyPolled;

    L2Forward(final XskPort port, final FrameStore frames, final PortOptions options)
    {
        this.port = port;
        umem = port.umem();
        fillRing = port.fillRing();
        completionRing = port.completionRing();
        rxRing = port.rxRing();
        txRing = port.txRing();
        batch = options.batch;
        isBusyPolled = options.busyPollBudget > 0;
        isWokenAlways = isBusyPolled || options.isWokenAlways;
        frames.fill(0);
    }

    @Override
    public int doWork()
    {
        final int completed = recycle();
        final int forwarded = forward();
        // In copy mode one wakeup sends no more than the kernel's budget: so ask whether there is something left to
        // send, and not whether something was added.
        if ((isWokenAlways || txRing.needsWakeup()) && 0 != txRing.size())
        {
            port.wakeupTx();
        }
        if (0 == forwarded && (isBusyPolled || fillRing.needsWakeup()))
        {
            port.wakeupRx();
        }

        return completed + forwarded;
    }

    @Override
    public Counts counts()
    {
        return counts;
    }

    private int recycle()
    {
        final int count = completionRing.available(fillRing.remainingCapacity(batch));
        if (count > 0)
        {
            final long completionSequence = completionRing.position();
            final long fillSequence = fillRing.tryClaim(count);
            for (int i = 0; i < count; i++)
            {
                fillRing.put(fillSequence + i, umem.frameOf(completionRing.address(completionSequence + i)));
            }
            completionRing.release(count);
            fillRing.commit();
        }

        return count;
    }

    private int forward()
    {
        final int count = rxRing.available(txRing.remainingCapacity(batch));
        if (count > 0)
        {
            long bytes = 0;
            final long rxSequence = rxRing.position();
            final long txSequence = txRing.tryClaim(count);
            for (int i = 0; i < count; i++)
            {
                final long address = rxRing.address(rxSequence + i);
                final int length = rxRing.length(rxSequence + i);
                umem.wrap(address, length, packet);
                swapMacAddresses(packet);
                txRing.put(txSequence + i, address, length, 0);
                bytes += length;
            }
            rxRing.release(count);
            txRing.commit();
            counts.add(count, bytes);
        }

        return count;
    }

    private static void swapMacAddresses(final UnsafeBuffer packet)
    {
        final int destination = packet.getInt(0);
        final short destinationRest = packet.getShort(REST_OFFSET);
        packet.putInt(0, packet.getInt(SOURCE_OFFSET));
        packet.putShort(REST_OFFSET, packet.getShort(SOURCE_OFFSET + REST_OFFSET));
        packet.putInt(SOURCE_OFFSET, destination);
        packet.putShort(SOURCE_OFFSET + REST_OFFSET, destinationRest);
    }
}
