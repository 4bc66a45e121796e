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
        assertTrue(lines.stream().anyMatch(line -> line.contains("dropped 0, unheard 0; subscriber received ")),
            lines::toString);

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

    private int run(final Class<?> main, final String... options) throws IOException, InterruptedException
    {
        try (MainProcess process = MainProcess.start(List.of(), main, options))
        {
            lines = process.remainingLines();

            return process.process().waitFor();
        }
    }
}
