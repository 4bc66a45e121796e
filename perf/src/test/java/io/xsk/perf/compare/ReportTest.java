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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables, the ratios and the page, over values made up here.
 */
class ReportTest
{
    private static final String METRIC = Metric.SENT_RATE;

    @TempDir
    private Path directory;

    private final Measurements measurements = new Measurements();
    private final Report report = new Report(measurements, "a machine of </script> made up");

    ReportTest()
    {
        for (final double value : List.of(90.0, 120.0, 110.0))
        {
            measurements.add(METRIC, Contests.XSK, value);
            measurements.add(METRIC, Contests.C, 100.0);
        }
    }

    @Test
    void shouldTakeTheMedianOfTheRatiosOfTheRounds()
    {
        final List<Double> ratios = measurements.ratios(METRIC, Contests.XSK, Contests.C);

        assertEquals(List.of(0.9, 1.2, 1.1), ratios);
        assertEquals(1.1, Measurements.median(ratios));
        assertEquals(1.5, Measurements.median(List.of(2.0, 1.0)));
    }

    @Test
    void shouldTellTargetsMetMissedAndNotMeasured()
    {
        measurements.add(Metric.RING_TURN, Contests.XSK, 2);
        measurements.add(Metric.RING_TURN, Contests.C, 1);

        final String text = printed();

        assertTrue(text.contains("| txonly, rate, to C | ≥ 1.00 | 1.100 | 0.900 to 1.200 | met |"), text);
        assertTrue(text.contains("through the rings, to C | ≤ 1.10 | 2.000 | 2.000 to 2.000 | missed |"), text);
        assertTrue(text.contains("| l2fwd, rate, to C | ≥ 1.00 | not measured | | |"), text);
    }

    @Test
    void shouldWriteAPageThatNeedsNothingButItself() throws IOException
    {
        final String page = Files.readString(page());

        assertTrue(page.contains("{\"xsk\":[90.0,120.0,110.0],\"C on libxdp\":[100.0,100.0,100.0]}"));
        assertFalse(page.contains("of </script> made up"), "the text must not end the script");
        assertFalse(page.contains("<script src"));
        assertFalse(page.contains("<link"));
    }

    @Test
    void shouldDrawPlotsInABrowser()
    {
        measurements.add(Metric.roundTrip("50"), Contests.XSK, 3_500);
        measurements.add(Metric.LOST, Contests.XSK, 0);
        InstalledAssumption.browser();

        final String document = Browser.open(page());

        for (final String title :
            List.of("Ratios, round by round", "Round trip, µs by percentile", METRIC, Metric.LOST))
        {
            assertTrue(document.contains("<h2>" + title + "</h2>"), "the script did not run to its end: " + title);
        }
        assertEquals(4, document.split("<svg", -1).length - 1, "plots that were drawn");
        assertTrue(document.contains(">txonly, rate, to C</text>"), "a ratio's name is not in its plot");
        assertTrue(document.contains(">1.100  (≥ 1.00)</text>"), "a ratio and its limit are not in their plot");
        assertTrue(document.contains(">limit 0</text>"), "a limit is not in its plot");
    }

    @Test
    void shouldWriteTheTablesInMarkdown() throws IOException
    {
        final Path file = directory.resolve("page.md");
        measurements.add(METRIC, Contests.PIPELINE, 1_234);

        report.writeMarkdown(MarkdownSection.in(file, "a command"));

        final List<String> lines = Files.readAllLines(file);
        assertTrue(
            lines.contains("| txonly, rate, to C | ≥ 1.00 | 1.100 | 0.900 to 1.200 | met |"), lines.toString());
        assertTrue(lines.contains("| txonly, packets/s | 110 | 100 |  | xsk pipeline 1,234 |"), lines.toString());
    }

    private Path page()
    {
        final Path file = directory.resolve("report.html");
        report.writeHtml(file);

        return file;
    }

    private String printed()
    {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        return bytes.toString(StandardCharsets.UTF_8);
    }
}
