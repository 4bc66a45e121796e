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

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The demo in a JVM of its own, started as the front door starts it.
 */
final class DemoProcess implements AutoCloseable
{
    private static final List<String> JVM = List.of(
        ProcessHandle.current().info().command().orElseThrow(),
        "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "-cp", System.getProperty("java.class.path"),
        DemoMain.class.getName());

    private final Process process;
    private final BufferedReader output;

    private DemoProcess(final Process process)
    {
        this.process = process;
        output = process.inputReader();
    }

    /** With the standard error in the standard output, line by line. */
    static DemoProcess start(final List<String> prefix, final String... options) throws IOException
    {
        final List<String> command = new ArrayList<>(prefix);
        command.addAll(JVM);
        command.addAll(List.of(options));

        return new DemoProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    Process process()
    {
        return process;
    }

    /** Read until a line has a text in it. */
    void awaitLine(final String text) throws IOException
    {
        String line = output.readLine();
        while (null != line && !line.contains(text))
        {
            line = output.readLine();
        }
        if (null == line)
        {
            throw new IOException("the demo ended before it said: " + text);
        }
    }

    /** However the test ended, the demo has. */
    @Override
    public void close()
    {
        process.destroyForcibly();
    }

    List<String> remainingLines() throws IOException
    {
        return output.lines().toList();
    }
}
