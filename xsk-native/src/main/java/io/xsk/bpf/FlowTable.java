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

import java.util.Collection;
import org.agrona.BitUtil;

/**
 * The content of a {@link FilterSet} at one moment, immutable, for look-ups that do not allocate: open addressing, a
 * slot is three longs.
 */
final class FlowTable
{
    private static final int SLOT_LENGTH = 3;
    private static final long HASH_FACTOR = 0x9E37_79B9_7F4A_7C15L;
    /** What the first word of no key is, since a version is small. */
    private static final long EMPTY = -1;

    private final long[] slots;
    private final int mask;

    FlowTable(final Collection<FlowKey> keys)
    {
        final int capacity = BitUtil.findNextPositivePowerOfTwo(Math.max(2, keys.size() * 2));
        slots = new long[capacity * SLOT_LENGTH];
        mask = capacity - 1;
        for (int index = 0; index < slots.length; index += SLOT_LENGTH)
        {
            slots[index] = EMPTY;
        }
        for (final FlowKey key : keys)
        {
            final int index = find(head(key.version(), key.port()), key.high(), key.low());
            slots[index] = head(key.version(), key.port());
            slots[index + 1] = key.high();
            slots[index + 2] = key.low();
        }
    }

    boolean contains(final int version, final int port, final long high, final long low)
    {
        return EMPTY != slots[find(head(version, port), high, low)];
    }

    /** Where the key is, or where it would be. */
    private int find(final long head, final long high, final long low)
    {
        final long hash = ((head * HASH_FACTOR ^ high) * HASH_FACTOR ^ low) * HASH_FACTOR;
        int slot = (int)(hash >>> Integer.SIZE) & mask;
        while (true)
        {
            final int index = slot * SLOT_LENGTH;
            final long found = slots[index];
            if (EMPTY == found || found == head && slots[index + 1] == high && slots[index + 2] == low)
            {
                return index;
            }
            slot = slot + 1 & mask;
        }
    }

    private static long head(final int version, final int port)
    {
        return (long)version << Integer.SIZE | port;
    }
}
