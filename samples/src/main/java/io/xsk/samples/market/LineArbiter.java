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
 * and in order. A packet that comes before its turn is held. What is before it is missing on all lines, a gap, when
 * more than a window of packets has come since, or heartbeats say so, or every line has said that its session is over.
 * Then the arbiter either goes on without it, or, where it may hold more than the window, waits until the missing
 * messages come on a line of their own, are given up, or it can hold no more.
 * <p>
 * Numbers start anew with another session; late packets of the one before are dropped then. Within a session they start
 * anew when a line falls far behind its own numbers and goes on from there for {@value LineFall#RUN} packets, which are
 * then handed on: a line that is merely slower than another one does not do that.
 * <p>
 * It allocates nothing after it was made. <b>Note:</b> This class is not threadsafe.
 */
public final class LineArbiter
{
    private static final long NOWHERE = -1;
    private static final long REPORTED = Long.MAX_VALUE;

    private final LineProtocol protocol;
    private final LineHandler handler;
    private final LineTracker[] trackers;
    private final LineSessions sessions;
    private final LineMerge merge;
    private final GapRule gapRule;
    private final boolean isWaiting;
    private final long firstSequence;

    private long declaredTo = NOWHERE;
    private long endSequence = NOWHERE;
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
        isWaiting = context.holdCapacity > context.window;
        firstSequence = context.firstSequence;
        trackers = new LineTracker[context.lineCount];
        for (int line = 0; line < trackers.length; line++)
        {
            trackers[line] = new LineTracker();
        }
        sessions = new LineSessions(trackers, context.resetDistance, context.maxPacketLength);
        // With a window of none a packet is held as well, until the gap before it is declared.
        final int holdCapacity = Math.max(1, Math.max(context.holdCapacity, context.window));
        merge = new LineMerge(protocol, trackers, new HeldPackets(holdCapacity, context.maxPacketLength), handler);
        gapRule = new GapRule(context.lineCount, context.window, context.gapTimeoutNs, context.recoveryLine);
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
        if (!protocol.wrap(buffer, index, length))
        {
            trackers[line].malformed++;
            return false;
        }
        if (sessions.isStale(line, protocol.session(), protocol.sequence(), merge.next()))
        {
            trackers[line].stale++;
            return true;
        }
        if (sessions.isOther(protocol.session()))
        {
            changeSession(buffer, index, length);
        }
        gapRule.onArrival(line);
        if (0 == protocol.count())
        {
            onIdle(line);
        }
        else
        {
            onMessages(line, buffer, index, length);
        }
        settle();

        return true;
    }

    /**
     * Let time pass: what is missing for longer than the limit is a gap, though few packets follow.
     *
     * @param nowNs of any clock.
     */
    public void onTime(final long nowNs)
    {
        if (gapRule.isTooLate(merge.next(), merge.heldCount(), nowNs))
        {
            declareGap();
            settle();
        }
    }

    /**
     * Go on without messages that cannot be recovered.
     *
     * @param to number of the last.
     */
    public void giveUp(final long to)
    {
        merge.skipTo(to + 1);
        settle();
    }

    /**
     * The next message to hand on.
     *
     * @return its number.
     */
    public long next()
    {
        return merge.next();
    }

    /**
     * Does it wait for messages that are to be recovered?
     *
     * @return true from {@link LineHandler#onGap} on until they came or were given up.
     */
    public boolean isInGap()
    {
        return merge.next() <= declaredTo;
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
        return merge.delivered();
    }

    /**
     * Messages given up.
     *
     * @return the number of messages.
     */
    public long lost()
    {
        return merge.lost();
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

    private void changeSession(final DirectBuffer buffer, final int index, final int length)
    {
        giveUpAll();
        protocol.wrap(buffer, index, length);
        final long sequence = firstSequence < 0 ? protocol.sequence() : firstSequence;
        final boolean isReset = sessions.begin(protocol.session(), sequence);
        protocol.beginSession();
        restartAt(sequence, isReset);
    }

    private void restartAt(final long sequence, final boolean isReset)
    {
        merge.restartAt(sequence);
        gapRule.restartAt(sequence);
        declaredTo = NOWHERE;
        endSequence = NOWHERE;
        if (isReset)
        {
            resets++;
            handler.onReset(sessions.session(), sequence);
        }
    }

    /** Hand on what is held, and be done with what is known to be missing. */
    private void giveUpAll()
    {
        merge.flush();
        merge.skipTo(gapRule.revealed());
        checkEnd();
    }

    private void onIdle(final int line)
    {
        final long sequence = protocol.sequence();
        trackers[line].onIdle(sequence, protocol.isEndOfSession());
        if (protocol.isEndOfSession())
        {
            gapRule.onOver(line);
            endSequence = NOWHERE == endSequence ? sequence : endSequence;
        }
        gapRule.onRevealed(sequence, merge.next());
    }

    private void onMessages(final int line, final DirectBuffer buffer, final int index, final int length)
    {
        final long sequence = protocol.sequence();
        final int count = protocol.count();
        final LineFall fall = sessions.fall(line);
        if (fall.onPacket(trackers[line], sequence, count))
        {
            restart(line);
            protocol.wrap(buffer, index, length);
        }
        trackers[line].onPacket(sequence, count);
        if (sequence + count <= merge.next())
        {
            fall.keep(line, sequence, count, buffer, index, length);
        }
        arbitrate(line, buffer, index, length);
    }

    /** A line's numbers have started anew: what it has brought since was no duplicate. */
    private void restart(final int line)
    {
        giveUpAll();
        restartAt(sessions.restart(line), true);
        for (int other = 0; other < trackers.length; other++)
        {
            final HeldPackets kept = sessions.fall(other).kept();
            while (kept.size() > 0)
            {
                trackers[other].duplicates--;
                trackers[other].onPacket(kept.sequence(), kept.count());
                protocol.wrap(kept.buffer(), kept.index(), kept.length());
                arbitrate(other, kept.buffer(), kept.index(), kept.length());
                kept.removeFirst();
            }
            sessions.fall(other).onRestart();
        }
    }

    private void arbitrate(final int line, final DirectBuffer buffer, final int index, final int length)
    {
        final long sequence = protocol.sequence();
        final long end = sequence + protocol.count();
        int result = merge.offer(line, buffer, index, length);
        if (LineMerge.NO_ROOM == result)
        {
            makeRoom(sequence);
            // What was held is handed on, so the protocol looks at another packet, and this one's turn may have come.
            protocol.wrap(buffer, index, length);
            result = merge.offer(line, buffer, index, length);
        }
        if (LineMerge.TOO_LONG == result)
        {
            unheld++;
            gapRule.onRevealed(end, merge.next());
        }
    }

    private void makeRoom(final long sequence)
    {
        final long first = Math.min(sequence, merge.heldSequence());
        declareGap(first - 1);
        if (merge.isFull())
        {
            merge.skipTo(first);
        }
    }

    /** Declare what is a gap by now, and say that the session is over when it is. */
    private void settle()
    {
        checkEnd();
        while (!isInGap() && gapRule.isDue(merge.next(), merge.heldCount()))
        {
            declareGap();
            checkEnd();
        }
    }

    private void checkEnd()
    {
        if (NOWHERE != endSequence && merge.next() >= endSequence)
        {
            final long sequence = endSequence;
            endSequence = REPORTED;
            handler.onEndOfSession(sessions.session(), sequence);
        }
    }

    private void declareGap()
    {
        declareGap((merge.heldCount() > 0 ? merge.heldSequence() : gapRule.revealed()) - 1);
    }

    private void declareGap(final long to)
    {
        if (!isInGap() && to >= merge.next())
        {
            declaredTo = to;
            gaps++;
            gapMessages += to - merge.next() + 1;
            handler.onGap(sessions.session(), merge.next(), to);
            if (!isWaiting)
            {
                merge.skipTo(to + 1);
            }
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
        private int recoveryLine = -1;

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

        /**
         * The line on which missing messages are recovered. It says nothing unless it is asked, so nobody waits for it
         * to say that the session is over.
         *
         * @param recoveryLine from 0 on, or -1 if there is none.
         * @return this for a fluent API.
         */
        public Context recoveryLine(final int recoveryLine)
        {
            this.recoveryLine = recoveryLine;
            return this;
        }
    }
}
