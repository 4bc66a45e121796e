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
 * Mounts that only the calling thread sees, and the threads and processes that it starts: mount_namespaces(7). They go
 * with the last of them.
 */
public final class Mounts
{
    private static final int CLONE_NEWNS = 0x20000;
    private static final long MS_REC = 0x4000;
    private static final long MS_PRIVATE = 1 << 18;

    private static final MethodHandle UNSHARE = Native.link("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle MOUNT = Native.link("mount",
        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));

    private Mounts()
    {
    }

    /**
     * Move the calling thread into a mount namespace of its own, from which nothing gets out.
     */
    public static void unshare()
    {
        final MemorySegment capture = Native.capture();
        try
        {
            checked("unshare", Native.resultOrErrno((int)UNSHARE.invokeExact(capture, CLONE_NEWNS), capture));
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
        mount("none", "/", "none", MS_REC | MS_PRIVATE);
    }

    /**
     * Mount a file system that has no device.
     *
     * @param type of the file system.
     * @param path of the folder.
     */
    public static void mount(final String type, final String path)
    {
        mount(type, path, type, 0);
    }

    private static void mount(final String source, final String path, final String type, final long flags)
    {
        final MemorySegment capture = Native.capture();
        try (Arena arena = Arena.ofConfined())
        {
            checked("mount " + path, Native.resultOrErrno((int)MOUNT.invokeExact(capture, arena.allocateFrom(source),
                arena.allocateFrom(path), arena.allocateFrom(type), flags, MemorySegment.NULL), capture));
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    private static void checked(final String call, final int result)
    {
        if (result < 0)
        {
            throw new IllegalStateException(call + " failed: " + Errno.nameOf(-result));
        }
    }
}
