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

import io.xsk.capture.CaptureException;
import io.xsk.capture.CaptureReader;
import io.xsk.net.EthernetFlyweight;
import io.xsk.net.PacketParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;
import org.agrona.collections.LongHashSet;

/**
 * A feed of MoldUDP64 on two lines that was recorded, to be published again: one session from its first message on,
 * each line a multicast group, of which the lower one is line A. What is true of it is what comes of its packets in
 * their order.
 */
public final class CapturedFeed
{
    private static final int INITIAL_LENGTH = 1 << 20;
    private static final int WINDOW = 64;
    private static final int LINES = 2;
    private static final int MAX_MESSAGES = 2_000_000;
    private static final int NOWHERE = -1;

    private final MoldUdp64 protocol = new MoldUdp64();
    private final PacketParser parser = new PacketParser();
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(INITIAL_LENGTH);
    private final IntArrayList messageIndexes = new IntArrayList();
    private final LongArrayList messageTimes = new LongArrayList();
    private final List<FeedScript.Transmission> transmissions = new ArrayList<>();
    private final LongHashSet packets = new LongHashSet();
    private final Path file;
    private long timeNs;
    private long next = 1;
    private int end;

    private CapturedFeed(final Path file)
    {
        this.file = file;
    }

    /**
     * Read it. What is not well-formed MoldUDP64 to a group is left out.
     *
     * @param file that was captured.
     * @return the feed.
     * @throws CaptureException if the file cannot be read, or has no such feed.
     */
    public static FeedScript read(final Path file)
    {
        return new CapturedFeed(file).read();
    }

    private FeedScript read()
    {
        final Integer[] groups = groups();
        long startNs = CaptureReader.NO_TIMESTAMP;
        try (CaptureReader reader = CaptureReader.open(file))
        {
            while (reader.next())
            {
                if (isOfFeed(reader))
                {
                    requireTimestamp(reader);
                    startNs = transmissions.isEmpty() ? reader.timestampNs() : startNs;
                    timeNs = Math.max(0, reader.timestampNs() - startNs);
                    add(groups[0] == parser.ipv4().destination() ? FeedScript.LINE_A : FeedScript.LINE_B, reader);
                }
            }
        }
        while (messageIndexes.size() < next - 1)
        {
            addNowhere();
        }

        return new FeedScript(buffer, messageIndexes, messageTimes, transmissions, expectations());
    }

    /** The lower one first, as unsigned numbers: those of multicast are all negative, so that is their order. */
    private Integer[] groups()
    {
        final TreeSet<Integer> groups = new TreeSet<>();
        try (CaptureReader reader = CaptureReader.open(file))
        {
            while (reader.next())
            {
                if (isOfFeed(reader))
                {
                    groups.add(parser.ipv4().destination());
                }
            }
        }
        if (LINES != groups.size())
        {
            throw new CaptureException(
                "a feed on two groups is needed: groups=" + groups.size() + " file=" + file);
        }

        return groups.toArray(Integer[]::new);
    }

    private boolean isOfFeed(final CaptureReader reader)
    {
        parser.parse(reader.packet());

        return parser.isUdp() && EthernetFlyweight.ETHER_TYPE_IPV4 == parser.etherType() &&
            parser.ipv4().destination() >>> 28 == 0xE &&
            protocol.wrap(reader.packet(), parser.payloadIndex(), parser.payloadLength());
    }

    private void requireTimestamp(final CaptureReader reader)
    {
        if (CaptureReader.NO_TIMESTAMP == reader.timestampNs())
        {
            throw new CaptureException("packets need stamps to be published by: file=" + file);
        }
    }

    private void add(final int line, final CaptureReader reader)
    {
        if (transmissions.isEmpty() && 1 != protocol.sequence())
        {
            throw new CaptureException(
                "the feed must begin with message 1: sequence=" + protocol.sequence() + " file=" + file);
        }
        if (!transmissions.isEmpty() && MoldUdp64.session(buffer, 0) != protocol.session())
        {
            throw new CaptureException("the feed must be one session: file=" + file);
        }
        if (protocol.sequence() + protocol.count() - 1 > MAX_MESSAGES)
        {
            throw new CaptureException("a feed may have " + MAX_MESSAGES + " messages: file=" + file);
        }
        final int length = parser.payloadLength();
        buffer.putBytes(end, reader.packet(), parser.payloadIndex(), length);
        transmissions.add(new FeedScript.Transmission(timeNs, line, end, length));
        next = Math.max(next, protocol.sequence() + protocol.count());
        if (protocol.count() > 0 && packets.add(protocol.sequence()))
        {
            protocol.wrap(buffer, end, length);
            protocol.forEach(protocol.sequence(), this::onMessage);
        }
        end += length;
    }

    private void onMessage(final long sequence, final DirectBuffer source, final int index, final int length)
    {
        while (messageIndexes.size() < sequence)
        {
            addNowhere();
        }
        final int position = (int)sequence - 1;
        if (NOWHERE == messageIndexes.getInt(position))
        {
            messageIndexes.setInt(position, index - MoldUdp64.LENGTH_LENGTH);
            messageTimes.setLong(position, timeNs);
        }
    }

    private void addNowhere()
    {
        messageIndexes.addInt(NOWHERE);
        messageTimes.addLong(0);
    }

    private FeedExpectations expectations()
    {
        final LineArbiter arbiter = new LineArbiter(
            protocol,
            new LineArbiter.Context().window(WINDOW).holdCapacity(WINDOW).gapTimeoutNs(0),
            new Nothing());
        for (final FeedScript.Transmission transmission : transmissions)
        {
            arbiter.onPacket(transmission.line(), buffer, transmission.index(), transmission.length());
        }
        for (long nowNs = 0; arbiter.next() < next; nowNs++)
        {
            arbiter.onTime(nowNs);
        }
        final LineTracker a = arbiter.line(FeedScript.LINE_A);
        final LineTracker b = arbiter.line(FeedScript.LINE_B);
        final byte[] session = new byte[MoldUdp64.SESSION_LENGTH];
        buffer.getBytes(MoldUdp64.SESSION_OFFSET, session);

        return new FeedExpectations(
            new String(session, StandardCharsets.US_ASCII).trim(),
            next - 1,
            packets.size(),
            packets.size() - a.packets(),
            packets.size() - b.packets(),
            arbiter.gaps(),
            arbiter.lost(),
            a.repeated(),
            b.reordered(),
            Math.max(a.heartbeats(), b.heartbeats()),
            Math.max(a.ends(), b.ends()),
            a.messages(),
            b.messages(),
            a.frames(),
            b.frames());
    }

    /** Only the arbiter's counts are wanted. */
    private static final class Nothing implements LineHandler
    {
        private Nothing()
        {
        }

        @Override
        public void onMessage(final long sequence, final DirectBuffer source, final int index, final int length)
        {
        }
    }
}
