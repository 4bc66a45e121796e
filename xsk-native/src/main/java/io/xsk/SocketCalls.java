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
package io.xsk;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.xsk.ffi.Errno;
import io.xsk.ffi.IfXdp;
import io.xsk.ffi.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The kernel's calls on one AF_XDP socket that are not made per packet. What the kernel refuses is an exception with
 * the interface and the queue in it.
 */
final class SocketCalls
{
    private static final int SOL_SOCKET = 1;
    private static final long BIND_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long BIND_RETRY_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int CLOSED = -1;

    private final String subject;
    private int fd;

    SocketCalls(final int fd, final String subject)
    {
        this.fd = fd;
        this.subject = subject;
    }

    /** The descriptor; once closed one that the kernel refuses, since the number may be another file's by then. */
    int fd()
    {
        return fd;
    }

    void close()
    {
        Sockets.close(fd);
        fd = CLOSED;
    }

    String subject()
    {
        return subject;
    }

    void registerUmem(final Umem umem)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment registration = arena.allocate(IfXdp.UMEM_REG);
            registration.set(JAVA_LONG, IfXdp.UMEM_REG_ADDR, umem.baseAddress());
            registration.set(JAVA_LONG, IfXdp.UMEM_REG_LEN, umem.length());
            registration.set(JAVA_INT, IfXdp.UMEM_REG_CHUNK_SIZE, umem.frameLength());
            registration.set(JAVA_INT, IfXdp.UMEM_REG_HEADROOM, umem.headroom());
            registration.set(JAVA_INT, IfXdp.UMEM_REG_FLAGS, umem.registrationFlags());
            registration.set(JAVA_INT, IfXdp.UMEM_REG_TX_METADATA_LEN, umem.txMetadataLength());
            final int result = Sockets.setOption(fd, IfXdp.SOL_XDP, IfXdp.XDP_UMEM_REG, registration);
            if (Errno.EINVAL.is(result) && umem.txMetadataLength() > 0)
            {
                throw new XskException("XDP_UMEM_REG", subject + ' ' + umem, -result,
                    "transmit metadata need Linux 6.11 or later");
            }
            checked(result, "XDP_UMEM_REG", subject + ' ' + umem);
        }
    }

    void ringCapacity(final String name, final int option, final int capacity)
    {
        xdpOption(name, option, capacity, "capacity=" + capacity);
    }

    void xdpOption(final String name, final int option, final int value, final String details)
    {
        option(IfXdp.SOL_XDP, name, option, value, details);
    }

    void socketOption(final String name, final int option, final int value, final String details)
    {
        option(SOL_SOCKET, name, option, value, details);
    }

    MemorySegment mmapOffsets(final Arena arena)
    {
        final MemorySegment offsets = arena.allocate(IfXdp.MMAP_OFFSETS);
        final int length = read("XDP_MMAP_OFFSETS", IfXdp.XDP_MMAP_OFFSETS, offsets, arena);
        if (offsets.byteSize() != length)
        {
            throw new IllegalStateException("the kernel's rings have no flags, Linux 5.4 or later is needed: " +
                "length=" + length + " expected=" + offsets.byteSize());
        }

        return offsets;
    }

    /**
     * Bind, and wait 5 seconds at most for a queue that is taken: the kernel releases that of a closed socket with a
     * delay.
     *
     * @return 0 or the negative errno.
     */
    int bind(final int flags, final int interfaceIndex, final int queue, final int sharedUmemFd)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment address = arena.allocate(IfXdp.SOCKADDR);
            address.set(JAVA_SHORT, IfXdp.SOCKADDR_FAMILY, (short)IfXdp.AF_XDP);
            address.set(JAVA_SHORT, IfXdp.SOCKADDR_FLAGS, (short)flags);
            address.set(JAVA_INT, IfXdp.SOCKADDR_IFINDEX, interfaceIndex);
            address.set(JAVA_INT, IfXdp.SOCKADDR_QUEUE_ID, queue);
            address.set(JAVA_INT, IfXdp.SOCKADDR_SHARED_UMEM_FD, sharedUmemFd);

            return bindWithin(BIND_TIMEOUT_NS, address);
        }
    }

    boolean isZeroCopy()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment options = arena.allocate(JAVA_INT);
            read("XDP_OPTIONS", IfXdp.XDP_OPTIONS, options, arena);

            return 0 != (options.get(JAVA_INT, 0) & IfXdp.XDP_OPTIONS_ZEROCOPY);
        }
    }

    /** Kernels before 5.9 know the first three counters; the others are then 0. */
    XskStatistics statistics()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment counters = arena.allocate(IfXdp.STATISTICS);
            read("XDP_STATISTICS", IfXdp.XDP_STATISTICS, counters, arena);

            return new XskStatistics(
                counters.getAtIndex(JAVA_LONG, 0),
                counters.getAtIndex(JAVA_LONG, 1),
                counters.getAtIndex(JAVA_LONG, 2),
                counters.getAtIndex(JAVA_LONG, 3),
                counters.getAtIndex(JAVA_LONG, 4),
                counters.getAtIndex(JAVA_LONG, 5));
        }
    }

    /** An interrupt does not end the wait, and is kept for the caller. */
    private int bindWithin(final long timeoutNs, final MemorySegment address)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        boolean isInterrupted = false;
        int result = Sockets.bind(fd, address);
        while (Errno.EBUSY.is(result) && System.nanoTime() - deadlineNs < 0)
        {
            LockSupport.parkNanos(BIND_RETRY_INTERVAL_NS);
            isInterrupted |= Thread.interrupted();
            result = Sockets.bind(fd, address);
        }
        if (isInterrupted)
        {
            Thread.currentThread().interrupt();
        }

        return result;
    }

    private void option(
        final int level, final String name, final int option, final int value, final String details)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final int result = Sockets.setOption(fd, level, option, arena.allocateFrom(JAVA_INT, value));
            checked(result, name, subject + ' ' + details);
        }
    }

    private int read(final String name, final int option, final MemorySegment value, final Arena arena)
    {
        final MemorySegment length = arena.allocateFrom(JAVA_INT, (int)value.byteSize());
        checked(Sockets.getOption(fd, IfXdp.SOL_XDP, option, value, length), name, subject);

        return length.get(JAVA_INT, 0);
    }

    private static void checked(final int result, final String call, final String subject)
    {
        if (result < 0)
        {
            throw new XskException(call, subject, -result);
        }
    }
}
