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
package io.xsk.counters;

import static io.xsk.counters.CountersFileDescriptor.*;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.xsk.proc.ProcessIdentity;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.IoUtil;
import org.agrona.LangUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The file of one pipeline's counters, for the process that writes it. Its blocks are allocated when it is made, so
 * that a full file system is an exception now and not a signal in the middle of a count. It stays mapped after the
 * close for as long as somebody holds one of its buffers or a counter in them.
 */
final class CountersFile implements AutoCloseable
{
    static final String PREFIX = "xsk-";
    static final String SUFFIX = ".counters";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path path;
    private final AtomicBuffer metadataBuffer;
    private final AtomicBuffer valuesBuffer;

    private CountersFile(final Path path, final MappedByteBuffer mapped, final int capacity)
    {
        this.path = path;
        metadataBuffer = new UnsafeBuffer(mapped, HEADER_LENGTH, metadataLength(capacity));
        valuesBuffer = new UnsafeBuffer(mapped, valuesOffset(capacity), valuesLength(capacity));
    }

    static CountersFile create(final Path directory, final String name, final int capacity)
    {
        final ProcessIdentity process = ProcessIdentity.ofThisProcess();
        final Path path = directory.resolve(PREFIX + process.pid() + '-' + process.startTicks() + '-' +
            NUMBER.incrementAndGet() + SUFFIX);
        boolean isBegun = false;
        boolean isMade = false;
        try
        {
            Files.createDirectories(directory);
            try (FileChannel channel = FileChannel.open(path, CREATE_NEW, READ, WRITE))
            {
                isBegun = true;
                IoUtil.fill(channel, 0, fileLength(capacity), (byte)0);
                final MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, fileLength(capacity));
                writeHeader(new UnsafeBuffer(mapped), process, name, capacity);
                isMade = true;

                return new CountersFile(path, mapped, capacity);
            }
        }
        catch (final IOException exception)
        {
            throw new IllegalStateException("file of counters cannot be made, set another directory with -D" +
                PipelineCounters.DIRECTORY_PROP_NAME + ": file=" + path + " length=" + fileLength(capacity), exception);
        }
        finally
        {
            if (isBegun && !isMade)
            {
                IoUtil.deleteIfExists(path.toFile());
            }
        }
    }

    static Path directory()
    {
        final String directory = System.getProperty(PipelineCounters.DIRECTORY_PROP_NAME);
        return Path.of(null == directory ? IoUtil.tmpDirName() : directory);
    }

    Path path()
    {
        return path;
    }

    AtomicBuffer metadataBuffer()
    {
        return metadataBuffer;
    }

    AtomicBuffer valuesBuffer()
    {
        return valuesBuffer;
    }

    @Override
    public void close()
    {
        try
        {
            Files.deleteIfExists(path);
        }
        catch (final IOException exception)
        {
            LangUtil.rethrowUnchecked(exception);
        }
    }

    private static void writeHeader(
        final UnsafeBuffer header, final ProcessIdentity process, final String name, final int capacity)
    {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        final int nameLength = Math.min(bytes.length, MAX_NAME_LENGTH);
        header.putInt(MAGIC_OFFSET, MAGIC);
        header.putInt(CAPACITY_OFFSET, capacity);
        header.putInt(NAME_LENGTH_OFFSET, nameLength);
        header.putLong(PID_OFFSET, process.pid());
        header.putLong(START_TICKS_OFFSET, process.startTicks());
        header.putLong(PID_NAMESPACE_OFFSET, process.namespace());
        header.putLong(CREATED_MS_OFFSET, System.currentTimeMillis());
        header.putBytes(NAME_OFFSET, bytes, 0, nameLength);
        // Release: the header is whole; pairs with the acquire of whoever maps the file.
        header.putIntRelease(VERSION_OFFSET, VERSION);
    }
}
