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

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What the kernel says of a process or a thread in its file {@code stat}, proc_pid_stat(5).
 *
 * @param name       of the command or the thread, at most 15 characters.
 * @param isZombie   whether it has ended and only waits for that to be noticed.
 * @param startTicks when it started, in clock ticks since the machine did: with the id it is no other one's.
 */
public record ProcStat(String name, boolean isZombie, long startTicks)
{
    private static final char ZOMBIE = 'Z';
    /** Of which the kernel gives as much as there is at once: 52 fields, most of them short. */
    private static final int MAX_LENGTH = 1536;
    /** Of the fields behind the name, which may hold anything, blanks and brackets too. */
    private static final int STATE_FIELD = 1;
    private static final int START_TICKS_FIELD = 20;

    /**
     * Read it.
     *
     * @param directory of the process or the thread.
     * @return null if there is none.
     */
    public static ProcStat read(final Path directory)
    {
        // A channel of java.nio would make ten kilobytes of garbage, for each thread of the process every second.
        try (FileInputStream stream = new FileInputStream(directory.resolve("stat").toFile()))
        {
            final byte[] bytes = new byte[MAX_LENGTH];
            final String stat = new String(bytes, 0, Math.max(0, stream.read(bytes)), StandardCharsets.UTF_8);
            final int nameEnd = stat.lastIndexOf(')');
            final int state = nameEnd + 2;
            int startTicks = state;
            for (int field = STATE_FIELD; field < START_TICKS_FIELD; field++)
            {
                startTicks = stat.indexOf(' ', startTicks) + 1;
            }

            return new ProcStat(
                stat.substring(stat.indexOf('(') + 1, nameEnd),
                ZOMBIE == stat.charAt(state),
                Long.parseLong(stat, startTicks, stat.indexOf(' ', startTicks), 10));
        }
        catch (final IOException ignore)
        {
            return null;
        }
    }
}
