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

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What a rule counted.
 * <pre>
 *   0               8               16              24
 *  +---------------+---------------+---------------+
 *  |    packets    |     bytes     |    missed     |
 *  +---------------+---------------+---------------+
 * </pre>
 *
 * @param packets that the rule decided about.
 * @param bytes   of these packets, from the Ethernet header on.
 * @param missed  packets of these that the rule wanted to redirect to a queue that has no socket: they passed to the
 *                kernel.
 */
public record RuleCount(long packets, long bytes, long missed)
{
    /** Nothing yet. */
    public static final RuleCount ZERO = new RuleCount(0, 0, 0);

    static final int PACKETS_OFFSET = 0;
    static final int BYTES_OFFSET = 8;
    static final int MISSED_OFFSET = 16;
    static final int LENGTH = 24;

    static final BpfCodec<RuleCount> CODEC = new BpfCodec<>()
    {
        @Override
        public int length()
        {
            return LENGTH;
        }

        @Override
        public void encode(final RuleCount value, final MutableDirectBuffer buffer)
        {
            buffer.putLong(PACKETS_OFFSET, value.packets);
            buffer.putLong(BYTES_OFFSET, value.bytes);
            buffer.putLong(MISSED_OFFSET, value.missed);
        }

        @Override
        public RuleCount decode(final DirectBuffer buffer, final int index)
        {
            return new RuleCount(
                buffer.getLong(index + PACKETS_OFFSET),
                buffer.getLong(index + BYTES_OFFSET),
                buffer.getLong(index + MISSED_OFFSET));
        }
    };

    RuleCount plus(final RuleCount other)
    {
        return new RuleCount(packets + other.packets, bytes + other.bytes, missed + other.missed);
    }
}
