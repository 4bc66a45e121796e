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

import io.xsk.capture.CaptureReader;
import io.xsk.capture.ReplayPace;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.ThreadingMode;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every number that the expectations of a feed name comes out of the kit: from its file, from the same handlers on a
 * pipeline that replays the file, and from two files that are replayed side by side.
 */
class ItchAbTest
{
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(2);

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void shouldFindEveryNumberOfTheExpectationsInTheFile() throws IOException
    {
        for (final FeedData data : FeedData.all(folder))
        {
            final FeedCheck check = read(data.both());
            check.check(data.expectations());
            assertEquals(data.expectations().dropsBoth(), check.arbiter.gaps());
            assertTrue(null == data.lostBoth() || data.lostBoth().equals(check.lost), check.lost::toString);
        }
    }

    /** Gaps are many, and what is behind the last one is handed on as soon as the window is full. */
    @Test
    void shouldDeliverTheSameFromEachLineAlone() throws IOException
    {
        final FeedData data = FeedData.shared();
        if (null != data)
        {
            assertEquals(
                data.expectations().messagesOfA(), read(data.lines().get(FeedScript.LINE_A), 8).arbiter.delivered());
            assertEquals(
                data.expectations().messagesOfB(), read(data.lines().get(FeedScript.LINE_B), 8).arbiter.delivered());
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldFindEveryNumberByReplayInVirtualTime(final ThreadingMode threadingMode) throws IOException
    {
        for (final FeedData data : FeedData.all(folder))
        {
            final long offline = read(data.both()).digest();
            assertEquals(offline, replay(data, threadingMode, data.both()).digest());
            assertEquals(offline, replay(data, threadingMode, data.both()).digest());
        }
    }

    /** A port for each line: stamps decide which packet is first, as they did when both lines went into one file. */
    @Test
    void shouldFindEveryNumberByReplayOfTwoFiles() throws IOException
    {
        final FeedData data = FeedData.shared();
        if (null != data)
        {
            final FeedCheck check = replay(data, ThreadingMode.DEDICATED, data.lines().toArray(Path[]::new));
            assertEquals(read(data.both()).digest(), check.digest());
        }
    }

    private FeedCheck replay(final FeedData data, final ThreadingMode threadingMode, final Path... files)
    {
        final FeedCheck check = new FeedCheck();
        final XskPipeline.Context<FrameEvent> context = new XskPipeline.Context<>(FrameEvent::new)
            .threadingMode(threadingMode)
            .countersDirectory(null)
            .errorHandler(errors::add)
            .stages(stages -> stages.handle("feed", check.handler));
        for (int i = 0; i < files.length; i++)
        {
            final String name = "line" + i;
            final Path file = files[i];
            context.port(port -> port.interfaceName(name).replay(file, ReplayPace.virtualTime()));
        }
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context);
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        pipeline.close();

        assertEquals(List.of(), errors);
        final FeedExpectations wanted = data.expectations();
        assertEquals(0, pipeline.drops().unaccounted(wanted.framesA() + wanted.framesB()));
        assertEquals(0, pipeline.drops().dropped());
        assertEquals(0, pipeline.ledger().lost());
        check.check(wanted);
        assertEquals(wanted.dropsBoth(), check.arbiter.gaps());
        assertTrue(null == data.lostBoth() || data.lostBoth().equals(check.lost), check.lost::toString);

        return check;
    }

    private static FeedCheck read(final Path file)
    {
        return read(file, 64);
    }

    private static FeedCheck read(final Path file, final int window)
    {
        final FeedCheck check = new FeedCheck(window);
        try (CaptureReader reader = CaptureReader.open(file))
        {
            while (reader.next())
            {
                check.handler.onPacket(reader.packet(), reader.packet().capacity());
            }
            assertTrue(reader.end().isComplete());
        }
        assertEquals(0, check.handler.others());

        return check;
    }
}
