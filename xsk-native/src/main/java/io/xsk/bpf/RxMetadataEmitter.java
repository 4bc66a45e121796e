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

import static io.xsk.bpf.AluOperation.ADD;
import static io.xsk.bpf.AluOperation.OR;
import static io.xsk.bpf.Condition.EQUAL;
import static io.xsk.bpf.Condition.GREATER;
import static io.xsk.bpf.Condition.NOT_EQUAL;
import static io.xsk.bpf.Register.R0;
import static io.xsk.bpf.Register.R1;
import static io.xsk.bpf.Register.R2;
import static io.xsk.bpf.Register.R3;
import static io.xsk.bpf.Register.R10;
import static io.xsk.bpf.Width.DOUBLE;
import static io.xsk.bpf.Width.HALF;
import static io.xsk.bpf.Width.WORD;

import io.xsk.RxMetadataDescriptor;

/**
 * Writes the instructions that put metadata before a packet which is about to be redirected. They gather it on the
 * stack, as {@link RxMetadataDescriptor} lays it out, and then copy it. Where the driver gives no room for metadata,
 * the packet goes on without.
 * <p>
 * What the card says is asked for by functions of the kernel that the driver implements,
 * {@code Documentation/networking/xdp-rx-metadata.rst}; each may have nothing to say, of a packet or at all.
 *
 * @param signature         of the program.
 * @param isTai             true to stamp by CLOCK_TAI, which takes Linux 6.1; else by CLOCK_MONOTONIC.
 * @param timestampFunction BTF id of the function, 0 not to ask.
 * @param hashFunction      BTF id of the function, 0 not to ask.
 * @param vlanFunction      BTF id of the function, 0 not to ask.
 */
record RxMetadataEmitter(
    int signature, boolean isTai, int timestampFunction, int hashFunction, int vlanFunction)
{
    private static final int VLAN = 0x8100;
    private static final int SERVICE_VLAN = 0x88A8;

    /** Does it call functions of the driver? Then the program is of one interface. */
    boolean isDeviceBound()
    {
        return 0 != timestampFunction || 0 != hashFunction || 0 != vlanFunction;
    }

    /**
     * Write it. R0 to R5 are lost.
     *
     * @param program  to write to.
     * @param context  register that has the program's context and is kept by calls.
     * @param mark     register that has the mark and is kept by calls; null for no mark.
     * @param stackEnd offset from R10, a multiple of 8, below which the stack is free.
     */
    void emit(final BpfAssembler program, final Register context, final Register mark, final int stackEnd)
    {
        final int block = stackEnd - RxMetadataDescriptor.LENGTH;
        final int scratch = block - Long.BYTES;
        for (int offset = scratch; offset < stackEnd; offset += Long.BYTES)
        {
            program.store(DOUBLE, R10, offset, 0);
        }
        final int flags = RxMetadataDescriptor.SOFTWARE_TIMESTAMP_FLAG |
            (isTai ? RxMetadataDescriptor.TAI_FLAG : 0) | (null == mark ? 0 : RxMetadataDescriptor.MARK_FLAG);
        program.store(WORD, R10, block, signature << RxMetadataDescriptor.SIGNATURE_SHIFT | flags);
        if (null != mark)
        {
            program.store(WORD, R10, block + RxMetadataDescriptor.MARK_OFFSET, mark);
        }
        program
            .call(isTai ? Helper.KTIME_GET_TAI_NS : Helper.KTIME_GET_NS)
            .store(DOUBLE, R10, block + RxMetadataDescriptor.SOFTWARE_TIMESTAMP_OFFSET, R0);

        timestamp(program, context, block);
        hash(program, context, block, scratch);
        vlan(program, context, block, scratch);
        copy(program, context, block);
    }

    private void timestamp(final BpfAssembler program, final Register context, final int block)
    {
        if (0 == timestampFunction)
        {
            return;
        }
        final BpfAssembler.Label none = program.label();
        program.move(R1, context);
        point(program, R2, block + RxMetadataDescriptor.TIMESTAMP_OFFSET);
        program
            .callKfunc(timestampFunction)
            .jump(NOT_EQUAL, R0, 0, none)
            // Some drivers, veth among them, answer 0 for a packet that the hardware did not stamp.
            .load(DOUBLE, R1, R10, block + RxMetadataDescriptor.TIMESTAMP_OFFSET)
            .jump(EQUAL, R1, 0, none);
        raise(program, block, RxMetadataDescriptor.TIMESTAMP_FLAG);
        program.bind(none);
    }

    private void hash(final BpfAssembler program, final Register context, final int block, final int scratch)
    {
        if (0 == hashFunction)
        {
            return;
        }
        final BpfAssembler.Label none = program.label();
        program.move(R1, context);
        point(program, R2, block + RxMetadataDescriptor.HASH_OFFSET);
        point(program, R3, scratch);
        program
            .callKfunc(hashFunction)
            .jump(NOT_EQUAL, R0, 0, none)
            .load(WORD, R1, R10, scratch)
            .store(HALF, R10, block + RxMetadataDescriptor.HASH_TYPE_OFFSET, R1);
        raise(program, block, RxMetadataDescriptor.HASH_FLAG);
        program.bind(none);
    }

    private void vlan(final BpfAssembler program, final Register context, final int block, final int scratch)
    {
        if (0 == vlanFunction)
        {
            return;
        }
        final BpfAssembler.Label none = program.label();
        final BpfAssembler.Label customer = program.label();
        program.move(R1, context);
        point(program, R2, scratch);
        point(program, R3, block + RxMetadataDescriptor.VLAN_TCI_OFFSET);
        program
            .callKfunc(vlanFunction)
            .jump(NOT_EQUAL, R0, 0, none)
            .load(HALF, R1, R10, scratch)
            .networkOrder(HALF, R1)
            .jump(EQUAL, R1, VLAN, customer)
            .jump(NOT_EQUAL, R1, SERVICE_VLAN, none);
        raise(program, block, RxMetadataDescriptor.SERVICE_VLAN_FLAG);
        program.bind(customer);
        raise(program, block, RxMetadataDescriptor.VLAN_FLAG);
        program.bind(none);
    }

    private static void copy(final BpfAssembler program, final Register context, final int block)
    {
        final BpfAssembler.Label end = program.label();
        program
            .move(R1, context)
            .move(R2, -RxMetadataDescriptor.LENGTH)
            .call(Helper.XDP_ADJUST_META)
            .jump(NOT_EQUAL, R0, 0, end)
            .load(WORD, R1, context, XdpContextDescriptor.DATA_META_OFFSET)
            .load(WORD, R2, context, XdpContextDescriptor.DATA_OFFSET)
            .move(R3, R1)
            .alu(ADD, R3, RxMetadataDescriptor.LENGTH)
            .jump(GREATER, R3, R2, end);
        for (int offset = 0; offset < RxMetadataDescriptor.LENGTH; offset += Long.BYTES)
        {
            program
                .load(DOUBLE, R0, R10, block + offset)
                .store(DOUBLE, R1, offset, R0);
        }
        program.bind(end);
    }

    private static void point(final BpfAssembler program, final Register register, final int offset)
    {
        program.move(register, R10).alu(ADD, register, offset);
    }

    private static void raise(final BpfAssembler program, final int block, final int flag)
    {
        program
            .load(WORD, R1, R10, block)
            .alu(OR, R1, flag)
            .store(WORD, R10, block, R1);
    }
}
