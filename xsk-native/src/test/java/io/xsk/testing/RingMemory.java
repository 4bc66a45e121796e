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
package io.xsk.testing;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;

import io.xsk.ring.RingLayout;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Plain memory for a ring, laid out as the kernel does it: each index on a cache line of its own.
 */
public final class RingMemory
{
    /** Where the parts lie. */
    public static final RingLayout LAYOUT =
        new RingLayout(0, CACHE_LINE_LENGTH, 2 * CACHE_LINE_LENGTH, 3 * CACHE_LINE_LENGTH);

    private RingMemory()
    {
    }

    /**
     * Memory whose indices have come to the same position.
     *
     * @param capacity    of the ring in entries.
     * @param entryLength in bytes.
     * @param position    of both indices.
     * @return the memory.
     */
    public static UnsafeBuffer allocate(final int capacity, final int entryLength, final long position)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(LAYOUT.length(capacity, entryLength), CACHE_LINE_LENGTH));
        buffer.putInt(LAYOUT.producerIndex(), (int)position);
        buffer.putInt(LAYOUT.consumerIndex(), (int)position);

        return buffer;
    }
}
