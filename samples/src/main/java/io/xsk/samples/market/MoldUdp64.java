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

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A downstream packet of MoldUDP64 1.00:
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                                                               |
 *  +                            Session                            +
 *  |                                                               |
 *  +                               +-------------------------------+
 *  |                               |                               |
 *  +-------------------------------+                               +
 *  |                           Sequence                            |
 *  +                               +-------------------------------+
 *  |                               |             Count             |
 *  +-------------------------------+-------------------------------+
 *  |     Length of a message       |            Message           ...
 *  +-------------------------------+-------------------------------+
 * </pre>
 * The message with the index i has the number sequence + i. A count of 0 is a heartbeat, one of 0xFFFF the end of the
 * session. A request for messages is the header alone.
 */
public final class MoldUdp64 implements LineProtocol
{
    /** Offset of the session. */
    public static final int SESSION_OFFSET = 0;
    /** Length of the session in bytes. */
    public static final int SESSION_LENGTH = 10;
    /** Offset of the sequence. */
    public static final int SEQUENCE_OFFSET = 10;
    /** Offset of the count. */
    public static final int COUNT_OFFSET = 18;
    /** Length of the header in bytes. */
    public static final int HEADER_LENGTH = 20;
    /** Bytes before each message: its length. */
    public static final int LENGTH_LENGTH = 2;
    /** The count that ends a session. */
    public static final int END_OF_SESSION = 0xFFFF;
    /** The most messages that can be asked for at once. */
    public static final int MAX_REQUEST_COUNT = 0xFFFE;

    /** Odd, so that a session's first half can be told from its product with it. */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final UnsafeBuffer sessionBytes = new UnsafeBuffer(new byte[SESSION_LENGTH]);
    private DirectBuffer buffer;
    private int index;
    private long session;
    private long sequence;
    private int count;
    private boolean isEndOfSession;

    /**
     * Wrapped around nothing.
     */
    public MoldUdp64()
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
        session = session(buffer, index);
        sequence = buffer.getLong(index + SEQUENCE_OFFSET, BIG_ENDIAN);
        final int countField = Short.toUnsignedInt(buffer.getShort(index + COUNT_OFFSET, BIG_ENDIAN));
        isEndOfSession = END_OF_SESSION == countField;
        count = isEndOfSession ? 0 : countField;

        return sequence >= 0 && sequence <= Long.MAX_VALUE - END_OF_SESSION && isWellFormed(length);
    }

    /**
     * A number for a session's ten bytes.
     *
     * @param buffer that has a header.
     * @param index  of its first byte.
     * @return the number; that two sessions have the same is as likely as 1 in 2^64.
     */
    public static long session(final DirectBuffer buffer, final int index)
    {
        return buffer.getLong(index + SESSION_OFFSET, BIG_ENDIAN) * MIX +
            Short.toUnsignedLong(buffer.getShort(index + SESSION_OFFSET + Long.BYTES, BIG_ENDIAN));
    }

    @Override
    public long session()
    {
        return session;
    }

    @Override
    public void beginSession()
    {
        sessionBytes.putBytes(0, buffer, index + SESSION_OFFSET, SESSION_LENGTH);
    }

    /**
     * Copy the ten bytes of the session of now, whatever packets there are.
     *
     * @param target      to copy them to.
     * @param targetIndex of the first one.
     */
    public void getSession(final MutableDirectBuffer target, final int targetIndex)
    {
        target.putBytes(targetIndex, sessionBytes, 0, SESSION_LENGTH);
    }

    @Override
    public long sequence()
    {
        return sequence;
    }

    @Override
    public int count()
    {
        return count;
    }

    @Override
    public boolean isEndOfSession()
    {
        return isEndOfSession;
    }

    @Override
    public void forEach(final long fromSequence, final MessageHandler handler)
    {
        int messageIndex = index + HEADER_LENGTH;
        for (int i = 0; i < count; i++)
        {
            final int length = Short.toUnsignedInt(buffer.getShort(messageIndex, BIG_ENDIAN));
            messageIndex += LENGTH_LENGTH;
            if (sequence + i >= fromSequence)
            {
                handler.onMessage(sequence + i, buffer, messageIndex, length);
            }
            messageIndex += length;
        }
    }

    private boolean isWellFormed(final int length)
    {
        int offset = HEADER_LENGTH;
        for (int i = 0; i < count; i++)
        {
            if (length - offset < LENGTH_LENGTH)
            {
                return false;
            }
            offset += LENGTH_LENGTH + Short.toUnsignedInt(buffer.getShort(index + offset, BIG_ENDIAN));
            if (offset > length)
            {
                return false;
            }
        }

        return offset == length;
    }
}
