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

import io.xsk.XskPort;
import io.xsk.ring.FillRing;

/**
 * The frames that neither the kernel nor a packet has, the last one put in the first to come out, and what became of
 * all the others by the positions of the four rings.
 * <p>
 * <b>Note:</b> This class is not threadsafe. The thread that owns the port calls it.
 */
final class FrameStore
{
    private final XskPort port;
    private final long[] free;
    private int count;

    /**
     * With all the frames of the port's UMEM.
     */
    FrameStore(final XskPort port)
    {
        this.port = port;
        free = new long[port.umem().frameCount()];
        while (count < free.length)
        {
            push(port.umem().frameAddress(free.length - 1 - count));
        }
    }

    int size()
    {
        return count;
    }

    void push(final long frame)
    {
        free[count++] = frame;
    }

    long pop()
    {
        return free[--count];
    }

    /**
     * Give free frames to the kernel for what it receives.
     *
     * @param reserved how many to keep.
     */
    void fill(final int reserved)
    {
        final FillRing fillRing = port.fillRing();
        final int frames = fillRing.remainingCapacity(Math.max(0, count - reserved));
        if (frames > 0)
        {
            final long sequence = fillRing.tryClaim(frames);
            for (int i = 0; i < frames; i++)
            {
                fillRing.put(sequence + i, pop());
            }
            fillRing.commit();
        }
    }

    Frames frames()
    {
        final long receiving = port.fillRing().position() - port.rxRing().position();
        final long transmitting = port.txRing().position() - port.completionRing().position();

        return Frames.of(free.length, count, receiving, transmitting);
    }
}
