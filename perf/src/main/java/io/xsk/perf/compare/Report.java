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

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    private static final String LIBRARY = "META-INF/resources/webjars/echarts/5.3.1/dist/echarts.common.min.js";
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
        out.println("| measured | who | median | least | most | rounds |");
        out.println("|---|---|---:|---:|---:|---:|");
        for (final String metric : measurements.metrics())
        {
            for (final String contestant : measurements.contestants(metric))
            {
                final List<Double> values = measurements.values(metric, contestant);
                out.printf(Locale.ROOT, "| %s | %s | %s | %s | %s | %d |%n", metric, contestant,
                    number(Measurements.median(values)), number(Collections.min(values)),
                    number(Collections.max(values)), values.size());
            }
        }
        out.println();
        out.println("| target | limit | median ratio | over the rounds | |");
        out.println("|---|---|---:|---:|---|");
        for (final Target target : Target.ALL)
        {
            out.println(target.line(measurements));
        }
    }

    void writeHtml(final Path file)
    {
        final Map<String, Map<String, List<Double>>> plots = new LinkedHashMap<>();
        for (final String metric : measurements.metrics())
        {
            final Map<String, List<Double>> plot = new LinkedHashMap<>();
            for (final String contestant : measurements.contestants(metric))
            {
                plot.put(contestant, measurements.values(metric, contestant));
            }
            plots.put(metric, plot);
        }
        final List<String> targets = new ArrayList<>();
        for (final Target target : Target.ALL)
        {
            targets.add(target.line(measurements));
        }
        try
        {
            // Gson escapes the characters that could end a script.
            Files.writeString(file, resource(TEMPLATE)
                .replace("@MACHINE@", new Gson().toJson(machine))
                .replace("@TARGETS@", new Gson().toJson(targets))
                .replace("@PLOTS@", new Gson().toJson(plots))
                .replace("@LIBRARY@", resource(LIBRARY)));
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    private static String number(final double value)
    {
        return String.format(Locale.ROOT, value >= 1_000 ? "%,.0f" : "%.3f", value);
    }

    private static String resource(final String name) throws IOException
    {
        try (InputStream stream = Report.class.getClassLoader().getResourceAsStream(name))
        {
            if (null == stream)
            {
                throw new IllegalStateException("not on the class path: " + name);
            }

            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
