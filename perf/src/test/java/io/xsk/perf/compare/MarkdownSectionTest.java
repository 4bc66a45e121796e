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
package io.xsk.perf.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownSectionTest
{
    private static final String COMMAND = "a command";
    private static final String BEGIN = "<!-- a command writes this -->";
    private static final String END = "<!-- to here -->";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void before()
    {
        file = directory.resolve("page.md");
    }

    @Test
    void shouldWriteItsSectionAndLeaveTheRest() throws IOException
    {
        Files.write(file, List.of("# Page", END, BEGIN, "old", "older", END, "", "## Rest", END));

        MarkdownSection.in(file, COMMAND).write(List.of("new"));

        assertEquals(
            List.of("# Page", END, BEGIN, "", "new", "", END, "", "## Rest", END), Files.readAllLines(file));
    }

    @Test
    void shouldWriteANewFileWhichItFindsAgain() throws IOException
    {
        MarkdownSection.in(file, COMMAND).write(List.of("first"));
        MarkdownSection.in(file, COMMAND).write(List.of("second"));

        assertEquals(List.of(BEGIN, "", "second", "", END), Files.readAllLines(file));
    }

    @Test
    void shouldNotTouchAFileWithoutASection() throws IOException
    {
        for (final List<String> lines : List.of(List.of("# Page"), List.of(BEGIN, "old"), List.of(END, BEGIN)))
        {
            Files.write(file, lines);

            final IllegalArgumentException exception =
                assertThrows(IllegalArgumentException.class, () -> MarkdownSection.in(file, COMMAND));

            assertTrue(exception.getMessage().contains(BEGIN), exception.getMessage());
            assertEquals(lines, Files.readAllLines(file));
        }
    }
}
