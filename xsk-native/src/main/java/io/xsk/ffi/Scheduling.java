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
package io.xsk.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * On which CPUs threads may run, and how urgent they are, {@code sched.h}.
 */
public final class Scheduling
{
    /** In place of the id of a thread. */
    public static final int CALLING_THREAD = 0;

    /** The most CPUs that a distribution's kernel is built for. */
    public static final int MAX_CPU_COUNT = 8192;

    private static final int SCHED_FIFO = 1;
    private static final int SCHED_RESET_ON_FORK = 0x4000_0000;

    private static final int CPU_SET_LENGTH = MAX_CPU_COUNT / Byte.SIZE;

    private Scheduling()
    {
    }

    /**
     * Confine a thread of this process, and the threads that it starts from now on, to some CPUs.
     *
     * @param threadId of the thread, {@link #CALLING_THREAD} for the calling one.
     * @param cpus     to run on.
     * @return 0 or the negative errno.
     */
    public static int affinity(final int threadId, final BitSet cpus)
    {
        if (cpus.length() > MAX_CPU_COUNT)
        {
            return -Errno.EINVAL.code();
        }

        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment set = arena.allocate(CPU_SET_LENGTH, Long.BYTES);
            MemorySegment.copy(cpus.toByteArray(), 0, set, JAVA_BYTE, 0, (cpus.length() + Byte.SIZE - 1) / Byte.SIZE);
            return SystemCall.SCHED_SETAFFINITY.call(threadId, CPU_SET_LENGTH, set.address());
        }
    }

    /**
     * The CPUs that a thread of this process may run on.
     *
     * @param threadId of the thread, {@link #CALLING_THREAD} for the calling one.
     * @param cpus     set to them, unchanged where the call fails.
     * @return 0 or the negative errno.
     */
    public static int affinityOf(final int threadId, final BitSet cpus)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment set = arena.allocate(CPU_SET_LENGTH, Long.BYTES);
            // What succeeds answers how many bytes it wrote.
            final int result = SystemCall.SCHED_GETAFFINITY.call(threadId, CPU_SET_LENGTH, set.address());
            if (result >= 0)
            {
                cpus.clear();
                cpus.or(BitSet.valueOf(set.toArray(JAVA_BYTE)));
            }

            return Math.min(result, 0);
        }
    }

    /**
     * Let the calling thread, and none of those that it starts, run before all that are not real-time threads.
     *
     * @param priority from 1 to 99.
     * @return 0 or the negative errno.
     */
    public static int realTime(final int priority)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment parameter = arena.allocateFrom(JAVA_INT, priority);
            return SystemCall.SCHED_SETSCHEDULER.call(
                CALLING_THREAD, SCHED_FIFO | SCHED_RESET_ON_FORK, parameter.address());
        }
    }
}
