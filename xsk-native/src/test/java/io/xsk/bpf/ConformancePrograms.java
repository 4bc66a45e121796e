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

import static io.xsk.bpf.BpfAssembler.R0;
import static io.xsk.bpf.BpfAssembler.R1;
import static io.xsk.bpf.BpfAssembler.R2;
import static io.xsk.bpf.BpfAssembler.R3;
import static io.xsk.bpf.BpfAssembler.R4;
import static io.xsk.bpf.BpfAssembler.R5;
import static io.xsk.bpf.BpfAssembler.R6;

import io.xsk.ffi.Bpf;
import io.xsk.testing.PacketPattern;

/**
 * The programs that the kernel's cases need besides the one which redirects by queue. They drop what has no socket.
 */
public final class ConformancePrograms
{
    /** Length of the metadata that are put before a packet, of which the first eight bytes are its number. */
    public static final int METADATA_LENGTH = 32;

    /** {@code struct xdp_md}. */
    private static final int DATA_OFFSET = 0;
    private static final int DATA_END_OFFSET = 4;
    private static final int DATA_META_OFFSET = 8;

    private static final int XDP_DROP = 1;
    private static final int HELPER_REDIRECT_MAP = 51;
    private static final int HELPER_ADJUST_META = 54;
    private static final int HELPER_ADJUST_TAIL = 65;

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
        return load("by_destination", new BpfAssembler()
            .loadWord(R2, R1, DATA_OFFSET)
            .loadWord(R3, R1, DATA_END_OFFSET)
            .move(R0, XDP_DROP)
            .moveRegister(R4, R2)
            .add(R4, ETHERNET_HEADER_LENGTH)
            .jumpIfGreater(R4, R3, 6)
            .loadByte(R2, R2, PacketPattern.PARITY_OFFSET)
            .and(R2, 1)
            .loadMap(R1, map.fd())
            .move(R3, XDP_DROP)
            .call(HELPER_REDIRECT_MAP)
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
        return load("metadata", new BpfAssembler()
            .moveRegister(R6, R1)
            .move(R2, -METADATA_LENGTH)
            .call(HELPER_ADJUST_META)
            .loadWord(R2, R6, DATA_META_OFFSET)
            .loadWord(R3, R6, DATA_OFFSET)
            .loadWord(R4, R6, DATA_END_OFFSET)
            .move(R0, XDP_DROP)
            .moveRegister(R5, R2)
            .add(R5, METADATA_LENGTH)
            .jumpIfGreater(R5, R3, 10)
            .moveRegister(R5, R3)
            .add(R5, PacketPattern.MIN_LENGTH)
            .jumpIfGreater(R5, R4, 7)
            .loadDouble(R5, R3, PacketPattern.NUMBER_OFFSET)
            .storeDouble(R2, 0, R5)
            .move(R2, 0)
            .loadMap(R1, map.fd())
            .move(R3, XDP_DROP)
            .call(HELPER_REDIRECT_MAP)
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
            .call(HELPER_ADJUST_TAIL)
            .move(R2, 0)
            .loadMap(R1, map.fd())
            .move(R3, XDP_DROP)
            .call(HELPER_REDIRECT_MAP)
            .exit());
    }

    private static XdpProgram load(final String name, final BpfAssembler assembler)
    {
        return XdpProgram.load(name, assembler.toArray(), Bpf.BPF_F_XDP_HAS_FRAGS);
    }
}
