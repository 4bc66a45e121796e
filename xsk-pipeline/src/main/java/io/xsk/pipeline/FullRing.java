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
 * What the kernel drops of one port because its receive ring is full, counted against who held the owner up when
 * it was dropped. The kernel tells only a sum, by a system call. It is asked
 * <ul>
 * <li>where the owner has a thread of its own, when another one is to blame from now on: {@link #blame};</li>
 * <li>where it shares its thread with the stages, after each of them: {@link #beginTurn} and {@link #onRan};</li>
 * </ul>
 * and only if the ring was seen to be full. A ring becomes fuller until its owner releases entries, so one that is not
 * full before they are released was not in between, and nothing can have been dropped.
 * <p>
 * A pipeline that is overloaded all the time has better things to do than to ask all the time: there are only so many
 * questions from one cold poll to the next. What is dropped when they are used up, or while nobody is to blame, is
 * counted with the next answer, against the one who is to blame then.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It is the owner's, but for {@link #onPolled(long)}.
 */
final class FullRing
{
    /** From one cold poll to the next, in turns or in changes of who is to blame. */
    static final int QUESTION_LIMIT = 8;

    private final XskPort port;
    private final RxRing rxRing;
    private final PortCounters counters;
    private int culprit = SlowStages.NOBODY;
    private boolean wasFull;
    private int questions = QUESTION_LIMIT;
    /** Of a turn: is the kernel asked after each stage, and what was dropped at most during one of them? */
    private boolean isTurnWatched;
    private long mostOfTurn;
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

    /** Before entries are released: is it full? */
    void look()
    {
        wasFull |= isFull();
    }

    /** Another one, or none, is to blame from now on, and for what was dropped until now the one before. */
    void blame(final int stage, final SlowStages stages)
    {
        if (stage != culprit)
        {
            if (wasFull && questions > 0)
            {
                questions--;
                settle(culprit, stages);
            }
            culprit = stage;
        }
    }

    /** A turn of owner and stages on one thread begins; no entries of it are released yet. */
    void beginTurn(final SlowStages stages)
    {
        wasFull |= isFull();
        isTurnWatched = questions > 0;
        if (wasFull && isTurnWatched)
        {
            questions--;
            settle(culprit, stages);
        }
        mostOfTurn = 0;
    }

    /** A stage had the thread since the turn began, or since another one had. */
    void onRan(final int stage, final SlowStages stages)
    {
        if (isTurnWatched && isFull())
        {
            final long before = counted;
            settle(stage, stages);
            if (counted - before > mostOfTurn)
            {
                mostOfTurn = counted - before;
                culprit = stage;
            }
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
        questions = QUESTION_LIMIT;
    }

    /** Count what the kernel tells now; at the close. */
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
        count(port.rxRingFull(), stage, stages);
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
