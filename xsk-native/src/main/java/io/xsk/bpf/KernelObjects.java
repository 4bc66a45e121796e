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
package io.xsk.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.xsk.XskException;
import io.xsk.ffi.BpfObjects;
import io.xsk.ffi.Errno;
import io.xsk.ffi.Sockets;
import io.xsk.ffi.SystemCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Programs, maps and links that are in the kernel already, whoever made them: given a path in the BPF file system
 * ({@code pinned}), opened by path or id, and asked about.
 */
final class KernelObjects
{
    /** What a file descriptor stands for, by the name that the kernel gives its file. */
    enum Kind
    {
        MAP("map"), PROGRAM("prog"), LINK("link");

        private final String mark;

        Kind(final String mark)
        {
            this.mark = mark;
        }
    }

    private KernelObjects()
    {
    }

    /** Give an object a path, by which it stays in the kernel until the path is removed. */
    static void pin(final int fd, final Path path, final String subject)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final int result = SystemCalls.bpf(BpfObjects.BPF_OBJ_PIN, object(arena, path, fd));
            if (result < 0)
            {
                throw new XskException("BPF_OBJ_PIN", subject + " path=" + path, -result, pinRemedy(-result));
            }
        }
    }

    /** Open what somebody pinned, and see that it is what the caller takes it for. */
    static int open(final Path path, final Kind kind)
    {
        final int fd = tryOpen(path);
        if (fd < 0)
        {
            throw new XskException("BPF_OBJ_GET", "path=" + path, -fd, openRemedy(-fd));
        }
        if (!is(fd, kind))
        {
            final String file = fileOf(fd);
            Sockets.close(fd);
            throw new IllegalArgumentException(
                "not a " + kind.name().toLowerCase(Locale.ROOT) + ": path=" + path + " file=" + file);
        }

        return fd;
    }

    /** Open what somebody pinned, whatever it is: a file descriptor or the negative errno. */
    static int tryOpen(final Path path)
    {
        try (Arena arena = Arena.ofConfined())
        {
            return SystemCalls.bpf(BpfObjects.BPF_OBJ_GET, object(arena, path, 0));
        }
    }

    /** Is a file descriptor of this kind? */
    static boolean is(final int fd, final Kind kind)
    {
        final String file = fileOf(fd);

        return file.contains("bpf") && file.contains(kind.mark);
    }

    /** Open an object by its id: a file descriptor or the negative errno, since it may be gone by now. */
    static int openId(final int command, final int id)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(BpfObjects.ID);
            attr.set(JAVA_INT, BpfObjects.ID_START, id);

            return SystemCalls.bpf(command, attr);
        }
    }

    /** The id of the link after this one, or the negative errno: ENOENT behind the last. */
    static int nextLinkId(final int id)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(BpfObjects.ID);
            attr.set(JAVA_INT, BpfObjects.ID_START, id);
            final int result = SystemCalls.bpf(BpfObjects.BPF_LINK_GET_NEXT_ID, attr);

            return result < 0 ? result : attr.get(JAVA_INT, BpfObjects.ID_NEXT);
        }
    }

    /** What the kernel tells of an object. */
    static MemorySegment info(final Arena arena, final int fd, final StructLayout layout)
    {
        final MemorySegment info = arena.allocate(layout);
        final MemorySegment attr = arena.allocate(BpfObjects.INFO);
        attr.set(JAVA_INT, BpfObjects.INFO_FD, fd);
        attr.set(JAVA_INT, BpfObjects.INFO_LENGTH, (int)layout.byteSize());
        attr.set(JAVA_LONG, BpfObjects.INFO_ADDRESS, info.address());
        final int result = SystemCalls.bpf(BpfObjects.BPF_OBJ_GET_INFO_BY_FD, attr);
        if (result < 0)
        {
            throw new XskException("BPF_OBJ_GET_INFO_BY_FD", "of=" + layout.name().orElse(""), -result);
        }

        return info;
    }

    private static MemorySegment object(final Arena arena, final Path path, final int fd)
    {
        final MemorySegment attr = arena.allocate(BpfObjects.OBJECT);
        attr.set(JAVA_LONG, BpfObjects.OBJECT_PATH, arena.allocateFrom(path.toString()).address());
        attr.set(JAVA_INT, BpfObjects.OBJECT_FD, fd);

        return attr;
    }

    private static String fileOf(final int fd)
    {
        try
        {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
        }
        catch (final IOException exception)
        {
            return "unknown: " + exception.getMessage();
        }
    }

    private static String pinRemedy(final int errno)
    {
        if (Errno.EEXIST.code() == errno)
        {
            return "there is something at this path already; open it, or remove the file";
        }

        return "the path must be in an existing folder of a BPF file system, which may have to be mounted first " +
            "(mount -t bpf bpf /sys/fs/bpf), and have no dot in its name";
    }

    private static String openRemedy(final int errno)
    {
        return Errno.ENOENT.code() == errno ?
            "nothing is pinned there, or the BPF file system is not mounted (mount -t bpf bpf /sys/fs/bpf)" :
            "the path must be of a program, map or link in a BPF file system";
    }
}
