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

import java.util.Arrays;

/**
 * Says when what is missing is missing on all lines, so that there is no use in waiting for the slower ones: when more
 * than a window of packets has come since, when every line has said that its session is over, or after a time.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class GapRule
{
    private static final long NOWHERE = -1;

    private final int window;
    private final long timeoutNs;
    private final int recoveryLine;
    /** By line: how many packets had come on all of them with its last one. */
    private final long[] arrivedAt;
    private final boolean[] isOver;
    private long arrivals;
    /** One more than the highest number that is known to have been sent, though it was not held. */
    private long revealed;
    /** How often something was revealed that is ahead of this message. */
    private int revelations;
    private long revelationsNext = NOWHERE;
    private long stalledNext = NOWHERE;
    private long stalledSinceNs;

    /**
     * @param lineCount    of all lines.
     * @param window       in packets.
     * @param timeoutNs    for a message to be missing, in nanoseconds.
     * @param recoveryLine that says nothing unless it is asked, so nobody waits for its end; -1 if there is none.
     */
    GapRule(final int lineCount, final int window, final long timeoutNs, final int recoveryLine)
    {
        this.window = window;
        this.timeoutNs = timeoutNs;
        this.recoveryLine = recoveryLine;
        arrivedAt = new long[lineCount];
        isOver = new boolean[lineCount];
    }

    /** The numbers start anew. */
    void restartAt(final long sequence)
    {
        revealed = sequence;
        revelationsNext = NOWHERE;
        stalledNext = NOWHERE;
        Arrays.fill(isOver, false);
        Arrays.fill(arrivedAt, arrivals);
    }

    /** Some packet has come. */
    void onArrival(final int line)
    {
        if (line != recoveryLine)
        {
            arrivedAt[line] = ++arrivals;
        }
    }

    /** A packet that is not held says that the numbers before this one were sent. */
    void onRevealed(final long sequence, final long next)
    {
        if (sequence > next)
        {
            revelations = (revelationsNext == next ? revelations : 0) + 1;
            revelationsNext = next;
            revealed = Math.max(revealed, sequence);
        }
    }

    /** A line brings nothing more. */
    void onOver(final int line)
    {
        isOver[line] = true;
    }

    long revealed()
    {
        return revealed;
    }

    /** Is something missing at all? */
    boolean isMissing(final long next, final int heldCount)
    {
        return heldCount > 0 || revealed > next;
    }

    /** Is what is missing to be waited for no more, whatever the time is? */
    boolean isDue(final long next, final int heldCount)
    {
        final int ahead = heldCount + (revelationsNext == next ? revelations : 0);

        return isMissing(next, heldCount) && (ahead > window || isEveryLineOver());
    }

    /** Has the next message been missing for too long? To be asked again and again. */
    boolean isTooLate(final long next, final int heldCount, final long nowNs)
    {
        if (!isMissing(next, heldCount))
        {
            stalledNext = NOWHERE;
        }
        else if (stalledNext != next)
        {
            stalledNext = next;
            stalledSinceNs = nowNs;
        }
        else
        {
            return nowNs - stalledSinceNs > timeoutNs;
        }

        return false;
    }

    /** A line from which nothing came while more than a window of packets came on others is not waited for. */
    private boolean isEveryLineOver()
    {
        boolean isOneOver = false;
        for (int line = 0; line < isOver.length; line++)
        {
            if (!isOver[line] && line != recoveryLine && arrivals - arrivedAt[line] <= window)
            {
                return false;
            }
            isOneOver |= isOver[line];
        }

        return isOneOver;
    }
}
