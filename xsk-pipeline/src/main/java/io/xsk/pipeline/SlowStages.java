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

import com.lmax.disruptor.Sequence;

/**
 * Who is to blame when there is no free slot: the stage that is furthest behind, and of several the one that comes
 * first, since those after it wait for it.
 * <p>
 * <b>Note:</b> It is the owner's, but for {@link #onRingFull(long)}, which one cold thread calls.
 */
final class SlowStages
{
    private final Sequence[] sequences;
    private volatile StageCounters[] counters;
    /** Of the stage that was slowest when there was last no slot; written by the owner. */
    private volatile int slowest;

    /**
     * @param sequences of the stages, each after those that it waits for.
     * @param counters  of the stages.
     */
    SlowStages(final Sequence[] sequences, final StageCounters[] counters)
    {
        this.sequences = sequences;
        this.counters = counters;
    }

    /** Count with these from now on. */
    void countWith(final StageCounters[] newCounters)
    {
        counters = newCounters;
        slowest = 0;
    }

    /** There are packets and no free slot for them. */
    void onNoSlot()
    {
        int index = 0;
        long least = sequences[0].get();
        for (int i = 1; i < sequences.length; i++)
        {
            final long sequence = sequences[i].get();
            if (sequence < least)
            {
                least = sequence;
                index = i;
            }
        }
        if (slowest != index)
        {
            slowest = index;
        }
    }

    /** Packets were dropped by the owner, after {@link #onNoSlot()}. */
    void onDropped(final int count)
    {
        counters[slowest].packetsDroppedSlow.getAndAddRelease(count);
    }

    /** The kernel has dropped packets since it was last asked, because the receive ring was full. */
    void onRingFull(final long count)
    {
        counters[slowest].rxRingFull.getAndAddRelease(count);
    }
}
