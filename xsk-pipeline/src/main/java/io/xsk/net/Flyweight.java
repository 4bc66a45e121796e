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

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.MutableDirectBuffer;

/**
 * A window on a header within a packet. Wrap it, ask whether it {@link #isValid()}, and only then read it: a packet may
 * hold anything, and the fields of a header that is not valid may lie outside of it. To compose a packet, wrap it
 * around the room that there is and write the fields.
 * <p>
 * <b>Note:</b> This class is not threadsafe. A stage has its own.
 */
public abstract sealed class Flyweight
    permits ArpFlyweight, EthernetFlyweight, IcmpFlyweight, IpFlyweight, UdpFlyweight, VlanFlyweight
{
    private static final int LOW_16_BITS = 0xFFFF;

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
     * Look at a header. What lies outside of the buffer is not there, whatever the index and the length say.
     *
     * @param buffer that has the packet.
     * @param index  of the header's first byte.
     * @param length of the header and all that it carries, in bytes.
     */
    public final void wrap(final MutableDirectBuffer buffer, final int index, final int length)
    {
        final int capacity = buffer.capacity();
        final boolean isWithin = index >= 0 && index <= capacity;
        this.buffer = buffer;
        this.index = isWithin ? index : 0;
        this.length = isWithin ? Math.max(0, Math.min(length, capacity - index)) : 0;
    }

    /**
     * Is the whole header there, and do its own lengths fit into what is there?
     *
     * @return false if it must not be read.
     */
    public abstract boolean isValid();

    /**
     * The length of the header itself.
     *
     * @return the length in bytes.
     */
    public abstract int headerLength();

    /**
     * Where that begins which the header carries.
     *
     * @return the index within the buffer.
     */
    public final int payloadIndex()
    {
        return index + headerLength();
    }

    /**
     * How much the header carries, by the header's own word where it has one: a short packet is padded.
     *
     * @return the length in bytes.
     */
    public int payloadLength()
    {
        return length - headerLength();
    }

    final void swap(final int oneIndex, final int otherIndex, final int length)
    {
        for (int i = 0; i < length; i += Short.BYTES)
        {
            final short one = buffer.getShort(oneIndex + i);
            buffer.putShort(oneIndex + i, buffer.getShort(otherIndex + i));
            buffer.putShort(otherIndex + i, one);
        }
    }

    final int uint8(final int offset)
    {
        return Byte.toUnsignedInt(buffer.getByte(index + offset));
    }

    final void uint8(final int offset, final int value)
    {
        buffer.putByte(index + offset, (byte)value);
    }

    final int uint16(final int offset)
    {
        return Short.toUnsignedInt(buffer.getShort(index + offset, BIG_ENDIAN));
    }

    final void uint16(final int offset, final int value)
    {
        buffer.putShort(index + offset, (short)value, BIG_ENDIAN);
    }

    final int int32(final int offset)
    {
        return buffer.getInt(index + offset, BIG_ENDIAN);
    }

    final void int32(final int offset, final int value)
    {
        buffer.putInt(index + offset, value, BIG_ENDIAN);
    }

    final long int64(final int offset)
    {
        return buffer.getLong(index + offset, BIG_ENDIAN);
    }

    final void int64(final int offset, final long value)
    {
        buffer.putLong(index + offset, value, BIG_ENDIAN);
    }

    /** The six bytes of an Ethernet address. */
    final long uint48(final int offset)
    {
        return (long)uint16(offset) << Integer.SIZE | Integer.toUnsignedLong(int32(offset + Short.BYTES));
    }

    final void uint48(final int offset, final long value)
    {
        uint16(offset, (int)(value >>> Integer.SIZE));
        int32(offset + Short.BYTES, (int)value);
    }

    /** For whoever writes a header: the room must be there, or the next packet would be overwritten. */
    final void requireRoom(final int headerLength, final int payloadLength)
    {
        if (payloadLength < 0 || payloadLength > length - headerLength || payloadLength > LOW_16_BITS - headerLength)
        {
            throw new IllegalArgumentException("header and payload do not fit: payloadLength=" + payloadLength +
                " headerLength=" + headerLength + " length=" + length);
        }
    }
}
