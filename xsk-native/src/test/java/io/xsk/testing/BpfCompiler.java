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
package io.xsk.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Compiles a BPF program from C, as its user would.
 */
public final class BpfCompiler
{
    private static final String CLANG = "clang";
    private static final List<String> NEEDED =
        List.of("/usr/include/bpf/bpf_helpers.h", "/usr/include/linux/bpf.h");

    private BpfCompiler()
    {
    }

    /**
     * Compile a program. Where there is no compiler the test is skipped, but not where kernel tests are required.
     *
     * @param source to compile.
     * @param folder to write to.
     * @return the object file, named as the source.
     * @throws IOException          if the compiler cannot be run.
     * @throws InterruptedException if interrupted.
     */
    public static Path compile(final Path source, final Path folder) throws IOException, InterruptedException
    {
        final boolean isInstalled = Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, CLANG))) &&
            NEEDED.stream().allMatch(header -> Files.exists(Path.of(header)));
        if (!isInstalled && KernelTestCondition.isRequired())
        {
            throw new IllegalStateException("kernel tests are required, but clang or libbpf-dev is not installed");
        }
        assumeTrue(isInstalled, "clang or libbpf-dev is not installed");

        final Path object = folder.resolve(source.getFileName().toString().replaceAll("\\.c$", ".o"));
        // Debian keeps some headers by architecture.
        final String machine =
            System.getProperty("os.arch").toLowerCase(Locale.ROOT).replace("amd64", "x86_64") + "-linux-gnu";
        final Process process = new ProcessBuilder(CLANG, "-O2", "-g", "-Wall", "-Werror", "-target", "bpf",
            "-I/usr/include/" + machine, "-c", source.toString(), "-o", object.toString())
            .redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (0 != process.waitFor())
        {
            throw new IllegalStateException("the program does not compile: source=" + source + "\n" + output);
        }

        return object;
    }

    /**
     * Compile a program among the test resources of a class.
     *
     * @param owner  of the resource, in whose package it is.
     * @param name   of the source.
     * @param folder to write to.
     * @return the object file, named as the source.
     * @throws IOException          if the compiler cannot be run.
     * @throws InterruptedException if interrupted.
     */
    public static Path compile(final Class<?> owner, final String name, final Path folder)
        throws IOException, InterruptedException
    {
        return compile(Path.of(owner.getResource(name).getPath()), folder);
    }
}
