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
package io.xsk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables in {@code docs/parity.md} have a row for each feature, no empty cell, and name tests that there are.
 */
class ParityTableTest
{
    private static final Path TABLE = Path.of("../docs/parity.md");
    private static final Pattern ID = Pattern.compile("[A-Z]\\d+");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test|X)(?:\\.(\\w+))?`");
    private static final String IDS = "C8 U3 F6 Q13 S4 K13 E4 T6 X3 B1";

    @Test
    void shouldHaveARowForEachFeature() throws IOException
    {
        final List<String> expected = new ArrayList<>();
        for (final String last : IDS.split(" "))
        {
            for (int i = 1; i <= Integer.parseInt(last.substring(1)); i++)
            {
                expected.add(last.substring(0, 1) + i);
            }
        }

        final List<String> ids = rows().map(List::getFirst).filter(cell -> ID.matcher(cell).matches()).toList();
        assertEquals(expected.stream().sorted().toList(), ids.stream().sorted().toList());
    }

    @Test
    void shouldHaveNoEmptyCell() throws IOException
    {
        rows().forEach(cells -> assertFalse(cells.stream().anyMatch(String::isEmpty), cells::toString));
    }

    @Test
    void shouldNameTestsThatThereAre() throws IOException
    {
        int count = 0;
        for (final String line : Files.readAllLines(TABLE))
        {
            final Matcher matcher = TEST.matcher(line);
            while (matcher.find())
            {
                final String className = "X".equals(matcher.group(1)) ? "ConformanceXskRsTest" : matcher.group(1);
                final String method = null == matcher.group(2) ? "" : " void " + matcher.group(2) + "(";
                assertTrue(sources(className).anyMatch(source -> source.contains(method)), matcher.group());
                count++;
            }
        }
        assertTrue(count > 100, "only " + count + " tests are named");
    }

    /** The classes of a name; samples are called like what they show, and so are their tests. */
    private static Stream<String> sources(final String className) throws IOException
    {
        final List<String> sources = new ArrayList<>();
        for (final String module : List.of("xsk-native", "xsk-pipeline", "samples", "perf"))
        {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test/java")))
            {
                for (final Path file : files.filter(path -> path.endsWith(className + ".java")).toList())
                {
                    sources.add(Files.readString(file));
                }
            }
        }

        return sources.stream();
    }

    private static Stream<List<String>> rows() throws IOException
    {
        return Files.readAllLines(TABLE).stream()
            .filter(line -> line.startsWith("| "))
            .map(line -> line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
            .map(cells -> Arrays.stream(cells).map(String::trim).toList());
    }
}
