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

import io.xsk.XskPort;
import io.xsk.ring.RxRing;

/**
 * What the kernel drops of one port because its receive ring is full, counted against the stage that held the owner up
 * when it was dropped. The kernel tells only a sum, by a system call. It is asked when the one who is to blame changes,
 * and only if the ring was seen to be full: it becomes fuller until the owner releases entries, so a ring that is not
 * full then was not in between, and nothing can have been dropped.
 * <p>
 * While nobody is to blame the ring is not looked at, and what the cold poll was told by the kernel is good enough.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It is the owner's, but for {@link #onPolled(long)}.
 */
final class FullRing
{
    private final XskPort port;
    private final RxRing rxRing;
    private final PortCounters counters;
    private int culprit = SlowStages.NOBODY;
    private boolean wasFull;
    /** What was counted so far of what the kernel tells. */
    private long counted;
    /** What the kernel told last; written by the cold poll. */
    private volatile long polled;

    /**
     * @param port     with the ring.
     * @param counters of the port.
     */
    FullRing(final XskPort port, final PortCounters counters)
    {
        this.port = port;
        this.counters = counters;
        rxRing = port.rxRing();
    }

    /** Is a stage to blame if it is full now? */
    boolean isHeldUp()
    {
        return SlowStages.NOBODY != culprit;
    }

    /** The one who is to blame from now on; {@link SlowStages#NOBODY} for no stage. */
    int culprit()
    {
        return culprit;
    }

    /** Before entries are released: is it full? */
    void look()
    {
        wasFull |= isFull();
    }

    /** Another one is to blame from now on, for what was dropped until now the one before. */
    void blame(final int stage, final SlowStages stages)
    {
        if (stage != culprit)
        {
            if (wasFull)
            {
                settle(culprit, stages);
            }
            culprit = stage;
        }
    }

    /** A stage, or none of them, had the owner's thread since it was looked at last; no entries were released. */
    void onRan(final int stage, final SlowStages stages)
    {
        if (isFull())
        {
            settle(isHeldUp() ? culprit : stage, stages);
        }
    }

    /** What the kernel has counted; by the cold poll, which asks the owner for {@link #settlePolled} after it. */
    void onPolled(final long total)
    {
        polled = total;
    }

    /** Count what the cold poll was told. */
    void settlePolled(final SlowStages stages)
    {
        count(polled, culprit, stages);
    }

    /** Count what the kernel tells now. */
    void settle(final SlowStages stages)
    {
        settle(culprit, stages);
    }

    private boolean isFull()
    {
        return rxRing.size() == rxRing.capacity();
    }

    private void settle(final int stage, final SlowStages stages)
    {
        wasFull = false;
        count(port.statistics().rxRingFull(), stage, stages);
    }

    private void count(final long total, final int stage, final SlowStages stages)
    {
        if (total > counted)
        {
            stages.onRingFull(stage, counters, total - counted);
            counted = total;
        }
    }
}
