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
package io.xsk;

import io.xsk.ffi.Errno;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the owner of a socket counts on the interface to do for packets that are sent, and is refused without: the
 * kernel itself says nothing of it when a socket is opened, and sends such packets without what they ask for, or drops
 * them.
 */
final class TxOffload
{
    private TxOffload()
    {
    }

    /**
     * @param details  of the interface.
     * @param required of it.
     * @param subject  of the socket, for people.
     * @throws XskException if one of them is not there, with the kernel that has it or what the driver has.
     */
    static void require(final NetDeviceDetails details, final Set<XskFeature> required, final String subject)
    {
        require(details, required, subject, KernelVersion.running());
    }

    static void require(
        final NetDeviceDetails details,
        final Set<XskFeature> required,
        final String subject,
        final KernelVersion running)
    {
        final Set<XskFeature> missing = EnumSet.noneOf(XskFeature.class);
        missing.addAll(required);
        missing.removeAll(details.xskFeatures());
        if (missing.isEmpty())
        {
            return;
        }

        final Set<KernelFeature> asked = EnumSet.of(KernelFeature.TX_OFFLOAD);
        if (missing.contains(XskFeature.TX_LAUNCH_TIME))
        {
            asked.add(KernelFeature.LAUNCH_TIME);
        }
        final int errno = Errno.EOPNOTSUPP.code();
        final String tooOld = KernelFeature.tooOld("NETDEV_CMD_DEV_GET", errno, asked, running);
        final String remedy = tooOld.isEmpty() ? "the driver " + details.driver() + " offers " +
            details.xskFeatures() + "; do without, or take another interface" : tooOld;
        throw new XskException(
            "NETDEV_CMD_DEV_GET", subject + " requiredFeatures=" + required + " missing=" + missing, errno, remedy);
    }
}
