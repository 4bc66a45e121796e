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
package io.xsk.pipeline;

import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RingLayout;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory for a ring both of whose ends are here, with each index on cache lines of its own.
 */
final class MemoryRing
{
    /** Two cache lines, since some processors fetch them in pairs. */
    private static final int STRIDE = 2 * BitUtil.CACHE_LINE_LENGTH;

    static final RingLayout LAYOUT = new RingLayout(0, STRIDE, 2 * STRIDE, 3 * STRIDE);

    private MemoryRing()
    {
    }

    static UnsafeBuffer ofAddresses(final int capacity)
    {
        return allocate(capacity, RingDescriptor.ADDRESS_LENGTH);
    }

    static UnsafeBuffer ofPackets(final int capacity)
    {
        return allocate(capacity, RingDescriptor.PACKET_LENGTH);
    }

    private static UnsafeBuffer allocate(final int capacity, final int entryLength)
    {
        return new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(LAYOUT.length(capacity, entryLength), STRIDE));
    }
}
