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
import static io.xsk.bpf.AluOperation.AND;
import static io.xsk.bpf.AluOperation.OR;
import static io.xsk.bpf.AluOperation.SHIFT_LEFT;
import static io.xsk.bpf.AluOperation.SHIFT_RIGHT;
import static io.xsk.bpf.AluOperation.SUBTRACT;
import static io.xsk.bpf.Condition.EQUAL;
import static io.xsk.bpf.Condition.GREATER;
import static io.xsk.bpf.Condition.LESS;
import static io.xsk.bpf.Condition.NOT_EQUAL;
import static io.xsk.bpf.FilterFrame.CONTEXT;
import static io.xsk.bpf.FilterFrame.DESTINATION;
import static io.xsk.bpf.FilterFrame.DESTINATION_PORT;
import static io.xsk.bpf.FilterFrame.PROTOCOL;
import static io.xsk.bpf.Register.R0;
import static io.xsk.bpf.Register.R1;
import static io.xsk.bpf.Register.R10;
import static io.xsk.bpf.Register.R2;
import static io.xsk.bpf.Register.R3;
import static io.xsk.bpf.Register.R4;
import static io.xsk.bpf.Register.R5;

import io.xsk.bpf.BpfAssembler.Label;

/**
 * The first part of a filter's program: it reads a packet's headers once, into the {@link FilterFrame}, and leaves for
 * {@code unfit} where they are not what {@link XdpFilter} says. While it reads:
 * <pre>
 *   R2   address of the header at hand
 *   R3   address behind the packet's first buffer
 *   R4   offset of the header at hand in the packet, then length of what is in the IP packet from there on
 *   R0, R1, R5   scratch
 * </pre>
 */
final class HeaderEmitter
{
    private static final int ETHERNET_LENGTH = 14;
    private static final int ETHER_TYPE_OFFSET = 12;
    private static final int TAG_LENGTH = 4;
    private static final int MAX_TAGS = 2;
    private static final int TAG_ID_MASK = 0x0FFF;
    private static final int TPID = 0x8100;
    private static final int TPID_SERVICE = 0x88A8;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;

    private static final int IPV4_LENGTH = 20;
    private static final int IPV4_TOTAL_LENGTH_OFFSET = 2;
    private static final int IPV4_FRAGMENT_OFFSET = 6;
    private static final int IPV4_FRAGMENT_MASK = 0x3FFF;
    private static final int IPV4_PROTOCOL_OFFSET = 9;
    private static final int IPV4_SOURCE_OFFSET = 12;
    private static final int IPV4_DESTINATION_OFFSET = 16;

    private static final int IPV6_LENGTH = 40;
    private static final int IPV6_PAYLOAD_LENGTH_OFFSET = 4;
    private static final int IPV6_NEXT_HEADER_OFFSET = 6;
    private static final int IPV6_SOURCE_OFFSET = 8;
    private static final int IPV6_DESTINATION_OFFSET = 24;
    private static final int MAX_EXTENSIONS = 8;
    private static final int EXTENSION_MIN_LENGTH = 8;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;

    private static final int TCP = 6;
    private static final int TCP_LENGTH = 20;
    private static final int TCP_DATA_OFFSET = 12;
    private static final int UDP = 17;
    private static final int UDP_LENGTH = 8;
    private static final int UDP_LENGTH_OFFSET = 4;
    private static final int DESTINATION_PORT_OFFSET = 2;

    private final BpfAssembler program;
    private final Label unfit;
    private final Label ipv4;
    private final Label ipv6;
    private final Label transport;
    private final Label done;

    HeaderEmitter(final BpfAssembler program, final Label unfit)
    {
        this.program = program;
        this.unfit = unfit;
        ipv4 = program.label();
        ipv6 = program.label();
        transport = program.label();
        done = program.label();
    }

    /**
     * @param isLengthAsked whether the kernel is asked for the length by a function, as it must be for packets in
     *                      several buffers.
     */
    void emit(final boolean isLengthAsked)
    {
        length(isLengthAsked);
        tags();
        program
            .jump(EQUAL, R1, networkOrder(IPV4), ipv4)
            .jump(EQUAL, R1, networkOrder(IPV6), ipv6)
            .move(PROTOCOL, FilterFrame.NO_PROTOCOL)
            .move(DESTINATION, 0)
            .store(Width.DOUBLE, R10, FilterFrame.SOURCE_OFFSET, 0);
        noPorts();
        ipv4();
        ipv6();
        transport();
        program.bind(done);
    }

    private void length(final boolean isAsked)
    {
        program.move(CONTEXT, R1);
        if (isAsked)
        {
            program.call(Helper.XDP_GET_BUFF_LEN);
        }
        program
            .load(Width.WORD, R2, CONTEXT, XdpContextDescriptor.DATA_OFFSET)
            .load(Width.WORD, R3, CONTEXT, XdpContextDescriptor.DATA_END_OFFSET);
        if (!isAsked)
        {
            program.move(R0, R3).alu(SUBTRACT, R0, R2);
        }
        program.store(Width.DOUBLE, R10, FilterFrame.LENGTH_OFFSET, R0);
    }

    /** Leaves the EtherType in R1, the next header's address in R2 and its offset in R4. */
    private void tags()
    {
        final Label end = program.label();
        requireBytes(ETHERNET_LENGTH);
        program
            .load(Width.HALF, R1, R2, ETHER_TYPE_OFFSET)
            .alu(ADD, R2, ETHERNET_LENGTH)
            .move(R4, ETHERNET_LENGTH)
            .store(Width.DOUBLE, R10, FilterFrame.TAG_COUNT_OFFSET, 0)
            .store(Width.DOUBLE, R10, FilterFrame.FIRST_TAG_OFFSET, -1)
            .store(Width.DOUBLE, R10, FilterFrame.SECOND_TAG_OFFSET, -1);
        for (int tag = 0; tag < MAX_TAGS; tag++)
        {
            final Label found = program.label();
            program
                .jump(EQUAL, R1, networkOrder(TPID), found)
                .jump(NOT_EQUAL, R1, networkOrder(TPID_SERVICE), end)
                .bind(found);
            requireBytes(TAG_LENGTH);
            program
                .load(Width.HALF, R0, R2, 0)
                .networkOrder(Width.HALF, R0)
                .alu(AND, R0, TAG_ID_MASK)
                .store(Width.DOUBLE, R10,
                    0 == tag ? FilterFrame.FIRST_TAG_OFFSET : FilterFrame.SECOND_TAG_OFFSET, R0)
                .store(Width.DOUBLE, R10, FilterFrame.TAG_COUNT_OFFSET, tag + 1)
                .load(Width.HALF, R1, R2, TAG_LENGTH - Short.BYTES)
                .alu(ADD, R2, TAG_LENGTH)
                .alu(ADD, R4, TAG_LENGTH);
        }
        program
            .bind(end)
            .store(Width.DOUBLE, R10, FilterFrame.ETHER_TYPE_OFFSET, R1);
    }

    private void ipv4()
    {
        program.bind(ipv4);
        requireBytes(IPV4_LENGTH);
        program
            .load(Width.BYTE, R0, R2, 0)
            .move(R1, R0)
            .alu(SHIFT_RIGHT, R1, 4)
            .jump(NOT_EQUAL, R1, 4, unfit)
            .alu(AND, R0, 0xF)
            .alu(SHIFT_LEFT, R0, 2)
            .jump(LESS, R0, IPV4_LENGTH, unfit)
            .load(Width.HALF, R1, R2, IPV4_TOTAL_LENGTH_OFFSET)
            .networkOrder(Width.HALF, R1)
            .jump(LESS, R1, R0, unfit);
        requireInPacket();
        program
            .load(Width.HALF, R5, R2, IPV4_FRAGMENT_OFFSET)
            .alu(AND, R5, networkOrder(IPV4_FRAGMENT_MASK))
            .jump(NOT_EQUAL, R5, 0, unfit)
            .load(Width.BYTE, PROTOCOL, R2, IPV4_PROTOCOL_OFFSET)
            .loadLong(DESTINATION, 4L << Integer.SIZE)
            .load(Width.WORD, R5, R2, IPV4_SOURCE_OFFSET)
            .networkOrder(Width.WORD, R5)
            .alu(OR, R5, DESTINATION)
            .store(Width.DOUBLE, R10, FilterFrame.SOURCE_OFFSET, R5)
            .load(Width.WORD, R5, R2, IPV4_DESTINATION_OFFSET)
            .networkOrder(Width.WORD, R5)
            .alu(OR, DESTINATION, R5)
            .move(R4, R1)
            .alu(SUBTRACT, R4, R0)
            .alu(ADD, R2, R0)
            .jump(transport);
    }

    private void ipv6()
    {
        program.bind(ipv6);
        requireBytes(IPV6_LENGTH);
        program
            .load(Width.BYTE, R0, R2, 0)
            .alu(SHIFT_RIGHT, R0, 4)
            .jump(NOT_EQUAL, R0, 6, unfit)
            .load(Width.HALF, R1, R2, IPV6_PAYLOAD_LENGTH_OFFSET)
            .networkOrder(Width.HALF, R1)
            .alu(ADD, R4, IPV6_LENGTH);
        requireInPacket();
        program
            .load(Width.BYTE, PROTOCOL, R2, IPV6_NEXT_HEADER_OFFSET)
            .loadLong(DESTINATION, 6L << Integer.SIZE)
            .store(Width.DOUBLE, R10, FilterFrame.SOURCE_OFFSET, DESTINATION);
        copyAddress(IPV6_SOURCE_OFFSET, FilterFrame.IPV6_SOURCE_OFFSET);
        copyAddress(IPV6_DESTINATION_OFFSET, FilterFrame.IPV6_DESTINATION_OFFSET);
        program
            .move(R4, R1)
            .alu(ADD, R2, IPV6_LENGTH);
        for (int i = 0; i < MAX_EXTENSIONS; i++)
        {
            extension();
        }
        program
            .jump(EQUAL, PROTOCOL, HOP_BY_HOP, unfit)
            .jump(EQUAL, PROTOCOL, ROUTING, unfit)
            .jump(EQUAL, PROTOCOL, DESTINATION_OPTIONS, unfit)
            .jump(EQUAL, PROTOCOL, AUTHENTICATION, unfit)
            .jump(EQUAL, PROTOCOL, FRAGMENT, unfit);
    }

    private void copyAddress(final int packetOffset, final int frameOffset)
    {
        program
            .load(Width.DOUBLE, R0, R2, packetOffset)
            .load(Width.DOUBLE, R5, R2, packetOffset + Long.BYTES)
            .store(Width.DOUBLE, R10, frameOffset, R0)
            .store(Width.DOUBLE, R10, frameOffset + Long.BYTES, R5);
    }

    /** Skips an extension header; where there is none, the transport header comes. */
    private void extension()
    {
        final Label usual = program.label();
        final Label authentication = program.label();
        final Label skip = program.label();
        program
            .jump(EQUAL, PROTOCOL, HOP_BY_HOP, usual)
            .jump(EQUAL, PROTOCOL, ROUTING, usual)
            .jump(EQUAL, PROTOCOL, DESTINATION_OPTIONS, usual)
            .jump(EQUAL, PROTOCOL, AUTHENTICATION, authentication)
            .jump(EQUAL, PROTOCOL, FRAGMENT, unfit)
            .jump(transport)
            .bind(usual);
        extensionHeader();
        program
            .alu(ADD, R0, 1)
            .alu(SHIFT_LEFT, R0, 3)
            .jump(skip)
            .bind(authentication);
        extensionHeader();
        program
            .alu(ADD, R0, 2)
            .alu(SHIFT_LEFT, R0, 2)
            .bind(skip)
            .jump(GREATER, R0, R4, unfit)
            .alu(SUBTRACT, R4, R0)
            .alu(ADD, R2, R0);
    }

    private void extensionHeader()
    {
        program.jump(LESS, R4, EXTENSION_MIN_LENGTH, unfit);
        requireBytes(EXTENSION_MIN_LENGTH);
        program
            .load(Width.BYTE, PROTOCOL, R2, 0)
            .load(Width.BYTE, R0, R2, 1);
    }

    private void transport()
    {
        final Label udp = program.label();
        final Label tcp = program.label();
        final Label ports = program.label();
        program
            .bind(transport)
            .jump(EQUAL, PROTOCOL, UDP, udp)
            .jump(EQUAL, PROTOCOL, TCP, tcp);
        noPorts();
        program
            .bind(udp)
            .jump(LESS, R4, UDP_LENGTH, unfit);
        requireBytes(UDP_LENGTH);
        program
            .load(Width.HALF, R0, R2, UDP_LENGTH_OFFSET)
            .networkOrder(Width.HALF, R0)
            .jump(LESS, R0, UDP_LENGTH, unfit)
            .jump(GREATER, R0, R4, unfit)
            .jump(ports)
            .bind(tcp)
            .jump(LESS, R4, TCP_LENGTH, unfit);
        requireBytes(TCP_LENGTH);
        program
            .load(Width.BYTE, R0, R2, TCP_DATA_OFFSET)
            .alu(SHIFT_RIGHT, R0, 4)
            .alu(SHIFT_LEFT, R0, 2)
            .jump(LESS, R0, TCP_LENGTH, unfit)
            .jump(GREATER, R0, R4, unfit)
            .bind(ports)
            .load(Width.HALF, R0, R2, 0)
            .networkOrder(Width.HALF, R0)
            .store(Width.DOUBLE, R10, FilterFrame.SOURCE_PORT_OFFSET, R0)
            .load(Width.HALF, DESTINATION_PORT, R2, DESTINATION_PORT_OFFSET)
            .networkOrder(Width.HALF, DESTINATION_PORT);
    }

    private void noPorts()
    {
        program
            .move(DESTINATION_PORT, FilterFrame.NO_PORT)
            .store(Width.DOUBLE, R10, FilterFrame.SOURCE_PORT_OFFSET, FilterFrame.NO_PORT)
            .jump(done);
    }

    /** What the verifier wants to see before bytes are read. */
    private void requireBytes(final int length)
    {
        program
            .move(R5, R2)
            .alu(ADD, R5, length)
            .jump(GREATER, R5, R3, unfit);
    }

    /** The IP packet, with R1 bytes from offset R4 on, is all there. */
    private void requireInPacket()
    {
        program
            .move(R5, R1)
            .alu(ADD, R5, R4)
            .load(Width.DOUBLE, R3, R10, FilterFrame.LENGTH_OFFSET)
            .jump(GREATER, R5, R3, unfit)
            .load(Width.WORD, R3, CONTEXT, XdpContextDescriptor.DATA_END_OFFSET);
    }

    /** A number of 16 bits as a load reads it from the packet. */
    private static int networkOrder(final int value)
    {
        return Short.toUnsignedInt(Short.reverseBytes((short)value));
    }
}
