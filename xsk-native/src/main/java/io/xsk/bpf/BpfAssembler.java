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

import java.util.Arrays;

/**
 * Writes BPF instructions, one method each, in the encoding of {@code Documentation/bpf/standardization/
 * instruction-set.rst} for a little-endian machine:
 * <pre>
 *   63                            32 31            16 15  12 11   8 7            0
 *  +--------------------------------+----------------+------+------+--------------+
 *  |           immediate            |     offset     | src  | dst  |    opcode    |
 *  +--------------------------------+----------------+------+------+--------------+
 * </pre>
 */
final class BpfAssembler
{
    /** Where a function leaves its result, and a program too. */
    static final int R0 = 0;
    /** First argument of a function, and of a program: its context. */
    static final int R1 = 1;
    /** Second argument of a function. */
    static final int R2 = 2;
    /** Third argument of a function. */
    static final int R3 = 3;
    /** Fourth argument of a function. */
    static final int R4 = 4;
    /** Fifth argument of a function. */
    static final int R5 = 5;
    /** First of those that a function leaves as they are. */
    static final int R6 = 6;

    private static final int LOAD_WORD = 0x61;
    private static final int LOAD_BYTE = 0x71;
    private static final int LOAD_DOUBLE = 0x79;
    private static final int STORE_DOUBLE = 0x7B;
    private static final int ADD_IMMEDIATE = 0x07;
    private static final int AND_IMMEDIATE = 0x57;
    private static final int MOVE_REGISTER = 0xBF;
    private static final int JUMP_IF_GREATER = 0x2D;
    private static final int LOAD_DOUBLE_IMMEDIATE = 0x18;
    private static final int MOVE_IMMEDIATE = 0xB7;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;
    /** As the source of a {@link #LOAD_DOUBLE_IMMEDIATE}: the immediate is the file descriptor of a map. */
    private static final int PSEUDO_MAP_FD = 1;

    private long[] instructions = new long[16];
    private int count;

    /** {@code dst = *(u32 *)(src + offset)}. */
    BpfAssembler loadWord(final int dst, final int src, final int offset)
    {
        return append(LOAD_WORD, dst, src, offset, 0);
    }

    /** {@code dst = *(u8 *)(src + offset)}. */
    BpfAssembler loadByte(final int dst, final int src, final int offset)
    {
        return append(LOAD_BYTE, dst, src, offset, 0);
    }

    /** {@code dst = *(u64 *)(src + offset)}. */
    BpfAssembler loadDouble(final int dst, final int src, final int offset)
    {
        return append(LOAD_DOUBLE, dst, src, offset, 0);
    }

    /** {@code *(u64 *)(dst + offset) = src}. */
    BpfAssembler storeDouble(final int dst, final int offset, final int src)
    {
        return append(STORE_DOUBLE, dst, src, offset, 0);
    }

    /** {@code dst = map}; takes two instructions. */
    BpfAssembler loadMap(final int dst, final int mapFd)
    {
        return append(LOAD_DOUBLE_IMMEDIATE, dst, PSEUDO_MAP_FD, 0, mapFd).append(0, 0, 0, 0, 0);
    }

    /** {@code dst = value}. */
    BpfAssembler move(final int dst, final int value)
    {
        return append(MOVE_IMMEDIATE, dst, 0, 0, value);
    }

    /** {@code dst = src}. */
    BpfAssembler moveRegister(final int dst, final int src)
    {
        return append(MOVE_REGISTER, dst, src, 0, 0);
    }

    /** {@code dst += value}. */
    BpfAssembler add(final int dst, final int value)
    {
        return append(ADD_IMMEDIATE, dst, 0, 0, value);
    }

    /** {@code dst &= value}. */
    BpfAssembler and(final int dst, final int value)
    {
        return append(AND_IMMEDIATE, dst, 0, 0, value);
    }

    /** {@code if (dst > src) skip}, unsigned; {@link #loadMap} counts as two of the instructions to skip. */
    BpfAssembler jumpIfGreater(final int dst, final int src, final int instructions)
    {
        return append(JUMP_IF_GREATER, dst, src, instructions, 0);
    }

    /** {@code r0 = helper(r1, ..., r5)}. */
    BpfAssembler call(final int helper)
    {
        return append(CALL, 0, 0, 0, helper);
    }

    /** {@code return r0}. */
    BpfAssembler exit()
    {
        return append(EXIT, 0, 0, 0, 0);
    }

    long[] toArray()
    {
        return Arrays.copyOf(instructions, count);
    }

    private BpfAssembler append(
        final int opcode, final int dst, final int src, final int offset, final int immediate)
    {
        if (count == instructions.length)
        {
            instructions = Arrays.copyOf(instructions, count * 2);
        }
        instructions[count++] = opcode | (long)dst << 8 | (long)src << 12 |
            Short.toUnsignedLong((short)offset) << 16 | Integer.toUnsignedLong(immediate) << 32;

        return this;
    }
}
