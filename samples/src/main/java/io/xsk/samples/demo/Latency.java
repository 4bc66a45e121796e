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
package io.xsk.samples.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long datagrams take from the time at which they were due. Those of the warm-up are recorded as well, by the same
 * code and without a branch, so that nothing is done for the first time when it is over; but they are not told.
 * <p>
 * <b>Note:</b> This class is not threadsafe. One thread records, and then another may read.
 */
final class Latency
{
    private static final long MAX_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double[] PERCENTILES = {50.0, 90.0, 99.0, 99.9, 99.99};
    private static final int RECORDED = 1;

    private final Histogram[] histograms =
    {
        new Histogram(MAX_NS, SIGNIFICANT_DIGITS),
        new Histogram(MAX_NS, SIGNIFICANT_DIGITS)
    };
    private final long firstRecorded;

    /**
     * @param firstRecorded the first datagram after the warm-up.
     */
    Latency(final long firstRecorded)
    {
        this.firstRecorded = firstRecorded;
    }

    void record(final long datagramSequence, final long latencyNs)
    {
        final int phase = RECORDED + (int)(datagramSequence - firstRecorded >> Long.SIZE - 1);
        histograms[phase].recordValue(Math.min(Math.max(0, latencyNs), MAX_NS));
    }

    /** The percentiles in nanoseconds by their names; none where nothing came after the warm-up. */
    Map<String, Long> percentiles()
    {
        final Histogram recorded = histograms[RECORDED];
        final Map<String, Long> percentiles = new LinkedHashMap<>();
        if (recorded.getTotalCount() > 0)
        {
            for (final double percentile : PERCENTILES)
            {
                percentiles.put(String.valueOf(percentile), recorded.getValueAtPercentile(percentile));
            }
            percentiles.put("max", recorded.getMaxValue());
        }

        return percentiles;
    }
}
