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

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;
import static org.agrona.concurrent.status.CountersReader.COUNTER_LENGTH;
import static org.agrona.concurrent.status.CountersReader.METADATA_LENGTH;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * The counters of a pipeline, of its ports and of its stages: in memory, or in a file that other processes read with
 * {@link PipelineCountersReader} while the pipeline runs. They can be read by any thread at any time, also after the
 * close.
 * <p>
 * A counter's label is the label of its {@link PipelineCounter}, and behind a colon whose it is: {@code packets
 * received: port=eth1:0}, {@code stage errors: stage=decode}; those of the pipeline have the first part only.
 */
public final class PipelineCounters implements AutoCloseable
{
    /** System property with the directory of the files, where no directory is set. */
    public static final String DIRECTORY_PROP_NAME = "xsk.counters.dir";
    /** Whose the counters of the pipeline as a whole are. */
    public static final String PIPELINE = "";
    /** Counters that there is room for: about 50 ports with a stage each. */
    static final int CAPACITY_DEFAULT = 2048;

    private final CountersFile file;
    private final CountersManager counters;
    private final Map<String, AtomicCounter> byLabel = new LinkedHashMap<>();

    /**
     * In memory, which no other process can read.
     */
    public PipelineCounters()
    {
        file = null;
        counters = new CountersManager(
            allocate(CAPACITY_DEFAULT * METADATA_LENGTH), allocate(CAPACITY_DEFAULT * COUNTER_LENGTH));
    }

    /**
     * In a new file, which other processes can read from now on.
     *
     * @param directory of the file, which is made if it is not there.
     * @param name      of the pipeline, for people.
     * @throws IllegalStateException if there is no room for the file, or it may not be made.
     */
    public PipelineCounters(final Path directory, final String name)
    {
        file = CountersFile.create(directory, name, CAPACITY_DEFAULT);
        counters = new CountersManager(file.metadataBuffer(), file.valuesBuffer());
    }

    /**
     * Where the files are when nothing else is said: the directory that the system property {@value
     * #DIRECTORY_PROP_NAME} names, or {@code /dev/shm}, or the directory for temporary files where that is not there.
     *
     * @return the directory.
     */
    public static Path directory()
    {
        return CountersFile.directory();
    }

    /**
     * The sum of a counter over all that have it; of {@link PipelineCounter#LONGEST_DUTY_CYCLE} the greatest.
     *
     * @param counter to read.
     * @return its value now, which is 0 if nobody has it.
     */
    public synchronized long get(final PipelineCounter counter)
    {
        long value = 0;
        for (final AtomicCounter each : byLabel.values())
        {
            if (counter.typeId() == counters.getCounterTypeId(each.id()))
            {
                value = PipelineCounter.LONGEST_DUTY_CYCLE == counter ?
                    Math.max(value, each.get()) : value + each.get();
            }
        }

        return value;
    }

    /**
     * The counter of one port or one stage.
     *
     * @param counter to read.
     * @param owner   whose it is: {@code port=eth1:0}, {@code stage=decode}.
     * @return its value now, which is 0 if there is no such counter.
     */
    public synchronized long get(final PipelineCounter counter, final String owner)
    {
        final AtomicCounter found = byLabel.get(label(counter, owner));
        return null == found ? 0 : found.get();
    }

    /**
     * The counter to count with, made when it is asked for first. It has one writer, as {@link PipelineCounter} says.
     *
     * @param counter to write.
     * @param owner   whose it is: {@code port=eth1:0}, {@code stage=decode}, or {@link #PIPELINE}.
     * @return the one counter of its kind with that owner.
     * @throws IllegalStateException if there is no room for another one.
     */
    public synchronized AtomicCounter counter(final PipelineCounter counter, final String owner)
    {
        final String label = label(counter, owner);
        AtomicCounter result = byLabel.get(label);
        if (null == result)
        {
            if (0 == counters.available())
            {
                throw new IllegalStateException(
                    "no room for another counter: capacity=" + CAPACITY_DEFAULT + " label=" + label);
            }
            result = counters.newCounter(label, counter.typeId());
            byLabel.put(label, result);
        }

        return result;
    }

    /**
     * All counters with their labels, in the form that Agrona's tools read.
     *
     * @return the reader.
     */
    public CountersReader reader()
    {
        return counters;
    }

    /**
     * The file of the counters.
     *
     * @return the file, or null if they are in memory only.
     */
    public Path file()
    {
        return null == file ? null : file.path();
    }

    /**
     * Remove the file. The counters can still be read, and counted with, by whoever has them.
     */
    @Override
    public void close()
    {
        CloseHelper.close(file);
    }

    private static String label(final PipelineCounter counter, final String owner)
    {
        return owner.isEmpty() ? counter.label() : counter.label() + ": " + owner;
    }

    private static UnsafeBuffer allocate(final int length)
    {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, CACHE_LINE_LENGTH));
    }
}
