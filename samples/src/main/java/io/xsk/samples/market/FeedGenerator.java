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
package io.xsk.samples.market;

import io.xsk.capture.CaptureException;
import io.xsk.capture.CaptureFormat;
import io.xsk.capture.CaptureWriter;
import io.xsk.samples.CommandRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes a generated feed to a capture file, and what is true of it to a file beside it.
 */
@Command(
    name = "feed-generator",
    description = "Write an artificial feed on two lines to a capture file, with what to expect of it beside it.")
public final class FeedGenerator implements Callable<Integer>
{
    private static final long START_NS = 1_700_000_000_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Capture file to make; a name that ends in .pcap for classic pcap.")
    private Path file;

    @Option(names = "--messages", defaultValue = "100000", description = "Messages (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(names = "--rate", defaultValue = "20000", description = "Messages a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--seed", defaultValue = "1", description = "The same gives the same (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--symbols", defaultValue = "3", description = "Symbols (default: ${DEFAULT-VALUE}).")
    private int symbols;

    private FeedGenerator()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new FeedGenerator(), args);
    }

    @Override
    public Integer call() throws IOException
    {
        if (messages < 1 || rate < 1 || symbols < 1)
        {
            throw new ParameterException(
                spec.commandLine(), "--messages, --rate and --symbols must be positive");
        }
        final FeedScript script = new FeedScript(seed, messages, rate, symbols);
        try
        {
            write(script, file);
        }
        catch (final CaptureException exception)
        {
            spec.commandLine().getErr().println("xsk sample feed-generator: " + exception.getMessage());
            return CommandRunner.EXIT_FAILED;
        }
        final Path expected = file.resolveSibling(file.getFileName() + ".expected.json");
        Files.writeString(expected, script.expectations().toJson() + System.lineSeparator());
        final PrintWriter out = spec.commandLine().getOut();
        out.printf("%,d messages in %,d packets, %,d frames on two lines: %s, %s%n",
            messages, script.expectations().packets(), script.transmissions().size(), file, expected);

        return 0;
    }

    /** Both lines in one file, in the order of time. */
    static void write(final FeedScript script, final Path file)
    {
        final FeedFrame frame = new FeedFrame();
        try (CaptureWriter writer = CaptureWriter.create(file, CaptureFormat.of(file), List.of("feed")))
        {
            for (final FeedScript.Transmission transmission : script.transmissions())
            {
                final int length = frame.put(
                    transmission.line(), script.buffer(), transmission.index(), transmission.length());
                writer.write(0, START_NS + transmission.timeNs(), frame.buffer(), 0, length, length);
            }
        }
    }
}
