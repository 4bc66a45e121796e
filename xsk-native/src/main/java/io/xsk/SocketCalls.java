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
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntBinaryOperator;

/**
 * The kernel's calls on one AF_XDP socket that are not made per packet. What the kernel refuses is an exception with
 * the interface and the queue in it.
 */
final class SocketCalls
{
    private static final int SOL_SOCKET = 1;
    private static final long BIND_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long BIND_RETRY_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Of the counters, each of which is a long. */
    private static final int RX_RING_FULL_INDEX = 3;

    private static final int CLOSED = -1;
    /** Not a multiple of 8, as the kernel wants it. */
    private static final int NO_METADATA_LENGTH = 1;

    private static final Set<KernelFeature> NO_FEATURES = Set.of();

    private final String subject;
    private final MemorySegment ownersCounters;
    private final MemorySegment ownersLength;
    private int fd;

    SocketCalls(final int fd, final String subject)
    {
        this.fd = fd;
        this.subject = subject;
        final Arena arena = Arena.ofAuto();
        ownersCounters = arena.allocate(IfXdp.STATISTICS);
        ownersLength = arena.allocate(JAVA_INT);
    }

    /** The descriptor; once closed one that the kernel refuses, since the number may be another file's by then. */
    int fd()
    {
        return fd;
    }

    /** Not while another thread reads statistics: the number could be another file's before it does. */
    synchronized void close()
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
            final int result = register(umem.registrationFlags(), umem.txMetadataLength(), (flags, metadataLength) ->
            {
                registration.set(JAVA_INT, IfXdp.UMEM_REG_FLAGS, flags);
                registration.set(JAVA_INT, IfXdp.UMEM_REG_TX_METADATA_LEN, metadataLength);
                return Sockets.setOption(fd, IfXdp.SOL_XDP, IfXdp.XDP_UMEM_REG, registration);
            });
            checked(result, "XDP_UMEM_REG", subject + ' ' + umem, umem.features());
        }
    }

    /**
     * Kernels from 6.8 to 6.10 take the length of transmit metadata without a flag for it, and refuse the flag. Older
     * ones do not look at the length, and would leave the metadata where they are: so it is tried with a length that
     * cannot be first, which those take.
     *
     * @param flags          of the UMEM.
     * @param metadataLength of transmit metadata, 0 for none.
     * @param kernel         that takes flags and length, and answers 0 or the negative errno.
     * @return 0 or the negative errno.
     */
    static int register(final int flags, final int metadataLength, final IntBinaryOperator kernel)
    {
        final int result = kernel.applyAsInt(flags, metadataLength);
        if (!Errno.EINVAL.is(result) || 0 == metadataLength)
        {
            return result;
        }

        final int flagsWithoutLength = flags & ~IfXdp.XDP_UMEM_TX_METADATA_LEN;
        final boolean isLengthIgnored = 0 == kernel.applyAsInt(flagsWithoutLength, NO_METADATA_LENGTH);

        return isLengthIgnored ? result : kernel.applyAsInt(flagsWithoutLength, metadataLength);
    }

    void ringCapacity(final String name, final int option, final int capacity)
    {
        xdpOption(name, option, capacity, "capacity=" + capacity, NO_FEATURES);
    }

    void xdpOption(
        final String name, final int option, final int value, final String details, final Set<KernelFeature> asked)
    {
        option(IfXdp.SOL_XDP, name, option, value, details, asked);
    }

    void socketOption(final String name, final int option, final int value, final String details)
    {
        option(SOL_SOCKET, name, option, value, details, EnumSet.of(KernelFeature.BUSY_POLL));
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
    synchronized XskStatistics statistics()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment counters = arena.allocate(IfXdp.STATISTICS);
            read("XDP_STATISTICS", IfXdp.XDP_STATISTICS, counters, arena);

            return new XskStatistics(
                counters.getAtIndex(JAVA_LONG, 0),
                counters.getAtIndex(JAVA_LONG, 1),
                counters.getAtIndex(JAVA_LONG, 2),
                counters.getAtIndex(JAVA_LONG, RX_RING_FULL_INDEX),
                counters.getAtIndex(JAVA_LONG, 4),
                counters.getAtIndex(JAVA_LONG, 5));
        }
    }

    /** For the owner's thread, which uses the socket no more when it is closed: so without the lock, and garbage. */
    long rxRingFull()
    {
        ownersLength.set(JAVA_INT, 0, (int)ownersCounters.byteSize());
        final int result =
            Sockets.getOption(fd, IfXdp.SOL_XDP, IfXdp.XDP_STATISTICS, ownersCounters, ownersLength);
        checked(result, "XDP_STATISTICS", subject, NO_FEATURES);

        return ownersCounters.getAtIndex(JAVA_LONG, RX_RING_FULL_INDEX);
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
        final int level,
        final String name,
        final int option,
        final int value,
        final String details,
        final Set<KernelFeature> asked)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final int result = Sockets.setOption(fd, level, option, arena.allocateFrom(JAVA_INT, value));
            checked(result, name, subject + ' ' + details, asked);
        }
    }

    private int read(final String name, final int option, final MemorySegment value, final Arena arena)
    {
        final MemorySegment length = arena.allocateFrom(JAVA_INT, (int)value.byteSize());
        checked(Sockets.getOption(fd, IfXdp.SOL_XDP, option, value, length), name, subject, NO_FEATURES);

        return length.get(JAVA_INT, 0);
    }

    private static void checked(
        final int result, final String call, final String subject, final Set<KernelFeature> asked)
    {
        if (result < 0)
        {
            throw new XskException(call, subject, -result, KernelFeature.remedy(call, -result, asked));
        }
    }
}
