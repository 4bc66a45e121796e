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
 * How many entries the rings between driver and device have, as {@code ethtool -g} shows them; not those of a socket.
 * In zero-copy mode a fill ring should have room for more than the receive ring, which takes as many frames. All are 0
 * where the driver has no such thing.
 *
 * @param rx    entries of each receive ring.
 * @param tx    entries of each transmit ring.
 * @param maxRx entries that a receive ring could have.
 * @param maxTx entries that a transmit ring could have.
 */
public record RingSizes(int rx, int tx, int maxRx, int maxTx)
{
    static RingSizes of(final Attributes attributes)
    {
        return new RingSizes(
            attributes.number(EthtoolDescriptor.RINGS_RX),
            attributes.number(EthtoolDescriptor.RINGS_TX),
            attributes.number(EthtoolDescriptor.RINGS_RX_MAX),
            attributes.number(EthtoolDescriptor.RINGS_TX_MAX));
    }
}
