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
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Watches file descriptors, see epoll(7).
 */
public final class Epoll implements AutoCloseable
{
    private static final int EPOLL_CTL_ADD = 1;
    /** {@code struct epoll_event}: packed on x86-64. */
    private static final int DATA_OFFSET = "aarch64".equals(System.getProperty("os.arch")) ? 8 : 4;
    private static final int EVENT_LENGTH = DATA_OFFSET + Long.BYTES;

    private static final MethodHandle CREATE =
        Native.link("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle CONTROL =
        Native.link("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle WAIT =
        Native.link("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    private final int fd;

    /**
     * Watching nothing.
     */
    public Epoll()
    {
        try
        {
            fd = (int)CREATE.invokeExact(Native.capture(), 0);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * Watch a descriptor as well.
     *
     * @param watchedFd to watch.
     * @param events    to wait for.
     * @return 0 or the negative errno.
     */
    public int add(final int watchedFd, final short events)
    {
        final MemorySegment capture = Native.capture();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment event = arena.allocate(EVENT_LENGTH, Long.BYTES);
            event.set(JAVA_INT_UNALIGNED, 0, events);
            event.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, watchedFd);
            return Native.resultOrErrno(
                (int)CONTROL.invokeExact(capture, fd, EPOLL_CTL_ADD, watchedFd, event), capture);
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * Wait for one event.
     *
     * @param timeoutMs to wait at most, in milliseconds; negative to wait for ever.
     * @return the descriptor that has it; -1 after the timeout.
     */
    public int await(final int timeoutMs)
    {
        final MemorySegment capture = Native.capture();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment event = arena.allocate(EVENT_LENGTH, Long.BYTES);
            final int count = (int)WAIT.invokeExact(capture, fd, event, 1, timeoutMs);
            return 1 == count ? (int)event.get(JAVA_LONG_UNALIGNED, DATA_OFFSET) : -1;
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    @Override
    public void close()
    {
        Sockets.close(fd);
    }
}
