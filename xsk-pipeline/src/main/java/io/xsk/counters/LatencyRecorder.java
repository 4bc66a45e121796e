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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * How long packets take, in nanoseconds with three digits: from their stamp to the end of a stage, or from when they
 * were received to when a port sent them. One thread records, without allocating, waiting or being waited for; any
 * other thread reads.
 */
public final class LatencyRecorder
{
    /** The longest time that is told from longer ones. */
    public static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(10);

    private static final int DIGITS = 3;

    private final String name;
    private final SingleWriterRecorder recorder = new SingleWriterRecorder(HIGHEST_NS, DIGITS);
    private final AtomicLong backwardCount = new AtomicLong();
    private final Histogram total = new Histogram(HIGHEST_NS, DIGITS);
    private final Histogram interval = new Histogram(HIGHEST_NS, DIGITS);
    private Histogram recycled;

    /**
     * With nothing recorded.
     *
     * @param name whose latency it is.
     */
    public LatencyRecorder(final String name)
    {
        this.name = name;
    }

    /**
     * Whose latency it is.
     *
     * @return the owner, as the counters' labels name it: {@code stage=decode}, {@code port=eth1:0}.
     */
    public String name()
    {
        return name;
    }

    /**
     * What was recorded since the last call, whoever made it.
     *
     * @return a histogram in nanoseconds, which is the caller's.
     */
    public synchronized Histogram interval()
    {
        take();
        final Histogram result = interval.copy();
        interval.reset();

        return result;
    }

    /**
     * All that was recorded.
     *
     * @return a histogram in nanoseconds, which is the caller's.
     */
    public synchronized Histogram total()
    {
        take();
        return total.copy();
    }

    /**
     * How many packets had a stamp that was later than the time of the recording, as happens when the two come from
     * different clocks. They are in no histogram.
     *
     * @return the number.
     */
    public long backwardCount()
    {
        return backwardCount.get();
    }

    /**
     * Record; for the one thread.
     *
     * @param fromNs the packet's stamp.
     * @param nowNs  by the same clock.
     */
    public void record(final long fromNs, final long nowNs)
    {
        final long latencyNs = nowNs - fromNs;
        if (latencyNs >= 0)
        {
            recorder.recordValue(Math.min(latencyNs, HIGHEST_NS));
        }
        else
        {
            backwardCount.lazySet(backwardCount.getPlain() + 1);
        }
    }

    /**
     * Forget all; for the one thread.
     */
    public synchronized void reset()
    {
        take();
        total.reset();
        interval.reset();
        backwardCount.lazySet(0);
    }

    private void take()
    {
        recycled = recorder.getIntervalHistogram(recycled);
        total.add(recycled);
        interval.add(recycled);
    }
}
