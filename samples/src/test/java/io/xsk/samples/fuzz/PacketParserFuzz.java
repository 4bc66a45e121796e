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
package io.xsk.samples.fuzz;

import io.xsk.bpf.Match;
import io.xsk.bpf.PacketFilter;
import io.xsk.bpf.XdpFilter;
import io.xsk.net.PacketParser;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One packet: what the parser finds lies within it, and a filter decides without an exception.
 */
public final class PacketParserFuzz
{
    private static final PacketParser PARSER = new PacketParser();
    private static final PacketFilter FILTER = XdpFilter.rules()
        .redirect("feed", Match.udp().destination("239.0.0.0/8", 26_477))
        .drop("tagged", Match.tcp().vlan(142))
        .pass("group", Match.ipv6().multicast())
        .model();

    private PacketParserFuzz()
    {
    }

    /**
     * Try one input.
     *
     * @param data a packet.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final UnsafeBuffer packet = new UnsafeBuffer(data);
        PARSER.parse(packet, 0, data.length);
        if (PARSER.isIp())
        {
            packet.boundsCheck(PARSER.ip().payloadIndex(), PARSER.ip().payloadLength());
        }
        if (PARSER.isUdp())
        {
            packet.boundsCheck(PARSER.payloadIndex(), PARSER.payloadLength());
            PARSER.udp().isChecksumRight(PARSER.ip());
        }
        FILTER.action(FILTER.evaluate(packet, 0, data.length));
    }
}
