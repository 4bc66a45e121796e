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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An element of a {@link FilterSet} as the program looks it up; what a set has nothing of is 0.
 * <pre>
 *   0               4               8                                              24
 *  +---------------+---------------+-----------------------------------------------+
 *  |  IP version   |     port      |  address, as in the packet, then zeros        |
 *  +---------------+---------------+-----------------------------------------------+
 * </pre>
 */
record FlowKey(int version, int port, long high, long low)
{
    static final int VERSION_OFFSET = 0;
    static final int PORT_OFFSET = 4;
    static final int HIGH_OFFSET = 8;
    static final int LOW_OFFSET = 16;
    static final int LENGTH = 24;

    static final BpfCodec<FlowKey> CODEC = new BpfCodec<>()
    {
        @Override
        public int length()
        {
            return LENGTH;
        }

        @Override
        public void encode(final FlowKey value, final MutableDirectBuffer buffer)
        {
            buffer.putInt(VERSION_OFFSET, value.version);
            buffer.putInt(PORT_OFFSET, value.port);
            buffer.putLong(HIGH_OFFSET, value.high, ByteOrder.BIG_ENDIAN);
            buffer.putLong(LOW_OFFSET, value.low, ByteOrder.BIG_ENDIAN);
        }

        @Override
        public FlowKey decode(final DirectBuffer buffer, final int index)
        {
            return new FlowKey(
                buffer.getInt(index + VERSION_OFFSET),
                buffer.getInt(index + PORT_OFFSET),
                buffer.getLong(index + HIGH_OFFSET, ByteOrder.BIG_ENDIAN),
                buffer.getLong(index + LOW_OFFSET, ByteOrder.BIG_ENDIAN));
        }
    };

    static FlowKey of(final int port)
    {
        if ((port & 0xFFFF) != port)
        {
            throw new IllegalArgumentException("port must be from 0 to 65535: port=" + port);
        }

        return new FlowKey(0, port, 0, 0);
    }

    static FlowKey of(final InetAddress address)
    {
        final AddressPrefix prefix = AddressPrefix.of(address);
        return new FlowKey(prefix.version(), 0, prefix.high(), prefix.low());
    }

    static FlowKey of(final InetSocketAddress endpoint)
    {
        if (endpoint.isUnresolved())
        {
            throw new IllegalArgumentException("address must be resolved: endpoint=" + endpoint);
        }
        final AddressPrefix prefix = AddressPrefix.of(endpoint.getAddress());

        return new FlowKey(prefix.version(), endpoint.getPort(), prefix.high(), prefix.low());
    }
}
