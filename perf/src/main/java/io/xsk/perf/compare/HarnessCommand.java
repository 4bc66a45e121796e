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

import io.xsk.perf.PerfMain;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start this library's own harness in another JVM, with the flags of this one.
 */
public final class HarnessCommand
{
    private HarnessCommand()
    {
    }

    /**
     * The command for a mode.
     *
     * @param prefix    of the command that starts the JVM, or nothing.
     * @param jvmFlags  besides those of this JVM.
     * @param arguments the mode and its options.
     * @return the command with all arguments.
     */
    public static List<String> of(
        final List<String> prefix, final List<String> jvmFlags, final List<String> arguments)
    {
        return of(PerfMain.class, prefix, jvmFlags, arguments);
    }

    /** The command for another program of this harness. */
    static List<String> of(
        final Class<?> mainClass,
        final List<String> prefix,
        final List<String> jvmFlags,
        final List<String> arguments)
    {
        final List<String> command = new ArrayList<>(prefix);
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(jvmFlags());
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
        command.addAll(arguments);

        return command;
    }

    /** The flags of this JVM that another one should have as well. */
    static List<String> jvmFlags()
    {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-XX:AOT"))
            .toList();
    }
}
