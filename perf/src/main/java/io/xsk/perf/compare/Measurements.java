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

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was measured: for each metric and each contestant a value a round.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class Measurements
{
    private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();

    void add(final String metric, final String contestant, final double value)
    {
        values.computeIfAbsent(metric, ignore -> new LinkedHashMap<>())
            .computeIfAbsent(contestant, ignore -> new ArrayList<>())
            .add(value);
    }

    Set<String> metrics()
    {
        return values.keySet();
    }

    Set<String> contestants(final String metric)
    {
        return values.getOrDefault(metric, Map.of()).keySet();
    }

    /** The values of a contestant in the order of the rounds, none where it was not measured. */
    List<Double> values(final String metric, final String contestant)
    {
        return values.getOrDefault(metric, Map.of()).getOrDefault(contestant, List.of());
    }

    /** The ratio of two contestants in each round. */
    List<Double> ratios(final String metric, final String contestant, final String baseline)
    {
        final List<Double> own = values(metric, contestant);
        final List<Double> others = values(metric, baseline);
        final List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(own.size(), others.size()); i++)
        {
            ratios.add(own.get(i) / others.get(i));
        }

        return ratios;
    }

    static double median(final List<Double> values)
    {
        if (values.isEmpty())
        {
            return Double.NaN;
        }
        final List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        final int middle = sorted.size() / 2;

        return 1 == sorted.size() % 2 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
