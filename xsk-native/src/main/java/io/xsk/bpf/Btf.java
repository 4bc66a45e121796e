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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Type information that a kernel carries of itself and a compiled program of its variables,
 * {@code Documentation/bpf/btf.rst}: a header, types of 12 bytes and more one behind the other and numbered from 1 on,
 * and their names. What cannot be read is as what is not there.
 */
final class Btf
{
    private static final Path PATH = Path.of("/sys/kernel/btf/vmlinux");
    private static final int MAGIC = 0xEB9F;
    private static final int HEADER_LENGTH_OFFSET = 4;
    private static final int TYPES_OFFSET = 8;
    private static final int TYPES_LENGTH = 12;
    private static final int NAMES_OFFSET = 16;
    private static final int HEADER_LENGTH = 24;

    private static final int TYPE_LENGTH = 12;
    private static final int INFO_OFFSET = 4;
    private static final int KIND_SHIFT = 24;
    private static final int KIND_MASK = 0x1F;
    private static final int COUNT_MASK = 0xFFFF;
    private static final int KIND_FUNCTION = 12;
    private static final int KIND_VARIABLE = 14;
    private static final int KIND_SECTION = 15;
    private static final int MEMBER_LENGTH = 12;
    private static final int MEMBER_OFFSET = 4;
    private static final int MEMBER_SIZE = 8;
    private static final int MAX_NAME_LENGTH = 256;

    /**
     * Where a variable of a program is.
     *
     * @param section that has it.
     * @param offset  within the section.
     * @param length  in bytes.
     */
    record Variable(String section, int offset, int length)
    {
    }

    /** What follows a type, by its kind: fixed, and for each of its members. */
    private static final int[] EXTRA = { 0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0 };
    private static final int[] EXTRA_A_MEMBER = { 0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12 };

    private final ByteBuffer btf;

    Btf(final byte[] btf)
    {
        this.btf = ByteBuffer.wrap(btf).order(ByteOrder.nativeOrder());
    }

    /** That of the running kernel, empty where it has none. */
    static Btf ofKernel()
    {
        try
        {
            return new Btf(Files.readAllBytes(PATH));
        }
        catch (final IOException ignore)
        {
            return new Btf(new byte[0]);
        }
    }

    /** The id by which a program calls a function of the kernel, 0 where there is no such function. */
    int functionId(final String name)
    {
        return id(KIND_FUNCTION, name);
    }

    /** A global variable by its name, null where there is none. */
    Variable variable(final String name)
    {
        final int wanted = id(KIND_VARIABLE, name);
        if (0 == wanted)
        {
            return null;
        }
        for (long position = first(); position >= 0; position = next(position))
        {
            if (KIND_SECTION == kind(position))
            {
                for (int i = 0; i < count(position); i++)
                {
                    final int member = (int)position + TYPE_LENGTH + i * MEMBER_LENGTH;
                    if (wanted == btf.getInt(member))
                    {
                        return new Variable(nameOf(position),
                            btf.getInt(member + MEMBER_OFFSET), btf.getInt(member + MEMBER_SIZE));
                    }
                }
            }
        }

        return null;
    }

    private int id(final int kind, final String name)
    {
        final byte[] wanted = (name + '\0').getBytes(StandardCharsets.US_ASCII);
        int id = 1;
        for (long position = first(); position >= 0; position = next(position))
        {
            if (kind == kind(position) && isName(namePosition(position), wanted))
            {
                return id;
            }
            id++;
        }

        return 0;
    }

    /** Where the first type is, -1 where there is none. */
    private long first()
    {
        if (btf.limit() < HEADER_LENGTH || MAGIC != Short.toUnsignedInt(btf.getShort(0)))
        {
            return -1;
        }

        return whole((long)btf.getInt(HEADER_LENGTH_OFFSET) + btf.getInt(TYPES_OFFSET));
    }

    private long next(final long position)
    {
        return whole(position + length(position));
    }

    /** The position of a type, or -1 where it is not all there. */
    private long whole(final long position)
    {
        final long end = Math.min(btf.limit(),
            (long)btf.getInt(HEADER_LENGTH_OFFSET) + btf.getInt(TYPES_OFFSET) + btf.getInt(TYPES_LENGTH));
        if (position < HEADER_LENGTH || position + TYPE_LENGTH > end || kind(position) >= EXTRA.length)
        {
            return -1;
        }

        return position + length(position) <= end ? position : -1;
    }

    private long length(final long position)
    {
        return TYPE_LENGTH + EXTRA[kind(position)] + count(position) * EXTRA_A_MEMBER[kind(position)];
    }

    private int kind(final long position)
    {
        return btf.getInt((int)position + INFO_OFFSET) >>> KIND_SHIFT & KIND_MASK;
    }

    private int count(final long position)
    {
        return btf.getInt((int)position + INFO_OFFSET) & COUNT_MASK;
    }

    private long namePosition(final long position)
    {
        return (long)btf.getInt(HEADER_LENGTH_OFFSET) + btf.getInt(NAMES_OFFSET) + btf.getInt((int)position);
    }

    private String nameOf(final long position)
    {
        final StringBuilder name = new StringBuilder();
        final long start = namePosition(position);
        for (long i = Math.max(0, start); i < btf.limit() && 0 != btf.get((int)i) && i < start + MAX_NAME_LENGTH; i++)
        {
            name.append((char)btf.get((int)i));
        }

        return name.toString();
    }

    private boolean isName(final long position, final byte[] wanted)
    {
        if (position < 0 || position + wanted.length > btf.limit())
        {
            return false;
        }
        for (int i = 0; i < wanted.length; i++)
        {
            if (wanted[i] != btf.get((int)position + i))
            {
                return false;
            }
        }

        return true;
    }
}
