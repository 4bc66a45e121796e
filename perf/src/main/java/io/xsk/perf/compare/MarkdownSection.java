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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a file in Markdown that a command writes, between two comments that a reader of the page does not see;
 * the rest is somebody's own. So no figure on a page has to be typed.
 */
final class MarkdownSection
{
    private final Path file;
    private final String begin;
    private final String end;
    private final List<String> before;
    private final List<String> after;

    private MarkdownSection(
        final Path file, final String begin, final String end, final List<String> before, final List<String> after)
    {
        this.file = file;
        this.begin = begin;
        this.end = end;
        this.before = before;
        this.after = after;
    }

    /**
     * Find the section. A file that is not there will have nothing else.
     *
     * @param file    to be written.
     * @param command that writes it.
     * @return the section.
     * @throws IllegalArgumentException if the file is there, and has no such section.
     */
    static MarkdownSection in(final Path file, final String command)
    {
        final String begin = "<!-- " + command + " writes this -->";
        final String end = "<!-- to here -->";
        final List<String> lines = lines(file);
        if (null == lines)
        {
            return new MarkdownSection(file, begin, end, List.of(), List.of());
        }
        final int from = lines.indexOf(begin);
        final int to = from + lines.subList(Math.max(0, from), lines.size()).indexOf(end);
        if (from < 0 || to < from)
        {
            throw new IllegalArgumentException(
                "no section to write, it begins with the line " + begin + " and ends with " + end + ": " + file);
        }

        return new MarkdownSection(
            file, begin, end, List.copyOf(lines.subList(0, from)), List.copyOf(lines.subList(to + 1, lines.size())));
    }

    /**
     * Write the section, and the rest as it was.
     *
     * @param content of the section.
     */
    void write(final List<String> content)
    {
        final List<String> all = new ArrayList<>(before);
        all.add(begin);
        all.add("");
        all.addAll(content);
        all.add("");
        all.add(end);
        all.addAll(after);
        try
        {
            Files.write(file, all);
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    private static List<String> lines(final Path file)
    {
        try
        {
            return Files.exists(file) ? Files.readAllLines(file) : null;
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }
}
