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
import io.xsk.capture.CaptureFormat;
import io.xsk.capture.CaptureWriter;
import io.xsk.capture.ReplayPace;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.ThreadingMode;
import io.xsk.pipeline.XskPipeline;
import io.xsk.samples.market.sbe.LevelUpdateEncoder;
import io.xsk.samples.market.sbe.MessageHeaderEncoder;
import io.xsk.samples.market.sbe.Side;
import io.xsk.samples.market.sbe.TradeEncoder;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A feed of SBE messages in packets such as MDP3's, on two lines with losses, decoded in the frames of a pipeline.
 */
class QuoteFeedTest
{
    private static final int PACKETS = 2_000;
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(2);

    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[1_400]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final LevelUpdateEncoder update = new LevelUpdateEncoder();
    private final TradeEncoder trade = new TradeEncoder();
    private final List<String> expected = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final QuoteDecoder decoder = new QuoteDecoder(new QuoteHandler()
    {
        @Override
        public void onLevel(
            final long timeNs, final long instrument, final boolean isBid, final long price, final long quantity)
        {
            seen.add("level " + timeNs + ' ' + instrument + ' ' + isBid + ' ' + price + ' ' + quantity);
        }

        @Override
        public void onTrade(final long timeNs, final long instrument, final long price, final long quantity)
        {
            seen.add("trade " + timeNs + ' ' + instrument + ' ' + price + ' ' + quantity);
        }
    });

    @TempDir
    private Path folder;

    @Test
    void shouldDecodeTheArbitratedLinesInPlace()
    {
        final Path file = folder.resolve("quotes.pcap");
        final long lostByA = write(file);
        final LineArbiter arbiter = new LineArbiter(new Mdp3(), new LineArbiter.Context(), new LineHandler()
        {
            @Override
            public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
            {
                assertTrue(decoder.decode(buffer, index, length));
            }
        });
        final FeedHandler feed = new FeedHandler(arbiter, FeedFrame.PORT, FeedFrame.GROUPS);
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
            .threadingMode(ThreadingMode.INVOKER)
            .countersDirectory(null)
            .port(port -> port.interfaceName("quotes").replay(file, ReplayPace.virtualTime()))
            .stages(stages -> stages.handle("feed", feed)));
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        pipeline.close();

        assertEquals(expected, seen);
        assertEquals(PACKETS, arbiter.delivered());
        assertEquals(0, arbiter.lost());
        assertTrue(lostByA > 0);
        assertEquals(lostByA, PACKETS - arbiter.line(FeedScript.LINE_A).packets());
        assertEquals(0, decoder.malformed() + decoder.unknown());
        assertEquals(0, pipeline.ledger().lost());
    }

    @Test
    void shouldTellNothingOfAMessageThatIsCutOffOrWrong()
    {
        final int length = level(0, 1, 3);
        for (int cut = 0; cut < length; cut++)
        {
            final UnsafeBuffer message = new UnsafeBuffer(new byte[cut]);
            message.putBytes(0, packet, 0, cut);
            assertFalse(decoder.decode(message, 0, cut));
        }
        assertEquals(length, decoder.malformed());
        assertTrue(decoder.decode(packet, 0, length));
        assertEquals(3, seen.size());

        // The side of the last level is its last byte.
        packet.putByte(length - 1, (byte)2);
        assertFalse(decoder.decode(packet, 0, length));
        packet.putShort(2, (short)99, ByteOrder.LITTLE_ENDIAN);
        assertTrue(decoder.decode(packet, 0, length));
        assertEquals(1, decoder.unknown());
        assertEquals(3, seen.size());
    }

    /** Fields that came with a later version are skipped, in the root and in the group. */
    @Test
    void shouldSkipWhatALaterVersionAdds()
    {
        final int length = level(0, 1, 1);
        final UnsafeBuffer later = new UnsafeBuffer(new byte[length + 6]);
        final int rootEnd = MessageHeaderEncoder.ENCODED_LENGTH + LevelUpdateEncoder.BLOCK_LENGTH;
        later.putBytes(0, packet, 0, rootEnd);
        later.putShort(0, (short)(LevelUpdateEncoder.BLOCK_LENGTH + 4), ByteOrder.LITTLE_ENDIAN);
        later.putBytes(rootEnd + 4, packet, rootEnd, length - rootEnd);
        later.putShort(
            rootEnd + 4,
            (short)(LevelUpdateEncoder.LevelsEncoder.sbeBlockLength() + 2),
            ByteOrder.LITTLE_ENDIAN);

        assertTrue(decoder.decode(later, 0, length + 6));
        assertEquals(expected, seen);
    }

    @Test
    void shouldNotAllocate()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final long[] sum = new long[1];
        final QuoteDecoder quiet = new QuoteDecoder(new QuoteHandler()
        {
            @Override
            public void onLevel(
                final long timeNs, final long instrument, final boolean isBid, final long price, final long quantity)
            {
                sum[0] += quantity;
            }

            @Override
            public void onTrade(final long timeNs, final long instrument, final long price, final long quantity)
            {
                throw new AssertionError();
            }
        });
        final int length = level(0, 1, 5);
        long least = Long.MAX_VALUE;
        for (int window = 0; window < 20; window++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2_000; i++)
            {
                quiet.decode(packet, 0, length);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
        assertTrue(sum[0] > 0);
    }

    /** Both lines, each of which loses other packets, now and then one behind the other. */
    private long write(final Path file)
    {
        final Random random = new Random(5);
        final FeedFrame frame = new FeedFrame();
        long lostByA = 0;
        try (CaptureWriter writer = CaptureWriter.create(file, CaptureFormat.PCAP, List.of("quotes")))
        {
            for (int sequence = 1; sequence <= PACKETS; sequence++)
            {
                packet.putInt(Mdp3.SEQUENCE_OFFSET, sequence, ByteOrder.LITTLE_ENDIAN);
                int length = Mdp3.HEADER_LENGTH;
                for (int messages = 1 + random.nextInt(3); messages > 0; messages--)
                {
                    final int index = length + Mdp3.SIZE_LENGTH;
                    final int messageLength = random.nextInt(3) > 0 ?
                        level(index, sequence, random.nextInt(5)) : trade(index, sequence);
                    packet.putShort(
                        length, (short)(Mdp3.SIZE_LENGTH + messageLength), ByteOrder.LITTLE_ENDIAN);
                    length = index + messageLength;
                }
                final int loser = random.nextInt(20);
                lostByA += 0 == loser ? 1 : 0;
                final int firstLine = random.nextInt(2);
                for (final int line : new int[]{ firstLine, 1 - firstLine })
                {
                    if (line != loser)
                    {
                        final int frameLength = frame.put(line, packet, 0, length);
                        writer.write(0, sequence, frame.buffer(), 0, frameLength, frameLength);
                    }
                }
            }
        }

        return lostByA;
    }

    private int level(final int index, final int number, final int count)
    {
        update.wrapAndApplyHeader(packet, index, header).transactTimeNs(number).instrument(7);
        final LevelUpdateEncoder.LevelsEncoder levels = update.levelsCount(count);
        for (int i = 0; i < count; i++)
        {
            levels.next().price(-100L * number + i).quantity(i + 1L).side(0 == i % 2 ? Side.BID : Side.ASK);
            expected.add("level " + number + " 7 " + (0 == i % 2) + ' ' + (-100L * number + i) + ' ' + (i + 1));
        }

        return header.encodedLength() + update.encodedLength();
    }

    private int trade(final int index, final int number)
    {
        trade.wrapAndApplyHeader(packet, index, header).transactTimeNs(number).instrument(9).price(5).quantity(number);
        expected.add("trade " + number + " 9 5 " + number);

        return header.encodedLength() + trade.encodedLength();
    }
}
