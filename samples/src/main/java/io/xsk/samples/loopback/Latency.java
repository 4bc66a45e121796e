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
package io.xsk.samples.loopback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * How long datagrams take from the time at which they were due. Those of the warm-up are recorded as well, by the same
 * code and without a branch, so that nothing is done for the first time when it is over; but they are not told.
 * <p>
 * <b>Note:</b> One thread records, any thread may end the warm-up, and the percentiles are for when nobody records any
 * more.
 */
public final class Latency
{
    private static final long MAX_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double[] PERCENTILES = {50.0, 90.0, 99.0, 99.9, 99.99};
    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final int WARM_UP = 0;
    private static final int MEASURED = 1;

    private final Histogram[] histograms =
    {
        new Histogram(MAX_NS, SIGNIFICANT_DIGITS),
        new Histogram(MAX_NS, SIGNIFICANT_DIGITS)
    };
    private volatile int phase = WARM_UP;

    /**
     * Nothing recorded.
     */
    public Latency()
    {
        for (final Histogram histogram : histograms)
        {
            resolve(histogram);
        }
    }

    /**
     * From now on it counts.
     */
    public void endWarmUp()
    {
        phase = MEASURED;
    }

    /**
     * One has come.
     *
     * @param latencyNs since it was due.
     */
    public void record(final long latencyNs)
    {
        histograms[phase].recordValue(Math.min(Math.max(0, latencyNs), MAX_NS));
    }

    /** A new minimum and a new maximum are rare; the JVM allocates when it meets their code for the first time. */
    private static void resolve(final Histogram histogram)
    {
        histogram.recordValue(2);
        histogram.recordValue(1);
        histogram.recordValue(MAX_NS);
        histogram.reset();
    }

    /**
     * What was recorded after the warm-up.
     *
     * @return the percentiles in nanoseconds by their names; none where nothing came.
     */
    public Map<String, Long> percentiles()
    {
        final Histogram measured = histograms[MEASURED];
        final Map<String, Long> percentiles = new LinkedHashMap<>();
        if (measured.getTotalCount() > 0)
        {
            for (final double percentile : PERCENTILES)
            {
                percentiles.put(String.valueOf(percentile), measured.getValueAtPercentile(percentile));
            }
            percentiles.put("max", measured.getMaxValue());
        }

        return percentiles;
    }

    /**
     * What was recorded after the warm-up, fine enough to be drawn.
     *
     * @return pairs of a percentile and nanoseconds, the percentile ascending; none where nothing came.
     */
    public List<double[]> curve()
    {
        final List<double[]> curve = new ArrayList<>();
        for (final HistogramIterationValue value : histograms[MEASURED].percentiles(TICKS_PER_HALF_DISTANCE))
        {
            curve.add(new double[]{value.getPercentileLevelIteratedTo(), value.getValueIteratedTo()});
        }

        return curve;
    }
}
