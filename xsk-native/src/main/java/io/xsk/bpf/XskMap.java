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
import io.xsk.XskSocket;
import io.xsk.ffi.Bpf;
import io.xsk.ffi.BpfObjects;
import io.xsk.ffi.Sockets;
import io.xsk.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The sockets that an {@link XdpProgram} redirects to, by queue. A socket that is closed drops out by itself.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
public final class XskMap implements AutoCloseable
{
    private static final String NAME = "xsk_map";

    private final String name;
    private final int capacity;
    private int fd;

    private XskMap(final String name, final int capacity, final int fd)
    {
        this.name = name;
        this.capacity = capacity;
        this.fd = fd;
    }

    /**
     * Create an empty map in the kernel.
     *
     * @param capacity the number of queues that it has room for.
     * @return the map, to be closed.
     * @throws XskException if the kernel refuses it.
     */
    public static XskMap create(final int capacity)
    {
        if (capacity < 1)
        {
            throw new IllegalArgumentException("capacity must be positive: capacity=" + capacity);
        }

        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(Bpf.MAP_CREATE);
            attr.set(JAVA_INT, Bpf.MAP_CREATE_TYPE, Bpf.BPF_MAP_TYPE_XSKMAP);
            attr.set(JAVA_INT, Bpf.MAP_CREATE_KEY_SIZE, Integer.BYTES);
            attr.set(JAVA_INT, Bpf.MAP_CREATE_VALUE_SIZE, Integer.BYTES);
            attr.set(JAVA_INT, Bpf.MAP_CREATE_MAX_ENTRIES, capacity);
            attr.setString(Bpf.MAP_CREATE_NAME, NAME);
            final int fd = SystemCalls.bpf(Bpf.BPF_MAP_CREATE, attr);
            if (fd < 0)
            {
                throw new XskException("BPF_MAP_CREATE", "type=XSKMAP capacity=" + capacity, -fd);
            }

            return new XskMap(NAME, capacity, fd);
        }
    }

    /**
     * Open a map of sockets that this process or another one {@link #pin pinned}, for its program to redirect to
     * sockets of this one.
     *
     * @param path where it is pinned, in a BPF file system.
     * @return the map, to be closed.
     * @throws XskException             if nothing is pinned there, or the kernel refuses it.
     * @throws IllegalArgumentException if it is not a map of sockets.
     */
    public static XskMap pinned(final Path path)
    {
        return of(KernelObjects.open(path, KernelObjects.Kind.MAP), "path=" + path);
    }

    /** A map that somebody made, whose file descriptor is now this one's. */
    static XskMap of(final int fd, final String subject)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment info = KernelObjects.info(arena, fd, BpfObjects.MAP_INFO);
            final String name = info.getString(BpfObjects.MAP_INFO_NAME);
            final int type = info.get(JAVA_INT, BpfObjects.MAP_INFO_TYPE);
            if (Bpf.BPF_MAP_TYPE_XSKMAP != type)
            {
                throw new IllegalArgumentException(
                    "not a map of sockets (BPF_MAP_TYPE_XSKMAP): " + subject + " name=" + name + " type=" + type);
            }

            return new XskMap(name, info.get(JAVA_INT, BpfObjects.MAP_INFO_MAX_ENTRIES), fd);
        }
        catch (final RuntimeException exception)
        {
            Sockets.close(fd);
            throw exception;
        }
    }

    /**
     * The number of queues that the map has room for.
     *
     * @return the number.
     */
    public int capacity()
    {
        return capacity;
    }

    /**
     * Redirect a queue's packets to a socket. A socket takes packets of the interface and queue only that it is bound
     * to; others are dropped.
     *
     * @param queue  of the interface.
     * @param socket that is bound to it.
     * @throws XskException if the kernel refuses it.
     */
    public void put(final int queue, final XskSocket socket)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = element(arena, queue);
            attr.set(JAVA_LONG, Bpf.MAP_ELEMENT_VALUE, arena.allocateFrom(JAVA_INT, socket.fd()).address());
            checked(SystemCalls.bpf(Bpf.BPF_MAP_UPDATE_ELEM, attr), "BPF_MAP_UPDATE_ELEM",
                "interface=" + socket.device().name() + " queue=" + queue);
        }
    }

    /**
     * Redirect a queue's packets no more: they pass to the kernel.
     *
     * @param queue of the interface.
     * @throws XskException if the queue was not redirected.
     */
    public void remove(final int queue)
    {
        try (Arena arena = Arena.ofConfined())
        {
            checked(SystemCalls.bpf(Bpf.BPF_MAP_DELETE_ELEM, element(arena, queue)), "BPF_MAP_DELETE_ELEM",
                "queue=" + queue);
        }
    }

    /**
     * Give the map a path in a BPF file system, by which it stays in the kernel and others can open it.
     *
     * @param path in an existing folder of a BPF file system, such as {@code /sys/fs/bpf/feed_map}.
     * @throws XskException if the kernel refuses it.
     */
    public void pin(final Path path)
    {
        KernelObjects.pin(fd, path, "map=" + name);
    }

    /**
     * Give the map up; the kernel keeps it for as long as a program uses it. Idempotent.
     */
    @Override
    public void close()
    {
        if (fd >= 0)
        {
            Sockets.close(fd);
            fd = -1;
        }
    }

    int fd()
    {
        return fd;
    }

    private MemorySegment element(final Arena arena, final int queue)
    {
        final MemorySegment attr = arena.allocate(Bpf.MAP_ELEMENT);
        attr.set(JAVA_INT, Bpf.MAP_ELEMENT_FD, fd);
        attr.set(JAVA_LONG, Bpf.MAP_ELEMENT_KEY, arena.allocateFrom(JAVA_INT, queue).address());

        return attr;
    }

    private void checked(final int result, final String call, final String subject)
    {
        if (result < 0)
        {
            throw new XskException(call, subject + " map=" + name + " capacity=" + capacity, -result);
        }
    }
}
