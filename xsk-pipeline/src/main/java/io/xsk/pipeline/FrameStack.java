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

import io.xsk.Umem;

/**
 * The free frames. The one that was freed last is used next, since its bytes are most likely still in a cache.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It is the owner's, or a transmitter's.
 */
final class FrameStack
{
    private final long[] addresses;
    private int size;

    /**
     * With all frames of a memory.
     *
     * @param umem that no frame has been taken of.
     */
    FrameStack(final Umem umem)
    {
        addresses = new long[umem.frameCount()];
        for (int frame = addresses.length - 1; frame >= 0; frame--)
        {
            push(umem.frameAddress(frame));
        }
    }

    /**
     * Empty.
     *
     * @param capacity in frames.
     */
    FrameStack(final int capacity)
    {
        addresses = new long[capacity];
    }

    int size()
    {
        return size;
    }

    void push(final long address)
    {
        put(0, address);
        commit(1);
    }

    long pop()
    {
        return addresses[--size];
    }

    /** Free one of several frames, which lie on the stack when they are committed. */
    void put(final int index, final long address)
    {
        if (size + index >= addresses.length)
        {
            throw new IllegalStateException("a frame was given back twice: address=" + address);
        }
        addresses[size + index] = address;
    }

    /** The frames that were put at 0 to one less than the count are free. */
    void commit(final int count)
    {
        size += count;
    }

    /** The frame that lies so many under the uppermost. */
    long peek(final int depth)
    {
        return addresses[size - 1 - depth];
    }

    /** Take off as many frames as were looked at. */
    void drop(final int count)
    {
        size -= count;
    }
}
