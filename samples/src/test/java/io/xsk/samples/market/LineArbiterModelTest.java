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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Two lines that lose, repeat and reorder packets, over epochs that begin with another session or with numbers that
 * start anew; and a model that only knows which messages have come. Everything that came on any line is handed on once
 * and in order, and a gap is what came on none.
 */
class LineArbiterModelTest
{
    private static final int SEEDS = 300;
    private static final int RECOVERY = 2;
    private static final int WINDOW = 64;
    /** In packets, that one line is ahead of the other at most: less than the window. */
    private static final int SKEW = 16;
    private static final int RESET_DISTANCE = 30;
    /** Enough for old numbers not to be near the new ones, however far the lines are apart. */
    private static final int PACKETS = 200;
    /** At the beginning of an epoch nothing happens to packets, so that it is sure where it begins. */
    private static final int CALM_PACKETS = 10;
    private static final int END = -1;

    private final TreeSet<Long> delivered = new TreeSet<>();
    private final TreeSet<Long> lost = new TreeSet<>();
    private final TreeSet<Long> missing = new TreeSet<>();
    private final List<Epoch> epochs = new ArrayList<>();
    private Random random;
    private LineArbiter arbiter;
    private boolean isRecovering;
    private long ends;
    private int current;

    @Test
    void shouldHandOnWhatCameOnAnyLineAndLoseOnlyWhatCameOnNone()
    {
        for (int seed = 0; seed < SEEDS; seed++)
        {
            run(seed, new LineArbiter.Context().window(WINDOW).holdCapacity(WINDOW));
        }
    }

    @Test
    void shouldLoseOnlyWhatCannotBeRecoveredEither()
    {
        for (int seed = 0; seed < SEEDS; seed++)
        {
            run(seed, new LineArbiter.Context().window(WINDOW).holdCapacity(1_000));
        }
    }

    private void run(final int seed, final LineArbiter.Context context)
    {
        random = new Random(seed);
        epochs.clear();
        String session = "S0";
        for (int i = 0; i < 4; i++)
        {
            epochs.add(new Epoch(session));
            session = random.nextBoolean() ? session : "S" + (i + 1);
        }
        epochs.getLast().isEnded = true;
        arbiter = new LineArbiter(
            new MoldUdp64(),
            context.lineCount(3).recoveryLine(RECOVERY).resetDistance(RESET_DISTANCE),
            new Observer());
        current = 0;
        startEpoch();

        final List<List<Sent>> lines = List.of(new ArrayList<>(), new ArrayList<>());
        for (final Epoch epoch : epochs)
        {
            lines.forEach(line -> line.addAll(epoch.line()));
        }
        final int[] positions = new int[2];
        while (positions[0] < lines.get(0).size() || positions[1] < lines.get(1).size())
        {
            int line = random.nextInt(2);
            final boolean isTooFar = positions[line] - positions[1 - line] >= SKEW &&
                positions[1 - line] < lines.get(1 - line).size();
            line = isTooFar || positions[line] == lines.get(line).size() ? 1 - line : line;
            send(line, lines.get(line).get(positions[line]++));
        }
        assertEquals(epochs.size() - 1, current);
        assertEquals(epochs.size() - 1, arbiter.resets());
        check();
        for (int line = 0; line < 2; line++)
        {
            final LineTracker tracker = arbiter.line(line);
            assertEquals(lines.get(line).size(), tracker.frames() + tracker.stale());
            assertEquals(tracker.packets() + tracker.repeated(), tracker.won() + tracker.duplicates());
        }
    }

    private void send(final int line, final Sent sent)
    {
        final Epoch epoch = sent.epoch;
        if (epochs.indexOf(epoch) >= current)
        {
            epoch.onSent(line, sent);
        }
        offer(line, epoch.session, sent.sequence, sent.count);
        assertTrue(epochs.indexOf(epoch) <= current || epoch.packetsOf[line] < LineFall.RUN, "a restart is not seen");
        while (arbiter.isInGap())
        {
            isRecovering = true;
            final long wanted = arbiter.next();
            if (isServed(wanted))
            {
                offer(RECOVERY, epochs.get(current).session, wanted, 1);
            }
            else
            {
                arbiter.giveUp(wanted);
            }
        }
    }

    private static boolean isServed(final long sequence)
    {
        return sequence % 5 > 0;
    }

    private void offer(final int line, final String session, final long sequence, final int count)
    {
        final byte[] packet = LineArbiterTest.packet(session, sequence, Math.max(0, count));
        if (END == count)
        {
            ByteBuffer.wrap(packet).putShort(MoldUdp64.COUNT_OFFSET, (short)MoldUdp64.END_OF_SESSION);
        }
        assertTrue(arbiter.onPacket(line, new UnsafeBuffer(packet), 0, packet.length));
    }

    private void startEpoch()
    {
        delivered.clear();
        lost.clear();
        missing.clear();
        ends = 0;
        isRecovering = false;
    }

    /** What has come of an epoch, when it is over. */
    private void check()
    {
        final Epoch epoch = epochs.get(current);
        final TreeSet<Long> unseen = new TreeSet<>();
        for (long sequence = 1; sequence < epoch.next; sequence++)
        {
            if (!epoch.seen.contains(sequence))
            {
                unseen.add(sequence);
            }
        }
        final TreeSet<Long> expectedLost = new TreeSet<>(unseen);
        if (isRecovering)
        {
            // What was not found missing before the epoch was over nobody has asked for.
            expectedLost.removeIf(sequence -> missing.contains(sequence) && isServed(sequence));
        }
        final TreeSet<Long> expected = new TreeSet<>(epoch.seen);
        expected.addAll(unseen);
        expected.removeAll(expectedLost);
        assertEquals(expected, delivered);
        assertEquals(expectedLost, lost);
        assertTrue(unseen.containsAll(missing));
        // One line may have begun the next epoch before the other one has come to the end of this.
        assertTrue(0 == epoch.endsOf[0] || 0 == epoch.endsOf[1] || unseen.equals(missing));
        assertEquals(Math.min(1, epoch.endsOf[0] + epoch.endsOf[1]), ends);
    }

    /** A packet on a line; without messages it is a heartbeat, or the end. */
    private record Sent(Epoch epoch, long sequence, int count)
    {
    }

    /** Numbers from 1 on. */
    private final class Epoch
    {
        private final String session;
        private final List<Sent> packets = new ArrayList<>();
        private final TreeSet<Long> seen = new TreeSet<>();
        private final int[] packetsOf = new int[2];
        private final int[] endsOf = new int[2];
        private boolean isEnded = random.nextBoolean();
        /** One more than the highest number that is known. */
        private long next = 1;

        private Epoch(final String session)
        {
            this.session = session;
            long sequence = 1;
            while (packets.size() < PACKETS)
            {
                final int count = 1 + random.nextInt(4);
                packets.add(new Sent(this, sequence, count));
                sequence += count;
            }
        }

        private List<Sent> line()
        {
            final List<Sent> line = new ArrayList<>();
            for (int i = 0; i < packets.size(); i++)
            {
                final Sent packet = packets.get(i);
                final boolean isCalm = i < CALM_PACKETS;
                if (isCalm || random.nextInt(4) > 0)
                {
                    line.add(line.size() - (isCalm ? 0 : random.nextInt(Math.min(3, i - CALM_PACKETS + 1))), packet);
                }
                if (!isCalm && 0 == random.nextInt(20))
                {
                    line.add(packet);
                }
                if (0 == random.nextInt(10))
                {
                    line.add(new Sent(this, packet.sequence + packet.count, 0));
                }
            }
            for (int i = 0; isEnded && i < 2; i++)
            {
                line.add(new Sent(this, packets.getLast().sequence + packets.getLast().count, END));
            }

            return line;
        }

        private void onSent(final int line, final Sent sent)
        {
            packetsOf[line] += sent.count > 0 ? 1 : 0;
            endsOf[line] += END == sent.count ? 1 : 0;
            for (int i = 0; i < sent.count; i++)
            {
                seen.add(sent.sequence + i);
            }
            next = Math.max(next, sent.sequence + Math.max(0, sent.count));
        }
    }

    private final class Observer implements LineHandler
    {
        private Observer()
        {
        }

        @Override
        public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
        {
            assertEquals(sequence, buffer.getLong(index));
            assertTrue(delivered.isEmpty() || delivered.last() < sequence);
            delivered.add(sequence);
        }

        @Override
        public void onGap(final long session, final long from, final long to)
        {
            for (long sequence = from; sequence <= to; sequence++)
            {
                assertTrue(missing.add(sequence));
            }
        }

        @Override
        public void onLost(final long from, final long to)
        {
            for (long sequence = from; sequence <= to; sequence++)
            {
                assertTrue(lost.add(sequence));
            }
        }

        @Override
        public void onReset(final long session, final long sequence)
        {
            assertEquals(1, sequence);
            check();
            current++;
            startEpoch();
        }

        @Override
        public void onEndOfSession(final long session, final long sequence)
        {
            ends++;
        }
    }
}
