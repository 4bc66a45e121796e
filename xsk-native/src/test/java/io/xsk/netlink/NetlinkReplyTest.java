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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.XskException;
import io.xsk.ffi.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetlinkReplyTest
{
    private static final int CAPACITY = 256;
    private static final int ERROR = 2;
    private static final int ANSWER = 16;
    private static final int SEQUENCE = 5;
    private static final int ACKNOWLEDGEMENT_LENGTH = 36;

    private final ByteBuffer datagram = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.nativeOrder());
    private final NetlinkReply reply = new NetlinkReply();

    @Test
    void shouldTakeTheAnswerAndItsAcknowledgementFromOneDatagram()
    {
        putAnswer(SEQUENCE, 4711);
        putError(SEQUENCE, 0);

        assertEquals(0, accept());
        assertEquals(Integer.BYTES, reply.payload().remaining());
        assertEquals(4711, reply.payload().getInt(0));
    }

    @Test
    void shouldWaitForTheAcknowledgementThatComesLater()
    {
        putAnswer(SEQUENCE, 4711);
        assertEquals(NetlinkReply.PENDING, accept());

        datagram.clear();
        putError(SEQUENCE, 0);
        assertEquals(0, accept());
        assertEquals(4711, reply.payload().getInt(0));
    }

    @Test
    void shouldTellTheErrnoOfARefusal()
    {
        putError(SEQUENCE, -Errno.EOPNOTSUPP.code());

        assertEquals(-Errno.EOPNOTSUPP.code(), accept());
        assertFalse(reply.payload().hasRemaining());
    }

    @Test
    void shouldPassOverMessagesOfOtherRequests()
    {
        putAnswer(SEQUENCE - 1, 1);
        putError(SEQUENCE - 1, -Errno.EPERM.code());

        assertEquals(NetlinkReply.PENDING, accept());
        assertFalse(reply.payload().hasRemaining());
    }

    @Test
    void shouldForgetTheAnswerBefore()
    {
        putAnswer(SEQUENCE, 4711);
        accept();

        reply.reset();

        assertFalse(reply.payload().hasRemaining());
    }

    @Test
    void shouldRefuseALengthThatCannotBe()
    {
        for (final int length : new int[]{ Integer.MIN_VALUE, -1, 0, 15, 21, Integer.MAX_VALUE })
        {
            datagram.clear();
            putAnswer(SEQUENCE, 4711);
            datagram.putInt(0, length);

            final XskException exception = assertThrows(XskException.class, this::accept);
            assertEquals(Errno.EIO.code(), exception.errno());
            assertTrue(exception.getMessage().contains("malformed"), exception.getMessage());
        }
    }

    @Test
    void shouldRefuseAnAcknowledgementWithoutItsErrno()
    {
        putHeader(NetlinkMessage.HEADER_LENGTH, ERROR, SEQUENCE);

        assertThrows(XskException.class, this::accept);
    }

    @Test
    void shouldNeverTakeATruncatedDatagramForAnAcknowledgement()
    {
        putAnswer(SEQUENCE, 4711);
        putError(SEQUENCE, 0);
        final int length = datagram.position();

        for (int limit = 0; limit < length; limit++)
        {
            datagram.clear().position(limit);
            int result = NetlinkReply.PENDING;
            try
            {
                result = accept();
            }
            catch (final XskException exception)
            {
                assertEquals(Errno.EIO.code(), exception.errno());
            }
            assertEquals(NetlinkReply.PENDING, result);
        }
    }

    @Test
    void shouldReadAnyBytesWithNoOtherExceptionThanItsOwn()
    {
        final Random random = new Random(20260101);
        final byte[] bytes = new byte[96];
        for (int i = 0; i < 100_000; i++)
        {
            random.nextBytes(bytes);
            datagram.clear();
            datagram.put(bytes);
            datagram.putInt(0, random.nextInt(40)).putInt(8, SEQUENCE);
            datagram.putInt(20, random.nextInt(80)).putInt(28, SEQUENCE);
            datagram.position(random.nextInt(bytes.length));
            try
            {
                assertTrue(accept() <= NetlinkReply.PENDING);
            }
            catch (final XskException exception)
            {
                assertEquals(Errno.EIO.code(), exception.errno());
            }
        }
    }

    private int accept()
    {
        return reply.accept(datagram.duplicate().order(ByteOrder.nativeOrder()).flip(), SEQUENCE, "CALL", "name=value");
    }

    private void putAnswer(final int sequence, final int value)
    {
        putHeader(NetlinkMessage.HEADER_LENGTH + Integer.BYTES, ANSWER, sequence);
        datagram.putInt(value);
    }

    /** {@code struct nlmsgerr}: the errno and the header of the request. */
    private void putError(final int sequence, final int errno)
    {
        putHeader(ACKNOWLEDGEMENT_LENGTH, ERROR, sequence);
        datagram.putInt(errno);
        putHeader(NetlinkMessage.HEADER_LENGTH, ANSWER, sequence);
    }

    private void putHeader(final int length, final int type, final int sequence)
    {
        datagram.putInt(length).putShort((short)type).putShort((short)0).putInt(sequence).putInt(0);
    }
}
