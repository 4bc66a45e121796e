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

import static io.xsk.bpf.Register.R0;
import static io.xsk.bpf.Register.R1;
import static io.xsk.bpf.Register.R2;
import static io.xsk.bpf.Register.R3;
import static io.xsk.bpf.Register.R4;
import static io.xsk.bpf.Register.R5;
import static io.xsk.bpf.Register.R6;

import io.xsk.bpf.BpfAssembler.Label;
import io.xsk.ffi.Bpf;
import io.xsk.testing.PacketPattern;

/**
 * The programs that the kernel's cases need besides the one which redirects by queue. They drop what has no socket.
 */
public final class ConformancePrograms
{
    /** Length of the metadata that are put before a packet, of which the first eight bytes are its number. */
    public static final int METADATA_LENGTH = 32;

    private static final int ETHERNET_HEADER_LENGTH = 14;

    private ConformancePrograms()
    {
    }

    /**
     * To the socket whose place in the map is the lowest bit of the destination's MAC address.
     *
     * @param map of sockets.
     * @return the program, to be closed.
     */
    public static XdpProgram redirectByDestination(final XskMap map)
    {
        final BpfAssembler program = new BpfAssembler();
        final Label drop = program.label();

        return load("by_destination", program
            .load(Width.WORD, R2, R1, XdpContextDescriptor.DATA_OFFSET)
            .load(Width.WORD, R3, R1, XdpContextDescriptor.DATA_END_OFFSET)
            .move(R0, XdpAction.DROP)
            .move(R4, R2)
            .alu(AluOperation.ADD, R4, ETHERNET_HEADER_LENGTH)
            .jump(Condition.GREATER, R4, R3, drop)
            .load(Width.BYTE, R2, R2, PacketPattern.PARITY_OFFSET)
            .alu(AluOperation.AND, R2, 1)
            .loadMap(R1, map)
            .move(R3, XdpAction.DROP)
            .call(Helper.REDIRECT_MAP)
            .bind(drop)
            .exit());
    }

    /**
     * To the first socket, with the packet's number as metadata.
     *
     * @param map of sockets.
     * @return the program, to be closed.
     */
    public static XdpProgram copyNumberIntoMetadata(final XskMap map)
    {
        final BpfAssembler program = new BpfAssembler();
        final Label drop = program.label();

        return load("metadata", program
            .move(R6, R1)
            .move(R2, -METADATA_LENGTH)
            .call(Helper.XDP_ADJUST_META)
            .load(Width.WORD, R2, R6, XdpContextDescriptor.DATA_META_OFFSET)
            .load(Width.WORD, R3, R6, XdpContextDescriptor.DATA_OFFSET)
            .load(Width.WORD, R4, R6, XdpContextDescriptor.DATA_END_OFFSET)
            .move(R0, XdpAction.DROP)
            .move(R5, R2)
            .alu(AluOperation.ADD, R5, METADATA_LENGTH)
            .jump(Condition.GREATER, R5, R3, drop)
            .move(R5, R3)
            .alu(AluOperation.ADD, R5, PacketPattern.MIN_LENGTH)
            .jump(Condition.GREATER, R5, R4, drop)
            .load(Width.DOUBLE, R5, R3, PacketPattern.NUMBER_OFFSET)
            .store(Width.DOUBLE, R2, 0, R5)
            .move(R2, 0)
            .loadMap(R1, map)
            .move(R3, XdpAction.DROP)
            .call(Helper.REDIRECT_MAP)
            .bind(drop)
            .exit());
    }

    /**
     * To the first socket, with bytes put to its end or taken off it, where the kernel can.
     *
     * @param map        of sockets.
     * @param difference in bytes.
     * @return the program, to be closed.
     */
    public static XdpProgram adjustTail(final XskMap map, final int difference)
    {
        return load("adjust_tail", new BpfAssembler()
            .move(R2, difference)
            .call(Helper.XDP_ADJUST_TAIL)
            .move(R2, 0)
            .loadMap(R1, map)
            .move(R3, XdpAction.DROP)
            .call(Helper.REDIRECT_MAP)
            .exit());
    }

    private static XdpProgram load(final String name, final BpfAssembler assembler)
    {
        return XdpProgram.load(name, assembler.toArray(), Bpf.BPF_F_XDP_HAS_FRAGS);
    }
}
