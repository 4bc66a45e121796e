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
package io.xsk.sim;

import java.util.Map;

/**
 * What a simulated interface has counted, all at one moment.
 *
 * @param arrived    packets from the other end of the cable, and injected.
 * @param duplicated packets that a fault added as copies of those that arrived.
 * @param garbage    packets that a fault added with any content.
 * @param held       packets that are held back at this moment.
 * @param fates      how many packets had each fate.
 * @param rxDropped  packets that arrived and were dropped, by the program or since they could not be given to a socket;
 *                   as {@code rx_dropped} of a virtual interface.
 * @param txPackets  packets that left; as {@code tx_packets} of a virtual interface.
 * @param txDropped  packets that a socket sent and that did not leave, since they were too short or too long or the
 *                   other end was down; as {@code tx_dropped} of a virtual interface.
 */
public record PacketCounts(
    long arrived,
    long duplicated,
    long garbage,
    long held,
    Map<PacketFate, Long> fates,
    long rxDropped,
    long txPackets,
    long txDropped)
{
    /**
     * How many packets had a fate.
     *
     * @param fate that they had.
     * @return the number of packets.
     */
    public long count(final PacketFate fate)
    {
        return fates.get(fate);
    }

    /**
     * All packets that there were to receive.
     *
     * @return those that arrived and those that faults added.
     */
    public long offered()
    {
        return arrived + duplicated + garbage;
    }

    /**
     * All packets of which it is known what became of them. It is {@link #offered()} at any time, or there is an error
     * in the simulation.
     *
     * @return those that had a fate and those that are held back.
     */
    public long accounted()
    {
        long count = held;
        for (final long fate : fates.values())
        {
            count += fate;
        }

        return count;
    }
}
