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

import io.xsk.testing.Backend;
import io.xsk.testing.ConformanceCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table in {@code docs/conformance.md} names the tests that there are, and what they are run over.
 */
class ConformanceTableTest
{
    private static final int KERNEL_CASES = 36;
    private static final int TEST_COLUMN = 3;
    private static final Path TABLE = Path.of("../docs/conformance.md");
    private static final Pattern ROW = Pattern.compile("\\| `[A-Z0-9_]+` \\|.*");
    private static final Pattern TEST = Pattern.compile("`(io\\.xsk\\.[\\w.]+)#(\\w+)`");

    @Test
    void shouldHaveARowForEachCaseOfTheKernel() throws IOException
    {
        assertEquals(KERNEL_CASES, rows().map(cells -> cells.get(1)).distinct().count());
        assertEquals(KERNEL_CASES, rows().count());
    }

    @Test
    void shouldSayPassOfTheTestsThatAreRunAndOfNoOthers() throws IOException
    {
        final List<String> header = cells(lines().filter(line -> line.startsWith("| case ")).findFirst().orElseThrow());
        rows().forEach(cells ->
        {
            final List<Backend> excepted = excepted(cells.get(TEST_COLUMN));
            for (final Backend backend : Backend.values())
            {
                final String cell = cells.get(header.indexOf(backend.label()));
                assertEquals(!excepted.contains(backend), "pass".equals(cell), cells + " " + backend);
            }
        });
    }

    /** Over which backends a case is not run. */
    private static List<Backend> excepted(final String testCell)
    {
        final Matcher matcher = TEST.matcher(testCell);
        if (!matcher.matches())
        {
            return List.of(Backend.values());
        }
        try
        {
            return List.of(Class.forName(matcher.group(1)).getDeclaredMethod(matcher.group(2))
                .getAnnotation(ConformanceCase.class).except());
        }
        catch (final ReflectiveOperationException exception)
        {
            throw new AssertionError("there is no such test: " + testCell, exception);
        }
    }

    private static Stream<List<String>> rows() throws IOException
    {
        return lines().filter(line -> ROW.matcher(line).matches()).map(ConformanceTableTest::cells);
    }

    private static Stream<String> lines() throws IOException
    {
        return Files.readAllLines(TABLE).stream();
    }

    private static List<String> cells(final String row)
    {
        return Arrays.stream(row.split("\\|")).map(String::trim).toList();
    }
}
