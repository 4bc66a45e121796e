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
package io.xsk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A privilege of the process that is needed somewhere here, see capabilities(7).
 */
public enum Capability
{
    /** To load programs, attach them and set up interfaces. */
    CAP_NET_ADMIN(12),
    /** To open an AF_XDP socket. */
    CAP_NET_RAW(13),
    /** To register a UMEM that is larger than RLIMIT_MEMLOCK. */
    CAP_IPC_LOCK(14),
    /** To make a network namespace. */
    CAP_SYS_ADMIN(21),
    /**
     * To load filters, which step over headers of any length; CAP_SYS_ADMIN has it in it, and kernels before 5.8 ask
     * for that.
     */
    CAP_PERFMON(38),
    /** To load programs and create maps; CAP_SYS_ADMIN has it in it, and kernels before 5.8 ask for that. */
    CAP_BPF(39);

    private static final Path STATUS = Path.of("/proc/thread-self/status");
    private static final String EFFECTIVE = "CapEff:";

    private final int number;

    Capability(final int number)
    {
        this.number = number;
    }

    /**
     * Which capabilities the calling thread lacks, which are mostly those of its process.
     *
     * @param required by what is about to be done.
     * @return those that are not effective, in the order of this enum.
     */
    public static List<Capability> missing(final Set<Capability> required)
    {
        final long effective = effective();
        final List<Capability> missing = new ArrayList<>();
        for (final Capability capability : EnumSet.copyOf(required))
        {
            if (!capability.isIn(effective) && !(capability.isPartOfSysAdmin() && CAP_SYS_ADMIN.isIn(effective)))
            {
                missing.add(capability);
            }
        }

        return missing;
    }

    private boolean isIn(final long set)
    {
        return 0 != (set & 1L << number);
    }

    private boolean isPartOfSysAdmin()
    {
        return CAP_PERFMON == this || CAP_BPF == this;
    }

    private static long effective()
    {
        try
        {
            for (final String line : Files.readAllLines(STATUS))
            {
                if (line.startsWith(EFFECTIVE))
                {
                    return Long.parseUnsignedLong(line.substring(EFFECTIVE.length()).trim(), 16);
                }
            }
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException("capabilities cannot be read: path=" + STATUS, exception);
        }

        throw new IllegalStateException("capabilities are not listed: path=" + STATUS + " line=" + EFFECTIVE);
    }
}
