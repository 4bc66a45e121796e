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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.KernelTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SamplesMainTest
{
    private static final Path SOURCES = Path.of("src/main/java/io/xsk/samples");
    private static final Path TESTS = Path.of("src/test/java/io/xsk/samples");
    private static final String SOURCE_SUFFIX = ".java";
    private static final String MAIN = "public static void main(final String[] args)";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldListEverySampleThatHasAMain() throws IOException
    {
        assertEquals(0, execute());

        final Set<String> listed = new TreeSet<>();
        for (final String line : out.toString().lines().toList())
        {
            assertTrue(line.matches("[a-z0-9-]+ +[A-Z].*\\."), line);
            assertTrue(listed.add(line.split(" ")[0]), line);
        }
        assertEquals(samples(), listed);
        assertEquals("", err.toString());
    }

    @Test
    void shouldHaveOneSampleForEachIdeaOfAPipeline()
    {
        execute();
        final List<String> lines = out.toString().lines().toList();

        for (final String idea :
            List.of("A chain", "A diamond", "Forward packets", "A transmitter", "Keep packets", "cycle of an agent"))
        {
            assertEquals(1, lines.stream().filter(line -> line.contains(idea)).count(), () -> idea + ": " + lines);
        }
    }

    @Test
    void shouldHelpWithEverySample() throws IOException
    {
        for (final String sample : samples())
        {
            assertEquals(0, execute(sample, "--help"));
            assertTrue(out.toString().contains("Usage: xsk sample " + sample), out::toString);
        }
    }

    /** By the name of its class, or by its own on the command line. */
    @Test
    void shouldRunEverySampleInATest() throws IOException
    {
        final StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.walk(TESTS))
        {
            for (final Path file : files.filter(file -> file.toString().endsWith("Test.java")).toList())
            {
                tests.append(file.endsWith("SamplesMainTest.java") ? "" : Files.readString(file));
            }
        }
        for (final String sample : samples())
        {
            final String className = Stream.of(sample.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
            final Pattern use = Pattern.compile("\\b" + className + "\\.(run|class)\\b|\"" + sample + "\"");
            assertTrue(use.matcher(tests).find(), sample);
        }
    }

    @Test
    void shouldSayInOneLineThatThereIsNoSuchSample()
    {
        for (final String[] args : List.of(new String[]{"nope"}, new String[]{"nope", "--count=3"}))
        {
            err.getBuffer().setLength(0);

            assertEquals(CommandRunner.EXIT_UNABLE, execute(args));
            assertEquals(
                List.of("xsk sample: unknown sample 'nope'; ./xsk sample lists the samples"),
                err.toString().lines().toList());
        }
        assertEquals("", out.toString());
    }

    @Test
    void shouldRefuseAnOptionThatASampleDoesNotHave() throws IOException
    {
        for (final String sample : samples())
        {
            err.getBuffer().setLength(0);

            assertEquals(CommandRunner.EXIT_UNABLE, execute(sample, "--no-such-option", "FILE"));
            assertTrue(err.toString().contains("'--no-such-option'"), err::toString);
        }
    }

    @KernelTest
    void shouldNameTheCapabilitiesThatAreMissing() throws Exception
    {
        final List<String> prefix = List.of("setpriv", "--inh-caps=-all", "--bounding-set=-net_raw,-ipc_lock");
        for (final String sample : samples("requireCapabilities()"))
        {
            try (MainProcess process = MainProcess.start(prefix, SamplesMain.class, sample))
            {
                final List<String> lines = process.remainingLines();

                assertEquals(CommandRunner.EXIT_UNABLE, process.process().waitFor());
                assertEquals(List.of("xsk sample " + sample +
                    ": run as root, these capabilities are missing: CAP_NET_RAW CAP_IPC_LOCK"), lines);
            }
        }
    }

    private int execute(final String... args)
    {
        return SamplesMain.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    }

    private static Set<String> samples() throws IOException
    {
        return samples(MAIN);
    }

    /** Those that have a text in their code, by the names that they should have. */
    private static Set<String> samples(final String text) throws IOException
    {
        final List<String> names = new ArrayList<>();
        for (final Path folder : List.of(SOURCES, SOURCES.resolve("market"), SOURCES.resolve("loopback")))
        {
            try (DirectoryStream<Path> sources = Files.newDirectoryStream(folder, "*" + SOURCE_SUFFIX))
            {
                for (final Path source : sources)
                {
                    final String code = Files.readString(source);
                    if (code.contains(MAIN) && code.contains(text) && !source.endsWith("SamplesMain.java"))
                    {
                        names.add(source.getFileName().toString().replace(SOURCE_SUFFIX, ""));
                    }
                }
            }
        }
        assertFalse(names.isEmpty());

        final Set<String> samples = new TreeSet<>();
        names.forEach(name ->
            samples.add(name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT)));

        return samples;
    }
}
