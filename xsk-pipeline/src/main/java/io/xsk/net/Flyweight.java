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
package io.xsk.net;

import org.agrona.MutableDirectBuffer;

/**
 * A window on a header within a packet. Wrap it, ask whether it {@link #isValid()}, and only then read it: a packet may
 * hold anything, and the fields of a header that is not valid may lie outside of it.
 * <p>
 * <b>Note:</b> This class is not threadsafe. A stage has its own.
 */
public abstract sealed class Flyweight permits EthernetFlyweight, Ipv4Flyweight, UdpFlyweight
{
    /** The buffer that has the packet. */
    protected MutableDirectBuffer buffer;
    /** Index of the header's first byte. */
    protected int index;
    /** Bytes from the header's first one to the end of what its lower layer says is there. */
    protected int length;

    Flyweight()
    {
    }

    /**
     * Look at a header.
     *
     * @param buffer that has the packet.
     * @param index  of the header's first byte.
     * @param length of the header and all that it carries, in bytes.
     */
    public final void wrap(final MutableDirectBuffer buffer, final int index, final int length)
    {
        this.buffer = buffer;
        this.index = index;
        this.length = length;
    }

    /**
     * Is the whole header there, and do its own lengths fit into what is there?
     *
     * @return false if it must not be read.
     */
    public abstract boolean isValid();

    /**
     * Where that begins which the header carries.
     *
     * @return the index within the buffer.
     */
    public abstract int payloadIndex();

    /**
     * How much the header carries, by the header's own word where it has one: a short packet is padded.
     *
     * @return the length in bytes.
     */
    public abstract int payloadLength();

    final void swap(final int oneIndex, final int otherIndex, final int length)
    {
        for (int i = 0; i < length; i += Short.BYTES)
        {
            final short one = buffer.getShort(oneIndex + i);
            buffer.putShort(oneIndex + i, buffer.getShort(otherIndex + i));
            buffer.putShort(otherIndex + i, one);
        }
    }
}
