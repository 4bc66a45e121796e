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
package io.xsk.pipeline;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;
import static org.agrona.concurrent.status.CountersReader.COUNTER_LENGTH;
import static org.agrona.concurrent.status.CountersReader.METADATA_LENGTH;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * The counters of one pipeline. Each is written by one thread, those of errors excepted, and read
 * by any, at any time, also after the pipeline was closed.
 */
public final class PipelineCounters
{
    private final CountersManager counters;
    private final AtomicCounter[] byOrdinal;

    PipelineCounters()
    {
        final PipelineCounter[] all = PipelineCounter.values();
        counters = new CountersManager(
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(all.length * METADATA_LENGTH, CACHE_LINE_LENGTH)),
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(all.length * COUNTER_LENGTH, CACHE_LINE_LENGTH)));
        byOrdinal = new AtomicCounter[all.length];
        for (final PipelineCounter counter : all)
        {
            byOrdinal[counter.ordinal()] = counters.newCounter(counter.label(), counter.typeId());
        }
    }

    /**
     * The value of a counter.
     *
     * @param counter to read.
     * @return its value now.
     */
    public long get(final PipelineCounter counter)
    {
        return byOrdinal[counter.ordinal()].get();
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

    AtomicCounter counter(final PipelineCounter counter)
    {
        return byOrdinal[counter.ordinal()];
    }
}
