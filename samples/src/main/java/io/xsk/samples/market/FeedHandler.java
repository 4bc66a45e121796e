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
package io.xsk.samples.market;

import com.lmax.disruptor.EventHandler;
import io.xsk.net.EthernetFlyweight;
import io.xsk.net.PacketParser;
import io.xsk.pipeline.FrameEvent;
import org.agrona.MutableDirectBuffer;

/**
 * A stage that hands the datagrams of a feed's lines to their arbiter. It takes a packet wherever it comes from: out of
 * a slot, or by {@link #onPacket} out of a capture file.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class FeedHandler implements EventHandler<FrameEvent>
{
    private final PacketParser parser = new PacketParser();
    private final LineArbiter arbiter;
    private final int port;
    private final int[] groups;
    private long others;

    /**
     * Lines by their groups.
     *
     * @param arbiter of the lines.
     * @param port    of all groups.
     * @param groups  IPv4 addresses by line, the first byte the highest.
     */
    public FeedHandler(final LineArbiter arbiter, final int port, final int... groups)
    {
        this.arbiter = arbiter;
        this.port = port;
        this.groups = groups.clone();
    }

    @Override
    public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
    {
        onPacket(event.packet(), event.length());
    }

    /**
     * A packet has come.
     *
     * @param packet index 0 is the first byte of the Ethernet header.
     * @param length of the packet in bytes.
     */
    public void onPacket(final MutableDirectBuffer packet, final int length)
    {
        parser.parse(packet, 0, length);
        if (parser.isUdp() && EthernetFlyweight.ETHER_TYPE_IPV4 == parser.etherType() &&
            port == parser.udp().destinationPort())
        {
            final int destination = parser.ipv4().destination();
            for (int line = 0; line < groups.length; line++)
            {
                if (groups[line] == destination)
                {
                    arbiter.onPacket(line, packet, parser.payloadIndex(), parser.payloadLength());
                    return;
                }
            }
        }
        others++;
    }

    /**
     * Packets that are of no line.
     *
     * @return the number of packets.
     */
    public long others()
    {
        return others;
    }
}
