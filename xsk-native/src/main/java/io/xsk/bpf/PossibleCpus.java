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
package io.xsk.bpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many CPUs the machine may have: for as many the kernel keeps a value in a map that has one for each.
 */
final class PossibleCpus
{
    private static final Path PATH = Path.of("/sys/devices/system/cpu/possible");
    private static final int COUNT = read();

    private PossibleCpus()
    {
    }

    static int count()
    {
        return COUNT;
    }

    /** In the form {@code 0-3,8}; the highest number decides. */
    static int countOf(final String list)
    {
        final String text = list.strip();
        final int start = Math.max(text.lastIndexOf('-'), text.lastIndexOf(',')) + 1;

        return Integer.parseInt(text.substring(start)) + 1;
    }

    private static int read()
    {
        try
        {
            return countOf(Files.readString(PATH));
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException("the number of CPUs cannot be read: path=" + PATH, exception);
        }
    }
}
