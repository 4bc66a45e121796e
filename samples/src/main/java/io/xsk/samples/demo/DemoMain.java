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
package io.xsk.samples.demo;

import io.xsk.capture.CaptureException;
import io.xsk.samples.CommandRunner;
import io.xsk.samples.market.CapturedFeed;
import io.xsk.samples.market.FeedScript;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line of the {@link Demo}.
 */
@Command(
    name = "xsk demo",
    description = "Publishes a feed on two lines over a virtual cable; a feed handler on an AF_XDP socket arbitrates " +
        "them, recovers what both lost, keeps the books and records; and every count is compared.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:every message that was published was delivered once and in order, and all counts are as expected",
        "1:they are not, or something failed",
        "2:the options are wrong, or capabilities are missing"})
public final class DemoMain implements Callable<Integer>
{
    private static final long MAX_MESSAGES = 2_000_000;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "5",
        description = "How long to publish, from 1 to 3600 (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--rate", paramLabel = "MPS", defaultValue = "20000",
        description = "Messages a second, on each line, from 1 to 1000000 (${DEFAULT-VALUE}); 2,000,000 in all.")
    private int rate;

    @Option(names = "--seed", defaultValue = "1",
        description = "Of the feed and of what is lost of it; the same gives the same (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--symbols", defaultValue = "3", description = "Symbols, from 1 to 1000 (${DEFAULT-VALUE}).")
    private int symbols;

    @Option(names = "--pcap", paramLabel = "FILE",
        description = "Publish a captured feed at its own pace; --seconds, --rate, --seed and --symbols are not for " +
            "it. It must be MoldUDP64, one session, two groups; what both lines lost the publisher does not have.")
    private Path captureFile;

    @Option(names = "--record", paramLabel = "FILE",
        description = "Keep what was recorded; a name that ends in .pcap for classic pcap.")
    private Path recordFile;

    @Option(names = "--compare",
        description = "Publish the same feed again, once for each: the same handler over AF_XDP and over " +
            "DatagramChannel, busy, and over DatagramChannel, blocking. Publisher and handler have a CPU each.")
    private boolean isCompared;

    @Option(names = "--withhold",
        description = "Let the publisher never answer with the first message that it is asked for, to see it fail.")
    private boolean isWithholding;

    @Option(names = "--simulated",
        description = "Run on a simulated kernel, within the process: no privileges are needed.")
    private boolean isSimulated;

    @Option(names = "--report", paramLabel = "FILE",
        description = "Write a page with the latencies drawn and all counts; it needs nothing but itself.")
    private Path reportFile;

    @Option(names = "--json",
        description = "Print one JSON object as the last line; everything else goes to the standard error.")
    private boolean isJson;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this text.")
    private boolean isHelp;

    @Spec
    private CommandSpec spec;

    private DemoMain()
    {
    }

    /**
     * Run the demo.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new DemoMain(), args);
    }

    @Override
    public Integer call() throws Exception
    {
        requireWithin("--seconds", seconds, 3_600);
        requireWithin("--rate", rate, 1_000_000);
        requireWithin("--symbols", symbols, 1_000);
        if ((long)seconds * rate > MAX_MESSAGES)
        {
            throw new ParameterException(spec.commandLine(),
                "--seconds times --rate must be " + MAX_MESSAGES + " at most, since the whole feed is made before");
        }
        if (isCompared && isSimulated)
        {
            throw new ParameterException(spec.commandLine(), "--compare needs the kernel, so not with --simulated");
        }
        if (!isSimulated)
        {
            CommandRunner.requireCapabilities("xsk demo --simulated needs none");
        }

        final PrintStream people = isJson ? System.err : System.out;
        try
        {
            final FeedScript script = null == captureFile ?
                new FeedScript(seed, seconds * rate, rate, symbols) :
                CapturedFeed.read(captureFile);
            final Demo demo = new Demo(
                new Demo.Options(script, recordFile, isSimulated, isCompared, isWithholding), people);
            final DemoSummary summary = demo.run();
            summary.print(people);
            if (null != reportFile)
            {
                demo.report().write(reportFile, summary);
            }
            if (isJson)
            {
                System.out.println(summary.toJson());
            }

            return summary.differences().isEmpty() ? 0 : CommandRunner.EXIT_FAILED;
        }
        catch (final CaptureException exception)
        {
            spec.commandLine().getErr().println("xsk demo: " + exception.getMessage());
            return CommandRunner.EXIT_FAILED;
        }
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
