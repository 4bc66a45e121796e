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

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What is in a packet of a number: an Ethernet header to a group whose last byte is the parity of the number, the
 * number, and then bytes that differ from each other and from those of the packets around it. A packet in several
 * frames goes on from one to the next.
 */
public final class PacketPattern
{
    /** Offset of the last byte of the destination's MAC address: 1 if the number is odd, 0 if it is even. */
    public static final int PARITY_OFFSET = 5;
    /** Offset of the number, in the byte order of the machine. */
    public static final int NUMBER_OFFSET = 14;
    /** Length of the shortest packet that has a number. */
    public static final int MIN_LENGTH = NUMBER_OFFSET + Long.BYTES;

    private static final int ETHER_TYPE_OFFSET = 12;
    private static final int ETHER_TYPE_OF_TESTS = 0x88B5;
    private static final int FACTOR = 31;

    private PacketPattern()
    {
    }

    /**
     * Write a part of a packet.
     *
     * @param buffer   to write to, from its start.
     * @param number   of the packet.
     * @param position of the part within the packet.
     * @param length   of the part in bytes.
     */
    public static void write(
        final MutableDirectBuffer buffer, final long number, final int position, final int length)
    {
        for (int i = 0; i < length; i++)
        {
            buffer.putByte(i, byteAt(number, position + i));
        }
    }

    /**
     * Find what is wrong in a part of a packet.
     *
     * @param buffer   to read from, from its start.
     * @param number   of the packet.
     * @param position of the part within the packet.
     * @param length   of the part in bytes.
     * @return the index of the first byte that is wrong, -1 if all are right.
     */
    public static int mismatch(final DirectBuffer buffer, final long number, final int position, final int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (byteAt(number, position + i) != buffer.getByte(i))
            {
                return i;
            }
        }

        return -1;
    }

    private static byte byteAt(final long number, final int position)
    {
        if (position >= MIN_LENGTH)
        {
            return (byte)(number * FACTOR + position + (position >>> Byte.SIZE));
        }
        if (position >= NUMBER_OFFSET)
        {
            return (byte)(number >>> (position - NUMBER_OFFSET) * Byte.SIZE);
        }
        if (position >= ETHER_TYPE_OFFSET)
        {
            return (byte)(ETHER_TYPE_OF_TESTS >>> (NUMBER_OFFSET - 1 - position) * Byte.SIZE);
        }

        return PARITY_OFFSET == position ? (byte)(number & 1) : -1;
    }
}
