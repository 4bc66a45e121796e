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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.LoadedPrograms;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a process has in the kernel, which has to be gone when the process is: the programs and the namespaces.
 * <p>
 * Ids of programs are not used again for long, but other processes have programs of the same name; the numbers of
 * namespaces are used again at once. So it is told by the process what is its own, and nobody else may have it.
 */
public final class KernelTraces
{
    private static final String PROGRAM_ID = "prog_id:";

    private final Path process;
    private final Set<Integer> programs;

    private KernelTraces(final Path process, final Set<Integer> programs)
    {
        this.process = process;
        this.programs = programs;
    }

    /**
     * Those of a process that runs on two hosts of its own.
     *
     * @param running process.
     * @param program that it has loaded, by the name that the kernel tells.
     * @return what it has.
     * @throws IOException if it has ended.
     */
    public static KernelTraces of(final Process running, final String program) throws IOException
    {
        final Path process = Path.of("/proc", String.valueOf(running.pid()));
        final Set<Integer> programs = programs(process);
        final Set<String> namespaces = namespaces(process);
        namespaces.removeAll(namespaces(Path.of("/proc/self")));
        assertFalse(programs.isEmpty());
        assertTrue(LoadedPrograms.named(program).containsAll(programs));
        assertEquals(2, namespaces.size());
        assertEquals(Set.of(process), holders(namespaces));
        assertTrue(mounts().stream().noneMatch(mount -> namespaces.stream().anyMatch(mount::contains)));

        return new KernelTraces(process, programs);
    }

    /**
     * The kernel frees programs some time after their last user has gone; the test's timeout bounds the wait.
     */
    public void awaitGone()
    {
        while (programs.stream().anyMatch(LoadedPrograms::isThere))
        {
            Thread.yield();
        }
        assertFalse(Files.exists(process));
    }

    /** The programs to which a process has a descriptor, or a link's. */
    private static Set<Integer> programs(final Path process) throws IOException
    {
        final Set<Integer> programs = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fdinfo")))
        {
            for (final Path descriptor : descriptors)
            {
                linesOf(descriptor).stream()
                    .filter(line -> line.startsWith(PROGRAM_ID))
                    .forEach(line -> programs.add(Integer.valueOf(line.substring(PROGRAM_ID.length()).strip())));
            }
        }

        return programs;
    }

    private static List<String> linesOf(final Path descriptor)
    {
        try
        {
            return Files.readAllLines(descriptor);
        }
        catch (final IOException ignore)
        {
            // One that was closed meanwhile has no program.
            return List.of();
        }
    }

    private static Set<Path> holders(final Set<String> namespaces) throws IOException
    {
        final Set<Path> holders = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*"))
        {
            for (final Path process : processes)
            {
                if (namespaces(process).stream().anyMatch(namespaces::contains))
                {
                    holders.add(process);
                }
            }
        }

        return holders;
    }

    private static List<String> mounts() throws IOException
    {
        return Files.readAllLines(Path.of("/proc/self/mountinfo"));
    }

    private static Set<String> namespaces(final Path process) throws IOException
    {
        final Set<String> namespaces = new HashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task")))
        {
            for (final Path task : tasks)
            {
                namespaces.add(Files.readSymbolicLink(task.resolve("ns/net")).toString());
            }
        }
        catch (final IOException ignore)
        {
            // A process or thread that ends meanwhile is in no namespace.
        }

        return namespaces;
    }
}
