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
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.xsk.capture.CaptureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/**
 * Every number that the expectations beside the shared captures name comes out of the kit. The captures lie beside the
 * checkout; where {@code XSK_SHARED_DATA} is set they must be there.
 */
class ItchAbTest
{
    private static final int PORT = 26477;
    private static final int LINE_A = 0xEF640101;
    private static final int LINE_B = 0xEF640102;

    private final List<String> lost = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private long topEvents;
    private final OrderBooks books = new OrderBooks((locate, bidPrice, bidShares, askPrice, askShares) -> topEvents++);
    private final ItchDecoder decoder = new ItchDecoder(books);
    private long expected = 1;

    @Test
    void shouldFindEveryNumberOfTheExpectations() throws IOException
    {
        final Path folder = folder();
        if (null == folder)
        {
            return;
        }
        final JsonObject expectations =
            JsonParser.parseString(Files.readString(folder.resolve("EXPECTED.json"))).getAsJsonObject();
        final LineArbiter arbiter = replay(folder.resolve("itch50-mold64-AB.pcap"));
        final LineTracker a = arbiter.line(0);
        final LineTracker b = arbiter.line(1);
        final long packets = number(expectations, "packets");

        assertEquals(number(expectations, "frames_A"), frames(a));
        assertEquals(number(expectations, "frames_B"), frames(b));
        assertEquals(number(expectations, "unique_messages_A_only"), a.messages());
        assertEquals(number(expectations, "unique_messages_B_only"), b.messages());
        assertEquals(number(expectations, "drops_A"), packets - a.packets());
        assertEquals(number(expectations, "drops_B"), packets - b.packets());
        assertEquals(number(expectations, "dup_A"), a.repeated());
        assertEquals(number(expectations, "reorder_B"), b.reordered());
        assertEquals(number(expectations, "heartbeats"), a.heartbeats());
        assertEquals(number(expectations, "heartbeats"), b.heartbeats());
        assertEquals(number(expectations, "eos"), a.ends());
        assertEquals(number(expectations, "eos"), b.ends());
        assertEquals(number(expectations, "arbitrated_messages"), arbiter.delivered());
        assertEquals(number(expectations, "reachable_messages"), arbiter.delivered());
        assertEquals(number(expectations, "msgs_lost_both"), arbiter.lost());
        assertEquals(number(expectations, "drops_both"), arbiter.gaps());
        assertEquals(number(expectations, "messages"), arbiter.delivered() + arbiter.lost());
        assertEquals(number(expectations, "next_seq"), arbiter.next());
        assertEquals(lostBoth(expectations), lost);
        assertEquals(List.of("end " + number(expectations, "next_seq")), ends);
        // Each packet was published once: first by one of the lines, or by none.
        assertEquals(packets, a.won() + b.won() + arbiter.gaps());
        assertEquals(a.packets() + a.repeated() - a.won(), a.duplicates());

        assertEquals(0, decoder.malformed());
        assertTrue(decoder.count('A') > 0 && decoder.count('E') > 0 && topEvents > 0);
    }

    @Test
    void shouldDeliverTheSameFromEachLineAlone() throws IOException
    {
        final Path folder = folder();
        if (null != folder)
        {
            final JsonObject expectations =
                JsonParser.parseString(Files.readString(folder.resolve("EXPECTED.json"))).getAsJsonObject();
            assertEquals(
                number(expectations, "unique_messages_A_only"),
                replay(folder.resolve("itch50-mold64-A.pcap")).delivered());
            expected = 1;
            assertEquals(
                number(expectations, "unique_messages_B_only"),
                replay(folder.resolve("itch50-mold64-B.pcap")).delivered());
        }
    }

    private LineArbiter replay(final Path file)
    {
        final LineArbiter arbiter = new LineArbiter(new MoldUdp64(), new LineArbiter.Context(), new LineHandler()
        {
            @Override
            public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
            {
                assertEquals(expected++, sequence);
                assertTrue(decoder.decode(buffer, index, length));
            }

            @Override
            public void onLost(final long from, final long to)
            {
                lost.add(from + "x" + (to - from + 1));
                expected = to + 1;
            }

            @Override
            public void onEndOfSession(final long session, final long sequence)
            {
                ends.add("end " + sequence);
            }
        });
        final FeedHandler feed = new FeedHandler(arbiter, PORT, LINE_A, LINE_B);
        try (CaptureReader reader = CaptureReader.open(file))
        {
            while (reader.next())
            {
                feed.onPacket(reader.packet(), reader.packet().capacity());
            }
            assertTrue(reader.end().isComplete());
        }
        assertEquals(0, feed.others());

        return arbiter;
    }

    private static long frames(final LineTracker line)
    {
        return line.packets() + line.repeated() + line.heartbeats() + line.ends();
    }

    private static long number(final JsonObject json, final String member)
    {
        return json.get(member).getAsLong();
    }

    private static List<String> lostBoth(final JsonObject expectations)
    {
        final List<String> ranges = new ArrayList<>();
        for (final var range : expectations.getAsJsonArray("lost_both_seq"))
        {
            final JsonArray pair = range.getAsJsonArray();
            ranges.add(pair.get(0).getAsLong() + "x" + pair.get(1).getAsLong());
        }

        return ranges;
    }

    private static Path folder()
    {
        final String named = System.getenv("XSK_SHARED_DATA");
        final Path folder = Path.of(null == named ? "../../shared/data" : named, "itch-ab");
        if (null != named && !Files.isDirectory(folder))
        {
            fail("XSK_SHARED_DATA has no itch-ab: " + named);
        }

        return Files.isDirectory(folder) ? folder : null;
    }
}
