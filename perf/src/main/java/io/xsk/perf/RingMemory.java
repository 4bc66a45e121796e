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
package io.xsk.perf;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;

import io.xsk.ring.RingLayout;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Plain memory for rings whose two ends are in this process, laid out as the kernel does it: each index on a cache line
 * of its own.
 */
public final class RingMemory
{
    /** Where in the memory of a ring what is. */
    public static final RingLayout LAYOUT =
        new RingLayout(0, CACHE_LINE_LENGTH, 2 * CACHE_LINE_LENGTH, 3 * CACHE_LINE_LENGTH);

    private RingMemory()
    {
    }

    /**
     * Memory for a ring.
     *
     * @param capacity    of the ring in entries, a power of two.
     * @param entryLength in bytes.
     * @return zeroed memory.
     */
    public static UnsafeBuffer allocate(final int capacity, final int entryLength)
    {
        return new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(LAYOUT.length(capacity, entryLength), CACHE_LINE_LENGTH));
    }
}
