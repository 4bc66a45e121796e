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

import io.xsk.samples.loopback.Loopback;
import io.xsk.samples.market.FeedGenerator;
import io.xsk.samples.market.FeedReplay;
import io.xsk.samples.market.FeedRepublish;
import io.xsk.samples.market.FeedSubscribe;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Lists the samples, or runs one by its name.
 */
@Command(
    name = "xsk sample",
    description = "Runs a sample on hosts of its own; without a name, lists the samples.",
    commandListHeading = "%nSamples:%n",
    subcommands = {
        CountByPort.class,
        Diamond.class,
        ForwardBetweenPorts.class,
        AnswerPackets.class,
        KeepPackets.class,
        InvokeInAgent.class,
        Filter.class,
        OwnProgram.class,
        HelloXdp.class,
        SharedUmem.class,
        Dev1ToDev2.class,
        FeedGenerator.class,
        FeedReplay.class,
        FeedRepublish.class,
        FeedSubscribe.class,
        Loopback.class},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:the sample came out as it should",
        "1:it did not, or something failed",
        "2:there is no such sample, the options are wrong, or capabilities are missing"})
public final class SamplesMain implements Callable<Integer>
{
    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this text.")
    private boolean isHelp;

    @Spec
    private CommandSpec spec;

    private SamplesMain()
    {
    }

    /**
     * List the samples, or run one.
     *
     * @param args of the command line: the name of a sample and its options, or nothing.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(commandLine(), args);
    }

    @Override
    public Integer call()
    {
        final CommandLine commandLine = spec.commandLine();
        for (final Map.Entry<String, CommandLine> sample : commandLine.getSubcommands().entrySet())
        {
            commandLine.getOut().printf("%-22s %s%n",
                sample.getKey(), sample.getValue().getCommandSpec().usageMessage().description()[0]);
        }
        commandLine.getOut().flush();

        return 0;
    }

    static CommandLine commandLine()
    {
        final CommandLine commandLine = CommandRunner.commandLine(new SamplesMain());
        final IParameterExceptionHandler usual = commandLine.getParameterExceptionHandler();

        return commandLine.setParameterExceptionHandler((exception, args) ->
            exception.getCommandLine() == commandLine && exception instanceof final UnmatchedArgumentException unknown ?
                onUnknownSample(commandLine, unknown.getUnmatched().getFirst()) :
                usual.handleParseException(exception, args));
    }

    private static int onUnknownSample(final CommandLine commandLine, final String name)
    {
        commandLine.getErr().println(
            commandLine.getCommandName() + ": unknown sample '" + name + "'; ./xsk sample lists the samples");

        return CommandRunner.EXIT_UNABLE;
    }
}
