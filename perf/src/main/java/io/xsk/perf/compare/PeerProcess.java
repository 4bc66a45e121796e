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

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.xsk.netns.NetworkNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A mode of the harness, or a peer that writes as it does, in a process of its own: a line says that packets may come,
 * and the last one is a JSON object.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class PeerProcess implements AutoCloseable
{
    /** How long to wait for what should be a matter of seconds. */
    static final long TIMEOUT_S = 120;

    /** In the line that says that packets may come. */
    private static final String READY = "hot thread on CPU";

    private final List<String> command;
    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Process process;
    private final Thread reader;

    private PeerProcess(final List<String> command, final Process process)
    {
        this.command = command;
        this.process = process;
        reader = Thread.ofPlatform().name("reads-" + process.pid()).daemon().start(this::read);
    }

    /**
     * Start a process in a network namespace, with its standard error in its standard output.
     *
     * @param namespace to be in.
     * @param command   with its arguments.
     * @return the process, to be closed.
     */
    public static PeerProcess start(final NetworkNamespace namespace, final List<String> command)
    {
        // A process in the background of a shell ignores SIGINT, and so would its children.
        final List<String> launched = new ArrayList<>(List.of("env", "--default-signal=INT"));
        launched.addAll(command);

        return namespace.call(() ->
            new PeerProcess(command, new ProcessBuilder(launched).redirectErrorStream(true).start()));
    }

    /**
     * Wait until packets may come.
     *
     * @return this.
     */
    public PeerProcess awaitReady()
    {
        if (!await(ready) || lines().stream().noneMatch(line -> line.contains(READY)))
        {
            throw failed("did not get ready");
        }

        return this;
    }

    /**
     * Send a signal.
     *
     * @param signal by its name, such as {@code INT}.
     */
    public void signal(final String signal)
    {
        try
        {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
        catch (final InterruptedException ignore)
        {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Wait for the end of the process.
     *
     * @param timeoutS after which it is an error that it has not ended, in seconds.
     */
    public void awaitExit(final long timeoutS)
    {
        try
        {
            if (!process.waitFor(timeoutS, TimeUnit.SECONDS) || !reader.join(Duration.ofSeconds(TIMEOUT_S)))
            {
                throw failed("did not end");
            }
        }
        catch (final InterruptedException ignore)
        {
            throw failed("was waited for by a thread that was interrupted");
        }
    }

    /**
     * Wait for the end of the process, and for its result.
     *
     * @return the JSON object of the last line.
     */
    public JsonObject await()
    {
        return await(TIMEOUT_S);
    }

    /**
     * Wait for the end of a process that may take longer, and for its result.
     *
     * @param timeoutS after which it is an error that it has not ended, in seconds.
     * @return the JSON object of the last line.
     */
    public JsonObject await(final long timeoutS)
    {
        awaitExit(timeoutS);
        final List<String> all = lines();
        if (all.isEmpty() || !all.getLast().startsWith("{"))
        {
            throw failed("ended without a result, status " + process.exitValue());
        }

        return JsonParser.parseString(all.getLast()).getAsJsonObject();
    }

    /**
     * Let the run end in order, and wait for it.
     *
     * @return the JSON object of the last line.
     */
    public JsonObject stop()
    {
        signal("INT");

        return await();
    }

    /**
     * What it has written so far.
     *
     * @return the lines.
     */
    public List<String> lines()
    {
        synchronized (lines)
        {
            return List.copyOf(lines);
        }
    }

    /** However it went, the process has ended. */
    @Override
    public void close()
    {
        process.destroyForcibly();
    }

    private void read()
    {
        try (BufferedReader output = process.inputReader())
        {
            String line = output.readLine();
            while (null != line)
            {
                synchronized (lines)
                {
                    lines.add(line);
                }
                if (line.contains(READY))
                {
                    ready.countDown();
                }
                line = output.readLine();
            }
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
        finally
        {
            ready.countDown();
        }
    }

    private boolean await(final CountDownLatch latch)
    {
        try
        {
            return latch.await(TIMEOUT_S, TimeUnit.SECONDS);
        }
        catch (final InterruptedException ignore)
        {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private IllegalStateException failed(final String what)
    {
        return new IllegalStateException(
            String.join(" ", command) + " " + what + ", it wrote:\n" + String.join("\n", lines()));
    }
}
