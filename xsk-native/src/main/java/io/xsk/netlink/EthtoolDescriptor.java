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
 * The requests of the generic netlink family {@code ethtool} and their answers: {@code linux/ethtool_netlink.h},
 * {@code Documentation/networking/ethtool-netlink.rst}. All numbers are u32.
 */
public final class EthtoolDescriptor
{
    /** Most entries of a receive ring. */
    public static final int RINGS_RX_MAX = 2;
    /** Most entries of a transmit ring. */
    public static final int RINGS_TX_MAX = 5;
    /** Entries of each receive ring. */
    public static final int RINGS_RX = 6;
    /** Entries of each transmit ring. */
    public static final int RINGS_TX = 9;

    /** Most channels that only receive. */
    public static final int CHANNELS_RX_MAX = 2;
    /** Most channels that only transmit. */
    public static final int CHANNELS_TX_MAX = 3;
    /** Most channels that do both. */
    public static final int CHANNELS_COMBINED_MAX = 5;
    /** Channels that only receive. */
    public static final int CHANNELS_RX_COUNT = 6;
    /** Channels that only transmit. */
    public static final int CHANNELS_TX_COUNT = 7;
    /** Channels that do both. */
    public static final int CHANNELS_COMBINED_COUNT = 9;

    static final String FAMILY = "ethtool";
    static final int MSG_RINGS_GET = 15;
    static final int MSG_RINGS_SET = 16;
    static final int MSG_CHANNELS_GET = 17;

    /** Of every request, its first attribute: which interface. */
    private static final int HEADER = 1;
    private static final int HEADER_DEV_INDEX = 1;

    private EthtoolDescriptor()
    {
    }

    static NetlinkMessage request(final int familyId, final int command, final int index)
    {
        final NetlinkMessage request = GenericDescriptor.request(familyId, command);
        final int header = request.beginNested(HEADER | NetlinkMessage.NLA_F_NESTED);
        request.attribute(HEADER_DEV_INDEX, index);
        request.endNested(header);

        return request;
    }
}
