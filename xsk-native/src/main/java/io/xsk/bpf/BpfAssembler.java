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

import static io.xsk.bpf.InstructionDescriptor.ALU32;
import static io.xsk.bpf.InstructionDescriptor.ALU64;
import static io.xsk.bpf.InstructionDescriptor.JUMP32;
import static io.xsk.bpf.InstructionDescriptor.JUMP64;
import static io.xsk.bpf.InstructionDescriptor.REGISTER;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes BPF instructions, one method each, for a program of one's own without a compiler:
 * <pre>{@code
 *     final BpfAssembler program = new BpfAssembler();
 *     final BpfAssembler.Label pass = program.label();
 *     program
 *         .load(WORD, R2, R1, XdpContextDescriptor.RX_QUEUE_INDEX_OFFSET)
 *         .jump(NOT_EQUAL, R2, 3, pass)
 *         .move(R0, XdpAction.DROP)
 *         .exit()
 *         .bind(pass)
 *         .move(R0, XdpAction.PASS)
 *         .exit();
 * }</pre>
 * A {@link Label} may be jumped to before and after it is bound. What the instructions do is for the kernel's verifier
 * to judge, when the program is loaded with {@link XdpProgram#load(String, BpfAssembler)}.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class BpfAssembler
{
    private final List<Jump> jumps = new ArrayList<>();
    private long[] instructions = new long[16];
    private int count;

    /**
     * A new assembler, with no instruction.
     */
    public BpfAssembler()
    {
    }

    /**
     * {@code dst = *(width *)(src + offset)}, in the byte order of the machine; the upper bits are 0.
     *
     * @param width  of what is read.
     * @param dst    to read into.
     * @param src    address to read at.
     * @param offset to add to it, in bytes, 16 bits with a sign.
     * @return this for a fluent API.
     */
    public BpfAssembler load(final Width width, final Register dst, final Register src, final int offset)
    {
        return append(
            InstructionDescriptor.LOAD | InstructionDescriptor.MODE_MEMORY | width.bits(), dst, src, offset, 0);
    }

    /**
     * {@code *(width *)(dst + offset) = src}.
     *
     * @param width  of what is written.
     * @param dst    address to write at.
     * @param offset to add to it, in bytes, 16 bits with a sign.
     * @param src    to write.
     * @return this for a fluent API.
     */
    public BpfAssembler store(final Width width, final Register dst, final int offset, final Register src)
    {
        return append(
            InstructionDescriptor.STORE | InstructionDescriptor.MODE_MEMORY | width.bits(), dst, src, offset, 0);
    }

    /**
     * {@code *(width *)(dst + offset) = value}.
     *
     * @param width  of what is written.
     * @param dst    address to write at.
     * @param offset to add to it, in bytes, 16 bits with a sign.
     * @param value  to write.
     * @return this for a fluent API.
     */
    public BpfAssembler store(final Width width, final Register dst, final int offset, final int value)
    {
        return append(InstructionDescriptor.STORE_IMMEDIATE | InstructionDescriptor.MODE_MEMORY | width.bits(),
            dst, Register.R0, offset, value);
    }

    /**
     * {@code *(width *)(dst + offset) += src}, atomically.
     *
     * @param width  {@link Width#WORD} or {@link Width#DOUBLE}.
     * @param dst    address to add at.
     * @param offset to add to it, in bytes, 16 bits with a sign.
     * @param src    to add.
     * @return this for a fluent API.
     */
    public BpfAssembler atomicAdd(final Width width, final Register dst, final int offset, final Register src)
    {
        if (Width.WORD != width && Width.DOUBLE != width)
        {
            throw new IllegalArgumentException("only words and double words can be added to: width=" + width);
        }

        return append(InstructionDescriptor.STORE | InstructionDescriptor.MODE_ATOMIC | width.bits(),
            dst, src, offset, InstructionDescriptor.ATOMIC_ADD);
    }

    /**
     * {@code dst = value}, all 64 bits of it; takes two slots.
     *
     * @param dst   to write.
     * @param value to write into it.
     * @return this for a fluent API.
     */
    public BpfAssembler loadLong(final Register dst, final long value)
    {
        return loadDoubleImmediate(dst, 0, (int)value, (int)(value >>> 32));
    }

    /**
     * {@code dst = map}; takes two slots. The program keeps the map in the kernel for as long as it is loaded.
     *
     * @param dst to write.
     * @param map to point to.
     * @return this for a fluent API.
     */
    public BpfAssembler loadMap(final Register dst, final XskMap map)
    {
        return loadMap(dst, map.fd());
    }

    /**
     * {@code dst = map}; takes two slots. The program keeps the map in the kernel for as long as it is loaded.
     *
     * @param dst to write.
     * @param map to point to.
     * @return this for a fluent API.
     */
    public BpfAssembler loadMap(final Register dst, final BpfMap<?, ?> map)
    {
        return loadMap(dst, map.fd());
    }

    /**
     * {@code dst = value}, extended by its sign.
     *
     * @param dst   to write.
     * @param value to write into it.
     * @return this for a fluent API.
     */
    public BpfAssembler move(final Register dst, final int value)
    {
        return alu(AluOperation.MOVE, dst, value);
    }

    /**
     * {@code dst = action}.
     *
     * @param dst    to write.
     * @param action to write into it.
     * @return this for a fluent API.
     */
    public BpfAssembler move(final Register dst, final XdpAction action)
    {
        return alu(AluOperation.MOVE, dst, action.code());
    }

    /**
     * {@code dst = src}.
     *
     * @param dst to write.
     * @param src to copy.
     * @return this for a fluent API.
     */
    public BpfAssembler move(final Register dst, final Register src)
    {
        return alu(AluOperation.MOVE, dst, src);
    }

    /**
     * {@code dst operation value}, on 64 bits.
     *
     * @param operation to do.
     * @param dst       first operand, and result.
     * @param value     second operand.
     * @return this for a fluent API.
     */
    public BpfAssembler alu(final AluOperation operation, final Register dst, final int value)
    {
        return append(ALU64 | operation.bits(), dst, Register.R0, 0, value);
    }

    /**
     * {@code dst operation src}, on 64 bits.
     *
     * @param operation to do.
     * @param dst       first operand, and result.
     * @param src       second operand.
     * @return this for a fluent API.
     */
    public BpfAssembler alu(final AluOperation operation, final Register dst, final Register src)
    {
        return append(ALU64 | REGISTER | operation.bits(), dst, src, 0, 0);
    }

    /**
     * {@code dst operation value}, on the low 32 bits; the upper bits become 0.
     *
     * @param operation to do.
     * @param dst       first operand, and result.
     * @param value     second operand.
     * @return this for a fluent API.
     */
    public BpfAssembler alu32(final AluOperation operation, final Register dst, final int value)
    {
        return append(ALU32 | operation.bits(), dst, Register.R0, 0, value);
    }

    /**
     * {@code dst operation src}, on the low 32 bits; the upper bits become 0.
     *
     * @param operation to do.
     * @param dst       first operand, and result.
     * @param src       second operand.
     * @return this for a fluent API.
     */
    public BpfAssembler alu32(final AluOperation operation, final Register dst, final Register src)
    {
        return append(ALU32 | REGISTER | operation.bits(), dst, src, 0, 0);
    }

    /**
     * {@code dst = -dst}, on 64 bits.
     *
     * @param dst to negate.
     * @return this for a fluent API.
     */
    public BpfAssembler negate(final Register dst)
    {
        return append(ALU64 | InstructionDescriptor.NEGATE, dst, Register.R0, 0, 0);
    }

    /**
     * The low bits of a register from the machine's byte order to the network's, or back; the upper bits become 0.
     *
     * @param width of what is turned round, from {@link Width#HALF} on.
     * @param dst   to turn round.
     * @return this for a fluent API.
     */
    public BpfAssembler networkOrder(final Width width, final Register dst)
    {
        final int bits = switch (width)
        {
            case HALF -> Short.SIZE;
            case WORD -> Integer.SIZE;
            case DOUBLE -> Long.SIZE;
            case BYTE -> throw new IllegalArgumentException("a byte has no byte order: width=" + width);
        };

        return append(ALU32 | REGISTER | InstructionDescriptor.BYTE_ORDER, dst, Register.R0, 0, bits);
    }

    /**
     * {@code if (dst condition value) goto label}, comparing 64 bits.
     *
     * @param condition to jump on.
     * @param dst       first operand.
     * @param value     second operand.
     * @param label     to jump to.
     * @return this for a fluent API.
     */
    public BpfAssembler jump(final Condition condition, final Register dst, final int value, final Label label)
    {
        return appendJump(JUMP64 | condition.bits(), dst, Register.R0, value, label);
    }

    /**
     * {@code if (dst condition src) goto label}, comparing 64 bits.
     *
     * @param condition to jump on.
     * @param dst       first operand.
     * @param src       second operand.
     * @param label     to jump to.
     * @return this for a fluent API.
     */
    public BpfAssembler jump(final Condition condition, final Register dst, final Register src, final Label label)
    {
        return appendJump(JUMP64 | REGISTER | condition.bits(), dst, src, 0, label);
    }

    /**
     * {@code if (dst condition value) goto label}, comparing the low 32 bits; since Linux 5.1.
     *
     * @param condition to jump on.
     * @param dst       first operand.
     * @param value     second operand.
     * @param label     to jump to.
     * @return this for a fluent API.
     */
    public BpfAssembler jump32(final Condition condition, final Register dst, final int value, final Label label)
    {
        return appendJump(JUMP32 | condition.bits(), dst, Register.R0, value, label);
    }

    /**
     * {@code if (dst condition src) goto label}, comparing the low 32 bits; since Linux 5.1.
     *
     * @param condition to jump on.
     * @param dst       first operand.
     * @param src       second operand.
     * @param label     to jump to.
     * @return this for a fluent API.
     */
    public BpfAssembler jump32(final Condition condition, final Register dst, final Register src, final Label label)
    {
        return appendJump(JUMP32 | REGISTER | condition.bits(), dst, src, 0, label);
    }

    /**
     * {@code goto label}.
     *
     * @param label to jump to.
     * @return this for a fluent API.
     */
    public BpfAssembler jump(final Label label)
    {
        return appendJump(JUMP64 | InstructionDescriptor.JUMP_ALWAYS, Register.R0, Register.R0, 0, label);
    }

    /**
     * {@code r0 = helper(r1, ..., r5)}.
     *
     * @param helper to call.
     * @return this for a fluent API.
     */
    public BpfAssembler call(final Helper helper)
    {
        return call(helper.number());
    }

    /**
     * {@code r0 = helper(r1, ..., r5)}.
     *
     * @param helper to call, by its number in {@code linux/bpf.h}.
     * @return this for a fluent API.
     */
    public BpfAssembler call(final int helper)
    {
        return append(JUMP64 | InstructionDescriptor.CALL, Register.R0, Register.R0, 0, helper);
    }

    /**
     * {@code r0 = kfunc(r1, ..., r5)}, a function of the kernel that has no number.
     *
     * @param btfId of the function in the kernel's own BTF.
     * @return this for a fluent API.
     */
    public BpfAssembler callKfunc(final int btfId)
    {
        return append(InstructionDescriptor.encode(
            JUMP64 | InstructionDescriptor.CALL, 0, InstructionDescriptor.PSEUDO_KFUNC_CALL, 0, btfId));
    }

    /**
     * {@code return r0}.
     *
     * @return this for a fluent API.
     */
    public BpfAssembler exit()
    {
        return append(JUMP64 | InstructionDescriptor.EXIT, Register.R0, Register.R0, 0, 0);
    }

    /**
     * A label, not yet at any place.
     *
     * @return the label, for this assembler only.
     */
    public Label label()
    {
        return new Label();
    }

    /**
     * Put a label here, before the next instruction.
     *
     * @param label to put.
     * @return this for a fluent API.
     * @throws IllegalStateException if it is somewhere already.
     */
    public BpfAssembler bind(final Label label)
    {
        if (Label.UNBOUND != label.position)
        {
            throw new IllegalStateException("label is bound already: position=" + label.position);
        }
        label.position = count;

        return this;
    }

    /**
     * How many slots the instructions take so far.
     *
     * @return the number; an instruction takes one slot, or two where its method says so.
     */
    public int length()
    {
        return count;
    }

    /**
     * The instructions, with the jumps resolved.
     *
     * @return a copy, one slot in each element.
     * @throws IllegalStateException if a label that is jumped to is not bound, or is too far away.
     */
    public long[] toArray()
    {
        final long[] program = Arrays.copyOf(instructions, count);
        for (final Jump jump : jumps)
        {
            program[jump.position] |= Short.toUnsignedLong((short)jump.distance()) << 16;
        }

        return program;
    }

    /**
     * The instructions written out, as the kernel's verifier would.
     *
     * @return a line for each instruction: position, opcode, meaning.
     * @throws IllegalStateException if a label that is jumped to is not bound, or is too far away.
     */
    public List<String> disassembly()
    {
        return BpfDisassembler.disassemble(toArray());
    }

    BpfAssembler loadMap(final Register dst, final int mapFd)
    {
        return loadDoubleImmediate(dst, InstructionDescriptor.PSEUDO_MAP_FD, mapFd, 0);
    }

    private BpfAssembler loadDoubleImmediate(final Register dst, final int src, final int low, final int high)
    {
        return append(
            InstructionDescriptor.encode(InstructionDescriptor.LOAD_DOUBLE_IMMEDIATE, dst.ordinal(), src, 0, low))
            .append(InstructionDescriptor.encode(0, 0, 0, 0, high));
    }

    private BpfAssembler appendJump(
        final int opcode, final Register dst, final Register src, final int value, final Label label)
    {
        jumps.add(new Jump(count, label));

        return append(opcode, dst, src, 0, value);
    }

    private BpfAssembler append(
        final int opcode, final Register dst, final Register src, final int offset, final int immediate)
    {
        if ((short)offset != offset)
        {
            throw new IllegalArgumentException("offset must have 16 bits with its sign: offset=" + offset);
        }

        return append(InstructionDescriptor.encode(opcode, dst.ordinal(), src.ordinal(), offset, immediate));
    }

    private BpfAssembler append(final long instruction)
    {
        if (count == instructions.length)
        {
            instructions = Arrays.copyOf(instructions, count * 2);
        }
        instructions[count++] = instruction;

        return this;
    }

    /**
     * A place in the instructions to jump to.
     */
    public static final class Label
    {
        private static final int UNBOUND = -1;

        private int position = UNBOUND;

        private Label()
        {
        }
    }

    private record Jump(int position, Label label)
    {
        int distance()
        {
            if (Label.UNBOUND == label.position)
            {
                throw new IllegalStateException("label is jumped to but not bound: jump=" + position);
            }
            final int distance = label.position - position - 1;
            if ((short)distance != distance)
            {
                throw new IllegalStateException("label is too far away, a jump goes " +
                    InstructionDescriptor.MAX_JUMP + " instructions: jump=" + position + " label=" + label.position);
            }

            return distance;
        }
    }
}
