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

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;

/**
 * A feed of ITCH 5.0 over MoldUDP64 on two lines, with everything that is sent and when: packets in bursts, lost on one
 * line or on both, sent twice on line A, out of order on line B, heartbeats, and the end of the session. The same seed
 * gives the same feed.
 * <p>
 * <b>Note:</b> This class is threadsafe: it does not change.
 */
public final class FeedScript
{
    /** Number of the line that repeats packets. */
    public static final int LINE_A = 0;
    /** Number of the line that reorders packets. */
    public static final int LINE_B = 1;

    private static final String SESSION = String.format("%-10s", "XSKDEMO01");
    private static final long MIDNIGHT_TO_START_NS = 34_200_000_000_000L;
    private static final long LINE_B_DELAY_NS = 2_000;
    private static final long HEARTBEAT_NS = 20_000_000;
    private static final int MAX_MESSAGES_PER_PACKET = 4;
    private static final int HEARTBEATS = 8;
    private static final int ENDS = 16;
    private static final int INITIAL_LENGTH = 1 << 20;

    private final ExpandableDirectByteBuffer buffer;
    private final IntArrayList messageIndexes;
    private final LongArrayList messageTimes;
    private final List<Transmission> transmissions;
    private final FeedExpectations expectations;
    private int end;

    /**
     * Write the feed.
     *
     * @param seed              of all that is random.
     * @param messages          to publish.
     * @param messagesPerSecond to publish on average.
     * @param symbols           to trade.
     */
    public FeedScript(final long seed, final int messages, final int messagesPerSecond, final int symbols)
    {
        buffer = new ExpandableDirectByteBuffer(INITIAL_LENGTH);
        messageIndexes = new IntArrayList();
        messageTimes = new LongArrayList();
        transmissions = new ArrayList<>();
        final Random random = new Random(seed);
        final ItchGenerator generator = new ItchGenerator(random, symbols);
        final Tally tally = new Tally();
        final int heartbeatInterval = Math.max(1, messages / HEARTBEATS);
        long timeNs = 0;
        for (int sequence = 1; sequence <= messages;)
        {
            final int count = Math.min(messages - sequence + 1, 1 + random.nextInt(MAX_MESSAGES_PER_PACKET));
            // Bursts: most packets follow at once, and the pauses between them make up for it.
            final boolean isBurst = random.nextInt(4) > 0;
            timeNs += isBurst ? 0 : 4 * count * 1_000_000_000L / messagesPerSecond;
            final int index = end;
            packet(generator, sequence, count, timeNs);
            tally.onPacket(random, timeNs, index, end - index, sequence, count);
            sequence += count;
            if ((sequence - 1) / heartbeatInterval > (sequence - 1 - count) / heartbeatInterval)
            {
                idle(sequence, 0, timeNs, tally);
            }
        }
        for (int i = 0; i < ENDS; i++)
        {
            timeNs += HEARTBEAT_NS;
            idle(messages + 1, MoldUdp64.END_OF_SESSION, timeNs, tally);
        }
        transmissions.sort(Comparator.comparingLong(Transmission::timeNs));
        expectations = tally.expectations(messages);
    }

    /** Of what was found elsewhere, and is kept; the index is -1 for a message that is not there. */
    FeedScript(
        final ExpandableDirectByteBuffer buffer,
        final IntArrayList messageIndexes,
        final LongArrayList messageTimes,
        final List<Transmission> transmissions,
        final FeedExpectations expectations)
    {
        this.buffer = buffer;
        this.messageIndexes = messageIndexes;
        this.messageTimes = messageTimes;
        this.transmissions = transmissions;
        this.expectations = expectations;
    }

    /**
     * Everything that is sent, in the order of time.
     *
     * @return the transmissions.
     */
    public List<Transmission> transmissions()
    {
        return List.copyOf(transmissions);
    }

    /**
     * What is true of the feed.
     *
     * @return the numbers.
     */
    public FeedExpectations expectations()
    {
        return expectations;
    }

    /**
     * The bytes of all packets.
     *
     * @return the buffer, not to be changed.
     */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * Where a message is, its length before it.
     *
     * @param sequence of the message.
     * @return the index of its length field, or -1 if there is no such message.
     */
    public int messageIndex(final long sequence)
    {
        return sequence < 1 || sequence > messageIndexes.size() ? -1 : messageIndexes.getInt((int)sequence - 1);
    }

    /**
     * When a message is due.
     *
     * @param sequence of the message, one that is there.
     * @return nanoseconds after the start of the feed.
     */
    public long messageTimeNs(final long sequence)
    {
        return messageTimes.getLong((int)sequence - 1);
    }

    /**
     * Is every message there? Of a feed that was recorded those are missing that came on no line.
     *
     * @return true if a server can answer every request.
     */
    public boolean isComplete()
    {
        return messageIndexes.size() == expectations.messages() && !messageIndexes.containsInt(-1);
    }

    /**
     * How long it takes to send it all.
     *
     * @return nanoseconds from the start of the feed to its last packet.
     */
    public long durationNs()
    {
        return transmissions.getLast().timeNs();
    }

    private void packet(final ItchGenerator generator, final int sequence, final int count, final long timeNs)
    {
        header(sequence, count);
        for (int i = 0; i < count; i++)
        {
            messageIndexes.addInt(end);
            messageTimes.addLong(timeNs);
            final int length = generator.next(
                buffer, end + MoldUdp64.LENGTH_LENGTH, MIDNIGHT_TO_START_NS + timeNs);
            buffer.putShort(end, (short)length, BIG_ENDIAN);
            end += MoldUdp64.LENGTH_LENGTH + length;
        }
    }

    private void idle(final long sequence, final int countField, final long timeNs, final Tally tally)
    {
        final int index = end;
        header(sequence, countField);
        for (int line = LINE_A; line <= LINE_B; line++)
        {
            transmissions.add(
                new Transmission(timeNs + line * LINE_B_DELAY_NS, line, index, MoldUdp64.HEADER_LENGTH));
        }
        tally.onIdle(countField);
    }

    private void header(final long sequence, final int countField)
    {
        buffer.putBytes(end + MoldUdp64.SESSION_OFFSET, SESSION.getBytes(StandardCharsets.US_ASCII));
        buffer.putLong(end + MoldUdp64.SEQUENCE_OFFSET, sequence, BIG_ENDIAN);
        buffer.putShort(end + MoldUdp64.COUNT_OFFSET, (short)countField, BIG_ENDIAN);
        end += MoldUdp64.HEADER_LENGTH;
    }

    /**
     * A packet on a line.
     *
     * @param timeNs after the start of the feed.
     * @param line   on which it is sent.
     * @param index  of its first byte within the buffer.
     * @param length in bytes.
     */
    public record Transmission(long timeNs, int line, int index, int length)
    {
    }

    /** Decides what becomes of each packet, and keeps the books. */
    private final class Tally
    {
        private final long[] drops = new long[2];
        private final long[] messages = new long[2];
        private final long[] frames = new long[2];
        private Transmission delayedB;
        private long packets;
        private long dropsBoth;
        private long lostBoth;
        private long repeatedA;
        private long reorderedB;
        private long heartbeats;
        private long ends;

        private Tally()
        {
        }

        private void onPacket(
            final Random random,
            final long timeNs,
            final int index,
            final int length,
            final int sequence,
            final int count)
        {
            // The first packet comes on both lines, so that each line knows where it starts.
            final int fate = 1 == sequence ? 1_000 : random.nextInt(1_000);
            final boolean isLostOnBoth = fate < 2;
            packets++;
            dropsBoth += isLostOnBoth ? 1 : 0;
            lostBoth += isLostOnBoth ? count : 0;
            onLine(LINE_A, isLostOnBoth || fate < 12, timeNs, index, length, count);
            if (!isLostOnBoth && fate >= 12 && random.nextInt(500) == 0)
            {
                repeatedA++;
                send(LINE_A, timeNs + 1, index, length);
            }
            onLine(LINE_B, isLostOnBoth || fate >= 12 && fate < 22, timeNs + LINE_B_DELAY_NS, index, length, count);
        }

        private void onLine(
            final int line,
            final boolean isLost,
            final long timeNs,
            final int index,
            final int length,
            final int count)
        {
            if (isLost)
            {
                drops[line]++;
                return;
            }
            messages[line] += count;
            send(line, timeNs, index, length);
        }

        private void send(final int line, final long timeNs, final int index, final int length)
        {
            frames[line]++;
            transmissions.add(new Transmission(timeNs, line, index, length));
            if (LINE_B == line)
            {
                reorder();
            }
        }

        /** Now and then the last two packets of line B change places. */
        private void reorder()
        {
            final Transmission last = transmissions.removeLast();
            if (null != delayedB && 0 == packets % 400)
            {
                transmissions.remove(delayedB);
                transmissions.add(
                    new Transmission(delayedB.timeNs(), LINE_B, last.index(), last.length()));
                transmissions.add(
                    new Transmission(last.timeNs(), LINE_B, delayedB.index(), delayedB.length()));
                reorderedB++;
                delayedB = null;
            }
            else
            {
                transmissions.add(last);
                delayedB = last;
            }
        }

        private void onIdle(final int countField)
        {
            heartbeats += 0 == countField ? 1 : 0;
            ends += 0 == countField ? 0 : 1;
            frames[LINE_A]++;
            frames[LINE_B]++;
            // A heartbeat stays between the packets that it was sent between.
            delayedB = null;
        }

        private FeedExpectations expectations(final long published)
        {
            return new FeedExpectations(
                SESSION.trim(), published, packets, drops[LINE_A], drops[LINE_B], dropsBoth, lostBoth, repeatedA,
                reorderedB, heartbeats, ends, messages[LINE_A], messages[LINE_B], frames[LINE_A], frames[LINE_B]);
        }
    }
}
