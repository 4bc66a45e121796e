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

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A request in the format of netlink(7): a header, a fixed part of its type, and attributes, each padded to four
 * bytes.
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                            Length                             |
 *  +-------------------------------+-------------------------------+
 *  |             Type              |             Flags             |
 *  +-------------------------------+-------------------------------+
 *  |                           Sequence                            |
 *  +---------------------------------------------------------------+
 *  |                           Port id                             |
 *  +---------------------------------------------------------------+
 *  |                     Fixed part of the type                   ...
 *  +-------------------------------+-------------------------------+
 *  |       Attribute length        |        Attribute type         |
 *  +-------------------------------+-------------------------------+
 *  |                           Payload                            ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
final class NetlinkMessage
{
    static final int HEADER_LENGTH = 16;
    static final int LENGTH_OFFSET = 0;
    static final int TYPE_OFFSET = 4;
    static final int FLAGS_OFFSET = 6;
    static final int SEQUENCE_OFFSET = 8;

    static final int ATTRIBUTE_HEADER_LENGTH = 4;
    /** The kernel's flags in an attribute's type: nested, in network byte order. */
    static final int ATTRIBUTE_TYPE_MASK = 0x3FFF;

    /** Flag in an attribute's type: it is nested, without which newer families refuse it. */
    static final int NLA_F_NESTED = 0x8000;

    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_CREATE = 0x400;

    private static final int MAX_LENGTH = 1024;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_LENGTH).order(ByteOrder.nativeOrder());

    NetlinkMessage(final int type, final int flags)
    {
        buffer.putInt(0);
        buffer.putShort((short)type);
        buffer.putShort((short)(NLM_F_REQUEST | NLM_F_ACK | flags));
        buffer.putInt(0);
        buffer.putInt(0);
    }

    NetlinkMessage putByte(final int value)
    {
        buffer.put((byte)value);
        return this;
    }

    NetlinkMessage putShort(final int value)
    {
        buffer.putShort((short)value);
        return this;
    }

    NetlinkMessage putInt(final int value)
    {
        buffer.putInt(value);
        return this;
    }

    void attribute(final int type, final byte[] value)
    {
        final int start = beginNested(type);
        buffer.put(value);
        endNested(start);
    }

    void attribute(final int type, final int value)
    {
        final int start = beginNested(type);
        buffer.putInt(value);
        endNested(start);
    }

    void attribute(final int type, final String value)
    {
        final int start = beginNested(type);
        buffer.put(value.getBytes(StandardCharsets.UTF_8)).put((byte)0);
        endNested(start);
    }

    int beginNested(final int type)
    {
        final int start = buffer.position();
        buffer.putShort((short)0);
        buffer.putShort((short)type);
        return start;
    }

    void endNested(final int start)
    {
        buffer.putShort(start, (short)(buffer.position() - start));
        buffer.position(align(buffer.position()));
    }

    MemorySegment segment(final int sequence)
    {
        buffer.putInt(LENGTH_OFFSET, buffer.position());
        buffer.putInt(SEQUENCE_OFFSET, sequence);
        return MemorySegment.ofBuffer(buffer.duplicate().flip());
    }

    static int align(final int length)
    {
        return (length + 3) & ~3;
    }
}
