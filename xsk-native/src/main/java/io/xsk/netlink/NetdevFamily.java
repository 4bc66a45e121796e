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
 * What the generic netlink family {@code netdev} tells of an interface; since Linux 6.3.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class NetdevFamily
{
    private final GenericNetlink netlink;
    private final int familyId;

    /**
     * Look the family up.
     *
     * @param netlink to ask by, which stays the caller's to close.
     * @throws XskException if the kernel refuses it.
     */
    public NetdevFamily(final GenericNetlink netlink)
    {
        this.netlink = netlink;
        familyId = netlink.familyId(NetdevDescriptor.FAMILY);
    }

    /**
     * What an interface and its driver can do.
     *
     * @param index of the interface.
     * @return attributes of {@link NetdevDescriptor}, none where the kernel is older; valid until the next request.
     * @throws XskException if there is no such interface.
     */
    public Attributes device(final int index)
    {
        return 0 == familyId ? Attributes.NONE : netlink.request(
            NetdevDescriptor.request(familyId, index), Errno.EOPNOTSUPP, "NETDEV_CMD_DEV_GET", "index=" + index);
    }
}
