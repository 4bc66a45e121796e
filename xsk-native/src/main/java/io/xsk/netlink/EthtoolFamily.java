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
 * What the generic netlink family {@code ethtool} tells of an interface and sets on it; since Linux 5.7.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class EthtoolFamily
{
    private final GenericNetlink netlink;
    private final int familyId;

    /**
     * Look the family up.
     *
     * @param netlink to ask by, which stays the caller's to close.
     * @throws XskException if the kernel refuses it.
     */
    public EthtoolFamily(final GenericNetlink netlink)
    {
        this.netlink = netlink;
        familyId = netlink.familyId(EthtoolDescriptor.FAMILY);
    }

    /**
     * The sizes of the hardware's rings.
     *
     * @param index of the interface.
     * @return attributes {@code RINGS_...} of {@link EthtoolDescriptor}, none where kernel or driver does not support
     * them; valid until the next request.
     * @throws XskException if there is no such interface.
     */
    public Attributes rings(final int index)
    {
        return ask(EthtoolDescriptor.MSG_RINGS_GET, "ETHTOOL_MSG_RINGS_GET", index);
    }

    /**
     * Set the sizes of the hardware's rings. Drivers take the interface down and up again for it.
     *
     * @param index of the interface.
     * @param rx    entries of each receive ring.
     * @param tx    entries of each transmit ring.
     * @throws XskException if there is no such interface, or the kernel or the driver refuses the sizes.
     */
    public void rings(final int index, final int rx, final int tx)
    {
        if (0 == familyId)
        {
            throw new XskException("ETHTOOL_MSG_RINGS_SET", "index=" + index, Errno.EOPNOTSUPP.code());
        }
        final NetlinkMessage request = EthtoolDescriptor.request(familyId, EthtoolDescriptor.MSG_RINGS_SET, index);
        request.attribute(EthtoolDescriptor.RINGS_RX, rx);
        request.attribute(EthtoolDescriptor.RINGS_TX, tx);
        netlink.set(request, "ETHTOOL_MSG_RINGS_SET", "index=" + index + " rx=" + rx + " tx=" + tx);
    }

    /**
     * The numbers of channels.
     *
     * @param index of the interface.
     * @return attributes {@code CHANNELS_...} of {@link EthtoolDescriptor}, none where kernel or driver does not
     * support them; valid until the next request.
     * @throws XskException if there is no such interface.
     */
    public Attributes channels(final int index)
    {
        return ask(EthtoolDescriptor.MSG_CHANNELS_GET, "ETHTOOL_MSG_CHANNELS_GET", index);
    }

    private Attributes ask(final int command, final String call, final int index)
    {
        return 0 == familyId ? Attributes.NONE : netlink.request(
            EthtoolDescriptor.request(familyId, command, index), Errno.EOPNOTSUPP, call, "index=" + index);
    }
}
