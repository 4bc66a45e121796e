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

import io.xsk.proc.ProcessIdentity;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * Reads the counters of a pipeline in this or another process from their file, without the pipeline taking notice. What
 * was mapped can be read after the pipeline has removed the file.
 * <p>
 * <b>Note:</b> This class is threadsafe.
 */
public final class PipelineCountersReader
{
    private final Path path;
    private final String name;
    private final long createdMs;
    private final ProcessIdentity process;
    private final CountersReader counters;

    private PipelineCountersReader(final Path path, final UnsafeBuffer file, final int capacity, final int nameLength)
    {
        this.path = path;
        final byte[] bytes = new byte[nameLength];
        file.getBytes(NAME_OFFSET, bytes);
        name = new String(bytes, StandardCharsets.UTF_8);
        createdMs = file.getLong(CREATED_MS_OFFSET);
        process = new ProcessIdentity(
            file.getLong(PID_OFFSET), file.getLong(START_TICKS_OFFSET), file.getLong(PID_NAMESPACE_OFFSET));
        counters = new CountersReader(
            new UnsafeBuffer(file, HEADER_LENGTH, metadataLength(capacity)),
            new UnsafeBuffer(file, valuesOffset(capacity), valuesLength(capacity)));
    }

    /**
     * Told of each counter.
     */
    @FunctionalInterface
    public interface CounterHandler
    {
        /**
         * A counter.
         *
         * @param typeId of its {@link PipelineCounter}.
         * @param label  that says what is counted, and whose it is.
         * @param value  of this moment.
         */
        void onCounter(int typeId, String label, long value);
    }

    /** Whether a pipeline still writes a file of counters. */
    public enum State
    {
        /** Its process runs. */
        LIVE,
        /** Its process ended without closing the pipeline; the counters are the last that it wrote. */
        STALE,
        /** Its process has its id in another namespace, so that it cannot be told whether it runs. */
        UNKNOWN
    }

    /**
     * The files of counters in a directory that can be read, those of crashed processes among them. What else is there
     * is passed over, and so are files that are being made or removed.
     *
     * @param directory to look into, see {@link PipelineCounters#directory()}.
     * @return a reader for each; those of a process in the order in which it made the files.
     * @throws IOException if the directory cannot be read.
     */
    public static List<PipelineCountersReader> list(final Path directory) throws IOException
    {
        final List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
            directory, CountersFile.PREFIX + '*' + CountersFile.SUFFIX))
        {
            files.forEach(paths::add);
        }
        // A name ends with a process id and a running number, so the longer one has the larger numbers.
        paths.sort(Comparator.comparingInt((Path path) -> path.toString().length()).thenComparing(path -> path));

        final List<PipelineCountersReader> readers = new ArrayList<>();
        for (final Path path : paths)
        {
            final PipelineCountersReader reader = Files.isReadable(path) ? mapIfWhole(path) : null;
            if (null != reader)
            {
                readers.add(reader);
            }
        }

        return readers;
    }

    /**
     * Map a file of counters to read it.
     *
     * @param path of the file.
     * @return the reader.
     * @throws IOException if it is not there, may not be read, or is no whole file of counters.
     */
    public static PipelineCountersReader map(final Path path) throws IOException
    {
        final PipelineCountersReader reader = mapIfWhole(path);
        if (null == reader)
        {
            throw new IOException("not a whole file of counters of version " + VERSION + ": file=" + path);
        }

        return reader;
    }

    /**
     * The file.
     *
     * @return its path.
     */
    public Path path()
    {
        return path;
    }

    /**
     * The name of the pipeline.
     *
     * @return the name.
     */
    public String name()
    {
        return name;
    }

    /**
     * The process of the pipeline.
     *
     * @return its id.
     */
    public long pid()
    {
        return process.pid();
    }

    /**
     * When the pipeline made the file.
     *
     * @return the time in milliseconds since the epoch.
     */
    public long createdMs()
    {
        return createdMs;
    }

    /**
     * Does the process of the pipeline run?
     *
     * @return what can be said of it now.
     */
    public State state()
    {
        if (!process.isOfThisNamespace())
        {
            return State.UNKNOWN;
        }

        return process.isRunning() ? State.LIVE : State.STALE;
    }

    /**
     * Read all counters, in the order in which they were made.
     *
     * @param handler told of each.
     */
    public void forEach(final CounterHandler handler)
    {
        final AtomicBuffer metadata = counters.metaDataBuffer();
        for (int id = 0; id <= counters.maxCounterId(); id++)
        {
            final int state = counters.getCounterState(id);
            if (CountersReader.RECORD_UNUSED == state)
            {
                break;
            }
            // Agrona trusts the length of a label, and this may be anybody's file.
            final int length = metadata.getInt(CountersReader.metaDataOffset(id) + CountersReader.LABEL_OFFSET);
            if (CountersReader.RECORD_ALLOCATED == state && length >= 0 && length <= CountersReader.MAX_LABEL_LENGTH)
            {
                handler.onCounter(
                    counters.getCounterTypeId(id), counters.getCounterLabel(id), counters.getCounterValue(id));
            }
        }
    }

    /**
     * Remove the file if its process ended without doing so.
     *
     * @return true if it was removed.
     * @throws IOException if it is stale and cannot be removed.
     */
    public boolean removeIfStale() throws IOException
    {
        return State.STALE == state() && Files.deleteIfExists(path);
    }

    /** Null if it is not a file of counters, not one of this version, not whole yet, or no more there. */
    private static PipelineCountersReader mapIfWhole(final Path path) throws IOException
    {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ))
        {
            final long length = channel.size();
            if (length < HEADER_LENGTH || length > fileLength(MAX_CAPACITY))
            {
                return null;
            }
            final MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, length);
            final UnsafeBuffer file = new UnsafeBuffer(mapped);
            // Acquire: pairs with the release of the process that made the header.
            final boolean isReady = VERSION == file.getIntAcquire(VERSION_OFFSET) && MAGIC == file.getInt(MAGIC_OFFSET);
            final int capacity = file.getInt(CAPACITY_OFFSET);
            final int nameLength = file.getInt(NAME_LENGTH_OFFSET);
            final boolean isWhole = isReady && capacity > 0 && capacity <= MAX_CAPACITY &&
                length >= fileLength(capacity) && nameLength >= 0 && nameLength <= MAX_NAME_LENGTH;

            return isWhole ? new PipelineCountersReader(path, file, capacity, nameLength) : null;
        }
        catch (final NoSuchFileException ignore)
        {
            return null;
        }
    }
}
