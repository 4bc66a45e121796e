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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.capture.CaptureException;
import io.xsk.capture.CaptureFormat;
import io.xsk.capture.CaptureWriter;
import java.nio.file.Path;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturedFeedTest
{
    private static final int MESSAGES = 20_000;

    private final FeedScript script = new FeedScript(5, MESSAGES, 20_000, 3);

    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatWasGenerated()
    {
        final Path file = folder.resolve("feed.pcapng");
        FeedGenerator.write(script, file);
        final FeedScript read = CapturedFeed.read(file);

        assertEquals(script.transmissions().size(), read.transmissions().size());
        final long startNs = script.transmissions().getFirst().timeNs();
        for (int i = 0; i < script.transmissions().size(); i++)
        {
            final FeedScript.Transmission written = script.transmissions().get(i);
            final FeedScript.Transmission found = read.transmissions().get(i);
            assertEquals(written.line(), found.line());
            assertEquals(written.timeNs() - startNs, found.timeNs());
            assertEquals(bytes(script, written.index(), written.length()), bytes(read, found.index(), found.length()));
        }
        assertTrue(script.isComplete());
        assertFalse(read.isComplete());
        assertEquals(read.transmissions().getLast().timeNs(), read.durationNs());
        verifyMessages(read);
        verify(read.expectations());
    }

    @Test
    void shouldRefuseWhatIsNoFeedOnTwoLines()
    {
        final Path oneLine = folder.resolve("one.pcap");
        write(oneLine, script.transmissions().stream().filter(sent -> FeedScript.LINE_A == sent.line()).toList());
        assertRefused(oneLine, "a feed on two groups is needed: groups=1");

        final Path laterPart = folder.resolve("later.pcap");
        write(laterPart, script.transmissions().subList(100, 200));
        assertRefused(laterPart, "the feed must begin with message 1");
    }

    private void verifyMessages(final FeedScript read)
    {
        long missing = 0;
        for (long sequence = 1; sequence <= MESSAGES; sequence++)
        {
            final int index = read.messageIndex(sequence);
            if (index < 0)
            {
                missing++;
            }
            else
            {
                final int length = MoldUdp64.LENGTH_LENGTH +
                    Short.reverseBytes(script.buffer().getShort(script.messageIndex(sequence)));
                assertEquals(bytes(script, script.messageIndex(sequence), length), bytes(read, index, length));
                assertTrue(read.messageTimeNs(sequence) >= 0 && read.messageTimeNs(sequence) <= read.durationNs());
            }
        }
        assertEquals(script.expectations().lostBoth(), missing);
        assertTrue(missing > 0);
    }

    private void verify(final FeedExpectations found)
    {
        final FeedExpectations wanted = script.expectations();
        assertEquals(
            new FeedExpectations(
                wanted.session(),
                wanted.messages(),
                wanted.packets() - wanted.dropsBoth(),
                wanted.dropsA() - wanted.dropsBoth(),
                wanted.dropsB() - wanted.dropsBoth(),
                found.dropsBoth(),
                wanted.lostBoth(),
                wanted.repeatedA(),
                wanted.reorderedB(),
                wanted.heartbeats(),
                wanted.endsOfSession(),
                wanted.messagesOfA(),
                wanted.messagesOfB(),
                wanted.framesA(),
                wanted.framesB()),
            found);
        assertTrue(found.dropsBoth() > 0 && found.dropsBoth() <= wanted.dropsBoth());
    }

    private void write(final Path file, final List<FeedScript.Transmission> transmissions)
    {
        final FeedFrame frame = new FeedFrame();
        try (CaptureWriter writer = CaptureWriter.create(file, CaptureFormat.of(file), List.of("feed")))
        {
            for (final FeedScript.Transmission sent : transmissions)
            {
                final int length = frame.put(sent.line(), script.buffer(), sent.index(), sent.length());
                writer.write(0, sent.timeNs(), frame.buffer(), 0, length, length);
            }
        }
    }

    private static void assertRefused(final Path file, final String reason)
    {
        final CaptureException exception = assertThrows(CaptureException.class, () -> CapturedFeed.read(file));
        assertTrue(exception.getMessage().startsWith(reason), exception.getMessage());
        assertTrue(exception.getMessage().contains(file.toString()), exception.getMessage());
    }

    private static DirectBuffer bytes(final FeedScript script, final int index, final int length)
    {
        return new UnsafeBuffer(script.buffer(), index, length);
    }
}
