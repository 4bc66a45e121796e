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
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.xsk.bpf.AttachMode;
import io.xsk.testing.KernelTestInEachMode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The table in {@code docs/conformance.md} names the tests that there are.
 */
class ConformanceTableTest
{
    private static final int KERNEL_CASES = 36;
    private static final int CASES_WITHOUT_TEST = 3;
    private static final Path TABLE = Path.of("../docs/conformance.md");
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z0-9_]+)` \\|.*");
    private static final Pattern TEST = Pattern.compile("`(io\\.xsk\\.[\\w.]+)#(\\w+)`");

    @Test
    void shouldHaveARowForEachCaseOfTheKernel() throws IOException
    {
        assertEquals(KERNEL_CASES, rows().size());
        assertEquals(KERNEL_CASES, rows().stream().map(ConformanceTableTest::name).distinct().count());
    }

    @Test
    void shouldNameTestsThatExistAndRunInEachMode() throws IOException, ReflectiveOperationException
    {
        int count = 0;
        for (final String row : rows())
        {
            final Matcher matcher = TEST.matcher(row);
            if (matcher.find())
            {
                final Method method =
                    Class.forName(matcher.group(1)).getDeclaredMethod(matcher.group(2), AttachMode.class);
                assertNotNull(method.getAnnotation(KernelTestInEachMode.class), row);
                count++;
            }
        }
        assertEquals(KERNEL_CASES - CASES_WITHOUT_TEST, count);
    }

    private static List<String> rows() throws IOException
    {
        return Files.readAllLines(TABLE).stream().filter(line -> ROW.matcher(line).matches()).toList();
    }

    private static String name(final String row)
    {
        final Matcher matcher = ROW.matcher(row);
        if (!matcher.matches())
        {
            throw new IllegalArgumentException("row has no name: " + row);
        }

        return matcher.group(1);
    }
}
