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
 * What one line alone has brought: which numbers came, which are missing, which came twice or late. It remembers the
 * last {@value #WINDOW} numbers.
 * <p>
 * <b>Note:</b> This class is not threadsafe; its counts may be read when its line is quiet.
 */
public final class LineTracker
{
    private static final int WINDOW = 1 << 14;

    private final long[] seen = new long[WINDOW / Long.SIZE];
    private long first;
    private long next = -1;
    private long packets;
    private long messages;
    private long repeated;
    private long gaps;
    private long missing;
    private long reordered;
    private long heartbeats;
    private long ends;
    private long markedPackets;
    private long markedMessages;
    private long markedRepeated;
    private long markedMissing;
    private long markedReordered;
    long won;
    long duplicates;
    long malformed;
    long stale;

    LineTracker()
    {
    }

    /**
     * Packets with messages, each counted once.
     *
     * @return the number of packets.
     */
    public long packets()
    {
        return packets;
    }

    /**
     * Messages, each counted once: what this line alone would have delivered.
     *
     * @return the number of messages.
     */
    public long messages()
    {
        return messages;
    }

    /**
     * Packets all of whose messages had come on this line before.
     *
     * @return the number of packets.
     */
    public long repeated()
    {
        return repeated;
    }

    /**
     * Jumps ahead in the numbers of this line, those among them that were filled later.
     *
     * @return the number of jumps.
     */
    public long gaps()
    {
        return gaps;
    }

    /**
     * Messages that did not come on this line, though later ones did.
     *
     * @return the number of messages.
     */
    public long missing()
    {
        return missing;
    }

    /**
     * Packets that came after one with higher numbers.
     *
     * @return the number of packets.
     */
    public long reordered()
    {
        return reordered;
    }

    /**
     * Heartbeats.
     *
     * @return the number of packets.
     */
    public long heartbeats()
    {
        return heartbeats;
    }

    /**
     * Packets that said that the session is over.
     *
     * @return the number of packets.
     */
    public long ends()
    {
        return ends;
    }

    /**
     * Packets that brought a message before every other line did.
     *
     * @return the number of packets.
     */
    public long won()
    {
        return won;
    }

    /**
     * Packets that brought nothing new.
     *
     * @return the number of packets.
     */
    public long duplicates()
    {
        return duplicates;
    }

    /**
     * Packets that the protocol could not read.
     *
     * @return the number of packets.
     */
    public long malformed()
    {
        return malformed;
    }

    /**
     * Packets of a session that another one has followed.
     *
     * @return the number of packets.
     */
    public long stale()
    {
        return stale;
    }

    /**
     * All that came on this line and could be read: packets, those sent twice, heartbeats and ends.
     *
     * @return the number of packets.
     */
    public long frames()
    {
        return packets + repeated + heartbeats + ends;
    }

    void onReset(final long sequence)
    {
        first = sequence;
        next = sequence;
    }

    /** One more than the highest number that came, or -1. */
    long next()
    {
        return next;
    }

    void onIdle(final long sequence, final boolean isEnd)
    {
        heartbeats += isEnd ? 0 : 1;
        ends += isEnd ? 1 : 0;
        advance(sequence);
    }

    void onPacket(final long sequence, final int count)
    {
        final boolean isLate = next >= 0 && sequence < next;
        int fresh = 0;
        advance(sequence);
        for (long i = Math.max(sequence, next - WINDOW); i < sequence + count; i++)
        {
            fresh += take(i) ? 1 : 0;
        }
        messages += fresh;
        packets += fresh > 0 ? 1 : 0;
        repeated += 0 == fresh ? 1 : 0;
        reordered += isLate && fresh > 0 ? 1 : 0;
    }

    /** From here on the line may be falling. */
    void mark()
    {
        markedPackets = packets;
        markedMessages = messages;
        markedRepeated = repeated;
        markedMissing = missing;
        markedReordered = reordered;
    }

    /** It was: the packets since then have other numbers, by which they are to be counted. */
    void rewind()
    {
        packets = markedPackets;
        messages = markedMessages;
        repeated = markedRepeated;
        missing = markedMissing;
        reordered = markedReordered;
    }

    /** The numbers before this one have been sent. */
    private void advance(final long sequence)
    {
        if (next < 0)
        {
            first = sequence;
            next = sequence;
        }
        if (sequence > next)
        {
            gaps++;
            missing += sequence - next;
            for (long i = Math.max(next, sequence - WINDOW); i < sequence; i++)
            {
                seen[word(i)] &= ~bit(i);
            }
            next = sequence;
        }
    }

    private boolean take(final long sequence)
    {
        final boolean isNew = sequence >= next || 0 == (seen[word(sequence)] & bit(sequence));
        if (isNew && sequence < next && sequence >= first)
        {
            missing--;
        }
        seen[word(sequence)] |= bit(sequence);
        next = Math.max(next, sequence + 1);

        return isNew;
    }

    private static int word(final long sequence)
    {
        return (int)(sequence & WINDOW - 1) / Long.SIZE;
    }

    private static long bit(final long sequence)
    {
        return 1L << sequence;
    }
}
