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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * What stands beside figures: when and on what they were measured.
 */
final class Machine
{
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

    private Machine()
    {
    }

    /** In one line, with how many rounds there were. */
    static String describe(final int rounds)
    {
        return LocalDate.now() + ", " + cpuModel() + ", CPUs " + online() + ", Linux " +
            System.getProperty("os.version") + ", Java " + Runtime.version() + ", " +
            (1 == rounds ? "one round" : rounds + " rounds");
    }

    private static String online()
    {
        try
        {
            return Files.readString(ONLINE).strip();
        }
        catch (final IOException ignore)
        {
            return "unknown";
        }
    }

    private static String cpuModel()
    {
        try
        {
            for (final String line : Files.readAllLines(CPU_INFO))
            {
                if (line.startsWith("model name"))
                {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        }
        catch (final IOException ignore)
        {
            // It is told as unknown.
        }

        return "unknown CPU";
    }
}
