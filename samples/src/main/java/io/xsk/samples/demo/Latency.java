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
 * How the demo's latencies are recorded and told.
 */
final class Latency
{
    private static final long MAX_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double[] PERCENTILES = {50.0, 90.0, 99.0, 99.9, 99.99};

    private Latency()
    {
    }

    /** A histogram with all its memory, so that recording allocates nothing. */
    static Histogram histogram()
    {
        return new Histogram(MAX_NS, SIGNIFICANT_DIGITS);
    }

    static void record(final Histogram histogram, final long latencyNs)
    {
        histogram.recordValue(Math.min(Math.max(0, latencyNs), MAX_NS));
    }

    /** The percentiles in nanoseconds by their names. */
    static Map<String, Long> percentiles(final Histogram histogram)
    {
        final Map<String, Long> percentiles = new LinkedHashMap<>();
        for (final double percentile : PERCENTILES)
        {
            percentiles.put(String.valueOf(percentile), histogram.getValueAtPercentile(percentile));
        }
        percentiles.put("max", histogram.getMaxValue());

        return percentiles;
    }
}
