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

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * System calls that stand alone: of those that belong together see {@link Sockets}, {@link Memory},
 * {@link Scheduling} and {@link Namespaces}.
 */
public final class SystemCalls
{
    private static final int MPOL_BIND = 2;

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
        final int result = SystemCall.BPF.call(command, attr.address(), attr.byteSize());
        Reference.reachabilityFence(attr);

        return result;
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
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment nodes = arena.allocateFrom(JAVA_LONG, 1L << node);
            // The kernel takes one bit less than it is told.
            return (int)SystemCall.MBIND.call(address, length, MPOL_BIND, nodes.address(), (long)Long.SIZE + 1, 0);
        }
    }

    /**
     * The call gettid(2).
     *
     * @return the kernel's id of the calling thread.
     */
    public static int gettid()
    {
        return SystemCall.GETTID.call(0, 0, 0);
    }
}
