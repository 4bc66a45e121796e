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
package io.xsk.perf.compare;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What is to be reached: the ratio of two contestants in one metric, or the value of one where there is no baseline.
 *
 * @param text       what it is, for people.
 * @param metric     that is compared.
 * @param contestant to reach it.
 * @param baseline   to be compared with, null for none.
 * @param isAtLeast  whether the limit is the least allowed, rather than the most.
 * @param limit      of the median.
 */
record Target(String text, String metric, String contestant, String baseline, boolean isAtLeast, double limit)
{
    static final List<Target> ALL = List.of(
        new Target("rxdrop, received per packet generated, to C", Metric.RECEIVED, Contests.XSK, Contests.C, true, 1),
        new Target("rxdrop, rate, to C", Metric.RECEIVED_RATE, Contests.XSK, Contests.C, true, 1),
        new Target("pipeline of three stages, rate, to rxdrop",
            Metric.RECEIVED_RATE, Contests.PIPELINE, Contests.XSK, true, 0.9),
        new Target("txonly, rate, to C", Metric.SENT_RATE, Contests.XSK, Contests.C, true, 1),
        new Target("l2fwd, rate, to C", Metric.FORWARDED_RATE, Contests.XSK, Contests.C, true, 1),
        new Target("lost in the first second, packets", Metric.LOST, Contests.XSK, null, false, 0),
        new Target("round trip, median, to C", Metric.roundTrip("50"), Contests.XSK, Contests.C, false, 1.05),
        new Target("round trip, 99 %, to C", Metric.roundTrip("99"), Contests.XSK, Contests.C, false, 1.1),
        new Target("round trip, 99.99 %, to C", Metric.roundTrip("99.99"), Contests.XSK, Contests.C, false, 1.25),
        new Target("round trip, median, to DatagramChannel spinning",
            Metric.roundTrip("50"), Contests.XSK, Contests.DATAGRAM, false, 0.65),
        new Target("a packet's turn through the rings, to C", Metric.RING_TURN, Contests.XSK, Contests.C, false, 1.1),
        new Target("start to first packet, with the AOT cache to without",
            Metric.START, Contests.XSK_AOT, Contests.XSK, false, 0.5),
        new Target("heap growth of rxdrop, bytes", Metric.HEAP_GROWTH, Contests.XSK, null, false, 0),
        new Target("heap growth of the pipeline, bytes", Metric.HEAP_GROWTH, Contests.PIPELINE, null, false, 0),
        new Target("collections in rxdrop's steady state", Metric.COLLECTIONS, Contests.XSK, null, false, 0),
        new Target("collections in the pipeline's steady state",
            Metric.COLLECTIONS, Contests.PIPELINE, null, false, 0));

    /** Is more of it better? What no target wants more of is better when it is less. */
    static boolean isMoreBetter(final String metric)
    {
        return ALL.stream().anyMatch(target -> target.isAtLeast && target.metric.equals(metric));
    }

    /** The ratio in each round, or the value. */
    List<Double> results(final Measurements measurements)
    {
        return isRatio() ?
            measurements.ratios(metric, contestant, baseline) : measurements.values(metric, contestant);
    }

    boolean isRatio()
    {
        return null != baseline;
    }

    boolean isMet(final double median)
    {
        return isAtLeast ? median >= limit : median <= limit;
    }

    /** One line of the table in Markdown. */
    String line(final Measurements measurements)
    {
        final List<Double> results = results(measurements);
        if (results.isEmpty())
        {
            return String.format(Locale.ROOT, "| %s | %s | not measured | | |", text, limitText());
        }
        final double median = Measurements.median(results);

        return String.format(Locale.ROOT, "| %s | %s | %s | %s to %s | %s |",
            text, limitText(), number(median), number(Collections.min(results)), number(Collections.max(results)),
            isMet(median) ? "met" : "missed");
    }

    String limitText()
    {
        return (isAtLeast ? "≥ " : "≤ ") + String.format(Locale.ROOT, isRatio() ? "%.2f" : "%,.0f", limit);
    }

    private String number(final double value)
    {
        return String.format(Locale.ROOT, isRatio() ? "%.3f" : "%,.0f", value);
    }
}
