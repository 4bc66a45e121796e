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
package io.xsk.samples.loopback;

import io.xsk.samples.CommandRunner;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line of the {@link LoopbackRun}.
 */
@Command(
    name = "loopback",
    description = "Sends UDP datagrams over a virtual cable into a pipeline on an AF_XDP socket, and adds up.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:every datagram was received or its drop was counted, and no frame is lost",
        "1:the counts do not add up, or something failed",
        "2:the options are wrong, or capabilities are missing"})
public final class Loopback implements Callable<Integer>
{
    @Option(names = "--seconds", paramLabel = "N", defaultValue = "5",
        description = "How long to send, from 1 to 3600 (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--rate", paramLabel = "PPS", defaultValue = "50000",
        description = "Datagrams a second, from 1 to 10000000 (${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--simulated",
        description = "Run on a simulated kernel, within the process: no privileges are needed.")
    private boolean isSimulated;

    @Option(names = "--json",
        description = "Print one JSON object as the last line; everything else goes to the standard error.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    private Loopback()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new Loopback(), args);
    }

    @Override
    public Integer call() throws Exception
    {
        requireWithin("--seconds", seconds, 3_600);
        requireWithin("--rate", rate, 10_000_000);
        if (!isSimulated)
        {
            CommandRunner.requireCapabilities("xsk sample loopback --simulated needs none");
        }

        final PrintStream people = isJson ? System.err : System.out;
        final LoopbackSummary summary = new LoopbackRun(seconds, rate, isSimulated, people).run();
        summary.print(people);
        if (isJson)
        {
            System.out.println(summary.toJson());
        }

        return summary.addsUp() ? 0 : CommandRunner.EXIT_FAILED;
    }

    private void requireWithin(final String option, final int value, final int max)
    {
        if (value < 1 || value > max)
        {
            throw new ParameterException(
                spec.commandLine(), option + " must be from 1 to " + max + ": " + option + "=" + value);
        }
    }
}
