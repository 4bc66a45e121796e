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
package io.xsk.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM on the same classes, for what might kill it or needs other privileges.
 */
public final class ChildJvm
{
    private static final long TIMEOUT_S = 120;

    private ChildJvm()
    {
    }

    /**
     * Start it, in the network namespace of the calling thread.
     *
     * @param launcher  words that stand before the JVM, such as those of {@code setpriv}; may be none.
     * @param flags     of the JVM besides those that are needed.
     * @param mainClass to run.
     * @param arguments of the main class.
     * @return the process; its output and errors are one stream.
     * @throws IOException if it cannot be started.
     */
    public static Process start(
        final List<String> launcher, final List<String> flags, final Class<?> mainClass, final String... arguments)
        throws IOException
    {
        final List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC", "-Xmx128m", "-XX:-UsePerfData",
            "-XX:ErrorFile=" + System.getProperty("java.io.tmpdir") + File.separator + "hs_err_child_%p.log"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
        command.addAll(List.of(arguments));

        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /**
     * Wait until it ends.
     *
     * @param process to wait for.
     * @return what it printed, after a line with its exit status.
     * @throws IOException          if its output cannot be read.
     * @throws InterruptedException if interrupted.
     */
    public static String await(final Process process) throws IOException, InterruptedException
    {
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS))
        {
            process.destroyForcibly();
            throw new IllegalStateException("child JVM does not end: output=" + output);
        }

        return "status=" + process.exitValue() + '\n' + output;
    }
}
