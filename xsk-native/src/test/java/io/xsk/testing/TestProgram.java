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
package io.xsk.testing;

import io.xsk.bpf.ConformancePrograms;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The programs that the kernel's cases need, each in two forms which decide alike: bytecode for the kernel, and a
 * function in Java for who plays the kernel.
 */
public enum TestProgram
{
    /** All packets to the port whose place in the map is the number of their queue; they are in one buffer each. */
    REDIRECT(map -> XdpProgram.redirectTo(map, false), Packet::queue),

    /** The same for packets in several buffers. */
    REDIRECT_MULTI_BUFFER(map -> XdpProgram.redirectTo(map, true), Packet::queue),

    /** To the port whose place in the map is the lowest bit of the destination's MAC address. */
    REDIRECT_BY_DESTINATION(ConformancePrograms::redirectByDestination,
        packet -> packet.bytes().getByte(PacketPattern.PARITY_OFFSET) & 1),

    /** To the first port, with {@link #METADATA_LENGTH} bytes of metadata that begin with the packet's number. */
    NUMBER_INTO_METADATA(ConformancePrograms::copyNumberIntoMetadata, packet ->
    {
        final long number = packet.bytes().getLong(PacketPattern.NUMBER_OFFSET);
        packet.addMetadata(TestProgram.METADATA_LENGTH).putLong(0, number);

        return 0;
    }),

    /** To the first port, {@link #TAIL_DIFFERENCE} bytes shorter. */
    SHRINK_TAIL(map -> ConformancePrograms.adjustTail(map, -TestProgram.TAIL_DIFFERENCE),
        packet -> packet.adjustTail(-TestProgram.TAIL_DIFFERENCE)),

    /** To the first port, {@link #TAIL_DIFFERENCE} bytes longer, where there is room for them. */
    GROW_TAIL(map -> ConformancePrograms.adjustTail(map, TestProgram.TAIL_DIFFERENCE),
        packet -> packet.adjustTail(TestProgram.TAIL_DIFFERENCE));

    /** Length of the metadata that are put before a packet. */
    public static final int METADATA_LENGTH = ConformancePrograms.METADATA_LENGTH;
    /** By how much the length of a packet is changed. */
    public static final int TAIL_DIFFERENCE = 4;

    private final Function<XskMap, XdpProgram> bytecode;
    private final ToIntFunction<Packet> function;

    TestProgram(final Function<XskMap, XdpProgram> bytecode, final ToIntFunction<Packet> function)
    {
        this.bytecode = bytecode;
        this.function = function;
    }

    /**
     * Load the program into the kernel.
     *
     * @param map of sockets.
     * @return the program, to be closed.
     */
    public XdpProgram load(final XskMap map)
    {
        return bytecode.apply(map);
    }

    /**
     * Decide on a packet as the program in the kernel does.
     *
     * @param packet to decide on, and to change.
     * @return the place in the map of the port that gets it. If there is none at it the packet is dropped.
     */
    public int decide(final Packet packet)
    {
        return function.applyAsInt(packet);
    }

    /**
     * Are packets in several buffers this program's to decide on?
     *
     * @return false if they are to be dropped unseen.
     */
    public boolean isMultiBuffer()
    {
        return REDIRECT != this;
    }

    /**
     * A packet as a program sees it.
     */
    public interface Packet
    {
        /**
         * The queue that it came to.
         *
         * @return the number of the queue, from 0.
         */
        int queue();

        /**
         * Its bytes, as far as they are in its first buffer.
         *
         * @return the bytes, from the Ethernet header on.
         */
        DirectBuffer bytes();

        /**
         * Put metadata before the packet: {@code bpf_xdp_adjust_meta}.
         *
         * @param length in bytes, a multiple of four and at most 32 here.
         * @return the metadata, to be written to.
         */
        MutableDirectBuffer addMetadata(int length);

        /**
         * Make the packet longer or shorter at its end: {@code bpf_xdp_adjust_tail}.
         *
         * @param difference in bytes; the packet stays as it is where there is no room.
         * @return 0, the place in the map of the one port that such packets go to.
         */
        int adjustTail(int difference);
    }
}
