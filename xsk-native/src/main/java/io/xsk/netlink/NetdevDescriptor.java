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

/**
 * The request of the generic netlink family {@code netdev} for an interface and its answer: {@code linux/netdev.h},
 * {@code Documentation/netlink/specs/netdev.yaml}.
 */
public final class NetdevDescriptor
{
    /** Bits of {@code enum netdev_xdp_act}, u64; since Linux 6.3. */
    public static final int XDP_FEATURES = 3;
    /** Most fragments of a packet in zero-copy mode, u32, only where that mode is; since Linux 6.6. */
    public static final int XDP_ZC_MAX_SEGS = 4;
    /** Bits of {@code enum netdev_xdp_rx_metadata}, u64; since Linux 6.7. */
    public static final int XDP_RX_METADATA_FEATURES = 5;
    /** Bits of {@code enum netdev_xsk_flags}, u64; since Linux 6.8. */
    public static final int XSK_FEATURES = 6;

    static final String FAMILY = "netdev";

    private static final int CMD_DEV_GET = 1;
    private static final int IFINDEX = 1;

    private NetdevDescriptor()
    {
    }

    static NetlinkMessage request(final int familyId, final int index)
    {
        final NetlinkMessage request = GenericDescriptor.request(familyId, CMD_DEV_GET);
        request.attribute(IFINDEX, index);

        return request;
    }
}
