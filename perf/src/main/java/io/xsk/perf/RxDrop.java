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
import io.xsk.ring.FillRing;
import io.xsk.ring.Ring;
import io.xsk.ring.RxRing;

/**
 * Takes packets and gives their frames back at once.
 */
final class RxDrop implements Workload
{
    private final Counts counts = new Counts();
    private final XskPort port;
    private final Umem umem;
    private final RxRing rxRing;
    private final FillRing fillRing;
    private final int batch;
    private final boolean isBusyPolled;

    RxDrop(final XskPort port, final FrameStore frames, final PortOptions options)
    {
        this.port = port;
        umem = port.umem();
        rxRing = port.rxRing();
        fillRing = port.fillRing();
        batch = options.batch;
        isBusyPolled = options.busyPollBudget > 0;
        frames.fill(0);
    }

    @Override
    public int doWork()
    {
        final int count = rxRing.available(batch);
        if (0 == count)
        {
            if (isBusyPolled || fillRing.needsWakeup())
            {
                port.wakeupRx();
            }
            return 0;
        }

        // The kernel shows a packet a moment before it gives its entry of the fill ring free.
        final long fillSequence = fillRing.tryClaim(count);
        return Ring.INSUFFICIENT_CAPACITY == fillSequence ? 0 : receive(fillSequence, count);
    }

    @Override
    public Counts counts()
    {
        return counts;
    }

    private int receive(final long fillSequence, final int count)
    {
        final long rxSequence = rxRing.position();
        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            fillRing.put(fillSequence + i, umem.frameOf(rxRing.address(rxSequence + i)));
            bytes += rxRing.length(rxSequence + i);
        }
        rxRing.release(count);
        fillRing.commit();
        counts.add(count, bytes);

        return count;
    }
}
