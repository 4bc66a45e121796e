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

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The kernel's calls that the library makes, with their numbers ({@code asm/unistd.h}). All go by the C library's
 * {@code syscall(2)}, with as many arguments as a call can have: the JVM makes code for each signature that is linked,
 * which takes milliseconds, and so there is one for all of them and one more for those that do without an errno.
 */
enum SystemCall
{
    BIND(49, 200),
    BPF(321, 280),
    CLOSE(3, 57),
    FCNTL(72, 25),
    GETSOCKOPT(55, 209),
    GETTID(186, 178),
    IOCTL(16, 29),
    MBIND(237, 235),
    MLOCK(149, 228),
    MMAP(9, 222),
    MUNMAP(11, 215),
    PPOLL(271, 73),
    RECVFROM(45, 207),
    SCHED_GETAFFINITY(204, 123),
    SCHED_SETAFFINITY(203, 122),
    SCHED_SETSCHEDULER(144, 119),
    SENDTO(44, 206),
    SETSOCKOPT(54, 208),
    SOCKET(41, 198),
    UNSHARE(272, 97);

    private static final FunctionDescriptor DESCRIPTOR = FunctionDescriptor.of(
        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CALL = Native.linkVariadic("syscall", 1, DESCRIPTOR);
    private static final MethodHandle CALL_WITHOUT_ERRNO = Native.linkVariadicWithoutErrno("syscall", 1, DESCRIPTOR);

    private final long number;

    SystemCall(final int x86, final int aarch64)
    {
        number = Architecture.IS_AARCH64 ? aarch64 : x86;
    }

    /**
     * Make the call, whose arguments are integers and addresses. Those that it does not have are 0.
     *
     * @return what the kernel answers, or the negative errno.
     */
    long call(final long a, final long b, final long c, final long d, final long e, final long f)
    {
        final MemorySegment capture = Native.capture();
        try
        {
            final long result = (long)CALL.invokeExact(capture, number, a, b, c, d, e, f);
            return Native.resultOrErrno(result, capture);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * Make the call with at most four arguments.
     *
     * @return what the kernel answers, or the negative errno.
     */
    int call(final long a, final long b, final long c, final long d)
    {
        return (int)call(a, b, c, d, 0, 0);
    }

    /**
     * Make the call with at most three arguments.
     *
     * @return what the kernel answers, or the negative errno.
     */
    int call(final long a, final long b, final long c)
    {
        return (int)call(a, b, c, 0, 0, 0);
    }

    /**
     * Make the call without asking for its errno, which allocates until it is compiled.
     *
     * @return false if the kernel refused.
     */
    boolean succeeds(final long a, final long b, final long c, final long d)
    {
        try
        {
            return (long)CALL_WITHOUT_ERRNO.invokeExact(number, a, b, c, d, 0L, 0L) >= 0;
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /** Which column of the numbers counts. */
    static final class Architecture
    {
        private static final boolean IS_AARCH64 = isAarch64(System.getProperty("os.arch"));

        private Architecture()
        {
        }

        static boolean isAarch64(final String name)
        {
            return switch (name)
            {
                case "amd64", "x86_64" -> false;
                case "aarch64" -> true;
                default -> throw new IllegalStateException(
                    "architecture is not supported, only x86-64 and aarch64 are: os.arch=" + name);
            };
        }
    }
}
