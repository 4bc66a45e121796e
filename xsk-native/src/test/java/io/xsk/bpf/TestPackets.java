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
package io.xsk.bpf;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Packets written out by hand.
 */
final class TestPackets
{
    /** The destination's and the source's MAC address. */
    static final String MACS = "0100 5e01 0101 0200 0000 0001";
    /** From 10.0.0.1 port 1000 to 239.1.1.1 port 26477, with four bytes. */
    static final String UDP_IPV4 =
        "0800 4500 0020 0000 4000 4011 0000 0a00 0001 ef01 0101" + "03e8 676d 000c 0000 0102 0304";
    /** From 2001:db8::1 port 1000 to ff3e::1 port 26477, with four bytes. */
    static final String UDP_IPV6 = "86dd 6000 0000 000c 1140" +
        "2001 0db8 0000 0000 0000 0000 0000 0001 ff3e 0000 0000 0000 0000 0000 0000 0001" +
        "03e8 676d 000c 0000 0102 0304";
    /** From 10.0.0.1 port 1000 to 10.0.0.2 port 443, without data. */
    static final String TCP_IPV4 = "0800 4500 0028 0000 4000 4006 0000 0a00 0001 0a00 0002" +
        "03e8 01bb 0000 0000 0000 0000 5002 0000 0000 0000";

    private TestPackets()
    {
    }

    /** A packet with these bytes behind its MAC addresses. */
    static byte[] packet(final String hex)
    {
        return HexFormat.of().parseHex((MACS + hex).replace(" ", ""));
    }

    /** The UDP datagram over IPv4, to another group and port. */
    static byte[] udpTo(final int group, final int port)
    {
        final byte[] packet = packet(UDP_IPV4);
        ByteBuffer.wrap(packet).putInt(30, group).putShort(36, (short)port);

        return packet;
    }
}
