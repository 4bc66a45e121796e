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

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;

/**
 * Sockets and file descriptors: {@code sys/socket.h}, {@code unistd.h}. Every call answers its value or the negative
 * errno.
 */
public final class Sockets
{
    /** Address family: IPv4. */
    public static final int AF_INET = 2;
    /** Socket type: datagrams. */
    public static final int SOCK_DGRAM = 2;
    /** Socket type: datagrams with their link or netlink header. */
    public static final int SOCK_RAW = 3;
    /** Close the descriptor when another program is executed. */
    public static final int SOCK_CLOEXEC = 0x80000;
    /** Poll event: there is something to read. */
    public static final short POLLIN = 1;
    /** Poll event: there is room to write. */
    public static final short POLLOUT = 4;
    /** Answer EAGAIN rather than wait. */
    public static final int MSG_DONTWAIT = 0x40;
    private static final int F_DUPFD_CLOEXEC = 1030;

    /** {@code struct pollfd}. */
    private static final StructLayout POLLFD = Layouts.struct("pollfd", 8,
        JAVA_INT.withName("fd"), JAVA_SHORT.withName("events"), JAVA_SHORT.withName("revents"));
    private static final int MS_PER_S = 1_000;
    private static final long POLLFD_FD = Layouts.offset(POLLFD, "fd");
    private static final long POLLFD_EVENTS = Layouts.offset(POLLFD, "events");
    private static final long POLLFD_REVENTS = Layouts.offset(POLLFD, "revents");

    /**
     * The JVM writes a class for a handle when the interpreter has called it 127 times, and allocates for it. That
     * may be late, when compiled code is given up: so it is done here, on no socket. Both wakeups use the same handle.
     */
    private static final int CALLS_TO_CUSTOMISE = 256;

    static
    {
        for (int i = 0; i < CALLS_TO_CUSTOMISE; i++)
        {
            wakeupTx(-1);
        }
    }

    private Sockets()
    {
    }

    /**
     * Create a socket in the network namespace of the calling thread.
     *
     * @param family   of addresses.
     * @param type     of socket and flags.
     * @param protocol within the family.
     * @return the file descriptor or the negative errno.
     */
    public static int socket(final int family, final int type, final int protocol)
    {
        return SystemCall.SOCKET.call(family, type, protocol);
    }

    /**
     * Bind a socket to an address.
     *
     * @param fd      of the socket.
     * @param address to bind to.
     * @return 0 or the negative errno.
     */
    public static int bind(final int fd, final MemorySegment address)
    {
        final int result = SystemCall.BIND.call(fd, address.address(), address.byteSize());
        Reference.reachabilityFence(address);

        return result;
    }

    /**
     * Set an option.
     *
     * @param fd     of the socket.
     * @param level  of the option.
     * @param option to set.
     * @param value  of the option, all of the segment.
     * @return 0 or the negative errno.
     */
    public static int setOption(final int fd, final int level, final int option, final MemorySegment value)
    {
        final int result = (int)SystemCall.SETSOCKOPT.call(fd, level, option, value.address(), value.byteSize(), 0);
        Reference.reachabilityFence(value);

        return result;
    }

    /**
     * Read an option.
     *
     * @param fd     of the socket.
     * @param level  of the option.
     * @param option to read.
     * @param value  to read into.
     * @param length an int: in, the room in the value; out, what the kernel wrote.
     * @return 0 or the negative errno.
     */
    public static int getOption(
        final int fd, final int level, final int option, final MemorySegment value, final MemorySegment length)
    {
        final int result = (int)SystemCall.GETSOCKOPT.call(fd, level, option, value.address(), length.address(), 0);
        Reference.reachabilityFence(value);
        Reference.reachabilityFence(length);

        return result;
    }

    /**
     * Send, to the socket's own peer.
     *
     * @param fd     of the socket.
     * @param data   to send.
     * @param length of the data in bytes.
     * @param flags  of the call.
     * @return the number of bytes sent or the negative errno.
     */
    public static int send(final int fd, final MemorySegment data, final long length, final int flags)
    {
        final int result = SystemCall.SENDTO.call(fd, data.address(), length, flags);
        Reference.reachabilityFence(data);

        return result;
    }

    /**
     * Receive, without asking from whom.
     *
     * @param fd     of the socket.
     * @param data   to receive into.
     * @param length of the room in bytes.
     * @param flags  of the call.
     * @return the number of bytes received or the negative errno.
     */
    public static int receive(final int fd, final MemorySegment data, final long length, final int flags)
    {
        final int result = SystemCall.RECVFROM.call(fd, data.address(), length, flags);
        Reference.reachabilityFence(data);

        return result;
    }

    /**
     * Send nothing and do not wait, so that the kernel takes what it finds in a transmit ring. {@link #send} tells why
     * it refuses to.
     *
     * @param fd of the socket.
     * @return false if the kernel refused.
     */
    public static boolean wakeupTx(final int fd)
    {
        return SystemCall.SENDTO.succeeds(fd, 0, 0, MSG_DONTWAIT);
    }

    /**
     * Receive nothing and do not wait, so that the driver takes what it finds in a fill ring. {@link #receive} tells
     * why it refuses to.
     *
     * @param fd of the socket.
     * @return false if the kernel refused.
     */
    public static boolean wakeupRx(final int fd)
    {
        return SystemCall.RECVFROM.succeeds(fd, 0, 0, MSG_DONTWAIT);
    }

    /**
     * Wait for an event on a file descriptor.
     *
     * @param fd        to watch.
     * @param events    to wait for.
     * @param timeoutMs to wait at most, in milliseconds; negative to wait for ever.
     * @return the events that occurred, errors among them; 0 after the timeout; or the negative errno.
     */
    public static int poll(final int fd, final short events, final int timeoutMs)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment pollFd = arena.allocate(POLLFD);
            pollFd.set(JAVA_INT, POLLFD_FD, fd);
            pollFd.set(JAVA_SHORT, POLLFD_EVENTS, events);
            final MemorySegment timeout = timeoutMs < 0 ? MemorySegment.NULL : arena.allocateFrom(JAVA_LONG,
                TimeUnit.MILLISECONDS.toSeconds(timeoutMs), TimeUnit.MILLISECONDS.toNanos(timeoutMs % MS_PER_S));
            final int result = SystemCall.PPOLL.call(pollFd.address(), 1, timeout.address(), 0);

            return result <= 0 ? result : Short.toUnsignedInt(pollFd.get(JAVA_SHORT, POLLFD_REVENTS));
        }
    }

    /**
     * Make a second file descriptor of any kind for what the first stands for.
     *
     * @param fd of which to make one.
     * @return the new file descriptor, to be closed, or the negative errno.
     */
    public static int duplicate(final int fd)
    {
        return SystemCall.FCNTL.call(fd, F_DUPFD_CLOEXEC, 0);
    }

    /**
     * Close a file descriptor of any kind.
     *
     * @param fd to close.
     * @return 0 or the negative errno.
     */
    public static int close(final int fd)
    {
        return SystemCall.CLOSE.call(fd, 0, 0);
    }
}
