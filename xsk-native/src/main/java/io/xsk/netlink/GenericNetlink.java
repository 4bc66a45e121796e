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

/**
 * Generic netlink: one socket for all families that subsystems of the kernel have registered by name, in the calling
 * thread's network namespace. What this kernel does not know is answered with nothing, since it may just be older.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It serves the namespace in which it was made.
 */
public final class GenericNetlink implements AutoCloseable
{
    private static final int NETLINK_GENERIC = 16;

    private final NetlinkSocket socket = new NetlinkSocket(NETLINK_GENERIC);

    /**
     * Open a socket in the namespace of the calling thread.
     *
     * @throws XskException if the kernel refuses it.
     */
    public GenericNetlink()
    {
    }

    /**
     * Which number a family has on this machine.
     *
     * @param name of the family, at most 15 characters.
     * @return the number, 0 where the kernel has no such family.
     * @throws XskException if the kernel refuses to tell.
     */
    public int familyId(final String name)
    {
        return request(GenericDescriptor.familyRequest(name), Errno.ENOENT, "CTRL_CMD_GETFAMILY", "family=" + name)
            .shortNumber(GenericDescriptor.CTRL_ATTR_FAMILY_ID);
    }

    @Override
    public void close()
    {
        socket.close();
    }

    /**
     * Let a family set something.
     *
     * @param message to send.
     * @param call    for the exception.
     * @param subject for the exception.
     * @throws XskException if the kernel refuses it.
     */
    void set(final NetlinkMessage message, final String call, final String subject)
    {
        socket.request(message, call, subject);
    }

    /**
     * Ask a family.
     *
     * @param message to send.
     * @param absent  what the kernel says when it has nothing of the kind.
     * @param call    for the exception.
     * @param subject for the exception.
     * @return the attributes of the answer, none where it is absent; valid until the next request.
     * @throws XskException if the kernel refuses it otherwise.
     */
    Attributes request(final NetlinkMessage message, final Errno absent, final String call, final String subject)
    {
        final int result = socket.tryRequest(message, call, subject);
        if (result < 0 && !absent.is(result))
        {
            throw new XskException(call, subject, -result);
        }

        return result < 0 ? Attributes.NONE : new Attributes(socket.reply(), GenericDescriptor.HEADER_LENGTH);
    }
}
