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

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.xsk.ffi.BpfObjects;
import io.xsk.ffi.Sockets;
import io.xsk.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/**
 * The BPF programs in the kernel, whosever they are.
 */
public final class LoadedPrograms
{
    private static final int BPF_PROG_GET_NEXT_ID = 11;

    private LoadedPrograms()
    {
    }

    /**
     * The programs of a name.
     *
     * @param name of the programs.
     * @return their ids.
     */
    public static Set<Integer> named(final String name)
    {
        final Set<Integer> ids = new HashSet<>();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(BpfObjects.ID);
            while (0 == SystemCalls.bpf(BPF_PROG_GET_NEXT_ID, attr))
            {
                final int id = attr.get(JAVA_INT, BpfObjects.ID_NEXT);
                if (name.equals(name(arena, id)))
                {
                    ids.add(id);
                }
                attr.set(JAVA_INT, BpfObjects.ID_START, id);
            }
        }

        return ids;
    }

    /**
     * Is a program still there? It goes some time after the last one who has it.
     *
     * @param id of the program.
     * @return true if so.
     */
    public static boolean isThere(final int id)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(BpfObjects.ID);
            attr.set(JAVA_INT, BpfObjects.ID_START, id);
            final int fd = SystemCalls.bpf(BpfObjects.BPF_PROG_GET_FD_BY_ID, attr);
            if (fd >= 0)
            {
                Sockets.close(fd);
            }

            return fd >= 0;
        }
    }

    private static String name(final Arena arena, final int id)
    {
        final MemorySegment attr = arena.allocate(BpfObjects.ID);
        attr.set(JAVA_INT, BpfObjects.ID_START, id);
        final int fd = SystemCalls.bpf(BpfObjects.BPF_PROG_GET_FD_BY_ID, attr);
        if (fd < 0)
        {
            return "";
        }

        final MemorySegment info = arena.allocate(BpfObjects.PROGRAM_INFO);
        final MemorySegment request = arena.allocate(BpfObjects.INFO);
        request.set(JAVA_INT, BpfObjects.INFO_FD, fd);
        request.set(JAVA_INT, BpfObjects.INFO_LENGTH, (int)info.byteSize());
        request.set(JAVA_LONG, BpfObjects.INFO_ADDRESS, info.address());
        SystemCalls.bpf(BpfObjects.BPF_OBJ_GET_INFO_BY_FD, request);
        Sockets.close(fd);

        return info.getString(BpfObjects.PROGRAM_INFO_NAME);
    }
}
