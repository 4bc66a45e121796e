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

import java.util.ArrayList;
import java.util.List;

/**
 * Writes out what {@link BpfAssembler} can write in, one line for an instruction, in the form that the kernel's
 * verifier uses in its log: position, opcode and meaning.
 */
final class BpfDisassembler
{
    private BpfDisassembler()
    {
    }

    static List<String> disassemble(final long... instructions)
    {
        final List<String> lines = new ArrayList<>();
        int position = 0;
        while (position < instructions.length)
        {
            final long instruction = instructions[position];
            final int opcode = InstructionDescriptor.opcode(instruction);
            final boolean isDouble = InstructionDescriptor.LOAD_DOUBLE_IMMEDIATE == opcode;
            final String meaning = isDouble && position + 1 < instructions.length ?
                loadImmediate(instruction, instructions[position + 1]) : meaning(instruction);
            lines.add(String.format("%d: (%02x) %s", position, opcode, meaning));
            position += isDouble ? 2 : 1;
        }

        return lines;
    }

    private static String meaning(final long instruction)
    {
        final int opcode = InstructionDescriptor.opcode(instruction);
        return switch (opcode & InstructionDescriptor.CLASS_MASK)
        {
            case InstructionDescriptor.LOAD -> dst(instruction) + " = " + memory(instruction, srcOf(instruction));
            case InstructionDescriptor.STORE -> store(instruction);
            case InstructionDescriptor.STORE_IMMEDIATE ->
                memory(instruction, dstOf(instruction)) + " = " + InstructionDescriptor.immediate(instruction);
            case InstructionDescriptor.ALU64 -> alu(instruction, "r");
            case InstructionDescriptor.ALU32 -> alu(instruction, "w");
            case InstructionDescriptor.JUMP64 -> jump(instruction, "r");
            case InstructionDescriptor.JUMP32 -> jump(instruction, "w");
            default -> "unknown";
        };
    }

    private static String loadImmediate(final long first, final long second)
    {
        final int low = InstructionDescriptor.immediate(first);
        if (InstructionDescriptor.PSEUDO_MAP_FD == InstructionDescriptor.src(first))
        {
            return dst(first) + " = map fd " + low;
        }

        return dst(first) + " = 0x" + Long.toHexString(
            (long)InstructionDescriptor.immediate(second) << Integer.SIZE | Integer.toUnsignedLong(low));
    }

    private static String store(final long instruction)
    {
        final String place = memory(instruction, dstOf(instruction));
        final boolean isAtomic = InstructionDescriptor.MODE_ATOMIC ==
            (InstructionDescriptor.opcode(instruction) & InstructionDescriptor.MODE_MASK);

        return (isAtomic ? "lock " : "") + place + (isAtomic ? " += " : " = ") + src(instruction, "r");
    }

    private static String memory(final long instruction, final int register)
    {
        final int bits = InstructionDescriptor.opcode(instruction) & InstructionDescriptor.WIDTH_MASK;
        for (final Width width : Width.values())
        {
            if (width.bits() == bits)
            {
                return String.format(
                    "*(%s *)(r%d %+d)", width.type(), register, InstructionDescriptor.offset(instruction));
            }
        }

        throw new IllegalStateException("two bits have four values: bits=" + bits);
    }

    private static String alu(final long instruction, final String prefix)
    {
        final int operation = InstructionDescriptor.opcode(instruction) & InstructionDescriptor.OPERATION_MASK;
        final String dst = prefix + dstOf(instruction);
        if (InstructionDescriptor.NEGATE == operation)
        {
            return dst + " = -" + dst;
        }
        if (InstructionDescriptor.BYTE_ORDER == operation)
        {
            return "r" + dstOf(instruction) + " = be" + InstructionDescriptor.immediate(instruction) +
                " r" + dstOf(instruction);
        }
        for (final AluOperation candidate : AluOperation.values())
        {
            if (candidate.bits() == operation)
            {
                return dst + ' ' + candidate.symbol() + ' ' + operand(instruction, prefix, false);
            }
        }

        return "unknown";
    }

    private static String jump(final long instruction, final String prefix)
    {
        final int opcode = InstructionDescriptor.opcode(instruction);
        final String target = String.format("goto pc%+d", InstructionDescriptor.offset(instruction));
        switch (opcode & InstructionDescriptor.OPERATION_MASK)
        {
            case InstructionDescriptor.JUMP_ALWAYS:
                return target;
            case InstructionDescriptor.CALL:
                return call(instruction);
            case InstructionDescriptor.EXIT:
                return "exit";
            default:
                break;
        }
        for (final Condition condition : Condition.values())
        {
            if (condition.bits() == (opcode & InstructionDescriptor.OPERATION_MASK))
            {
                return "if " + prefix + dstOf(instruction) + ' ' + condition.symbol() + ' ' +
                    operand(instruction, prefix, true) + ' ' + target;
            }
        }

        return "unknown";
    }

    private static String call(final long instruction)
    {
        final int function = InstructionDescriptor.immediate(instruction);
        return InstructionDescriptor.PSEUDO_KFUNC_CALL == InstructionDescriptor.src(instruction) ?
            "call kernel-function#" + function : "call " + Helper.nameOf(function) + '#' + function;
    }

    private static String operand(final long instruction, final String prefix, final boolean isHex)
    {
        final int immediate = InstructionDescriptor.immediate(instruction);
        if (0 != (InstructionDescriptor.opcode(instruction) & InstructionDescriptor.REGISTER))
        {
            return src(instruction, prefix);
        }

        return isHex ? "0x" + Integer.toHexString(immediate) : Integer.toString(immediate);
    }

    private static String dst(final long instruction)
    {
        return "r" + dstOf(instruction);
    }

    private static String src(final long instruction, final String prefix)
    {
        return prefix + srcOf(instruction);
    }

    private static int dstOf(final long instruction)
    {
        return InstructionDescriptor.dst(instruction);
    }

    private static int srcOf(final long instruction)
    {
        return InstructionDescriptor.src(instruction);
    }
}
