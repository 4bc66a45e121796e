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
package io.xsk.samples.stat;

import io.xsk.counters.PipelineCounters;
import io.xsk.counters.PipelineCountersReader;
import io.xsk.samples.CommandRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Prints the counters of the pipelines that run on this machine, without them taking notice.
 */
@Command(
    name = "xsk stat",
    description = "Prints the counters of all pipelines that run, and of those that crashed.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:the counters were printed, or there was no pipeline",
        "1:something failed",
        "2:the options are wrong"})
public final class StatMain implements Callable<Integer>
{
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this text.")
    private boolean isHelp;

    @Option(names = "--interval", paramLabel = "SECONDS", description = "Print again and again, until interrupted.")
    private long intervalS;

    @Option(names = "--directory", paramLabel = "PATH", description = "Where the files of the counters are.")
    private Path directory = PipelineCounters.directory();

    @Option(names = "--all", description = "Print the counters that are 0 as well.")
    private boolean isAll;

    @Option(names = "--remove-stale", description = "Remove the files of pipelines that crashed, once printed.")
    private boolean isToRemoveStale;

    @Spec
    private CommandSpec spec;

    StatMain()
    {
    }

    /**
     * Print the counters.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new StatMain(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException
    {
        if (intervalS < 0)
        {
            throw new ParameterException(spec.commandLine(), "--interval must not be negative: " + intervalS);
        }
        print();
        while (intervalS > 0)
        {
            TimeUnit.SECONDS.sleep(intervalS);
            print();
        }

        return 0;
    }

    private void print() throws IOException
    {
        final PrintWriter out = spec.commandLine().getOut();
        final List<PipelineCountersReader> pipelines = PipelineCountersReader.list(directory);
        if (pipelines.isEmpty())
        {
            out.println("no pipeline has counters in " + directory);
        }
        for (final PipelineCountersReader pipeline : pipelines)
        {
            out.printf("%s: pid=%d %s since=%s file=%s%n", pipeline.name(), pipeline.pid(), pipeline.state(),
                Instant.ofEpochMilli(pipeline.createdMs()), pipeline.path());
            pipeline.forEach((typeId, label, value) ->
            {
                if (isAll || 0 != value)
                {
                    out.printf("%,22d  %s%n", value, label);
                }
            });
            if (isToRemoveStale && pipeline.removeIfStale())
            {
                out.println("removed " + pipeline.path());
            }
        }
        out.flush();
    }
}
