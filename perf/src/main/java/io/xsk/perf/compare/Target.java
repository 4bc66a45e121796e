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
        new Target("rxdrop, received per generated", "rxdrop received/generated", Contests.XSK, Contests.C, true, 1.00),
        new Target("rxdrop, rate", "rxdrop packets/s", Contests.XSK, Contests.C, true, 1.00),
        new Target("pipeline of three stages, rate", "rxdrop packets/s", Contests.PIPELINE, Contests.XSK, true, 0.90),
        new Target("txonly, rate", "txonly packets/s", Contests.XSK, Contests.C, true, 1.00),
        new Target("l2fwd, rate", "l2fwd packets/s", Contests.XSK, Contests.C, true, 1.00),
        new Target("lost in the first second", "lost in the first second", Contests.XSK, null, false, 0),
        new Target("round trip, median", "round trip 50 % ns", Contests.XSK, Contests.C, false, 1.05),
        new Target("round trip, 99 %", "round trip 99 % ns", Contests.XSK, Contests.C, false, 1.10),
        new Target("round trip, 99.99 %", "round trip 99.99 % ns", Contests.XSK, Contests.C, false, 1.25),
        new Target("round trip, median, spinning", "round trip 50 % ns", Contests.XSK, Contests.DATAGRAM, false, 0.65),
        new Target("a packet's turn through the rings", "ring turn ns", Contests.XSK, Contests.C, false, 1.10),
        new Target("start to first packet", "start to first packet ms", Contests.XSK_AOT, Contests.XSK, false, 0.5));

    /** The ratio in each round, or the value. */
    List<Double> results(final Measurements measurements)
    {
        return null == baseline ?
            measurements.values(metric, contestant) : measurements.ratios(metric, contestant, baseline);
    }

    boolean isMet(final double median)
    {
        return isAtLeast ? median >= limit : median <= limit;
    }

    /** One line of the table. */
    String line(final Measurements measurements)
    {
        final List<Double> results = results(measurements);
        if (results.isEmpty())
        {
            return String.format(Locale.ROOT, "| %s | %s %.2f | not measured | | |", text, sign(), limit);
        }
        final double median = Measurements.median(results);

        return String.format(Locale.ROOT, "| %s | %s %.2f | %.3f | %.3f to %.3f | %s |",
            text, sign(), limit, median, Collections.min(results), Collections.max(results),
            isMet(median) ? "met" : "missed");
    }

    private String sign()
    {
        return isAtLeast ? "≥" : "≤";
    }
}
