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
package io.xsk.samples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the README shows is what compiles and runs.
 */
class ReadmeTest
{
    private static final Path README = Path.of("../README.md");
    private static final Path SAMPLE = Path.of("src/main/java/io/xsk/samples/CountByPort.java");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @Test
    void shouldShowCodeOfTheSample() throws IOException
    {
        final String sample = Files.readString(SAMPLE).replaceAll("(?m)^ +", "");
        final List<String> blocks = javaBlocks();

        assertFalse(blocks.isEmpty());
        for (final String block : blocks)
        {
            assertTrue(sample.contains(block.replaceAll("(?m)^ +", "")), block);
        }
    }

    private static List<String> javaBlocks() throws IOException
    {
        final List<String> blocks = new ArrayList<>();
        final Matcher matcher = JAVA_BLOCK.matcher(Files.readString(README));
        while (matcher.find())
        {
            blocks.add(matcher.group(1));
        }

        return blocks;
    }
}
