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

import io.xsk.samples.MainProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The samples, one after the other, as a user runs them.
 */
class FeedSamplesTest
{
    @TempDir
    private Path directory;
    private List<String> lines;

    @Test
    void shouldGenerateAFeedAndFindWhatIsExpectedOfIt() throws Exception
    {
        final Path file = directory.resolve("feed.pcap");
        final Path expected = directory.resolve("feed.pcap.expected.json");
        assertEquals(0, run(FeedGenerator.class, file.toString(), "--messages", "20000", "--seed", "7"));
        assertEquals(0, run(FeedReplay.class, file.toString(), "--expected", expected.toString()));

        assertEquals(0, run(FeedRepublish.class, file.toString()));
        assertTrue(lines.stream().anyMatch(line -> line.contains("dropped 0, unheard 0, cut off 0")), lines::toString);

        // It compares: with another number it fails, and says which.
        final String json = Files.readString(expected);
        Files.writeString(expected, json.replaceFirst("\"lostBoth\": \\d+", "\"lostBoth\": 123456"));
        assertEquals(1, run(FeedReplay.class, file.toString(), "--expected", expected.toString()));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("lostBoth: expected 123456, found ")),
            lines::toString);

        Files.writeString(expected, json.replaceFirst("\"framesB\": \\d+", "\"framesB\": 123456"));
        assertEquals(1, run(FeedReplay.class, file.toString(), "--expected", expected.toString()));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("framesB: expected 123456, found ")),
            lines::toString);

        // It overwrites nothing, and reads no text.
        assertEquals(1, run(FeedGenerator.class, file.toString()));
        assertEquals(1, run(FeedReplay.class, expected.toString()));
        assertEquals(2, run(FeedGenerator.class, file + "2", "--messages", "0"));
    }

    @Test
    void shouldServeAFeedToProcessesThatComeAndGo() throws Exception
    {
        final Path file = directory.resolve("feed.pcap");
        final FeedExpectations expectations = FeedData.generated(file).expectations();
        final long messages = expectations.messages() - expectations.lostBoth();
        final String aeron = directory.resolve("aeron").toString();
        final String[] serve = {file.toString(), "--serve", "--aeron-dir", aeron,
            "--archive", directory.resolve("archive").toString(),
            "--archive-control", "localhost:" + AeronTesting.freePort()};
        final String[] subscribe = {"--external", "--aeron-dir", aeron, "--archive", "ipc"};
        final String position;
        try (MainProcess republish = MainProcess.start(List.of(), FeedRepublish.class, serve))
        {
            republish.awaitLine("recording 0 from 0");
            try (MainProcess first = MainProcess.start(List.of(), FeedSubscribe.class, subscribe))
            {
                first.awaitLine(
                    String.format("%,d messages, %,d lost before, 0 missing", messages, expectations.lostBoth()));
                interrupt(first);
                assertTrue(lines.containsAll(List.of(
                    "received    " + messages, "lost        " + expectations.lostBoth(), "missing     0")),
                    lines::toString);
                position = value("position");
            }
            interrupt(republish);
            assertTrue(lines.getLast().contains(String.format("published %,d, dropped 0", messages)), lines::toString);
        }

        try (MainProcess republish = MainProcess.start(List.of(), FeedRepublish.class, serve))
        {
            republish.awaitLine("recording 0 from " + position);
            try (MainProcess second = MainProcess.start(List.of(), FeedSubscribe.class,
                append(subscribe, "--from", position, "--messages", String.valueOf(messages)));
                MainProcess third = MainProcess.start(List.of(), FeedSubscribe.class, subscribe))
            {
                lines = second.remainingLines();
                assertEquals(0, second.process().waitFor(), lines::toString);
                assertTrue(lines.contains("received    " + messages), lines::toString);

                third.awaitLine(String.format("%,d messages", 2 * messages));
                republish.process().destroyForcibly();
                lines = third.remainingLines();
                assertEquals(1, third.process().waitFor(), lines::toString);
                assertTrue(lines.stream().anyMatch(line -> line.contains("the stream is cut off")), lines::toString);
                assertEquals("1", value("restarts"));
                assertTrue(lines.getLast().startsWith("position"), lines::toString);
            }
        }

        // Nobody has told the media driver and the archive that the process was killed.
        try (MainProcess republish = MainProcess.start(List.of(), FeedRepublish.class, serve))
        {
            republish.awaitLine("recording 0 from " + value("position"));
        }
    }

    @Test
    void shouldEndInOrderBeforeAnybodySubscribes() throws Exception
    {
        final Path file = directory.resolve("feed.pcap");
        FeedData.generated(file);
        try (MainProcess republish = MainProcess.start(List.of(), FeedRepublish.class,
            file.toString(), "--serve", "--aeron-dir", directory.resolve("aeron").toString()))
        {
            republish.awaitLine("serving stream");
            interrupt(republish);
            assertEquals(0, republish.process().waitFor(), lines::toString);
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("arbitrated 0 messages")), lines::toString);
        }
    }

    @Test
    void shouldRefuseOptionsThatCannotBe() throws Exception
    {
        for (final String[] options : List.of(
            new String[]{},
            new String[]{"--external", "--messages", "0"},
            new String[]{"--external", "--archive", "nowhere"}))
        {
            assertEquals(2, run(FeedSubscribe.class, options), lines::toString);
        }
        for (final String[] options : List.of(
            new String[]{},
            new String[]{"--interface", "eth1"},
            new String[]{"file", "--archive", "folder", "--archive-control", "localhost"},
            new String[]{"file", "--interface", "eth1", "--serve"}))
        {
            assertEquals(2, run(FeedRepublish.class, options), lines::toString);
        }
        assertEquals(1, run(FeedRepublish.class, directory.resolve("none").toString()), lines::toString);
        assertTrue(lines.getLast().startsWith("xsk sample feed-republish: capture file cannot be opened"),
            lines::toString);
    }

    private void interrupt(final MainProcess process) throws IOException
    {
        // Not the process's own destroy, which closes what is to be read.
        process.process().toHandle().destroy();
        lines = process.remainingLines();
    }

    private String value(final String name)
    {
        return lines.stream().filter(line -> line.startsWith(name)).findFirst().orElseThrow().split(" +")[1];
    }

    private static String[] append(final String[] options, final String... more)
    {
        final String[] all = Arrays.copyOf(options, options.length + more.length);
        System.arraycopy(more, 0, all, options.length, more.length);

        return all;
    }

    private int run(final Class<?> main, final String... options) throws IOException, InterruptedException
    {
        try (MainProcess process = MainProcess.start(List.of(), main, options))
        {
            lines = process.remainingLines();

            return process.process().waitFor();
        }
    }
}
