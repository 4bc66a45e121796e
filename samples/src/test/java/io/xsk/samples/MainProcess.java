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

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The demo or a sample in a JVM of its own, started as the front door starts it.
 */
public final class MainProcess implements AutoCloseable
{
    /**
     * The prefix for who has no privileges. Where the test has them, its process gives them up: it keeps but the right
     * to read files, since it runs the classes from where they were built.
     */
    public static final List<String> ORDINARY_USER = "root".equals(System.getProperty("user.name")) ?
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
            "--inh-caps=-all,+dac_read_search", "--ambient-caps=+dac_read_search",
            "--bounding-set=-all,+dac_read_search", "--no-new-privs") :
        List.of();

    private static final List<String> JVM = List.of(
        ProcessHandle.current().info().command().orElseThrow(),
        "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "-cp", System.getProperty("java.class.path"));

    private final Process process;
    private final BufferedReader output;

    private MainProcess(final Process process)
    {
        this.process = process;
        output = process.inputReader();
    }

    /**
     * Start it, with the standard error in the standard output.
     *
     * @param prefix    of the command that starts the JVM, or nothing.
     * @param mainClass to run.
     * @param options   on its command line.
     * @return the process, to be closed.
     * @throws IOException if it cannot be started.
     */
    public static MainProcess start(final List<String> prefix, final Class<?> mainClass, final String... options)
        throws IOException
    {
        final List<String> command = new ArrayList<>(prefix);
        command.addAll(JVM);
        command.add(mainClass.getName());
        command.addAll(List.of(options));

        return new MainProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /**
     * The process.
     *
     * @return the process.
     */
    public Process process()
    {
        return process;
    }

    /**
     * Read until a line has a text in it.
     *
     * @param text to look for.
     * @throws IOException if the process ends before.
     */
    public void awaitLine(final String text) throws IOException
    {
        String line = output.readLine();
        while (null != line && !line.contains(text))
        {
            line = output.readLine();
        }
        if (null == line)
        {
            throw new IOException("the process ended before it said: " + text);
        }
    }

    /** However the test ended, the process has. */
    @Override
    public void close()
    {
        process.destroyForcibly();
    }

    /**
     * Read to the end.
     *
     * @return the lines that were not read yet.
     * @throws IOException if they cannot be read.
     */
    public List<String> remainingLines() throws IOException
    {
        return output.lines().toList();
    }
}
