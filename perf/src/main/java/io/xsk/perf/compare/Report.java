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

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells how the comparison came out: as tables in Markdown, and as a page with plots that needs nothing but itself.
 */
final class Report
{
    private static final String TEMPLATE = "io/xsk/perf/compare/report.html";

    private final Measurements measurements;
    private final String machine;

    /**
     * @param measurements to tell of.
     * @param machine      on which they were made, in one line.
     */
    Report(final Measurements measurements, final String machine)
    {
        this.measurements = measurements;
        this.machine = machine;
    }

    void print(final PrintStream out)
    {
        out.println(machine);
        out.println();
        spreads().forEach(out::println);
        out.println();
        targets().forEach(out::println);
    }

    /** The machine, the targets and the medians. */
    void writeMarkdown(final MarkdownSection section)
    {
        final List<String> lines = new ArrayList<>(List.of(machine + ".", ""));
        lines.addAll(targets());
        lines.add("");
        lines.addAll(medians());
        section.write(lines);
    }

    void writeHtml(final Path file)
    {
        final List<TargetPlot> targets = new ArrayList<>();
        for (final Target target : Target.ALL)
        {
            final List<Double> results = target.results(measurements);
            final boolean isMeasured = !results.isEmpty();
            final Double median = isMeasured ? Measurements.median(results) : null;
            targets.add(new TargetPlot(
                target.text(),
                target.metric(),
                target.limit(),
                target.isRatio(),
                results,
                median,
                isMeasured && target.isMet(median),
                target.line(measurements)));
        }
        final List<MetricPlot> metrics = new ArrayList<>();
        for (final String metric : measurements.metrics())
        {
            final Map<String, List<Double>> values = new LinkedHashMap<>();
            for (final String contestant : measurements.contestants(metric))
            {
                values.put(contestant, measurements.values(metric, contestant));
            }
            metrics.add(new MetricPlot(metric, Metric.unit(metric), Target.isMoreBetter(metric), values));
        }
        Page.write(file, TEMPLATE, Map.of("MACHINE", machine, "TARGETS", targets, "METRICS", metrics));
    }

    private List<String> spreads()
    {
        final List<String> lines = new ArrayList<>(List.of(
            "| measured | who | median | least | most | rounds |",
            "|---|---|---:|---:|---:|---:|"));
        for (final String metric : measurements.metrics())
        {
            for (final String contestant : measurements.contestants(metric))
            {
                final List<Double> values = measurements.values(metric, contestant);
                lines.add(String.format(Locale.ROOT, "| %s | %s | %s | %s | %s | %d |", metric, contestant,
                    Metric.number(metric, Measurements.median(values)), Metric.number(metric, Collections.min(values)),
                    Metric.number(metric, Collections.max(values)), values.size()));
            }
        }

        return lines;
    }

    private List<String> targets()
    {
        final List<String> lines = new ArrayList<>(List.of(
            "| what | limit | median ratio | over the rounds | |",
            "|---|---|---:|---|---|"));
        for (final Target target : Target.ALL)
        {
            lines.add(target.line(measurements));
        }

        return lines;
    }

    private List<String> medians()
    {
        final List<String> lines = new ArrayList<>(List.of(
            "| medians | " + Contests.XSK + " | " + Contests.C + " | " + Contests.DPDK + " | others |",
            "|---|---:|---:|---:|---|"));
        for (final String metric : measurements.metrics())
        {
            final StringBuilder others = new StringBuilder();
            for (final String contestant : measurements.contestants(metric))
            {
                if (!List.of(Contests.XSK, Contests.C, Contests.DPDK).contains(contestant))
                {
                    others.append(others.isEmpty() ? "" : "; ").append(contestant).append(' ')
                        .append(median(metric, contestant));
                }
            }
            lines.add("| " + metric + " | " + median(metric, Contests.XSK) + " | " + median(metric, Contests.C) +
                " | " + median(metric, Contests.DPDK) + " | " + others + " |");
        }

        return lines;
    }

    /** Nothing where it was not measured. */
    private String median(final String metric, final String contestant)
    {
        final List<Double> values = measurements.values(metric, contestant);

        return values.isEmpty() ? "" : Metric.number(metric, Measurements.median(values));
    }

    /** A target and how it was reached in each round, as the page has it. */
    private record TargetPlot(
        String text,
        String metric,
        double limit,
        boolean isRatio,
        List<Double> results,
        Double median,
        boolean isMet,
        String line)
    {
    }

    /** What was measured, by contestant, as the page has it. */
    private record MetricPlot(String metric, String unit, boolean isMoreBetter, Map<String, List<Double>> values)
    {
    }
}
