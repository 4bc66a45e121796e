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
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls for which the C library has no function on every distribution: their numbers differ by architecture.
 */
public final class SystemCalls
{
    private static final long BPF_NUMBER;
    private static final long GETTID_NUMBER;
    private static final long MBIND_NUMBER;
    private static final int MPOL_BIND = 2;

    private static final MethodHandle BPF = Native.linkVariadic("syscall", 1,
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle MBIND = Native.linkVariadic("syscall", 1, FunctionDescriptor.of(
        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GETTID = Native.linkVariadic("syscall", 1,
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));

    static
    {
        final String architecture = System.getProperty("os.arch");
        switch (architecture)
        {
            case "amd64", "x86_64" ->
            {
                BPF_NUMBER = 321;
                GETTID_NUMBER = 186;
                MBIND_NUMBER = 237;
            }
            case "aarch64" ->
            {
                BPF_NUMBER = 280;
                GETTID_NUMBER = 178;
                MBIND_NUMBER = 235;
            }
            default -> throw new IllegalStateException(
                "architecture is not supported, only x86-64 and aarch64 are: os.arch=" + architecture);
        }
    }

    private SystemCalls()
    {
    }

    /**
     * The call bpf(2).
     *
     * @param command to carry out.
     * @param attr    of the command, all of the segment.
     * @return what the command answers, often a file descriptor, or the negative errno.
     */
    public static int bpf(final int command, final MemorySegment attr)
    {
        final MemorySegment capture = Native.capture();
        try
        {
            final long result = (long)BPF.invokeExact(capture, BPF_NUMBER, command, attr, (int)attr.byteSize());
            return (int)Native.resultOrErrno(result, capture);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * The call mbind(2): take the pages of a mapping from one NUMA node and no other.
     *
     * @param address of the mapping.
     * @param length  of the mapping in bytes.
     * @param node    from 0 to 63.
     * @return 0 or the negative errno.
     */
    public static int mbind(final long address, final long length, final int node)
    {
        final MemorySegment capture = Native.capture();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment nodes = arena.allocateFrom(JAVA_LONG, 1L << node);
            // The kernel takes one bit less than it is told.
            final long result = (long)MBIND.invokeExact(
                capture, MBIND_NUMBER, address, length, MPOL_BIND, nodes, (long)Long.SIZE + 1, 0);
            return (int)Native.resultOrErrno(result, capture);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * The call gettid(2).
     *
     * @return the kernel's id of the calling thread.
     */
    public static int gettid()
    {
        try
        {
            return (int)(long)GETTID.invokeExact(Native.capture(), GETTID_NUMBER);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }
}
