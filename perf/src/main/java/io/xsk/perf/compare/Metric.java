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

import java.util.Locale;
import java.util.Set;

/**
 * What is measured, by name; the unit is behind the last comma.
 */
final class Metric
{
    static final String RECEIVED = "rxdrop, received per packet generated";
    static final String RECEIVED_RATE = "rxdrop, packets/s";
    static final String SENT_RATE = "txonly, packets/s";
    static final String FORWARDED_RATE = "l2fwd, packets/s";
    static final String LOST = "lost in the first second, packets";
    static final String RING_TURN = "a packet's turn through the rings, ns";
    static final String START = "start to first packet, ms";
    static final String HEAP_GROWTH = "heap growth, bytes";
    static final String COLLECTIONS = "collections in steady state, times";

    private static final Set<String> THINGS = Set.of("packets", "packets/s", "bytes", "times");
    private static final String MAX = "max";

    private Metric()
    {
    }

    /** A round trip at a percentile, or the longest. */
    static String roundTrip(final String percentile)
    {
        return "round trip, " + (MAX.equals(percentile) ? "longest" : percentile + " %") + ", ns";
    }

    /** A value as people read it: things as whole ones, all else in three digits at least. */
    static String number(final String metric, final double value)
    {
        return String.format(Locale.ROOT, value >= 100 || THINGS.contains(unit(metric)) ? "%,.0f" : "%.3f", value);
    }

    static String unit(final String metric)
    {
        return metric.substring(metric.lastIndexOf(',') + 1).strip();
    }
}
