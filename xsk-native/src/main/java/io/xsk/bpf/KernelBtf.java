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
 * Finds functions in the type information that a kernel carries of itself, {@code Documentation/bpf/btf.rst}: a header,
 * types of 12 bytes and more one behind the other and numbered from 1 on, and their names. What cannot be read is as
 * what is not there.
 */
final class KernelBtf
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

    /** What follows a type, by its kind: fixed, and for each of its members. */
    private static final int[] EXTRA = { 0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0 };
    private static final int[] EXTRA_A_MEMBER = { 0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12 };

    private final ByteBuffer btf;

    KernelBtf(final byte[] btf)
    {
        this.btf = ByteBuffer.wrap(btf).order(ByteOrder.nativeOrder());
    }

    /** That of the running kernel, empty where it has none. */
    static KernelBtf ofKernel()
    {
        try
        {
            return new KernelBtf(Files.readAllBytes(PATH));
        }
        catch (final IOException ignore)
        {
            return new KernelBtf(new byte[0]);
        }
    }

    /** The id by which a program calls a function of the kernel, 0 where there is no such function. */
    int functionId(final String name)
    {
        if (btf.limit() < HEADER_LENGTH || MAGIC != Short.toUnsignedInt(btf.getShort(0)))
        {
            return 0;
        }

        final byte[] wanted = (name + '\0').getBytes(StandardCharsets.US_ASCII);
        final long start = btf.getInt(HEADER_LENGTH_OFFSET);
        final long names = start + btf.getInt(NAMES_OFFSET);
        final long end = Math.min(btf.limit(), start + btf.getInt(TYPES_OFFSET) + btf.getInt(TYPES_LENGTH));
        long position = start + btf.getInt(TYPES_OFFSET);
        for (int id = 1; position >= 0 && position + TYPE_LENGTH <= end; id++)
        {
            final int info = btf.getInt((int)position + INFO_OFFSET);
            final int kind = info >>> KIND_SHIFT & KIND_MASK;
            if (kind >= EXTRA.length)
            {
                return 0;
            }
            if (KIND_FUNCTION == kind && isName(names + btf.getInt((int)position), wanted))
            {
                return id;
            }
            position += TYPE_LENGTH + EXTRA[kind] + (info & COUNT_MASK) * EXTRA_A_MEMBER[kind];
        }

        return 0;
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
