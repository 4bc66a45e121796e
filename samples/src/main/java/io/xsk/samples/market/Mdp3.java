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
package io.xsk.samples.market;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * A packet framed as CME's MDP 3.0, in little-endian byte order: the number belongs to the packet, and all its messages
 * share it.
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                           Sequence                            |
 *  +---------------------------------------------------------------+
 *  |                         Sending time                          |
 *  |                                                               |
 *  +-------------------------------+-------------------------------+
 *  |   Size, these two included    |     SBE header and message   ...
 *  +-------------------------------+-------------------------------+
 * </pre>
 * A message is handed on from its SBE header on.
 */
public final class Mdp3 implements LineProtocol
{
    /** Offset of the sequence. */
    public static final int SEQUENCE_OFFSET = 0;
    /** Offset of the time at which the packet was sent. */
    public static final int SENDING_TIME_OFFSET = 4;
    /** Length of the header in bytes. */
    public static final int HEADER_LENGTH = 12;
    /** Bytes before each message: its size. */
    public static final int SIZE_LENGTH = 2;
    /** Length of an SBE header in bytes. */
    public static final int SBE_HEADER_LENGTH = 8;

    private DirectBuffer buffer;
    private int index;
    private int length;
    private long sequence;

    /**
     * Wrapped around nothing.
     */
    public Mdp3()
    {
    }

    @Override
    public boolean wrap(final DirectBuffer buffer, final int index, final int length)
    {
        if (length < HEADER_LENGTH)
        {
            return false;
        }
        this.buffer = buffer;
        this.index = index;
        this.length = length;
        sequence = Integer.toUnsignedLong(buffer.getInt(index + SEQUENCE_OFFSET, LITTLE_ENDIAN));

        int offset = HEADER_LENGTH;
        while (offset < length)
        {
            if (length - offset < SIZE_LENGTH || size(offset) < SIZE_LENGTH + SBE_HEADER_LENGTH)
            {
                return false;
            }
            offset += size(offset);
        }

        return offset == length;
    }

    @Override
    public long session()
    {
        return 0;
    }

    @Override
    public long sequence()
    {
        return sequence;
    }

    @Override
    public int count()
    {
        return 1;
    }

    @Override
    public boolean isEndOfSession()
    {
        return false;
    }

    @Override
    public void forEach(final long fromSequence, final MessageHandler handler)
    {
        for (int offset = HEADER_LENGTH; offset < length && sequence >= fromSequence; offset += size(offset))
        {
            handler.onMessage(sequence, buffer, index + offset + SIZE_LENGTH, size(offset) - SIZE_LENGTH);
        }
    }

    private int size(final int offset)
    {
        return Short.toUnsignedInt(buffer.getShort(index + offset, LITTLE_ENDIAN));
    }
}
