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
package io.xsk.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The attributes of an answer or of a nested attribute, {@code struct nlattr} of {@code linux/netlink.h}: length u16,
 * type u16, payload, padded to four bytes. What is not there, is cut off or is too short for its type reads as nothing.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It is valid until the next request on the socket that it came by.
 */
public final class Attributes
{
    /** No attribute at all. */
    static final Attributes NONE = new Attributes(ByteBuffer.allocate(0), 0);

    private final ByteBuffer buffer;

    /**
     * Over attributes that lie one behind the other until the limit.
     *
     * @param message that holds them, from its index 0 on.
     * @param index   of the first one in the message.
     */
    public Attributes(final ByteBuffer message, final int index)
    {
        final int start = Math.min(index, message.limit());
        buffer = message.slice(start, message.limit() - start).order(ByteOrder.nativeOrder());
    }

    /**
     * A number of 32 bits.
     *
     * @param type of the attribute.
     * @return the number, 0 where it is not there.
     */
    public int number(final int type)
    {
        final ByteBuffer payload = payload(type);

        return payload.remaining() >= Integer.BYTES ? payload.getInt(0) : 0;
    }

    /**
     * A number of 64 bits.
     *
     * @param type of the attribute.
     * @return the number, 0 where it is not there.
     */
    public long longNumber(final int type)
    {
        final ByteBuffer payload = payload(type);

        return payload.remaining() >= Long.BYTES ? payload.getLong(0) : 0;
    }

    /** An unsigned number of 16 bits, 0 where it is not there. */
    int shortNumber(final int type)
    {
        final ByteBuffer payload = payload(type);

        return payload.remaining() >= Short.BYTES ? Short.toUnsignedInt(payload.getShort(0)) : 0;
    }

    /** The attributes within an attribute, none where it is not there. */
    Attributes nested(final int type)
    {
        return new Attributes(payload(type), 0);
    }

    /** The payload of the first attribute of the type, empty where it is not there. */
    ByteBuffer payload(final int type)
    {
        int offset = 0;
        while (offset + NetlinkMessage.ATTRIBUTE_HEADER_LENGTH <= buffer.limit())
        {
            final int length = Short.toUnsignedInt(buffer.getShort(offset));
            if (length < NetlinkMessage.ATTRIBUTE_HEADER_LENGTH || length > buffer.limit() - offset)
            {
                break;
            }
            if (type == (buffer.getShort(offset + Short.BYTES) & NetlinkMessage.ATTRIBUTE_TYPE_MASK))
            {
                return buffer.slice(
                    offset + NetlinkMessage.ATTRIBUTE_HEADER_LENGTH, length - NetlinkMessage.ATTRIBUTE_HEADER_LENGTH)
                    .order(ByteOrder.nativeOrder());
            }
            offset += NetlinkMessage.align(length);
        }

        return ByteBuffer.allocate(0);
    }
}
