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

    private static final Path FREE_COUNT = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages");
    private static final int MAX_IN_USE = 64;

    private final int countBefore = read(COUNT);

    /**
     * Set pages aside, on top of those that are. Pages which the kernel has not yet given back from a socket that was
     * closed do not count.
     *
     * @param count of pages that are free.
     */
    public HugePages(final int count)
    {
        for (int inUse = 0; inUse < MAX_IN_USE && (0 == inUse || read(FREE_COUNT) < count); inUse++)
        {
            write(countBefore + count + inUse);
        }
        if (read(FREE_COUNT) < count)
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

    private static int read(final Path path)
    {
        try
        {
            // Not readString, which asks for one byte first: the kernel then has no more to give.
            return Integer.parseInt(Files.readAllLines(path).getFirst());
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
