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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables, the ratios and the page, over values made up here.
 */
class ReportTest
{
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String METRIC = "txonly packets/s";

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
        measurements.add("ring turn ns", Contests.XSK, 2);
        measurements.add("ring turn ns", Contests.C, 1);

        final String text = printed();

        assertTrue(text.contains("| txonly, rate | ≥ 1.00 | 1.100 | 0.900 to 1.200 | met |"), text);
        assertTrue(text.contains("through the rings | ≤ 1.10 | 2.000 | 2.000 to 2.000 | missed |"), text);
        assertTrue(text.contains("| l2fwd, rate | ≥ 1.00 | not measured | | |"), text);
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
    void shouldDrawPlotsInABrowser() throws IOException, InterruptedException
    {
        Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "Debian's package chromium is not installed");

        final Path output = directory.resolve("dom.html");
        final Process browser = new ProcessBuilder(CHROMIUM.toString(), "--headless", "--no-sandbox", "--disable-gpu",
            "--dump-dom", "--user-data-dir=" + directory.resolve("profile"), page().toUri().toString())
            .redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        final boolean hasEnded = browser.waitFor(60, TimeUnit.SECONDS);
        browser.destroyForcibly();

        assertTrue(hasEnded);
        final String dom = Files.readString(output);
        assertTrue(dom.contains("<h2>" + METRIC + "</h2>"), "the script did not run to its end");
        assertTrue(dom.contains("<svg"), "no plot was drawn");
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
