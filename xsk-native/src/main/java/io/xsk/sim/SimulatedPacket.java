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
package io.xsk.sim;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;
import static org.agrona.BitUtil.align;

import io.xsk.bpf.XdpAction;
import io.xsk.ffi.IfXdp;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A packet in the hands of a {@link SimulatedProgram} ({@code struct xdp_md} and the helpers that go with it). It is
 * copied only when the program writes to it or moves its ends.
 * <p>
 * <b>Note:</b> One object serves all packets of a kernel, under its lock.
 */
public final class SimulatedPacket
{
    /** Longest packet: that of 18 parts of a page each. */
    static final int MAX_LENGTH = 18 * 4096;
    /** Most metadata before a packet ({@code xdp_metalen_invalid} of include/net/xdp.h). */
    private static final int MAX_METADATA_LENGTH = 252;
    private static final int ETHERNET_HEADER_LENGTH = 14;
    private static final int OFFSET = IfXdp.XDP_PACKET_HEADROOM;
    /** Longest packet that lies in one piece in the kernel; it has no room behind one in several. */
    private static final int MAX_LINEAR_LENGTH = 3_520;

    private final UnsafeBuffer copy = new UnsafeBuffer(new byte[OFFSET + align(MAX_LENGTH, CACHE_LINE_LENGTH)]);
    private final UnsafeBuffer view = new UnsafeBuffer(0L, 0);
    private final UnsafeBuffer metadataView = new UnsafeBuffer(0L, 0);
    private DirectBuffer source;
    private int index;
    private int length;
    private int maxLength;
    private int metadataLength;
    private int queue;
    private SimulatedSocket target;

    SimulatedPacket()
    {
    }

    /**
     * The queue that the packet arrived on.
     *
     * @return the number of the queue, from 0.
     */
    public int queue()
    {
        return queue;
    }

    /**
     * The length of the packet.
     *
     * @return the length in bytes, from its Ethernet header on.
     */
    public int length()
    {
        return length;
    }

    /**
     * Does the packet lie in one piece in the kernel? If not, a program that does not take packets in several buffers
     * does not see it.
     *
     * @return false for one that is longer than a page has room for.
     */
    public boolean isLinear()
    {
        return length <= MAX_LINEAR_LENGTH;
    }

    /**
     * The packet, to read.
     *
     * @return a window on exactly its bytes.
     */
    public DirectBuffer packet()
    {
        view.wrap(source, index, length);
        return view;
    }

    /**
     * The packet, to be changed.
     *
     * @return a window on exactly its bytes.
     */
    public MutableDirectBuffer mutablePacket()
    {
        own();
        view.wrap(copy, OFFSET, length);
        return view;
    }

    /**
     * Redirect the packet to a socket ({@code bpf_redirect_map}).
     *
     * @param map       of sockets.
     * @param key       of the socket.
     * @param otherwise what to do if there is none.
     * @return what the program is to return.
     */
    public XdpAction redirect(final SimulatedMap map, final int key, final XdpAction otherwise)
    {
        return redirect(map.get(key), otherwise);
    }

    /**
     * Move the end of the packet ({@code bpf_xdp_adjust_tail}). Behind a packet there is room up to the next cache
     * line, and none behind one that the kernel has in several pieces.
     *
     * @param difference in bytes, negative for a shorter packet.
     * @return false if that is not possible; the packet is then as it was.
     */
    public boolean adjustTail(final int difference)
    {
        final int newLength = length + difference;
        if (newLength < ETHERNET_HEADER_LENGTH || newLength > maxLength)
        {
            return false;
        }
        own();
        if (difference > 0)
        {
            copy.setMemory(OFFSET + length, difference, (byte)0);
        }
        length = newLength;

        return true;
    }

    /**
     * Make room for metadata before the packet ({@code bpf_xdp_adjust_meta}).
     *
     * @param length in bytes, a multiple of 4 up to 252.
     * @return the metadata, to be written; null if there is no such room.
     */
    public MutableDirectBuffer metadata(final int length)
    {
        if (length < 0 || length > MAX_METADATA_LENGTH || 0 != (length & (Integer.BYTES - 1)))
        {
            return null;
        }
        own();
        metadataLength = length;
        metadataView.wrap(copy, OFFSET - length, length);

        return metadataView;
    }

    SimulatedPacket wrap(final int queue, final DirectBuffer source, final int index, final int length)
    {
        this.queue = queue;
        this.source = source;
        this.index = index;
        this.length = length;
        maxLength = length > MAX_LINEAR_LENGTH ? length : align(length, CACHE_LINE_LENGTH);
        metadataLength = 0;
        target = null;

        return this;
    }

    XdpAction redirect(final SimulatedSocket socket, final XdpAction otherwise)
    {
        target = socket;
        return null == socket ? otherwise : XdpAction.REDIRECT;
    }

    SimulatedSocket target()
    {
        return target;
    }

    int metadataLength()
    {
        return metadataLength;
    }

    /** Copy a part of the packet, the metadata before its first byte included. */
    void getBytes(final int offset, final MutableDirectBuffer buffer, final int bufferIndex, final int count)
    {
        buffer.putBytes(bufferIndex, source, index + offset, count);
    }

    private void own()
    {
        if (source != copy)
        {
            copy.putBytes(OFFSET, source, index, length);
            source = copy;
            index = OFFSET;
        }
    }
}
