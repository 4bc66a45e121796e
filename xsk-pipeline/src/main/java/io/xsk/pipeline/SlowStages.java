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
 * Who holds an owner up: the stage that is furthest behind, and of several the one that comes first, since those after
 * it wait for it. Where all stages have passed every slot it is none of them: the slots wait for the transmit ring.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It is the owner's.
 */
final class SlowStages
{
    /** Where no stage is to blame. */
    static final int NOBODY = -1;

    private final Sequence[] sequences;
    private StageCounters[] counters;

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
    }

    /** The index of the slowest stage, by which slots are kept in use that were published up to a sequence. */
    int slowest(final long published)
    {
        int index = NOBODY;
        long least = published;
        for (int i = 0; i < sequences.length; i++)
        {
            final long sequence = sequences[i].get();
            if (sequence < least)
            {
                least = sequence;
                index = i;
            }
        }

        return index;
    }

    /** Packets of a port were dropped by the owner, since a stage, or none, was the slowest. */
    void onDropped(final int stage, final PortCounters ofPort, final int count)
    {
        (NOBODY == stage ? ofPort.packetsDroppedSlow : counters[stage].packetsDroppedSlow).getAndAddRelease(count);
    }

    /** The kernel dropped packets of a port, since its receive ring was full while a stage, or none, held it up. */
    void onRingFull(final int stage, final PortCounters ofPort, final long count)
    {
        (NOBODY == stage ? ofPort.rxRingFullSlow : counters[stage].rxRingFull).getAndAddRelease(count);
    }
}
