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
 * Makes one stream of several lines that bring the same packets: the first copy wins, every message is handed on once
 * and in order. A packet that comes before its turn is held. When more than a window of them is held, or heartbeats
 * say so, what is before them is missing on all lines: a gap. Then the arbiter either goes on without it, or, where
 * it may hold more than the window, waits until the missing messages come on a line of their own, are given up, or it
 * can hold no more.
 * <p>
 * Numbers start anew with another session; late packets of the one before are dropped then. Within a session they start
 * anew when a line falls far behind its own numbers and goes on from there for {@value #RESET_RUN} packets: a line that
 * is merely slower than another one does not do that.
 * <p>
 * It allocates nothing after it was made. <b>Note:</b> This class is not threadsafe.
 */
public final class LineArbiter
{
    private static final int RESET_RUN = 8;

    private final LineProtocol protocol;
    private final LineHandler handler;
    private final LineTracker[] trackers;
    private final LineFall[] falls;
    private final HeldPackets held;
    private final int window;
    private final boolean isWaiting;
    private final long firstSequence;
    private final long resetDistance;
    private final long gapTimeoutNs;

    private boolean hasSession;
    private long session;
    private long sessionBefore;
    private boolean hasSessionBefore;
    private long next;
    /** One more than the highest number that a heartbeat says was sent. */
    private long revealed;
    private int heartbeatsAhead;
    private long declaredTo = -1;
    private long endSequence = -1;
    private long stalledNext = -1;
    private long stalledSinceNs;
    private long delivered;
    private long lost;
    private long gaps;
    private long gapMessages;
    private long resets;
    private long unheld;

    /**
     * Take all memory that is needed.
     *
     * @param protocol of all lines.
     * @param context  with the limits.
     * @param handler  of what the lines make together.
     */
    public LineArbiter(final LineProtocol protocol, final Context context, final LineHandler handler)
    {
        this.protocol = protocol;
        this.handler = handler;
        window = context.window;
        isWaiting = context.holdCapacity > context.window;
        firstSequence = context.firstSequence;
        resetDistance = context.resetDistance;
        gapTimeoutNs = context.gapTimeoutNs;
        held = new HeldPackets(Math.max(context.holdCapacity, context.window), context.maxPacketLength);
        trackers = new LineTracker[context.lineCount];
        falls = new LineFall[context.lineCount];
        for (int line = 0; line < context.lineCount; line++)
        {
            trackers[line] = new LineTracker();
            falls[line] = new LineFall();
        }
    }

    /**
     * A packet has come.
     *
     * @param line   on which it came, from 0 on.
     * @param buffer that has it, only until this returns.
     * @param index  of its first byte.
     * @param length in bytes.
     * @return false if it is malformed.
     */
    public boolean onPacket(final int line, final DirectBuffer buffer, final int index, final int length)
    {
        final LineTracker tracker = trackers[line];
        if (!protocol.wrap(buffer, index, length))
        {
            tracker.malformed++;
            return false;
        }
        if (protocol.session() != session && isOfSessionBefore() ||
            falls[line].isLeftBehind(tracker, protocol.sequence(), next, resetDistance))
        {
            tracker.stale++;
            return true;
        }
        if (!hasSession || protocol.session() != session)
        {
            changeSession(buffer, index, length);
        }
        final long sequence = protocol.sequence();
        final int count = protocol.count();
        if (0 == count)
        {
            onIdle(tracker, sequence);
            return true;
        }

        final int run = falls[line].onPacket(tracker.next(), sequence, count, resetDistance);
        tracker.onPacket(sequence, count);
        if (RESET_RUN == run)
        {
            reset(line, sequence + count);
            protocol.wrap(buffer, index, length);
        }
        arbitrate(line, buffer, index, length);

        return true;
    }

    /**
     * Let time pass: what is missing for longer than the limit is a gap, though few packets follow.
     *
     * @param nowNs of any clock.
     */
    public void onTime(final long nowNs)
    {
        if (!isMissing())
        {
            stalledNext = -1;
        }
        else if (stalledNext != next)
        {
            stalledNext = next;
            stalledSinceNs = nowNs;
        }
        else if (nowNs - stalledSinceNs > gapTimeoutNs)
        {
            declareGap();
        }
    }

    /**
     * Go on without messages that cannot be recovered.
     *
     * @param to number of the last.
     */
    public void giveUp(final long to)
    {
        if (next <= to)
        {
            skipTo(to + 1);
            drain();
        }
    }

    /**
     * The next message to hand on.
     *
     * @return its number.
     */
    public long next()
    {
        return next;
    }

    /**
     * Does it wait for messages that are to be recovered?
     *
     * @return true from {@link LineHandler#onGap} on until they came or were given up.
     */
    public boolean isInGap()
    {
        return next <= declaredTo;
    }

    /**
     * What one line alone has brought.
     *
     * @param line from 0 on.
     * @return its counts.
     */
    public LineTracker line(final int line)
    {
        return trackers[line];
    }

    /**
     * Messages handed on.
     *
     * @return the number of messages.
     */
    public long delivered()
    {
        return delivered;
    }

    /**
     * Messages given up.
     *
     * @return the number of messages.
     */
    public long lost()
    {
        return lost;
    }

    /**
     * Gaps on all lines together.
     *
     * @return the number of gaps.
     */
    public long gaps()
    {
        return gaps;
    }

    /**
     * Messages missing in those gaps when they were found.
     *
     * @return the number of messages.
     */
    public long gapMessages()
    {
        return gapMessages;
    }

    /**
     * How often the numbers started anew.
     *
     * @return the number of resets.
     */
    public long resets()
    {
        return resets;
    }

    /**
     * Packets that came before their turn and were too long to be held.
     *
     * @return the number of packets.
     */
    public long unheld()
    {
        return unheld;
    }

    private boolean isOfSessionBefore()
    {
        return hasSessionBefore && protocol.session() == sessionBefore;
    }

    private void changeSession(final DirectBuffer buffer, final int index, final int length)
    {
        final boolean isFirst = !hasSession;
        if (!isFirst)
        {
            giveUpAll();
            protocol.wrap(buffer, index, length);
            sessionBefore = session;
            hasSessionBefore = true;
        }
        hasSession = true;
        session = protocol.session();
        restartAt(firstSequence < 0 ? protocol.sequence() : firstSequence);
        for (int line = 0; line < trackers.length; line++)
        {
            trackers[line].onReset(next);
            falls[line].clear();
        }
        if (!isFirst)
        {
            resets++;
            handler.onReset(session, next);
        }
    }

    private void restartAt(final long sequence)
    {
        next = sequence;
        revealed = sequence;
        declaredTo = -1;
        endSequence = -1;
        heartbeatsAhead = 0;
    }

    private void reset(final int line, final long lineNext)
    {
        final long sequence = falls[line].start();
        giveUpAll();
        restartAt(sequence);
        for (int other = 0; other < trackers.length; other++)
        {
            falls[other].clear();
            if (other == line)
            {
                trackers[other].onReset(lineNext);
            }
            else
            {
                falls[other].leaveBehind();
            }
        }
        resets++;
        handler.onReset(session, sequence);
    }

    private void onIdle(final LineTracker tracker, final long sequence)
    {
        tracker.onIdle(sequence, protocol.isEndOfSession());
        if (protocol.isEndOfSession() && endSequence < 0)
        {
            endSequence = sequence;
            checkEnd();
        }
        if (sequence > next)
        {
            reveal(sequence);
        }
    }

    private void arbitrate(final int line, final DirectBuffer buffer, final int index, final int length)
    {
        final long end = protocol.sequence() + protocol.count();
        if (end <= next)
        {
            trackers[line].duplicates++;
        }
        else if (protocol.sequence() <= next)
        {
            trackers[line].won++;
            deliver(end);
            drain();
        }
        else if (!held.fits(length))
        {
            unheld++;
            reveal(end);
        }
        else if (held.isFull())
        {
            makeRoom(protocol.sequence());
            // What was held is handed on, so the protocol looks at another packet, and this one's turn may have come.
            protocol.wrap(buffer, index, length);
            arbitrate(line, buffer, index, length);
        }
        else
        {
            if (!held.add(line, protocol.sequence(), protocol.count(), buffer, index, length))
            {
                trackers[line].duplicates++;
            }
            checkWindow();
        }
    }

    private void deliver(final long end)
    {
        final long from = next;
        next = end;
        heartbeatsAhead = 0;
        delivered += end - from;
        protocol.forEach(from, handler);
    }

    private void drain()
    {
        while (held.size() > 0 && held.sequence() <= next)
        {
            drainOne();
        }
        checkEnd();
        checkWindow();
    }

    private void drainOne()
    {
        final LineTracker tracker = trackers[held.line()];
        final long end = held.sequence() + held.count();
        if (end <= next)
        {
            tracker.duplicates++;
        }
        else
        {
            tracker.won++;
            protocol.wrap(held.buffer(), held.index(), held.length());
            deliver(end);
        }
        held.removeFirst();
    }

    /** Hand on what is held, and be done with what is known to be missing. */
    private void giveUpAll()
    {
        while (held.size() > 0)
        {
            skipTo(held.sequence());
            drainOne();
        }
        skipTo(revealed);
    }

    private void makeRoom(final long sequence)
    {
        final long first = Math.min(sequence, held.sequence());
        declareGap(first - 1);
        if (held.isFull())
        {
            skipTo(first);
            drain();
        }
    }

    private void reveal(final long sequence)
    {
        revealed = Math.max(revealed, sequence);
        heartbeatsAhead++;
        checkWindow();
    }

    private boolean isMissing()
    {
        return held.size() > 0 || revealed > next;
    }

    private void checkWindow()
    {
        if (isMissing() && held.size() + heartbeatsAhead > window)
        {
            declareGap();
        }
    }

    private void checkEnd()
    {
        if (endSequence >= 0 && next >= endSequence)
        {
            final long sequence = endSequence;
            endSequence = Long.MAX_VALUE;
            handler.onEndOfSession(session, sequence);
        }
    }

    private void declareGap()
    {
        declareGap((held.size() > 0 ? held.sequence() : revealed) - 1);
    }

    private void declareGap(final long to)
    {
        if (isInGap() || to < next)
        {
            return;
        }
        declaredTo = to;
        gaps++;
        gapMessages += to - next + 1;
        handler.onGap(session, next, to);
        if (!isWaiting)
        {
            giveUp(to);
        }
    }

    private void skipTo(final long sequence)
    {
        if (sequence > next)
        {
            lost += sequence - next;
            final long from = next;
            next = sequence;
            heartbeatsAhead = 0;
            handler.onLost(from, sequence - 1);
        }
    }

    /**
     * The lines, and what bounds them.
     */
    public static final class Context
    {
        private int lineCount = 2;
        private int window = 8;
        private int holdCapacity = 8;
        private int maxPacketLength = 2048;
        private long firstSequence = 1;
        private long resetDistance = 1024;
        private long gapTimeoutNs = 100_000_000L;

        /**
         * Two lines, a window of 8 packets, no waiting for recovery.
         */
        public Context()
        {
        }

        /**
         * How many lines there are, the one on which missing messages are recovered among them.
         *
         * @param lineCount of all lines.
         * @return this for a fluent API.
         */
        public Context lineCount(final int lineCount)
        {
            this.lineCount = lineCount;
            return this;
        }

        /**
         * How many packets may come before one whose turn it is, until that counts as missing.
         *
         * @param window in packets.
         * @return this for a fluent API.
         */
        public Context window(final int window)
        {
            this.window = window;
            return this;
        }

        /**
         * How many packets are held while missing ones are recovered.
         *
         * @param holdCapacity in packets; not more than the window means not to wait.
         * @return this for a fluent API.
         */
        public Context holdCapacity(final int holdCapacity)
        {
            this.holdCapacity = holdCapacity;
            return this;
        }

        /**
         * The longest packet that is held.
         *
         * @param maxPacketLength in bytes.
         * @return this for a fluent API.
         */
        public Context maxPacketLength(final int maxPacketLength)
        {
            this.maxPacketLength = maxPacketLength;
            return this;
        }

        /**
         * The number with which a session starts.
         *
         * @param firstSequence of a session, or -1 for that of the first packet that comes.
         * @return this for a fluent API.
         */
        public Context firstSequence(final long firstSequence)
        {
            this.firstSequence = firstSequence;
            return this;
        }

        /**
         * How far a line must fall behind its own numbers for them to start anew.
         *
         * @param resetDistance in messages.
         * @return this for a fluent API.
         */
        public Context resetDistance(final long resetDistance)
        {
            this.resetDistance = resetDistance;
            return this;
        }

        /**
         * How long a message may be missing until that is a gap.
         *
         * @param gapTimeoutNs in nanoseconds.
         * @return this for a fluent API.
         */
        public Context gapTimeoutNs(final long gapTimeoutNs)
        {
            this.gapTimeoutNs = gapTimeoutNs;
            return this;
        }
    }
}
