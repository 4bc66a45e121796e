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

import io.xsk.pipeline.TurnBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what a packet's turn through a pipeline costs by the number of stages and of frames, and what it costs a
 * loop that does the same by hand. Each figure is of a JVM of its own; in a round each comes once.
 */
@Command(
    name = "turn",
    mixinStandardHelpOptions = true,
    description = "Measure a packet's turn through a pipeline on one thread, over plain memory, and by hand, for " +
        "some numbers of stages and frames.")
public final class Turn implements Runnable
{
    private static final int ITERATIONS = 3;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3",
        description = "Rounds, in each of which everything is measured once (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--stages", paramLabel = "N", split = ",", defaultValue = "1,2,3,4,5,6,7,8",
        description = "Numbers of stages (default ${DEFAULT-VALUE}).")
    private int[] stages;

    @Option(names = "--frames", paramLabel = "N", split = ",", defaultValue = "256,4096,65536",
        description = "Numbers of frames (default ${DEFAULT-VALUE}).")
    private int[] frames;

    @Option(names = "--iteration-ms", paramLabel = "N", defaultValue = "500",
        description = "Length of each of the three iterations, after three that warm up (default ${DEFAULT-VALUE}).")
    private long iterationMs;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with the plot.")
    private Path html;

    @Option(names = "--svg", paramLabel = "FILE", description = "Write the plot, which Chromium draws.")
    private Path svg;

    @Option(names = "--markdown", paramLabel = "FILE", description =
        "Write the table in Markdown: to a new file, or in the section of an existing one that is for it.")
    private Path markdown;

    /**
     * With the defaults of the options.
     */
    public Turn()
    {
    }

    @Override
    public void run()
    {
        if (null != svg && !Browser.isInstalled())
        {
            throw new IllegalArgumentException("--svg needs " + Browser.needed());
        }
        final MarkdownSection section = null == markdown ? null : MarkdownSection.in(markdown, "./xsk perf turn");
        final TurnReport report = new TurnReport(Machine.describe(rounds));
        final List<Way> ways = ways();
        for (int round = 1; round <= rounds; round++)
        {
            // In the other order in every other round: a virtual machine can be faster for some minutes.
            for (final Way way : 0 == round % 2 ? ways.reversed() : ways)
            {
                System.err.printf("round %d of %d: %s%n", round, rounds, way);
                report.add(way.stages, way.frames, way.isPipeline, measure(way));
            }
        }

        report.lines().forEach(System.out::println);
        if (null != section)
        {
            final List<String> lines = new ArrayList<>(report.lines());
            if (null != svg)
            {
                lines.addAll(List.of("", "![a packet's turn by stages](" + relative(svg, markdown) + ")"));
            }
            section.write(lines);
        }
        if (null != html)
        {
            report.writeHtml(html);
        }
        if (null != svg)
        {
            report.writeSvg(svg);
        }
    }

    private List<Way> ways()
    {
        final List<Way> ways = new ArrayList<>();
        for (final int frameCount : frames)
        {
            for (final int stageCount : stages)
            {
                ways.add(new Way(stageCount, frameCount, true));
                ways.add(new Way(stageCount, frameCount, false));
            }
        }

        return ways;
    }

    /** The path of a file as it stands in another one. */
    private static Path relative(final Path file, final Path from)
    {
        return from.toAbsolutePath().normalize().getParent().relativize(file.toAbsolutePath().normalize());
    }

    /** Nanoseconds a packet. */
    private double measure(final Way way)
    {
        final TimeValue iteration = new TimeValue(iterationMs, TimeUnit.MILLISECONDS);
        try
        {
            return new Runner(new OptionsBuilder()
                .include(TurnBenchmark.class.getName().replace(".", "\\.") + "\\." + way.method() + "$")
                .param("stages", Integer.toString(way.stages))
                .param("frames", Integer.toString(way.frames))
                .jvmArgs(HarnessCommand.jvmFlags().toArray(String[]::new))
                .forks(1)
                .warmupIterations(ITERATIONS)
                .warmupTime(iteration)
                .measurementIterations(ITERATIONS)
                .measurementTime(iteration)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build()).runSingle().getPrimaryResult().getScore();
        }
        catch (final RunnerException exception)
        {
            throw new IllegalStateException("not measured: " + way, exception);
        }
    }

    /** What is measured in a JVM. */
    private record Way(int stages, int frames, boolean isPipeline)
    {
        String method()
        {
            return isPipeline ? "pipeline" : "byHand";
        }
    }
}
