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
package io.xsk.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process and no other one that may get its id later.
 *
 * @param pid        its id within its namespace.
 * @param startTicks when it started, in clock ticks since the machine did.
 * @param namespace  of the id, pid_namespaces(7): the number of its inode.
 */
public record ProcessIdentity(long pid, long startTicks, long namespace)
{
    private static final long NOT_RUNNING = -1;

    /**
     * Which one this is.
     *
     * @return this process.
     */
    public static ProcessIdentity ofThisProcess()
    {
        final long pid = ProcessHandle.current().pid();
        return new ProcessIdentity(pid, startTicks(pid), thisNamespace());
    }

    /**
     * Is its id one that this process can look up?
     *
     * @return false if the id belongs to another namespace.
     */
    public boolean isOfThisNamespace()
    {
        return namespace == thisNamespace();
    }

    /**
     * Does it run? To be asked only if {@link #isOfThisNamespace()}.
     *
     * @return true until it has ended.
     */
    public boolean isRunning()
    {
        return startTicks == startTicks(pid);
    }

    private static long startTicks(final long pid)
    {
        final ProcStat stat = ProcStat.read(Path.of("/proc", Long.toString(pid)));
        return null == stat || stat.isZombie() ? NOT_RUNNING : stat.startTicks();
    }

    private static long thisNamespace()
    {
        try
        {
            return (Long)Files.getAttribute(Path.of("/proc/self/ns/pid"), "unix:ino");
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException("the namespace of process ids cannot be read from /proc", exception);
        }
    }
}
