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
package io.xsk.counters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * A JVM of its own with counters in a file: it counts one packet for each line that it is sent, and closes them when no
 * more come.
 */
final class CountersProcess implements AutoCloseable
{
    private final Process process;
    private final BufferedReader output;

    CountersProcess(final Path directory) throws IOException
    {
        final List<String> command = new ArrayList<>(List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-XX:+UseSerialGC", "-Xshare:auto", "-XX:TieredStopAtLevel=1",
            "-cp", System.getProperty("java.class.path"), CountersProcess.class.getName(), directory.toString()));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        output = process.inputReader();
        awaitAnswer();
    }

    public static void main(final String[] args) throws IOException
    {
        try (PipelineCounters counters = new PipelineCounters(Path.of(args[0]), "of another process"))
        {
            final AtomicCounter packetsReceived = counters.counter(PipelineCounter.PACKETS_RECEIVED, "port=eth1:3");
            final BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
            do
            {
                System.out.println(packetsReceived.incrementRelease());
            }
            while (null != input.readLine());
        }
    }

    void count() throws IOException
    {
        process.outputWriter().append('\n').flush();
        awaitAnswer();
    }

    void endInOrder() throws Exception
    {
        process.outputWriter().close();
        process.waitFor();
    }

    void kill() throws InterruptedException
    {
        process.destroyForcibly().waitFor();
    }

    long pid()
    {
        return process.pid();
    }

    @Override
    public void close()
    {
        process.destroyForcibly();
    }

    private void awaitAnswer() throws IOException
    {
        if (null == output.readLine())
        {
            throw new IOException("the process ended");
        }
    }
}
