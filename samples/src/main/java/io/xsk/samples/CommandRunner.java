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

import io.xsk.Capability;
import io.xsk.XskException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * What the command lines of the samples and the demo have in common: an exit status, and one line for what stands in
 * their way.
 */
public final class CommandRunner
{
    /** The exit status when something failed, or counts do not add up. */
    public static final int EXIT_FAILED = 1;
    /** The exit status when the options are wrong, or capabilities are missing. */
    public static final int EXIT_UNABLE = 2;

    private static final long STOP_TIMEOUT_S = 60;
    private static final EnumSet<Capability> REQUIRED = EnumSet.allOf(Capability.class);

    private CommandRunner()
    {
    }

    /**
     * Run a command and exit with its status. One that is {@link Stoppable} is stopped when a signal comes, and the
     * exit status is its own then as well, rather than the signal's.
     *
     * @param command that has picocli's annotations.
     * @param args    of the command line.
     */
    public static void main(final Object command, final String[] args)
    {
        main(commandLine(command), args);
    }

    static void main(final CommandLine commandLine, final String[] args)
    {
        final AtomicReference<Stoppable> running = new AtomicReference<>();
        final CompletableFuture<Integer> ended = new CompletableFuture<>();
        final Thread hook = new Thread(() -> stop(running.get(), ended), "xsk-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        commandLine.setExecutionStrategy(parsed ->
        {
            running.set(commandOf(parsed) instanceof final Stoppable stoppable ? stoppable : null);
            return new CommandLine.RunLast().execute(parsed);
        });
        int status = EXIT_FAILED;
        try
        {
            status = commandLine.execute(args);
        }
        finally
        {
            ended.complete(status);
        }
        // Where a signal has come it does not return, and the hook ends the process.
        System.exit(status);
    }

    /**
     * Leave the command, with one line, unless the process may open sockets, load programs and make namespaces.
     */
    public static void requireCapabilities()
    {
        requireCapabilities("");
    }

    /**
     * Leave the command, with one line, unless the process may open sockets, load programs and make namespaces.
     *
     * @param alternative that needs none of it, to be said at the end of the line; empty if there is none.
     */
    public static void requireCapabilities(final String alternative)
    {
        final List<Capability> missing = Capability.missing(REQUIRED);
        if (!missing.isEmpty())
        {
            throw new MissingCapabilitiesException(missing, alternative);
        }
    }

    private static Object commandOf(final ParseResult parsed)
    {
        return parsed.hasSubcommand() ? commandOf(parsed.subcommand()) : parsed.commandSpec().userObject();
    }

    /** The status of a JVM that ends by a signal is the signal's, unless it is halted. */
    private static void stop(final Stoppable running, final CompletableFuture<Integer> ended)
    {
        if (null == running || ended.isDone())
        {
            return;
        }
        running.stop();
        try
        {
            Runtime.getRuntime().halt(ended.get(STOP_TIMEOUT_S, TimeUnit.SECONDS));
        }
        catch (final InterruptedException | ExecutionException | TimeoutException exception)
        {
            System.err.println("xsk: not ended in time");
            Runtime.getRuntime().halt(EXIT_FAILED);
        }
    }

    static CommandLine commandLine(final Object command)
    {
        return new CommandLine(command).setExecutionExceptionHandler(CommandRunner::onFailure);
    }

    private static int onFailure(
        final Exception exception, final CommandLine commandLine, final ParseResult parseResult)
        throws Exception
    {
        // The last of them: a library that the command needs is not installed.
        if (exception instanceof XskException || exception instanceof MissingCapabilitiesException ||
            exception instanceof UnsupportedOperationException)
        {
            commandLine.getErr().println(
                commandLine.getCommandSpec().qualifiedName() + ": " + exception.getMessage());
            return exception instanceof XskException ? EXIT_FAILED : EXIT_UNABLE;
        }

        throw exception;
    }

    private static final class MissingCapabilitiesException extends RuntimeException
    {
        private static final long serialVersionUID = 1L;

        private MissingCapabilitiesException(final List<Capability> missing, final String alternative)
        {
            super("run as root, these capabilities are missing: " +
                missing.stream().map(Enum::name).collect(Collectors.joining(" ")) +
                (alternative.isEmpty() ? "" : "; " + alternative));
        }
    }
}
