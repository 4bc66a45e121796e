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
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * A Unix socket over which processes hand each other file descriptors, see unix(7), {@code SCM_RIGHTS}.
 */
public final class DescriptorChannel implements AutoCloseable
{
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int PATH_OFFSET = 2;
    private static final int ADDRESS_LENGTH = 110;
    private static final StructLayout MSGHDR = Layouts.struct("msghdr", 56,
        ADDRESS.withName("name"), JAVA_INT.withName("namelen"), MemoryLayout.paddingLayout(4),
        ADDRESS.withName("iov"), JAVA_LONG.withName("iovlen"),
        ADDRESS.withName("control"), JAVA_LONG.withName("controllen"),
        JAVA_INT.withName("flags"), MemoryLayout.paddingLayout(4));
    /** {@code struct cmsghdr} with one descriptor. */
    private static final StructLayout RIGHTS = Layouts.struct("rights", 24,
        JAVA_LONG.withName("len"), JAVA_INT.withName("level"), JAVA_INT.withName("type"),
        JAVA_INT.withName("fd"), MemoryLayout.paddingLayout(4));
    private static final long RIGHTS_FD = Layouts.offset(RIGHTS, "fd");

    private static final MethodHandle LISTEN =
        Native.link("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACCEPT =
        Native.link("accept", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle CONNECT =
        Native.link("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDMSG =
        Native.link("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECVMSG =
        Native.link("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private final int fd;

    private DescriptorChannel(final int fd)
    {
        this.fd = require(fd, "socket");
    }

    /**
     * Wait for others at a path.
     *
     * @param path that is not there.
     * @return the channel that {@link #accept()} is for.
     */
    public static DescriptorChannel listen(final Path path)
    {
        final DescriptorChannel channel = new DescriptorChannel(Sockets.socket(AF_UNIX, SOCK_STREAM, 0));
        try (Arena arena = Arena.ofConfined())
        {
            require(Sockets.bind(channel.fd, address(arena, path)), "bind");
            require((int)LISTEN.invokeExact(Native.capture(), channel.fd, 1), "listen");
            return channel;
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * Connect to who waits at a path.
     *
     * @param path to connect to.
     * @return the channel.
     */
    public static DescriptorChannel connect(final Path path)
    {
        final DescriptorChannel channel = new DescriptorChannel(Sockets.socket(AF_UNIX, SOCK_STREAM, 0));
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment address = address(arena, path);
            require((int)CONNECT.invokeExact(Native.capture(), channel.fd, address, ADDRESS_LENGTH), "connect");
            return channel;
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * Take the next connection.
     *
     * @return the channel to who has connected.
     */
    public DescriptorChannel accept()
    {
        try
        {
            return new DescriptorChannel(
                (int)ACCEPT.invokeExact(Native.capture(), fd, MemorySegment.NULL, MemorySegment.NULL));
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * Hand a descriptor over; it stays open here as well.
     *
     * @param handedFd to hand over.
     */
    public void send(final int handedFd)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment message = message(arena, handedFd);
            require((long)SENDMSG.invokeExact(Native.capture(), fd, message, 0), "sendmsg");
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    /**
     * Take a descriptor over.
     *
     * @return the descriptor in this process.
     */
    @SuppressWarnings("restricted")
    public int receive()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment message = message(arena, -1);
            require((long)RECVMSG.invokeExact(Native.capture(), fd, message, 0), "recvmsg");
            return message.get(ADDRESS.withTargetLayout(RIGHTS), Layouts.offset(MSGHDR, "control"))
                .get(JAVA_INT, RIGHTS_FD);
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

    private static MemorySegment address(final Arena arena, final Path path)
    {
        final MemorySegment address = arena.allocate(ADDRESS_LENGTH, Short.BYTES);
        address.set(JAVA_SHORT, 0, (short)AF_UNIX);
        address.setString(PATH_OFFSET, path.toString());

        return address;
    }

    /** One byte, which takes the descriptor along. */
    private static MemorySegment message(final Arena arena, final int handedFd)
    {
        final MemorySegment rights = arena.allocate(RIGHTS);
        rights.set(JAVA_LONG, Layouts.offset(RIGHTS, "len"), RIGHTS_FD + Integer.BYTES);
        rights.set(JAVA_INT, Layouts.offset(RIGHTS, "level"), SOL_SOCKET);
        rights.set(JAVA_INT, Layouts.offset(RIGHTS, "type"), SCM_RIGHTS);
        rights.set(JAVA_INT, RIGHTS_FD, handedFd);
        final MemorySegment iov = arena.allocate(ADDRESS.byteSize() + Long.BYTES, Long.BYTES);
        iov.set(ADDRESS, 0, arena.allocate(JAVA_BYTE));
        iov.set(JAVA_LONG, ADDRESS.byteSize(), 1);
        final MemorySegment message = arena.allocate(MSGHDR);
        message.set(ADDRESS, Layouts.offset(MSGHDR, "iov"), iov);
        message.set(JAVA_LONG, Layouts.offset(MSGHDR, "iovlen"), 1);
        message.set(ADDRESS, Layouts.offset(MSGHDR, "control"), rights);
        message.set(JAVA_LONG, Layouts.offset(MSGHDR, "controllen"), RIGHTS.byteSize());

        return message;
    }

    private static int require(final long result, final String call)
    {
        if (result < 0)
        {
            throw new IllegalStateException("call failed: " + call);
        }

        return (int)result;
    }
}
