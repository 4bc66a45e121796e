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
import io.xsk.ffi.Bpf;
import io.xsk.ffi.BpfMaps;
import io.xsk.ffi.BpfObjects;
import io.xsk.ffi.Errno;
import io.xsk.ffi.Sockets;
import io.xsk.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A map in the kernel, which a program reads and writes while this does. A change of one entry is atomic for the
 * program. Each call here is a system call or two, and allocates.
 * <p>
 * <b>Note:</b> The kernel's side is threadsafe. This class is, but for {@link #close()}.
 *
 * @param <K> type of the keys.
 * @param <V> type of the values.
 */
public final class BpfMap<K, V> implements AutoCloseable
{
    /** The kinds of maps that can be used here, with their numbers in {@code linux/bpf.h}. */
    public enum Type
    {
        /** Entries by keys. */
        HASH(1, false),
        /** Entries by index; all are there from the start, as zeros. */
        ARRAY(2, false),
        /** As {@link #HASH}, with a value for each CPU. */
        PER_CPU_HASH(5, true),
        /** As {@link #ARRAY}, with a value for each CPU, so that programs count without atomic operations. */
        PER_CPU_ARRAY(6, true),
        /** As {@link #HASH}; where it is full, what was not used for the longest time makes room. */
        LRU_HASH(9, false),
        /** As {@link #LRU_HASH}, with a value for each CPU. */
        LRU_PER_CPU_HASH(10, true),
        /** Other maps by index. The value is the file descriptor of a map. */
        ARRAY_OF_MAPS(12, false);

        private final int number;
        private final boolean isPerCpu;

        Type(final int number, final boolean isPerCpu)
        {
            this.number = number;
            this.isPerCpu = isPerCpu;
        }

        private static Type of(final int number, final String subject)
        {
            for (final Type type : values())
            {
                if (type.number == number)
                {
                    return type;
                }
            }

            throw new IllegalArgumentException("maps of this type cannot be read here: " + subject + " type=" + number);
        }
    }

    private final Type type;
    private final String name;
    private final BpfCodec<K> keys;
    private final BpfCodec<V> values;
    private final int capacity;
    private int fd;

    private BpfMap(
        final Type type,
        final String name,
        final BpfCodec<K> keys,
        final BpfCodec<V> values,
        final int capacity,
        final int fd)
    {
        this.type = type;
        this.name = name;
        this.keys = keys;
        this.values = values;
        this.capacity = capacity;
        this.fd = fd;
    }

    /**
     * Create a map in the kernel.
     *
     * @param type     of the map, but {@link Type#ARRAY_OF_MAPS}.
     * @param name     by which the kernel shows it, 15 characters at most.
     * @param keys     how a key lies in memory; that of an array is a word.
     * @param values   how a value lies in memory.
     * @param capacity in entries.
     * @param <K>      type of the keys.
     * @param <V>      type of the values.
     * @return the map, to be closed.
     * @throws XskException if the kernel refuses it.
     */
    public static <K, V> BpfMap<K, V> create(
        final Type type, final String name, final BpfCodec<K> keys, final BpfCodec<V> values, final int capacity)
    {
        return create(type, name, keys, values, capacity, 0);
    }

    /**
     * Create an array of maps in the kernel. Its values are file descriptors, and a program that looks one up finds the
     * map.
     *
     * @param name     by which the kernel shows it, 15 characters at most.
     * @param template of the maps to come: of its type, with its lengths.
     * @param capacity in maps.
     * @return the map, to be closed.
     * @throws XskException if the kernel refuses it.
     */
    static BpfMap<Integer, Integer> ofMaps(final String name, final BpfMap<?, ?> template, final int capacity)
    {
        return create(Type.ARRAY_OF_MAPS, name, BpfCodec.INT, BpfCodec.INT, capacity, template.fd);
    }

    /** A map that somebody made, whose file descriptor is now this one's. */
    static <K, V> BpfMap<K, V> of(final int fd, final BpfCodec<K> keys, final BpfCodec<V> values)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment info = KernelObjects.info(arena, fd, BpfObjects.MAP_INFO);
            final String name = info.getString(BpfObjects.MAP_INFO_NAME);
            final int keyLength = info.get(JAVA_INT, BpfObjects.MAP_INFO_KEY_SIZE);
            final int valueLength = info.get(JAVA_INT, BpfObjects.MAP_INFO_VALUE_SIZE);
            if (keys.length() != keyLength || values.length() != valueLength)
            {
                throw new IllegalArgumentException("the map has entries of other lengths: map=" + name +
                    " key=" + keyLength + " value=" + valueLength +
                    ", asked for key=" + keys.length() + " value=" + values.length());
            }

            return new BpfMap<>(Type.of(info.get(JAVA_INT, BpfObjects.MAP_INFO_TYPE), "map=" + name), name, keys,
                values, info.get(JAVA_INT, BpfObjects.MAP_INFO_MAX_ENTRIES), fd);
        }
        catch (final RuntimeException exception)
        {
            Sockets.close(fd);
            throw exception;
        }
    }

    /**
     * Set an entry; of a map that has a value for each CPU, all of them.
     *
     * @param key   of the entry.
     * @param value of the entry.
     * @throws XskException if the kernel refuses it, as when the map is full.
     */
    public void put(final K key, final V value)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = element(arena, key);
            attr.set(JAVA_LONG, Bpf.MAP_ELEMENT_VALUE, encodedValue(arena, value).address());
            checked(SystemCalls.bpf(Bpf.BPF_MAP_UPDATE_ELEM, attr), "BPF_MAP_UPDATE_ELEM", key);
        }
    }

    /**
     * Remove an entry.
     *
     * @param key of the entry.
     * @return true if there was one.
     * @throws XskException if the kernel refuses it.
     */
    public boolean remove(final K key)
    {
        try (Arena arena = Arena.ofConfined())
        {
            return isThere(SystemCalls.bpf(Bpf.BPF_MAP_DELETE_ELEM, element(arena, key)), "BPF_MAP_DELETE_ELEM", key);
        }
    }

    /**
     * Read an entry; of a map that has a value for each CPU, the first CPU's.
     *
     * @param key of the entry.
     * @return the value, null if there is none.
     * @throws XskException if the kernel refuses it.
     */
    public V get(final K key)
    {
        final List<V> found = lookup(key);
        return found.isEmpty() ? null : found.getFirst();
    }

    /**
     * Read an entry of a map that has a value for each CPU. The values of different CPUs are not of the same moment.
     *
     * @param key of the entry.
     * @return the values, one for each CPU that the machine may have, or one in a map of another type; empty if there
     * is no such entry.
     * @throws XskException if the kernel refuses it.
     */
    public List<V> perCpu(final K key)
    {
        return lookup(key);
    }

    /**
     * The number of entries that the map has room for.
     *
     * @return the number.
     */
    public int capacity()
    {
        return capacity;
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

    @Override
    public String toString()
    {
        return "BpfMap{name=" + name + ", type=" + type + ", capacity=" + capacity + '}';
    }

    int fd()
    {
        return fd;
    }

    private static <K, V> BpfMap<K, V> create(
        final Type type,
        final String name,
        final BpfCodec<K> keys,
        final BpfCodec<V> values,
        final int capacity,
        final int innerFd)
    {
        if (name.length() > Bpf.MAX_NAME_LENGTH)
        {
            throw new IllegalArgumentException(
                "name must have at most " + Bpf.MAX_NAME_LENGTH + " characters: name=" + name);
        }
        if (capacity < 1)
        {
            throw new IllegalArgumentException("capacity must be positive: name=" + name + " capacity=" + capacity);
        }
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(Bpf.MAP_CREATE);
            attr.set(JAVA_INT, Bpf.MAP_CREATE_TYPE, type.number);
            attr.set(JAVA_INT, Bpf.MAP_CREATE_KEY_SIZE, keys.length());
            attr.set(JAVA_INT, Bpf.MAP_CREATE_VALUE_SIZE, values.length());
            attr.set(JAVA_INT, Bpf.MAP_CREATE_MAX_ENTRIES, capacity);
            attr.set(JAVA_INT, BpfMaps.MAP_CREATE_INNER_FD, innerFd);
            attr.setString(Bpf.MAP_CREATE_NAME, name);
            final int result = SystemCalls.bpf(Bpf.BPF_MAP_CREATE, attr);
            if (result < 0)
            {
                throw new XskException(
                    "BPF_MAP_CREATE", "map=" + name + " type=" + type + " capacity=" + capacity, -result);
            }

            return new BpfMap<>(type, name, keys, values, capacity, result);
        }
    }

    private List<V> lookup(final K key)
    {
        final int stride = stride();
        final int length = stride * valueCount();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = element(arena, key);
            final MemorySegment segment = arena.allocate(length, Long.BYTES);
            attr.set(JAVA_LONG, Bpf.MAP_ELEMENT_VALUE, segment.address());
            final List<V> found = new ArrayList<>();
            if (isThere(SystemCalls.bpf(BpfMaps.BPF_MAP_LOOKUP_ELEM, attr), "BPF_MAP_LOOKUP_ELEM", key))
            {
                final UnsafeBuffer buffer = new UnsafeBuffer(segment.address(), length);
                for (int index = 0; index < length; index += stride)
                {
                    found.add(values.decode(buffer, index));
                }
            }

            return found;
        }
    }

    /** The kernel reads and writes the values of all CPUs, each in whole words. */
    private MemorySegment encodedValue(final Arena arena, final V value)
    {
        final int stride = stride();
        final MemorySegment segment = arena.allocate((long)stride * valueCount(), Long.BYTES);
        for (int i = 0; i < valueCount(); i++)
        {
            values.encode(value, new UnsafeBuffer(segment.address() + (long)i * stride, values.length()));
        }

        return segment;
    }

    private int stride()
    {
        return type.isPerCpu ? BitUtil.align(values.length(), Long.BYTES) : values.length();
    }

    private int valueCount()
    {
        return type.isPerCpu ? PossibleCpus.count() : 1;
    }

    private MemorySegment element(final Arena arena, final K key)
    {
        if (fd < 0)
        {
            throw new IllegalStateException("map is closed: map=" + name);
        }
        final MemorySegment attr = arena.allocate(Bpf.MAP_ELEMENT);
        attr.set(JAVA_INT, Bpf.MAP_ELEMENT_FD, fd);
        attr.set(JAVA_LONG, Bpf.MAP_ELEMENT_KEY, encodedKey(arena, key).address());

        return attr;
    }

    private boolean isThere(final int result, final String call, final K key)
    {
        return !Errno.ENOENT.is(result) && checked(result, call, key);
    }

    private boolean checked(final int result, final String call, final K key)
    {
        if (result < 0)
        {
            throw new XskException(call, "map=" + name + " capacity=" + capacity + " key=" + key, -result);
        }

        return true;
    }

    private MemorySegment encodedKey(final Arena arena, final K key)
    {
        final MemorySegment segment = arena.allocate(keys.length(), Long.BYTES);
        keys.encode(key, new UnsafeBuffer(segment.address(), keys.length()));

        return segment;
    }
}
