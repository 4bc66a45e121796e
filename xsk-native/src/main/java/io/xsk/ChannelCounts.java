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

import io.xsk.netlink.Attributes;
import io.xsk.netlink.EthtoolDescriptor;

/**
 * How many channels an interface has, as {@code ethtool -l} shows them. A channel is an interrupt with the queues that
 * it serves: one to receive, one to transmit, or one of each. All are 0 where the driver has no such thing.
 *
 * @param rx          channels in use that only receive.
 * @param tx          channels in use that only transmit.
 * @param combined    channels in use that do both.
 * @param maxRx       that there could be.
 * @param maxTx       that there could be.
 * @param maxCombined that there could be.
 */
public record ChannelCounts(int rx, int tx, int combined, int maxRx, int maxTx, int maxCombined)
{
    static ChannelCounts of(final Attributes attributes)
    {
        return new ChannelCounts(
            attributes.number(EthtoolDescriptor.CHANNELS_RX_COUNT),
            attributes.number(EthtoolDescriptor.CHANNELS_TX_COUNT),
            attributes.number(EthtoolDescriptor.CHANNELS_COMBINED_COUNT),
            attributes.number(EthtoolDescriptor.CHANNELS_RX_MAX),
            attributes.number(EthtoolDescriptor.CHANNELS_TX_MAX),
            attributes.number(EthtoolDescriptor.CHANNELS_COMBINED_MAX));
    }
}
