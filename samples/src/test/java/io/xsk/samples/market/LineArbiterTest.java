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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LineArbiterTest
{
    private static final int RECOVERY = 2;

    private final List<String> found = new ArrayList<>();
    private final LineHandler handler = new LineHandler()
    {
        @Override
        public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
        {
            assertEquals(Long.BYTES, length);
            assertEquals(sequence, buffer.getLong(index));
            found.add("m" + sequence);
        }

        @Override
        public void onGap(final long session, final long from, final long to)
        {
            found.add("gap" + from + "-" + to);
        }

        @Override
        public void onLost(final long from, final long to)
        {
            found.add("lost" + from + "-" + to);
        }

        @Override
        public void onReset(final long session, final long sequence)
        {
            found.add("reset" + sequence);
        }

        @Override
        public void onEndOfSession(final long session, final long sequence)
        {
            found.add("end" + sequence);
        }
    };

    @Test
    void shouldTakeTheFirstCopyAndOnlyWhatIsNewInIt()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context());
        data(arbiter, 0, 1, 2);
        data(arbiter, 1, 1, 2);
        data(arbiter, 1, 2, 3);
        data(arbiter, 0, 3, 1);

        assertEquals(List.of("m1", "m2", "m3", "m4"), found);
        assertEquals(1, arbiter.line(0).won());
        assertEquals(1, arbiter.line(0).duplicates());
        assertEquals(1, arbiter.line(1).won());
        assertEquals(1, arbiter.line(1).duplicates());
        assertEquals(4, arbiter.delivered());
        assertEquals(5, arbiter.next());
    }

    @Test
    void shouldPutPacketsInOrderWithinTheWindow()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().window(3));
        data(arbiter, 0, 4, 1);
        data(arbiter, 1, 3, 1);
        data(arbiter, 1, 3, 1);
        data(arbiter, 0, 2, 1);
        assertEquals(List.of(), found);
        data(arbiter, 0, 1, 1);

        assertEquals(List.of("m1", "m2", "m3", "m4"), found);
        assertEquals(0, arbiter.gaps());
        assertEquals(2, arbiter.line(0).reordered());
    }

    @Test
    void shouldGoOnWithoutWhatIsMissingBehindTheWindow()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().window(2).holdCapacity(2));
        data(arbiter, 0, 1, 1);
        data(arbiter, 0, 4, 1);
        data(arbiter, 0, 5, 1);
        data(arbiter, 0, 7, 1);

        assertEquals(List.of("m1", "gap2-3", "lost2-3", "m4", "m5"), found);
        assertEquals(2, arbiter.lost());
        data(arbiter, 1, 2, 1);
        data(arbiter, 1, 6, 1);
        assertEquals(List.of("m6", "m7"), found.subList(5, 7));
    }

    @Test
    void shouldWaitForNoLineWithAWindowOfNone()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().window(0).holdCapacity(0));
        data(arbiter, 0, 1, 1);
        data(arbiter, 0, 3, 1);

        assertEquals(List.of("m1", "gap2-2", "lost2-2", "m3"), found);
    }

    @Test
    void shouldWaitUntilMissingMessagesAreRecovered()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().lineCount(3).window(2).holdCapacity(10));
        data(arbiter, 0, 1, 1);
        for (int sequence = 5; sequence < 9; sequence++)
        {
            data(arbiter, 0, sequence, 1);
            data(arbiter, 1, sequence, 1);
        }
        assertEquals(List.of("m1", "gap2-4"), found);
        assertTrue(arbiter.isInGap());
        data(arbiter, RECOVERY, 2, 2);
        assertTrue(arbiter.isInGap());
        data(arbiter, RECOVERY, 4, 1);
        assertFalse(arbiter.isInGap());

        assertEquals(List.of("m1", "gap2-4", "m2", "m3", "m4", "m5", "m6", "m7", "m8"), found);
        assertEquals(0, arbiter.lost());
        assertEquals(2, arbiter.line(RECOVERY).won());
    }

    @Test
    void shouldGiveUpWhenToldToAndWhenItCanHoldNoMore()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().window(1).holdCapacity(3));
        for (final int sequence : new int[]{ 2, 3, 5, 6 })
        {
            data(arbiter, 0, sequence, 1);
        }
        assertEquals(List.of("gap1-1", "lost1-1", "m2", "m3", "gap4-4"), found);
        arbiter.giveUp(4);
        assertEquals(List.of("lost4-4", "m5", "m6"), found.subList(5, 8));
        assertEquals(2, arbiter.lost());
    }

    @Test
    void shouldSeeALossAtTheTailByHeartbeatsAndByTime()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().window(2).holdCapacity(9).gapTimeoutNs(10));
        data(arbiter, 0, 1, 1);
        idle(arbiter, 0, 3, 0);
        idle(arbiter, 1, 3, 0);
        assertEquals(List.of("m1"), found);
        idle(arbiter, 0, 3, 0);
        assertEquals(List.of("m1", "gap2-2"), found);
        data(arbiter, 1, 2, 1);
        idle(arbiter, 1, 4, MoldUdp64.END_OF_SESSION);
        arbiter.onTime(100);
        arbiter.onTime(110);
        assertEquals(List.of("m1", "gap2-2", "m2"), found);
        arbiter.onTime(111);
        assertEquals("gap3-3", found.get(3));
        data(arbiter, 1, 3, 1);

        assertEquals(List.of("m3", "end4"), found.subList(4, 6));
        assertEquals(1, arbiter.line(1).ends());
        assertEquals(2, arbiter.line(0).heartbeats());
        assertEquals(1, arbiter.line(0).gaps());
        assertEquals(1, arbiter.line(0).missing());
    }

    @Test
    void shouldStartAnewWithAnotherSessionAndDropLatePacketsOfTheOneBefore()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context());
        data(arbiter, "ONE", 0, 1, 1);
        data(arbiter, "ONE", 0, 3, 1);
        data(arbiter, "TWO", 0, 1, 1);
        data(arbiter, "ONE", 1, 1, 1);
        data(arbiter, "ONE", 1, 4, 1);
        data(arbiter, "TWO", 1, 2, 1);

        assertEquals(List.of("m1", "lost2-2", "m3", "reset1", "m1", "m2"), found);
        assertEquals(2, arbiter.line(1).stale());
        assertEquals(1, arbiter.resets());
    }

    @Test
    void shouldStartAnewWhenALineFallsBackButNotWhenItIsSlow()
    {
        final LineArbiter arbiter =
            arbiter(new LineArbiter.Context().resetDistance(50).window(1).holdCapacity(64));
        for (int sequence = 1; sequence <= 200; sequence++)
        {
            data(arbiter, 0, sequence, 1);
        }
        for (int sequence = 1; sequence <= 100; sequence++)
        {
            data(arbiter, 1, sequence, 1);
        }
        assertEquals(200, found.size());
        assertEquals(0, arbiter.resets());

        found.clear();
        for (int sequence = 1; sequence <= 8; sequence++)
        {
            data(arbiter, 0, sequence, 1);
        }
        assertEquals(List.of("reset1", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"), found);
        assertEquals(208, arbiter.line(0).packets());
        assertEquals(208, arbiter.line(0).won());
        assertEquals(0, arbiter.line(0).repeated());
        assertEquals(0, arbiter.line(0).duplicates());
        // The other line still has the old numbers, and then the new ones.
        data(arbiter, 1, 101, 1);
        assertEquals(1, arbiter.line(1).stale());
        for (int sequence = 1; sequence <= 9; sequence++)
        {
            data(arbiter, 1, sequence, 1);
        }
        assertEquals("m9", found.getLast());
        assertEquals(0, arbiter.lost());
        assertEquals(1, arbiter.resets());
    }

    /** Both lines fall before it is sure of either, and the one that is sure of it first has lost the first packet. */
    @Test
    void shouldHandOnWhatCameWhileItWasNotSureThatNumbersStartAnew()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().resetDistance(50));
        for (int sequence = 1; sequence <= 100; sequence++)
        {
            // Numbers that were missing before look new when they come again.
            data(arbiter, 0, sequence, 1);
            if (sequence % 3 > 0)
            {
                data(arbiter, 1, sequence, 1);
            }
        }
        found.clear();
        for (int sequence = 1; sequence <= 9; sequence++)
        {
            data(arbiter, 1, sequence, 1);
            if (sequence > 1)
            {
                data(arbiter, 0, sequence, 1);
            }
        }
        assertEquals(List.of("reset1", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"), found);
        assertEquals(108, arbiter.line(0).packets());
        assertEquals(67 + 9, arbiter.line(1).packets());
        assertEquals(33, arbiter.line(1).missing());
        assertEquals(0, arbiter.line(1).repeated() + arbiter.line(1).reordered());
        assertEquals(0, arbiter.lost());
    }

    @Test
    void shouldKnowAnotherSessionOnALineThatHasNotStartedAnew()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().firstSequence(-1).resetDistance(10));
        data(arbiter, 0, 1_000, 1);
        data(arbiter, 1, 1_000, 1);
        for (int sequence = 1; sequence <= LineFall.RUN; sequence++)
        {
            data(arbiter, 0, sequence, 1);
        }
        data(arbiter, 1, 1_001, 1);
        assertEquals(1, arbiter.resets());
        assertEquals(1, arbiter.line(1).stale());

        data(arbiter, "TWO", 1, 5_000, 1);
        assertEquals(List.of("reset5000", "m5000"), found.subList(found.size() - 2, found.size()));
        assertEquals(2, arbiter.resets());
        assertEquals(1, arbiter.line(1).stale());
    }

    @Test
    void shouldWaitForNothingWhenEveryLineHasSaidThatItIsOver()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().window(64).holdCapacity(64));
        for (final int sequence : new int[]{ 1, 3, 4, 7 })
        {
            data(arbiter, 0, sequence, 1);
        }
        data(arbiter, 1, 1, 1);
        data(arbiter, 1, 3, 1);
        idle(arbiter, 0, 9, MoldUdp64.END_OF_SESSION);
        assertEquals(List.of("m1"), found);
        // The slower line has what the other one lost.
        data(arbiter, 1, 5, 1);
        idle(arbiter, 1, 9, MoldUdp64.END_OF_SESSION);

        assertEquals(
            List.of(
                "m1", "gap2-2", "lost2-2", "m3", "m4", "m5", "gap6-6", "lost6-6", "m7", "gap8-8", "lost8-8", "end9"),
            found);
        assertEquals(3, arbiter.gaps());
    }

    @Test
    void shouldAskForWhatIsMissingWhenEveryLineButTheOneOfRecoveryIsOver()
    {
        final LineArbiter arbiter = arbiter(
            new LineArbiter.Context().lineCount(3).recoveryLine(RECOVERY).window(64).holdCapacity(100));
        for (final int line : new int[]{ 0, 1 })
        {
            data(arbiter, line, 1, 1);
            data(arbiter, line, 3, 1);
            idle(arbiter, line, 6, MoldUdp64.END_OF_SESSION);
        }
        assertEquals(List.of("m1", "gap2-2"), found);
        data(arbiter, RECOVERY, 2, 1);
        data(arbiter, RECOVERY, 4, 2);

        assertEquals(List.of("m1", "gap2-2", "m2", "m3", "gap4-5", "m4", "m5", "end6"), found);
    }

    @Test
    void shouldNotWaitForTheEndOfALineThatIsDead()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().window(10).holdCapacity(10));
        data(arbiter, 1, 1, 1);
        for (int sequence = 1; sequence <= 10; sequence++)
        {
            data(arbiter, 0, sequence, 1);
        }
        data(arbiter, 0, 12, 1);
        found.clear();
        idle(arbiter, 0, 13, MoldUdp64.END_OF_SESSION);

        assertEquals(List.of("gap11-11", "lost11-11", "m12", "end13"), found);
    }

    /** As many gaps as can be held, found at once. */
    @Test
    void shouldFindAnyNumberOfGapsAtTheEnd()
    {
        final int count = 1 << 15;
        final LineArbiter arbiter =
            arbiter(new LineArbiter.Context().window(count).holdCapacity(count).maxPacketLength(64));
        for (int i = 1; i <= count; i++)
        {
            data(arbiter, 0, 2 * i, 1);
        }
        idle(arbiter, 1, 1, 0);
        assertEquals(0, arbiter.gaps());
        idle(arbiter, 0, 2 * count + 1, MoldUdp64.END_OF_SESSION);
        idle(arbiter, 1, 2 * count + 1, MoldUdp64.END_OF_SESSION);

        assertEquals(count, arbiter.gaps());
        assertEquals(count, arbiter.lost());
        assertEquals(count, arbiter.delivered());
        assertEquals("end" + (2 * count + 1), found.getLast());
    }

    @Test
    void shouldEndASessionThatAnotherOneFollows()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context());
        data(arbiter, "ONE", 0, 1, 1);
        idle(arbiter, 0, 3, MoldUdp64.END_OF_SESSION);
        data(arbiter, "TWO", 0, 1, 1);

        assertEquals(List.of("m1", "lost2-2", "end3", "reset1", "m1"), found);
    }

    /** A gap may be found when the packets that came are gone, and others are where they were. */
    @Test
    void shouldKnowTheSessionWhenNoPacketIsLookedAt()
    {
        final MoldUdp64 protocol = new MoldUdp64();
        final LineArbiter arbiter = new LineArbiter(
            protocol, new LineArbiter.Context().lineCount(3).holdCapacity(64).gapTimeoutNs(0), handler);
        final UnsafeBuffer frame = new UnsafeBuffer(packet("ONE", 2, 1));
        arbiter.onPacket(0, frame, 0, frame.capacity());
        frame.setMemory(0, frame.capacity(), (byte)'x');
        final byte[] stale = packet("TWO", 1, 1);
        stale[0] = 0;
        protocol.wrap(new UnsafeBuffer(stale), 0, stale.length);
        arbiter.onTime(1);
        arbiter.onTime(2);
        final UnsafeBuffer session = new UnsafeBuffer(new byte[MoldUdp64.SESSION_LENGTH]);
        protocol.getSession(session, 0);

        assertEquals(List.of("gap1-1"), found);
        assertEquals("ONE       ", session.getStringWithoutLengthAscii(0, MoldUdp64.SESSION_LENGTH));
    }

    @Test
    void shouldStartWithTheFirstPacketWhereAsked()
    {
        final LineArbiter arbiter = arbiter(new LineArbiter.Context().firstSequence(-1));
        data(arbiter, 0, 77, 1);
        assertEquals(List.of("m77"), found);
    }

    @Test
    void shouldDeliverEverythingOnceAndInOrderWhateverTheLinesDo()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            found.clear();
            final Random random = new Random(seed);
            final LineArbiter arbiter =
                arbiter(new LineArbiter.Context().lineCount(3).window(4).holdCapacity(1_000));
            final List<int[]> packets = new ArrayList<>();
            int messages = 0;
            while (packets.size() < 300)
            {
                final int count = 1 + random.nextInt(4);
                packets.add(new int[]{ messages + 1, count });
                messages += count;
            }
            drive(arbiter, packets, random);

            final long expected = messages;
            assertEquals(messages, arbiter.delivered(), () -> "messages=" + expected + " " + found);
            assertEquals(0, arbiter.lost());
            int next = 1;
            for (final String entry : found)
            {
                if (entry.startsWith("m"))
                {
                    assertEquals("m" + next++, entry);
                }
            }
            assertEquals("end" + (messages + 1), found.getLast());
        }
    }

    @Test
    void shouldSurviveAnything()
    {
        final Random random = new Random(5);
        final LineArbiter arbiter = new LineArbiter(
            new MoldUdp64(), new LineArbiter.Context().lineCount(3).holdCapacity(64), new LineHandler()
            {
                @Override
                public void onMessage(
                    final long sequence, final DirectBuffer buffer, final int index, final int length)
                {
                    assertTrue(index >= 0 && length >= 0 && index + length <= buffer.capacity());
                }
            });
        for (int i = 0; i < 100_000; i++)
        {
            final byte[] bytes = packet(
                random.nextBoolean() ? "A" : "B", random.nextLong() >>> random.nextInt(64), random.nextInt(5));
            if (0 == i % 3)
            {
                bytes[random.nextInt(bytes.length)] = (byte)random.nextInt();
            }
            arbiter.onPacket(random.nextInt(3), new UnsafeBuffer(bytes), 0, random.nextInt(bytes.length + 1));
        }
        assertTrue(arbiter.line(0).malformed() > 0);
    }

    @Test
    void shouldNotAllocate()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final long[] sum = new long[1];
        final LineArbiter arbiter = new LineArbiter(
            new MoldUdp64(),
            new LineArbiter.Context().holdCapacity(64),
            (LineHandlerOfMessages)(sequence, buffer, index, length) -> sum[0] += sequence);
        final UnsafeBuffer packet = new UnsafeBuffer(packet("A", 0, 2));
        long sequence = 1;
        long least = Long.MAX_VALUE;
        for (int window = 0; window < 50; window++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++)
            {
                // The second before the first, and then all again on the other line.
                for (int line = 0; line < 2; line++)
                {
                    put(packet, sequence + 2);
                    arbiter.onPacket(line, packet, 0, packet.capacity());
                    put(packet, sequence);
                    arbiter.onPacket(line, packet, 0, packet.capacity());
                }
                sequence += 4;
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
        assertEquals(sequence - 1, arbiter.delivered());
    }

    @Test
    void shouldArbitratePacketsThatAreNumberedThemselves()
    {
        final List<String> messages = new ArrayList<>();
        final LineArbiter arbiter = new LineArbiter(
            new Mdp3(),
            new LineArbiter.Context(),
            (LineHandlerOfMessages)(sequence, buffer, index, length) -> messages.add(sequence + ":" + length));
        for (final int line : new int[]{ 0, 1 })
        {
            mdp3(arbiter, line, 2, 10, 12);
            mdp3(arbiter, line, 1, 20);
            mdp3(arbiter, line, 3);
        }
        assertEquals(List.of("1:18", "2:8", "2:10"), messages);
        assertEquals(3, arbiter.delivered());
        final byte[] broken = new byte[20];
        broken[12] = 9;
        assertFalse(arbiter.onPacket(0, new UnsafeBuffer(broken), 0, 20));
    }

    /** Lines that lose, repeat and reorder; what both have lost is asked for and comes at once. */
    private void drive(final LineArbiter arbiter, final List<int[]> packets, final Random random)
    {
        final List<List<int[]>> lines = List.of(new ArrayList<>(), new ArrayList<>());
        for (final List<int[]> line : lines)
        {
            for (final int[] packet : packets)
            {
                if (random.nextInt(5) > 0)
                {
                    line.add(Math.max(0, line.size() - random.nextInt(3)), packet);
                }
                if (0 == random.nextInt(20))
                {
                    line.add(packet);
                }
            }
        }
        for (int i = 0; i < 2 * packets.size(); i++)
        {
            for (int line = 0; line < 2; line++)
            {
                if (i < lines.get(line).size())
                {
                    data(arbiter, line, lines.get(line).get(i)[0], lines.get(line).get(i)[1]);
                }
            }
            recover(arbiter);
        }
        final int end = packets.getLast()[0] + packets.getLast()[1];
        for (int i = 0; i < 10_000 && arbiter.next() < end; i++)
        {
            idle(arbiter, i % 2, end, MoldUdp64.END_OF_SESSION);
            recover(arbiter);
        }
        idle(arbiter, 0, end, MoldUdp64.END_OF_SESSION);
    }

    private static void recover(final LineArbiter arbiter)
    {
        while (arbiter.isInGap())
        {
            data(arbiter, RECOVERY, arbiter.next(), 1);
        }
    }

    private LineArbiter arbiter(final LineArbiter.Context context)
    {
        return new LineArbiter(new MoldUdp64(), context, handler);
    }

    private static void data(final LineArbiter arbiter, final int line, final long sequence, final int count)
    {
        data(arbiter, "ONE", line, sequence, count);
    }

    private static void data(
        final LineArbiter arbiter, final String session, final int line, final long sequence, final int count)
    {
        final byte[] packet = packet(session, sequence, count);
        assertTrue(arbiter.onPacket(line, new UnsafeBuffer(packet), 0, packet.length));
    }

    private static void idle(final LineArbiter arbiter, final int line, final long sequence, final int countField)
    {
        final byte[] packet = packet("ONE", sequence, 0);
        ByteBuffer.wrap(packet).putShort(MoldUdp64.COUNT_OFFSET, (short)countField);
        assertTrue(arbiter.onPacket(line, new UnsafeBuffer(packet), 0, packet.length));
    }

    static byte[] packet(final String session, final long sequence, final int count)
    {
        final ByteBuffer packet = ByteBuffer.allocate(20 + 10 * count)
            .put(String.format("%-10s", session).getBytes(StandardCharsets.US_ASCII))
            .putLong(sequence).putShort((short)count);
        for (int i = 0; i < count; i++)
        {
            packet.putShort((short)Long.BYTES).putLong(Long.reverseBytes(sequence + i));
        }

        return packet.array();
    }

    private static void put(final UnsafeBuffer packet, final long sequence)
    {
        packet.putLong(MoldUdp64.SEQUENCE_OFFSET, Long.reverseBytes(sequence));
    }

    private static void mdp3(final LineArbiter arbiter, final int line, final int sequence, final int... sizes)
    {
        final ByteBuffer packet = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN)
            .putInt(sequence).putLong(0);
        for (final int size : sizes)
        {
            packet.putShort((short)size).position(packet.position() + size - 2);
        }
        assertTrue(arbiter.onPacket(line, new UnsafeBuffer(packet), 0, packet.position()));
    }

    /** For a lambda. */
    @FunctionalInterface
    private interface LineHandlerOfMessages extends LineHandler
    {
    }
}
