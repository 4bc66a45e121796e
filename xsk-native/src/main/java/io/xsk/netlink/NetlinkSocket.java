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
    /** A kernel's message is at most a page, or 8 KiB ({@code NLMSG_GOODSIZE}), unless larger ones are asked for. */
    private static final int RECEIVE_LENGTH = 32 * 1024;

    private final ByteBuffer received = ByteBuffer.allocateDirect(RECEIVE_LENGTH).order(ByteOrder.nativeOrder());
    private final NetlinkReply reply = new NetlinkReply();
    private final int fd;
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
        checked(tryRequest(message, call, subject), call, subject);

        return reply();
    }

    /**
     * Send a request that the kernel may well refuse, and wait for its acknowledgement.
     *
     * @param message to send.
     * @param call    for the exception.
     * @param subject for the exception.
     * @return 0 or the negative errno with which the kernel refused it.
     * @throws XskException if it cannot be sent, or what comes back cannot be read.
     */
    int tryRequest(final NetlinkMessage message, final String call, final String subject)
    {
        final int current = ++sequence;
        final MemorySegment segment = message.segment(current);
        checked(Sockets.send(fd, segment, segment.byteSize(), 0), call, subject);

        reply.reset();
        int result = NetlinkReply.PENDING;
        while (NetlinkReply.PENDING == result)
        {
            received.clear();
            final int length = Sockets.receive(fd, MemorySegment.ofBuffer(received), RECEIVE_LENGTH, 0);
            if (!Errno.EINTR.is(length))
            {
                received.limit(checked(length, call, subject));
                result = reply.accept(received, current, call, subject);
            }
        }

        return result;
    }

    /** The reply to the last request from its fixed part on; empty when there was none. */
    ByteBuffer reply()
    {
        return reply.payload();
    }

    @Override
    public void close()
    {
        Sockets.close(fd);
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
