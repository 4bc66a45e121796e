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
package io.xsk.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Huge pages of 2 MiB, set aside for as long as a test runs.
 */
public final class HugePages implements AutoCloseable
{
    private static final Path COUNT = Path.of("/proc/sys/vm/nr_hugepages");

    private final int countBefore = read();

    /**
     * Set pages aside, on top of those that are.
     *
     * @param count of pages.
     */
    public HugePages(final int count)
    {
        write(countBefore + count);
        if (read() < countBefore + count)
        {
            close();
            throw new IllegalStateException("the kernel has no memory for huge pages: count=" + count);
        }
    }

    @Override
    public void close()
    {
        write(countBefore);
    }

    private static int read()
    {
        try
        {
            return Integer.parseInt(Files.readString(COUNT).trim());
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    private static void write(final int count)
    {
        try
        {
            Files.writeString(COUNT, String.valueOf(count));
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }
}
