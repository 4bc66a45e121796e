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
import io.xsk.ffi.IfXdp;

/**
 * Why a socket is not bound without copies, as far as it follows from what the kernel tells of the interface. The
 * conditions are those of {@code xp_assign_dev} of the kernel's {@code net/xdp/xsk_buff_pool.c}; before Linux 6.3 it
 * does not tell what the driver can do, and before 2026 it leaves the MTU to the driver.
 */
final class ZeroCopyRemedy
{
    /** What a packet may have besides the MTU: an Ethernet header, two VLAN tags, a checksum. */
    private static final int LINK_LENGTH = 26;
    /** The kernel's {@code struct skb_shared_info}, at the end of a frame that another one may follow. */
    private static final int TAIL_LENGTH = 320;
    /** What is left of a frame is rounded down to this, since devices count so. */
    private static final int ROOM_ALIGNMENT = 128;

    private ZeroCopyRemedy()
    {
    }

    /**
     * @param errno         of the refusal, positive.
     * @param details       of the interface, null where they are not known.
     * @param queue         that was to be bound to.
     * @param umem          that was to be used.
     * @param isMultiBuffer whether packets were to be in several frames.
     * @return the reason and what to do about it, empty where it does not follow.
     */
    static String of(
        final int errno,
        final NetDeviceDetails details,
        final int queue,
        final Umem umem,
        final boolean isMultiBuffer)
    {
        if (null == details)
        {
            return "";
        }
        if (Errno.EOPNOTSUPP.code() == errno)
        {
            return ofFeatures(details, isMultiBuffer);
        }

        return Errno.EINVAL.code() == errno ? ofSizes(details, queue, umem, isMultiBuffer) : "";
    }

    private static String ofFeatures(final NetDeviceDetails details, final boolean isMultiBuffer)
    {
        if (details.xdpFeatures().isEmpty())
        {
            return "";
        }
        if (!details.isZeroCopyCapable())
        {
            return driver(details) + " has no zero-copy mode";
        }

        return isMultiBuffer && 1 == details.zeroCopyMaxSegments() ?
            driver(details) + " takes a packet in one frame only in zero-copy mode: zeroCopyMaxSegments=1; " +
            "do without multiBuffer(true)" : "";
    }

    private static String ofSizes(
        final NetDeviceDetails details, final int queue, final Umem umem, final boolean isMultiBuffer)
    {
        final int queues = Math.max(details.rxQueues(), details.channels().tx() + details.channels().combined());
        if (queue >= queues)
        {
            return "the interface has no such queue: queues=" + queues + "; choose one from 0 to " + (queues - 1);
        }

        final int mtu = details.device().mtu();
        final long roomForPacket =
            roomOf(umem, isMultiBuffer) * (isMultiBuffer ? Math.max(1L, details.zeroCopyMaxSegments()) : 1L);
        final String sizes = "mtu=" + mtu + " frameLength=" + umem.frameLength() + " headroom=" + umem.headroom();
        if (mtu + LINK_LENGTH > roomForPacket)
        {
            return "the interface's MTU is too long for the frames: " + sizes + " leave a packet " + roomForPacket +
                " bytes, and it may have the MTU and " + LINK_LENGTH + " more; lower the MTU to " +
                (roomForPacket - LINK_LENGTH) + ", or take longer frames or less headroom";
        }

        return driver(details) + " refuses it with " + sizes + " queue=" + queue;
    }

    /** What the kernel counts on of a frame. */
    private static int roomOf(final Umem umem, final boolean isMultiBuffer)
    {
        final int room =
            umem.frameLength() - IfXdp.XDP_PACKET_HEADROOM - umem.headroom() - (isMultiBuffer ? TAIL_LENGTH : 0);

        return room - room % ROOM_ALIGNMENT;
    }

    private static String driver(final NetDeviceDetails details)
    {
        return details.driver().isEmpty() ? "the driver" : "the driver " + details.driver();
    }
}
