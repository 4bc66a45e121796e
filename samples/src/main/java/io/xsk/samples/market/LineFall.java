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
package io.xsk.samples.market;

/**
 * Watches one line for numbers that start anew within a session.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class LineFall
{
    private long start;
    private long next;
    private int run;
    private boolean isLeftBehind;

    /** The first number after the fall. */
    long start()
    {
        return start;
    }

    void clear()
    {
        run = 0;
        isLeftBehind = false;
    }

    /** Another line's numbers have started anew, so this one's are old until they do as well. */
    void leaveBehind()
    {
        isLeftBehind = true;
    }

    /**
     * A packet has come.
     *
     * @param highest one more than the highest number of the line, or -1.
     * @return how many packets in a row have come far behind the line's own numbers.
     */
    int onPacket(final long highest, final long sequence, final int count, final long distance)
    {
        if (sequence >= highest - distance)
        {
            run = 0;
        }
        else if (run > 0 && sequence == next)
        {
            run++;
        }
        else
        {
            start = sequence;
            run = 1;
        }
        next = sequence + count;

        return run;
    }

    /** Does a packet still have the old numbers? */
    boolean isLeftBehind(
        final LineTracker tracker, final long sequence, final long arbiterNext, final long distance)
    {
        if (isLeftBehind &&
            (sequence < tracker.next() - distance || Math.abs(sequence - arbiterNext) <= distance))
        {
            isLeftBehind = false;
            tracker.onReset(sequence);
        }

        return isLeftBehind;
    }
}
