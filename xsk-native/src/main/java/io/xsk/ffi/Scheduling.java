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

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;

/**
 * On which CPUs the calling thread may run, {@code sched.h}.
 */
public final class Scheduling
{
    /** Bytes of a set of CPUs: room for 8,192 of them, the most that a distribution's kernel is built for. */
    private static final int CPU_SET_LENGTH = 1024;
    private static final int CALLING_THREAD = 0;

    private static final MethodHandle SCHED_SETAFFINITY = Native.link("sched_setaffinity",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle SCHED_GETAFFINITY = Native.link("sched_getaffinity",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));

    private Scheduling()
    {
    }

    /**
     * Confine the calling thread, and the threads that it starts from now on, to one CPU.
     *
     * @param cpu to run on.
     * @return 0 or the negative errno.
     */
    public static int affinity(final int cpu)
    {
        if (cpu < 0 || cpu >= CPU_SET_LENGTH * Byte.SIZE)
        {
            return -Errno.EINVAL.code();
        }

        final MemorySegment capture = Native.capture();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment set = arena.allocate(CPU_SET_LENGTH, Long.BYTES);
            set.set(JAVA_BYTE, cpu / Byte.SIZE, (byte)(1 << cpu % Byte.SIZE));
            final int result =
                (int)SCHED_SETAFFINITY.invokeExact(capture, CALLING_THREAD, (long)CPU_SET_LENGTH, set);
            return Native.resultOrErrno(result, capture);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * The CPUs that the calling thread may run on.
     *
     * @return the set of their numbers.
     */
    public static BitSet affinity()
    {
        final MemorySegment capture = Native.capture();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment set = arena.allocate(CPU_SET_LENGTH, Long.BYTES);
            final int result = Native.resultOrErrno(
                (int)SCHED_GETAFFINITY.invokeExact(capture, CALLING_THREAD, (long)CPU_SET_LENGTH, set), capture);
            if (result < 0)
            {
                throw new IllegalStateException("sched_getaffinity failed: " + Errno.nameOf(-result));
            }

            return BitSet.valueOf(set.toArray(JAVA_BYTE));
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }
}
