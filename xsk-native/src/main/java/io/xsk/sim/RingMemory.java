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

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;

import io.xsk.ring.RingLayout;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Plain memory for a ring, laid out as by Linux 6.18. Each end has a buffer of its own over it, since one that is
 * closed is cut off. The memory goes when both ends have gone.
 */
final class RingMemory
{
    static final RingLayout LAYOUT = new RingLayout(
        0, 2 * CACHE_LINE_LENGTH, 4 * CACHE_LINE_LENGTH, 6 * CACHE_LINE_LENGTH);

    private final ByteBuffer memory;

    RingMemory(final int capacity, final int entryLength)
    {
        memory = BufferUtil.allocateDirectAligned(LAYOUT.length(capacity, entryLength), CACHE_LINE_LENGTH);
    }

    UnsafeBuffer end()
    {
        return new UnsafeBuffer(memory);
    }

    void flags(final int flags)
    {
        end().putIntRelease(LAYOUT.flagsIndex(), flags);
    }
}
