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

import io.xsk.PageSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Huge pages, set aside for as long as a test runs.
 */
public final class HugePages implements AutoCloseable
{
    private static final Path FOLDER = Path.of("/sys/kernel/mm/hugepages");
    private static final int MAX_IN_USE = 64;

    private final Path total;
    private final Path free;
    private final int countBefore;

    /**
     * Set pages of 2 MiB aside, on top of those that are. Pages which the kernel has not yet given back from a socket
     * that was closed do not count.
     *
     * @param count of pages that are free.
     */
    public HugePages(final int count)
    {
        this(PageSize.MIB_2, count);
    }

    /**
     * Set pages aside, on top of those that are.
     *
     * @param pageSize of the pages.
     * @param count    of pages that are free.
     */
    public HugePages(final PageSize pageSize, final int count)
    {
        final Path folder = FOLDER.resolve("hugepages-" + pageSize.length() / 1024 + "kB");
        total = folder.resolve("nr_hugepages");
        free = folder.resolve("free_hugepages");
        countBefore = read(total);
        for (int inUse = 0; inUse < MAX_IN_USE && (0 == inUse || read(free) < count); inUse++)
        {
            write(countBefore + count + inUse);
        }
        if (read(free) < count)
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

    private void write(final int count)
    {
        try
        {
            Files.writeString(total, String.valueOf(count));
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }
}
