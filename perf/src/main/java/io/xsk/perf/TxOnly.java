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
import io.xsk.ring.TxRing;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends the same packet from every frame, as fast as the kernel takes it. What counts is what the kernel has completed.
 */
final class TxOnly implements Workload
{
    private final Counts counts = new Counts();
    private final XskPort port;
    private final FrameStore frames;
    private final CompletionRing completionRing;
    private final TxRing txRing;
    private final int batch;
    private final int length;
    private final int packetOffset;
    private final boolean isWokenAlways;

    TxOnly(final XskPort port, final FrameStore frames, final PortOptions options)
    {
        this.port = port;
        this.frames = frames;
        completionRing = port.completionRing();
        txRing = port.txRing();
        batch = options.batch;
        length = options.length;
        packetOffset = port.umem().packetOffset();
        isWokenAlways = options.isWokenAlways || options.busyPollBudget > 0;
        compose(port.umem(), PacketTemplate.udp(length));
    }

    @Override
    public int doWork()
    {
        final int completed = complete();
        final int count = txRing.remainingCapacity(Math.min(batch, frames.size()));
        if (count > 0)
        {
            final long sequence = txRing.tryClaim(count);
            for (int i = 0; i < count; i++)
            {
                txRing.put(sequence + i, frames.pop() + packetOffset, length, 0);
            }
            txRing.commit();
        }
        if (isWokenAlways || txRing.needsWakeup())
        {
            port.wakeupTx();
        }

        return completed + count;
    }

    @Override
    public Counts counts()
    {
        return counts;
    }

    private int complete()
    {
        final int count = completionRing.available(batch);
        if (count > 0)
        {
            final long sequence = completionRing.position();
            for (int i = 0; i < count; i++)
            {
                frames.push(port.umem().frameOf(completionRing.address(sequence + i)));
            }
            completionRing.release(count);
            counts.add(count, (long)count * length);
        }

        return count;
    }

    private void compose(final Umem umem, final byte[] packet)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        for (int i = 0; i < umem.frameCount(); i++)
        {
            umem.wrap(umem.frameAddress(i) + packetOffset, packet.length, buffer);
            buffer.putBytes(0, packet);
        }
    }
}
