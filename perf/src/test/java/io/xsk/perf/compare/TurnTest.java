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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TurnTest
{
    @TempDir
    private Path directory;

    @Test
    void shouldMeasureEachWayInAJvmOfItsOwn() throws IOException
    {
        final Path file = directory.resolve("turn.md");
        final Path plot = Files.createDirectory(directory.resolve("plots")).resolve("turn.svg");
        InstalledAssumption.browser();

        final int status = new CommandLine(new Turn()).execute("--rounds", "1", "--stages", "2", "--frames", "256",
            "--iteration-ms", "20", "--markdown", file.toString(), "--svg", plot.toString());

        final List<String> lines = Files.readAllLines(file);
        assertEquals(0, status);
        assertTrue(lines.contains("| ns a packet, at stages | 2 |"), lines.toString());
        assertTrue(lines.contains("![a packet's turn by stages](plots/turn.svg)"), lines.toString());
        assertTrue(Files.readString(plot).startsWith("<svg"), "no plot");
        for (final String way : List.of("pipeline", "by hand", "ratio"))
        {
            assertTrue(
                lines.stream().anyMatch(line -> line.matches("\\| 256 frames, " + way + " \\| [1-9]?[0-9.]+ .*\\|")),
                lines.toString());
        }
    }
}
