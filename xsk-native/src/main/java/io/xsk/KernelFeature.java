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
import java.util.Set;

/**
 * What not every kernel from 5.4 on has: since which version, and how an older one refuses it. Nothing is refused here
 * for its version; when the kernel has refused a call, this says which of the things that were asked for it is too old
 * for.
 */
enum KernelFeature
{
    /** Flags in the rings by which the kernel asks to be woken. */
    NEED_WAKEUP("needWakeup(true)", 5, 4, Errno.EINVAL, "bind"),
    /** Frames of any length and at any address. */
    UNALIGNED("unaligned(true)", 5, 4, Errno.EINVAL, "XDP_UMEM_REG"),
    /** Fill and completion rings for each queue that shares a UMEM. */
    SHARED_UMEM("a umem that several queues or interfaces share", 5, 10, Errno.EINVAL, "bind"),
    /** Busy polling that is preferred to interrupts. */
    BUSY_POLL("busyPoll", 5, 11, Errno.ENOPROTOOPT, "SO_PREFER_BUSY_POLL", "SO_BUSY_POLL_BUDGET"),
    /** Packets in several frames. */
    MULTI_BUFFER("multiBuffer(true)", 6, 6, Errno.EINVAL, "bind"),
    /** Transmit metadata; from 6.11 on with a flag of their own. */
    TX_METADATA("txMetadata(true) or softwareChecksum(true)", 6, 8, Errno.EINVAL, "XDP_UMEM_REG"),
    /** The number of packets that one wakeup sends. */
    TX_BUDGET("maxTxBudget", 6, 17, Errno.ENOPROTOOPT, "XDP_MAX_TX_SKB_BUDGET"),
    /** The time at which the interface sends a packet. */
    LAUNCH_TIME("requiredFeatures(TX_LAUNCH_TIME)", 6, 15, Errno.EOPNOTSUPP, "NETDEV_CMD_DEV_GET"),
    /** What the interface does for packets that are sent without copies. */
    TX_OFFLOAD("requiredFeatures", 6, 8, Errno.EOPNOTSUPP, "NETDEV_CMD_DEV_GET");

    private final String name;
    private final KernelVersion since;
    private final Errno errno;
    private final Set<String> calls;

    KernelFeature(final String name, final int major, final int minor, final Errno errno, final String... calls)
    {
        this.name = name;
        this.since = new KernelVersion(major, minor);
        this.errno = errno;
        this.calls = Set.of(calls);
    }

    KernelVersion since()
    {
        return since;
    }

    /**
     * What to do about a call that the running kernel has refused.
     *
     * @param call  that was refused.
     * @param errno of the refusal, positive.
     * @param asked that the call or those before it were to have.
     * @return the remedy, empty where there is none.
     */
    static String remedy(final String call, final int errno, final Set<KernelFeature> asked)
    {
        return remedy(call, errno, asked, KernelVersion.running());
    }

    static String remedy(
        final String call, final int errno, final Set<KernelFeature> asked, final KernelVersion running)
    {
        final String remedy = tooOld(call, errno, asked, running);

        return remedy.isEmpty() ? Remedy.of(call, errno) : remedy;
    }

    /**
     * Which of the things that were asked for the running kernel is too old for.
     *
     * @param call  that was refused.
     * @param errno of the refusal, positive.
     * @param asked that the call or those before it were to have.
     * @return the remedy, empty where it is too old for none.
     */
    static String tooOld(final String call, final int errno, final Set<KernelFeature> asked)
    {
        return tooOld(call, errno, asked, KernelVersion.running());
    }

    static String tooOld(
        final String call, final int errno, final Set<KernelFeature> asked, final KernelVersion running)
    {
        for (final KernelFeature feature : values())
        {
            if (asked.contains(feature) && feature.calls.contains(call) && feature.errno.code() == errno &&
                running.compareTo(feature.since) < 0)
            {
                return feature.name + " needs Linux " + feature.since + " or later, this is " + running +
                    "; do without, or take a newer kernel";
            }
        }

        return "";
    }
}
