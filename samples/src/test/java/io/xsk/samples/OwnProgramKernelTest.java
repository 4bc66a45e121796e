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
package io.xsk.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.BpfCompiler;
import io.xsk.testing.KernelTest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class OwnProgramKernelTest
{
    private static final Path SOURCE = Path.of("src/main/c/feed.bpf.c");

    @TempDir
    private Path folder;

    @KernelTest
    void shouldSteerThePipelineByTheCompiledProgram() throws Exception
    {
        final OwnProgram.Result result = OwnProgram.run(BpfCompiler.compile(SOURCE, folder));

        assertEquals(2 * OwnProgram.DATAGRAM_COUNT, result.sent());
        assertEquals(OwnProgram.DATAGRAM_COUNT, result.taken());
        assertEquals(OwnProgram.DATAGRAM_COUNT, result.handled());
    }

    @KernelTest
    void shouldSayInOneLineThatLibbpfIsMissing() throws Exception
    {
        try (MainProcess process = MainProcess.start(
            List.of("env", "JDK_JAVA_OPTIONS=-Dxsk.libbpf=libnone.so.1"), SamplesMain.class, "own-program"))
        {
            final List<String> lines = process.remainingLines();

            assertEquals(CommandRunner.EXIT_UNABLE, process.process().waitFor());
            // The first line is the JVM's, about its options.
            assertEquals(2, lines.size(), lines::toString);
            assertTrue(lines.getLast().startsWith("xsk sample own-program: a compiled program is loaded by libbpf, " +
                "which is not installed: install the package libbpf1"), lines::toString);
        }
    }
}
