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

/**
 * Layout of a BPF instruction, {@code Documentation/bpf/standardization/instruction-set.rst}, for a little-endian
 * machine, and the parts of its opcode.
 * <pre>
 *   63                            32 31            16 15  12 11   8 7            0
 *  +--------------------------------+----------------+------+------+--------------+
 *  |           immediate            |     offset     | src  | dst  |    opcode    |
 *  +--------------------------------+----------------+------+------+--------------+
 *
 *    7         4   3   2     0                7     5 4     3 2     0
 *  +-------------+---+-------+              +-------+-------+-------+
 *  |  operation  |REG| class |   arithmetic |  mode | width | class |   load and store
 *  +-------------+---+-------+   and jumps  +-------+-------+-------+
 * </pre>
 */
final class InstructionDescriptor
{
    static final int CLASS_MASK = 0x07;
    static final int LOAD_IMMEDIATE = 0x00;
    static final int LOAD = 0x01;
    static final int STORE_IMMEDIATE = 0x02;
    static final int STORE = 0x03;
    static final int ALU32 = 0x04;
    static final int JUMP64 = 0x05;
    static final int JUMP32 = 0x06;
    static final int ALU64 = 0x07;

    static final int WIDTH_MASK = 0x18;
    static final int MODE_MASK = 0xE0;
    static final int MODE_MEMORY = 0x60;
    static final int MODE_ATOMIC = 0xC0;

    static final int OPERATION_MASK = 0xF0;
    /** The second operand is a register, not the immediate. */
    static final int REGISTER = 0x08;
    static final int NEGATE = 0x80;
    /** With {@link #REGISTER}: to big-endian; without: to little-endian. */
    static final int BYTE_ORDER = 0xD0;
    static final int JUMP_ALWAYS = 0x00;
    static final int CALL = 0x80;
    static final int EXIT = 0x90;

    /** The instruction of two slots, with 64 bits of immediate. */
    static final int LOAD_DOUBLE_IMMEDIATE = 0x18;
    /** As the source of a {@link #LOAD_DOUBLE_IMMEDIATE}: the immediate is the file descriptor of a map. */
    static final int PSEUDO_MAP_FD = 1;
    /** As the source of a {@link #CALL}: the immediate is the BTF id of a kernel function. */
    static final int PSEUDO_KFUNC_CALL = 2;
    /** The immediate of an atomic instruction that adds. */
    static final int ATOMIC_ADD = 0;

    /** The farthest that a jump goes, in instructions, forward; it goes one farther back. */
    static final int MAX_JUMP = Short.MAX_VALUE;

    private InstructionDescriptor()
    {
    }

    static long encode(final int opcode, final int dst, final int src, final int offset, final int immediate)
    {
        return opcode | (long)dst << 8 | (long)src << 12 | Short.toUnsignedLong((short)offset) << 16 |
            Integer.toUnsignedLong(immediate) << 32;
    }

    static int opcode(final long instruction)
    {
        return (int)instruction & 0xFF;
    }

    static int dst(final long instruction)
    {
        return (int)instruction >>> 8 & 0xF;
    }

    static int src(final long instruction)
    {
        return (int)instruction >>> 12 & 0xF;
    }

    static int offset(final long instruction)
    {
        return (short)(instruction >>> 16);
    }

    static int immediate(final long instruction)
    {
        return (int)(instruction >>> 32);
    }
}
