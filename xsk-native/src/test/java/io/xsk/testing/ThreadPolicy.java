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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How urgent a thread is, read from /proc, see proc_pid_stat(5).
 *
 * @param priority of a real-time thread, 0 for others.
 * @param policy   1 for SCHED_FIFO, 0 for the ordinary one.
 */
public record ThreadPolicy(int priority, int policy)
{
    /** The ordinary one. */
    public static final ThreadPolicy ORDINARY = new ThreadPolicy(0, 0);

    private static final int PRIORITY_INDEX = 37;
    private static final int POLICY_INDEX = 38;

    /**
     * Of the calling thread.
     *
     * @return its policy.
     */
    public static ThreadPolicy current()
    {
        try
        {
            final String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            // After the name in parentheses, which may have blanks, comes the third field.
            final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");

            return new ThreadPolicy(
                Integer.parseInt(fields[PRIORITY_INDEX]), Integer.parseInt(fields[POLICY_INDEX]));
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }
}
