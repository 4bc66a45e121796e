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
 * Knows which numbers are those of now: the session, and whether a line still has the numbers from before they started
 * anew.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class LineSessions
{
    private final LineTracker[] trackers;
    private final LineFall[] falls;
    private boolean hasSession;
    private long session;
    private boolean hasBefore;
    private long before;

    /**
     * @param trackers        of the lines, which start anew as well.
     * @param resetDistance   in messages, that a line must fall.
     * @param maxPacketLength of packets that are kept meanwhile.
     */
    LineSessions(final LineTracker[] trackers, final long resetDistance, final int maxPacketLength)
    {
        this.trackers = trackers;
        falls = new LineFall[trackers.length];
        for (int line = 0; line < falls.length; line++)
        {
            falls[line] = new LineFall(resetDistance, maxPacketLength);
        }
    }

    long session()
    {
        return session;
    }

    LineFall fall(final int line)
    {
        return falls[line];
    }

    /** Is a packet of the session before, or from before the numbers started anew? */
    boolean isStale(final int line, final long packetSession, final long sequence, final long arbiterNext)
    {
        return hasBefore && packetSession == before && packetSession != session ||
            packetSession == session && falls[line].isLeftBehind(trackers[line], sequence, arbiterNext);
    }

    boolean isOther(final long packetSession)
    {
        return !hasSession || packetSession != session;
    }

    /**
     * A session begins.
     *
     * @return false if it is the first one.
     */
    boolean begin(final long packetSession, final long sequence)
    {
        hasBefore = hasSession;
        before = session;
        hasSession = true;
        session = packetSession;
        for (int line = 0; line < falls.length; line++)
        {
            trackers[line].onReset(sequence);
            falls[line].clear();
        }

        return hasBefore;
    }

    /**
     * The numbers of a line have started anew. Lines that are just falling to about the same number fall with it, and
     * what the others bring is old until they fall as well.
     *
     * @return the number that is the first.
     */
    long restart(final int line)
    {
        final long start = falls[line].start();
        long first = start;
        for (int other = 0; other < falls.length; other++)
        {
            if (falls[other].isFallingNear(start))
            {
                first = Math.min(first, falls[other].start());
                trackers[other].rewind();
                trackers[other].onReset(falls[other].start());
            }
            else
            {
                falls[other].leaveBehind();
            }
        }

        return first;
    }
}
