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
package io.xsk.ring;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;

import io.xsk.perf.RingMemory;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory for the rings of stress tests, of which millions are made: pieces of one slab, in turn. There are many more
 * pieces than states of a test are alive at a time.
 */
final class StressMemory
{
    /** Entries of each ring. */
    static final int CAPACITY = 4;
    /** Where the indices start: they pass the end of their 32 bits within a test. */
    static final int START = -1;
    static final RingLayout LAYOUT = RingMemory.LAYOUT;

    private static final int PIECE_LENGTH = LAYOUT.length(CAPACITY, RingDescriptor.PACKET_LENGTH);
    private static final int PIECES = 1 << 17;
    private static final UnsafeBuffer SLAB =
        new UnsafeBuffer(BufferUtil.allocateDirectAligned(PIECES * PIECE_LENGTH, CACHE_LINE_LENGTH));
    private static final AtomicInteger NEXT = new AtomicInteger();

    private StressMemory()
    {
    }

    /** A ring without entries, and with zeros in their places. */
    static UnsafeBuffer next()
    {
        final int piece = NEXT.getAndIncrement() & PIECES - 1;
        final UnsafeBuffer memory = new UnsafeBuffer(SLAB, piece * PIECE_LENGTH, PIECE_LENGTH);
        memory.setMemory(0, PIECE_LENGTH, (byte)0);
        memory.putInt(LAYOUT.producerIndex(), START);
        memory.putInt(LAYOUT.consumerIndex(), START);

        return memory;
    }
}
