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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/**
 * The table and the plot of a packet's turn, over values made up here.
 */
class TurnReportTest
{
    @TempDir
    private Path directory;

    private final TurnReport report = new TurnReport("a machine <made> & up");

    TurnReportTest()
    {
        for (final double ns : new double[]{20, 30, 24})
        {
            report.add(1, 4096, true, ns / 2);
            report.add(1, 4096, false, 10);
            report.add(8, 4096, true, ns);
            report.add(8, 4096, false, 10);
        }
    }

    @Test
    void shouldGiveMediansAndTheRatiosOfTheRounds()
    {
        assertEquals(
            List.of(
                "a machine <made> & up.",
                "",
                "| ns a packet, at stages | 1 | 8 |",
                "|---|---:|---:|",
                "| 4,096 frames, pipeline | 12.0 | 24.0 |",
                "| 4,096 frames, by hand | 10.0 | 10.0 |",
                "| 4,096 frames, ratio | 1.20 (1.00 to 1.50) | 2.40 (2.00 to 3.00) |"),
            report.lines());
    }

    @Test
    void shouldDrawAPlotInAFileOfItsOwn() throws IOException, ParserConfigurationException, SAXException
    {
        InstalledAssumption.browser();
        final Path file = directory.resolve("turn.svg");

        report.writeSvg(file);

        final Document plot = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new ByteArrayInputStream(Files.readAllBytes(file)));
        assertEquals("svg", plot.getDocumentElement().getTagName());
        assertTrue(plot.getDocumentElement().getTextContent().contains("pipeline, 4,096 frames"));
    }
}
