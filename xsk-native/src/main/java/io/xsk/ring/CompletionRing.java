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

import static io.xsk.ring.RingDescriptor.ADDRESS_LENGTH;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gives back the frames that the kernel has sent.
 * <p>
 * <b>Note:</b> This class is not threadsafe. One thread owns it.
 */
public final class CompletionRing extends ConsumerRing
{
    /**
     * Take the consuming side of a ring in memory, at the positions that its indices have.
     *
     * @param buffer   over the memory.
     * @param layout   of the memory.
     * @param capacity of the ring, a power of two.
     */
    public CompletionRing(final UnsafeBuffer buffer, final RingLayout layout, final int capacity)
    {
        this(buffer, layout, capacity, null);
    }

    /**
     * Take the consuming side of a ring in memory, whose frames are checked in debug mode.
     *
     * @param buffer   over the memory.
     * @param layout   of the memory.
     * @param capacity of the ring, a power of two.
     * @param port     that knows the frames of the queue; null to check none.
     */
    public CompletionRing(
        final UnsafeBuffer buffer, final RingLayout layout, final int capacity, final FrameGuard.Port port)
    {
        super(buffer, layout, capacity, ADDRESS_LENGTH, port);
    }

    /**
     * Read an entry.
     *
     * @param sequence of the entry.
     * @return the address that was transmitted; its frame is the reader's.
     */
    public long address(final long sequence)
    {
        if (FrameGuard.DEBUG)
        {
            checkEntry(sequence);
        }

        return UnsafeApi.getLong(entry(sequence));
    }

    @Override
    void take(final long sequence)
    {
        port.takeFromCompletion(UnsafeApi.getLong(entry(sequence)));
    }

    private long entry(final long sequence)
    {
        return entriesAddress + (sequence & mask) * ADDRESS_LENGTH;
    }
}
