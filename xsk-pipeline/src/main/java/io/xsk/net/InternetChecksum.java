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

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * The checksum of IPv4, UDP, TCP and ICMP (RFC 1071): the one's complement of the one's complement sum of 16-bit words.
 */
public final class InternetChecksum
{
    private static final int LOW_16_BITS = 0xFFFF;

    private InternetChecksum()
    {
    }

    /**
     * Compute the checksum of some bytes. Over bytes that hold their own checksum it is 0 when they are right.
     *
     * @param buffer that has the bytes.
     * @param index  of the first one.
     * @param length in bytes; an odd length is continued with a zero.
     * @return the checksum in the low 16 bits.
     */
    public static int compute(final DirectBuffer buffer, final int index, final int length)
    {
        return ofSum(sum(buffer, index, length));
    }

    /**
     * What a checksum becomes when one of the 32-bit fields that it covers is changed (RFC 1624, equation 3). A 16-bit
     * field is one whose other half is 0, if it lies at an even offset.
     *
     * @param checksum that was right.
     * @param oldValue of the field.
     * @param newValue of the field.
     * @return the checksum in the low 16 bits.
     */
    public static int update(final int checksum, final int oldValue, final int newValue)
    {
        return ofSum((long)(~checksum & LOW_16_BITS) +
            Integer.toUnsignedLong(~oldValue) + Integer.toUnsignedLong(newValue));
    }

    /** The sum of 32-bit words, which are two of 16 bits each; sums of parts with an even length may be added. */
    static long sum(final DirectBuffer buffer, final int index, final int length)
    {
        long sum = 0;
        int offset = 0;
        for (; offset + Integer.BYTES <= length; offset += Integer.BYTES)
        {
            sum += Integer.toUnsignedLong(buffer.getInt(index + offset, ByteOrder.BIG_ENDIAN));
        }
        if (offset + Short.BYTES <= length)
        {
            sum += (long)Short.toUnsignedInt(buffer.getShort(index + offset, ByteOrder.BIG_ENDIAN));
            offset += Short.BYTES;
        }
        if (offset < length)
        {
            sum += (long)Byte.toUnsignedInt(buffer.getByte(index + offset)) << Byte.SIZE;
        }

        return sum;
    }

    static int ofSum(final long sum)
    {
        // A 32-bit word is two 16-bit words: the carries of the upper one are carries of the lower one as well.
        long folded = sum;
        while (folded > LOW_16_BITS)
        {
            folded = (folded >>> Short.SIZE) + (folded & LOW_16_BITS);
        }

        return (int)~folded & LOW_16_BITS;
    }
}
