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
package io.xsk.samples.capture;

import com.google.gson.Gson;
import io.xsk.capture.CaptureException;
import io.xsk.samples.CommandRunner;
import io.xsk.samples.Stoppable;
import io.xsk.samples.UntilStopped;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What the commands have in common: they run until they are done or stopped, tell people about every second how far
 * they are, and then everybody how it came out.
 */
abstract class CaptureCommand implements Callable<Integer>, Stoppable
{
    private final UntilStopped until = new UntilStopped();

    @Option(names = "--json",
        description = "Print one JSON object as the last line; everything else goes to the standard error.")
    private boolean isJson;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this text.")
    private boolean isHelp;

    @Spec
    private CommandSpec spec;

    CaptureCommand()
    {
    }

    @Override
    public final Integer call() throws Exception
    {
        try
        {
            return run();
        }
        catch (final CaptureException exception)
        {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + exception.getMessage());
            return CommandRunner.EXIT_FAILED;
        }
    }

    /** Do it, and answer the exit status. */
    abstract int run() throws Exception;

    @Override
    public final void stop()
    {
        until.stop();
    }

    final boolean isStopped()
    {
        return until.isStopped();
    }

    final ParameterException wrongOption(final String message, final Throwable cause)
    {
        return new ParameterException(spec.commandLine(), message, cause);
    }

    /** For people. */
    final void say(final String format, final Object... args)
    {
        people().printf(format, args);
        people().flush();
    }

    /**
     * Wait until it is over, by itself, by time, or because it was stopped.
     *
     * @param isOver    the condition.
     * @param timeoutNs to wait at most.
     * @param progress  called about every second.
     */
    final void await(final BooleanSupplier isOver, final long timeoutNs, final Runnable progress)
        throws InterruptedException
    {
        until.await(isOver, timeoutNs, progress);
    }

    /**
     * Tell how it came out.
     *
     * @param summary values by their names.
     * @param isWhole is nothing missing?
     * @return the exit status.
     */
    final int report(final Map<String, Object> summary, final boolean isWhole)
    {
        summary.forEach((name, value) -> say("%-16s%s%n", name, value));
        if (isJson)
        {
            spec.commandLine().getOut().println(new Gson().toJson(summary));
            spec.commandLine().getOut().flush();
        }

        return isWhole ? 0 : CommandRunner.EXIT_FAILED;
    }

    private PrintWriter people()
    {
        return isJson ? spec.commandLine().getErr() : spec.commandLine().getOut();
    }
}
