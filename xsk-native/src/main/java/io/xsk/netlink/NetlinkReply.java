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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What comes back for one request: the message with the answer, if there is one, and the acknowledgement, in one
 * datagram or in several, see netlink(7).
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class NetlinkReply
{
    /** The acknowledgement has not come yet; like every other answer but success and a refusal it is positive. */
    static final int PENDING = 1;

    private static final int NLMSG_ERROR = 2;

    private ByteBuffer payload = ByteBuffer.allocate(0);

    /** Forget the answer before. */
    void reset()
    {
        payload = ByteBuffer.allocate(0);
    }

    /** The answer from its fixed part on; empty when there was none. */
    ByteBuffer payload()
    {
        return payload;
    }

    /**
     * Take a datagram.
     *
     * @param datagram from its index 0 to its limit, in native byte order.
     * @param sequence of the request; messages of other ones are passed over.
     * @param call     for the exception.
     * @param subject  for the exception.
     * @return {@link #PENDING}, 0 when the request was acknowledged, or the negative errno with which it was refused.
     * @throws XskException if the datagram is malformed.
     */
    int accept(final ByteBuffer datagram, final int sequence, final String call, final String subject)
    {
        final int limit = datagram.limit();
        int offset = 0;
        while (offset + NetlinkMessage.HEADER_LENGTH <= limit)
        {
            final int length = datagram.getInt(offset + NetlinkMessage.LENGTH_OFFSET);
            if (length < NetlinkMessage.HEADER_LENGTH || length > limit - offset)
            {
                throw malformed(call, subject);
            }
            if (sequence == datagram.getInt(offset + NetlinkMessage.SEQUENCE_OFFSET))
            {
                final int body = offset + NetlinkMessage.HEADER_LENGTH;
                if (NLMSG_ERROR == datagram.getShort(offset + NetlinkMessage.TYPE_OFFSET))
                {
                    if (length < NetlinkMessage.HEADER_LENGTH + Integer.BYTES)
                    {
                        throw malformed(call, subject);
                    }
                    return Math.min(0, datagram.getInt(body));
                }

                payload = ByteBuffer.allocate(offset + length - body).order(ByteOrder.nativeOrder());
                payload.put(datagram.duplicate().limit(offset + length).position(body)).flip();
            }
            offset += NetlinkMessage.align(length);
        }

        return PENDING;
    }

    /** What to throw when an answer is not as it should be. */
    static XskException malformed(final String call, final String subject)
    {
        return new XskException(call, subject, Errno.EIO.code(), "the kernel's answer is malformed");
    }
}
