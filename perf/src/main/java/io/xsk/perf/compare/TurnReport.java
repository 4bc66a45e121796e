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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Tells what a packet's turn costs, as a table in Markdown and as a plot.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class TurnReport
{
    private static final String TEMPLATE = "io/xsk/perf/compare/turn.html";
    private static final String PIPELINE = "pipeline";
    private static final String BY_HAND = "by hand";

    private final Measurements measurements = new Measurements();
    private final Map<Integer, Map<Integer, String>> metrics = new TreeMap<>();
    private final String machine;

    /**
     * @param machine on which it was measured, in one line.
     */
    TurnReport(final String machine)
    {
        this.machine = machine;
    }

    void add(final int stages, final int frames, final boolean isPipeline, final double ns)
    {
        final String metric = metrics.computeIfAbsent(frames, ignore -> new TreeMap<>())
            .computeIfAbsent(stages, ignore -> frames + " frames, " + stages + " stages, ns");
        measurements.add(metric, isPipeline ? PIPELINE : BY_HAND, ns);
    }

    /** The machine, and the table. */
    List<String> lines()
    {
        final List<Integer> stages = metrics.values().stream()
            .flatMap(byStages -> byStages.keySet().stream()).distinct().sorted().toList();
        final List<String> lines = new ArrayList<>(List.of(machine + ".", "",
            "| ns a packet, at stages | " +
                stages.stream().map(String::valueOf).collect(Collectors.joining(" | ")) + " |",
            "|---|" + "---:|".repeat(stages.size())));
        metrics.forEach((frames, byStages) ->
        {
            lines.add(line(frames, PIPELINE, byStages, metric -> median(metric, PIPELINE)));
            lines.add(line(frames, BY_HAND, byStages, metric -> median(metric, BY_HAND)));
            lines.add(line(frames, "ratio", byStages, this::ratio));
        });

        return lines;
    }

    void writeHtml(final Path file)
    {
        final List<Curve> curves = new ArrayList<>();
        metrics.forEach((frames, byStages) ->
        {
            for (final String who : List.of(PIPELINE, BY_HAND))
            {
                final Map<Integer, List<Double>> points = new TreeMap<>();
                byStages.forEach((stages, metric) -> points.put(stages, measurements.values(metric, who)));
                curves.add(new Curve(who, frames, points));
            }
        });
        Page.write(file, TEMPLATE, Map.of("MACHINE", machine, "CURVES", curves));
    }

    /** Let a browser draw the page, and take the plot out of it. */
    void writeSvg(final Path file)
    {
        Path page = null;
        try
        {
            page = Files.createTempFile("xsk-turn", ".html");
            writeHtml(page);
            Files.writeString(file, Page.svg(Browser.open(page)));
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
        finally
        {
            if (null != page)
            {
                page.toFile().delete();
            }
        }
    }

    private static String line(
        final int frames,
        final String what,
        final Map<Integer, String> byStages,
        final UnaryOperator<String> cell)
    {
        return String.format(Locale.ROOT, "| %,d frames, %s | ", frames, what) +
            byStages.values().stream().map(cell).collect(Collectors.joining(" | ")) + " |";
    }

    /** The median of the ratios of the rounds, with the least and the most. */
    private String ratio(final String metric)
    {
        final List<Double> ratios = measurements.ratios(metric, PIPELINE, BY_HAND);

        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)",
            Measurements.median(ratios), Collections.min(ratios), Collections.max(ratios));
    }

    private String median(final String metric, final String who)
    {
        return String.format(Locale.ROOT, "%.1f", Measurements.median(measurements.values(metric, who)));
    }

    /** The values of the rounds by stages, as the page has it. */
    private record Curve(String who, int frames, Map<Integer, List<Double>> points)
    {
    }
}
