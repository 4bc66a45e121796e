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

import io.xsk.XskException;
import io.xsk.ffi.Errno;
import io.xsk.ffi.Sockets;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A conversation with one family of netlink(7): each request is answered by its reply, if it has one, and an
 * acknowledgement, which carries the error.
 */
final class NetlinkSocket implements AutoCloseable
{
    private static final int AF_NETLINK = 16;
    private static final int NLMSG_ERROR = 2;
    /** A kernel's message is at most a page, or 8 KiB ({@code NLMSG_GOODSIZE}), unless larger ones are asked for. */
    private static final int RECEIVE_LENGTH = 32 * 1024;

    private final ByteBuffer received = ByteBuffer.allocateDirect(RECEIVE_LENGTH).order(ByteOrder.nativeOrder());
    private final int fd;
    private ByteBuffer reply = ByteBuffer.allocate(0);
    private int sequence;

    NetlinkSocket(final int family)
    {
        fd = Sockets.socket(AF_NETLINK, Sockets.SOCK_RAW | Sockets.SOCK_CLOEXEC, family);
        if (fd < 0)
        {
            throw new XskException("socket", "family=AF_NETLINK", -fd);
        }
    }

    /**
     * Send a request and wait for its acknowledgement.
     *
     * @param message to send.
     * @param call    for the exception.
     * @param subject for the exception.
     * @return the reply from its fixed part on; empty when there was none; valid until the next request.
     * @throws XskException if the kernel refuses it.
     */
    ByteBuffer request(final NetlinkMessage message, final String call, final String subject)
    {
        final int current = ++sequence;
        final MemorySegment segment = message.segment(current);
        checked(Sockets.send(fd, segment, segment.byteSize(), 0), call, subject);

        reply = ByteBuffer.allocate(0);
        while (true)
        {
            final int length = Sockets.receive(fd, MemorySegment.ofBuffer(received), RECEIVE_LENGTH, 0);
            if (!Errno.EINTR.is(length) && isAcknowledged(checked(length, call, subject), current, call, subject))
            {
                return reply;
            }
        }
    }

    @Override
    public void close()
    {
        Sockets.close(fd);
    }

    private boolean isAcknowledged(final int length, final int current, final String call, final String subject)
    {
        int offset = 0;
        while (offset + NetlinkMessage.HEADER_LENGTH <= length)
        {
            final int messageLength = received.getInt(offset + NetlinkMessage.LENGTH_OFFSET);
            if (messageLength < NetlinkMessage.HEADER_LENGTH || messageLength > length - offset)
            {
                throw new XskException(call, subject, Errno.EIO.code(), "the kernel's answer is malformed");
            }
            if (current == received.getInt(offset + NetlinkMessage.SEQUENCE_OFFSET))
            {
                final int payload = offset + NetlinkMessage.HEADER_LENGTH;
                if (NLMSG_ERROR == received.getShort(offset + NetlinkMessage.TYPE_OFFSET))
                {
                    checked(received.getInt(payload), call, subject);
                    return true;
                }

                reply = ByteBuffer.allocate(offset + messageLength - payload).order(ByteOrder.nativeOrder());
                reply.put(received.duplicate().position(payload).limit(offset + messageLength)).flip();
            }
            offset += NetlinkMessage.align(messageLength);
        }

        return false;
    }

    private static int checked(final int result, final String call, final String subject)
    {
        if (result < 0)
        {
            throw new XskException(call, subject, -result);
        }

        return result;
    }
}
