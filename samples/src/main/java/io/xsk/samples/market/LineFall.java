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

import org.agrona.DirectBuffer;

/**
 * Watches one line for numbers that start anew within a session: it falls far behind its own numbers, and goes on from
 * there. Until that is sure its packets look as if they came twice, so they are kept.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class LineFall
{
    /** So many packets in a row have to come far behind. */
    static final int RUN = 8;

    private final long distance;
    private final HeldPackets kept;
    private long start;
    private long next;
    private int run;
    private boolean isLeftBehind;

    /**
     * @param distance        in messages, that a line must fall.
     * @param maxPacketLength of packets that are kept.
     */
    LineFall(final long distance, final int maxPacketLength)
    {
        this.distance = distance;
        kept = new HeldPackets(RUN - 1, maxPacketLength);
    }

    /** The first number after the fall. */
    long start()
    {
        return start;
    }

    /** The packets of the fall that were taken for ones that come twice, in their order. */
    HeldPackets kept()
    {
        return kept;
    }

    void clear()
    {
        run = 0;
        kept.clear();
        isLeftBehind = false;
    }

    /** Another line's numbers have started anew, so this one's are old until they do as well. */
    void leaveBehind()
    {
        clear();
        isLeftBehind = true;
    }

    /**
     * A packet has come.
     *
     * @param tracker of the line, which has not counted it yet.
     * @return true if with this one the numbers have started anew.
     */
    boolean onPacket(final LineTracker tracker, final long sequence, final int count)
    {
        if (sequence >= tracker.next() - distance)
        {
            run = 0;
            kept.clear();
        }
        else if (run > 0 && sequence == next)
        {
            run++;
        }
        else
        {
            start = sequence;
            run = 1;
            kept.clear();
            tracker.mark();
        }
        next = sequence + count;

        return RUN == run;
    }

    /** Keep a packet of the fall. */
    void keep(
        final int line,
        final long sequence,
        final int count,
        final DirectBuffer buffer,
        final int index,
        final int length)
    {
        if (run > 0 && kept.fits(length))
        {
            kept.add(line, sequence, count, buffer, index, length);
        }
    }

    /** The numbers have started anew, and what was kept was handed on. */
    void onRestart()
    {
        run = 0;
    }

    /** Is it falling to about where another line fell? */
    boolean isFallingNear(final long sequence)
    {
        return run > 0 && Math.abs(start - sequence) <= distance;
    }

    /** Does a packet still have the old numbers? */
    boolean isLeftBehind(final LineTracker tracker, final long sequence, final long arbiterNext)
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
