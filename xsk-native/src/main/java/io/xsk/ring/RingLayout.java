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

/**
 * Where the parts of a ring lie in its memory. For a socket's rings the kernel says it ({@code XDP_MMAP_OFFSETS}).
 *
 * @param producerIndex of the producer's u32 index, in bytes.
 * @param consumerIndex of the consumer's u32 index, in bytes.
 * @param flagsIndex    of the u32 flags, in bytes.
 * @param entriesIndex  of the first entry, in bytes.
 */
public record RingLayout(int producerIndex, int consumerIndex, int flagsIndex, int entriesIndex)
{
    /**
     * The memory that a ring takes.
     *
     * @param capacity    of the ring in entries.
     * @param entryLength in bytes.
     * @return the length in bytes.
     */
    public int length(final int capacity, final int entryLength)
    {
        return Math.addExact(entriesIndex, Math.multiplyExact(capacity, entryLength));
    }
}
