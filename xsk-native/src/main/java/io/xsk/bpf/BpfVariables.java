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

import io.xsk.XskException;
import io.xsk.ffi.Libbpf;
import io.xsk.ffi.Mapping;
import io.xsk.ffi.Memory;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The global variables of a compiled program: in the memory that libbpf will load them from, and once they are loaded,
 * in that of the kernel's maps, which is mapped here. Those that are constant stay where they were.
 */
final class BpfVariables implements AutoCloseable
{
    private static final String CONSTANT = ".rodata";

    private final Map<String, Mapping> loaded = new HashMap<>();
    private final Libbpf libbpf;
    private final Path file;
    private final Btf types;
    private final long object;
    private boolean isLoaded;

    BpfVariables(final Libbpf libbpf, final Path file, final long object)
    {
        this.libbpf = libbpf;
        this.file = file;
        this.object = object;
        types = new Btf(libbpf.types(object));
    }

    void onLoaded()
    {
        isLoaded = true;
    }

    void set(final String name, final long value)
    {
        final Btf.Variable variable = require(name);
        final int bits = variable.length() * Byte.SIZE;
        if (!BitUtil.isPowerOfTwo(variable.length()) || bits > Long.SIZE)
        {
            throw new IllegalArgumentException("the variable is not a number: " + subject(name, variable));
        }
        // What is above must be zeros, or, with a sign, copies of the highest bit.
        if (bits < Long.SIZE && 0 != value >> bits && -1 != value >> bits - 1)
        {
            throw new IllegalArgumentException(
                "the value does not fit into the variable: " + subject(name, variable) + " value=" + value);
        }
        final UnsafeBuffer section = writable(variable.section());
        switch (variable.length())
        {
            case Byte.BYTES -> section.putByteVolatile(variable.offset(), (byte)value);
            case Short.BYTES -> section.putShortVolatile(variable.offset(), (short)value);
            case Integer.BYTES -> section.putIntVolatile(variable.offset(), (int)value);
            default -> section.putLongVolatile(variable.offset(), value);
        }
    }

    void set(final String name, final byte[] value)
    {
        final Btf.Variable variable = require(name);
        requireLength(value.length, variable.length(), subject(name, variable));
        writable(variable.section()).putBytes(variable.offset(), value);
    }

    byte[] get(final String name)
    {
        final Btf.Variable variable = require(name);
        final byte[] value = new byte[variable.length()];
        readable(variable.section()).getBytes(variable.offset(), value);

        return value;
    }

    long getLong(final String name)
    {
        final Btf.Variable variable = require(name);
        requireLength(Long.BYTES, variable.length(), subject(name, variable));

        return readable(variable.section()).getLongVolatile(variable.offset());
    }

    void setSection(final String section, final byte[] value)
    {
        final UnsafeBuffer buffer = writable(section);
        requireLength(value.length, buffer.capacity(), "section=" + section + " length=" + buffer.capacity());
        buffer.putBytes(0, value);
    }

    byte[] getSection(final String section)
    {
        final UnsafeBuffer buffer = readable(section);
        final byte[] value = new byte[buffer.capacity()];
        buffer.getBytes(0, value);

        return value;
    }

    @Override
    public void close()
    {
        loaded.values().forEach(Mapping::letGo);
        loaded.clear();
    }

    private UnsafeBuffer writable(final String section)
    {
        if (isLoaded && section.startsWith(CONSTANT))
        {
            throw new IllegalStateException("what is constant cannot be set once it is loaded: section=" + section);
        }

        return readable(section);
    }

    private UnsafeBuffer readable(final String section)
    {
        final long map = libbpf.map(object, section);
        final MemorySegment initial = 0 == map ? MemorySegment.NULL : libbpf.initialValue(map);
        if (0 == initial.byteSize())
        {
            throw new IllegalArgumentException(
                "there is no such section of variables: section=" + section + " file=" + file);
        }
        final int length = (int)initial.byteSize();
        if (!isLoaded || section.startsWith(CONSTANT))
        {
            return new UnsafeBuffer(initial.address(), length);
        }

        return new UnsafeBuffer(
            loaded.computeIfAbsent(section, name -> map(libbpf.mapFd(map), length, name)).address(), length);
    }

    private Mapping map(final int fd, final int length, final String section)
    {
        final long mapped = BitUtil.align((long)length, Memory.pageSize());
        final long address = Memory.mapShared(fd, mapped, 0);
        if (address < 0)
        {
            throw new XskException("mmap", "section=" + section + " file=" + file, (int)-address);
        }

        return new Mapping(address, mapped);
    }

    private Btf.Variable require(final String name)
    {
        final Btf.Variable variable = types.variable(name);
        if (null == variable)
        {
            throw new IllegalArgumentException("there is no such global variable, or the file was compiled without " +
                "their names (clang -g): variable=" + name + " file=" + file);
        }

        return variable;
    }

    private static void requireLength(final int length, final int required, final String subject)
    {
        if (length != required)
        {
            throw new IllegalArgumentException(
                "the value has another length: " + subject + " value=" + length);
        }
    }

    private static String subject(final String name, final Btf.Variable variable)
    {
        return "variable=" + name + " section=" + variable.section() + " length=" + variable.length();
    }
}
