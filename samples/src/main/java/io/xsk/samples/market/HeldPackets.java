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
package io.xsk.samples.market;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Packets that came before their turn, in the order of their sequence, in memory taken once.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class HeldPackets
{
    private static final int ALIGNMENT = 64;

    private final int capacity;
    private final int slotLength;
    private final UnsafeBuffer buffer;
    /** By slot. */
    private final long[] sequences;
    private final int[] counts;
    private final int[] lengths;
    private final int[] lines;
    /** Slots in the order of their sequence, from the head on round; behind them those that are free. */
    private final int[] order;
    private int head;
    private int size;

    HeldPackets(final int capacity, final int slotLength)
    {
        this.capacity = capacity;
        this.slotLength = slotLength;
        buffer = new UnsafeBuffer(BufferUtil.allocateDirectAligned(capacity * slotLength, ALIGNMENT));
        sequences = new long[capacity];
        counts = new int[capacity];
        lengths = new int[capacity];
        lines = new int[capacity];
        order = new int[capacity];
        for (int i = 0; i < capacity; i++)
        {
            order[i] = i;
        }
    }

    int size()
    {
        return size;
    }

    boolean isFull()
    {
        return capacity == size;
    }

    boolean fits(final int length)
    {
        return length <= slotLength;
    }

    /** The first packet's. */
    long sequence()
    {
        return sequences[order[head]];
    }

    int count()
    {
        return counts[order[head]];
    }

    int line()
    {
        return lines[order[head]];
    }

    DirectBuffer buffer()
    {
        return buffer;
    }

    int index()
    {
        return order[head] * slotLength;
    }

    int length()
    {
        return lengths[order[head]];
    }

    void removeFirst()
    {
        head = next(head, 1);
        size--;
    }

    void clear()
    {
        size = 0;
    }

    /**
     * Hold a packet.
     *
     * @return false if one with this sequence is held that has as many messages, or more.
     */
    boolean add(
        final int line,
        final long sequence,
        final int count,
        final DirectBuffer packet,
        final int index,
        final int length)
    {
        int behind = size;
        while (behind > 0 && sequences[order[next(head, behind - 1)]] > sequence)
        {
            behind--;
        }
        if (behind > 0 && isCovered(order[next(head, behind - 1)], sequence, count))
        {
            return false;
        }

        final int slot = order[next(head, size)];
        for (int i = size; i > behind; i--)
        {
            order[next(head, i)] = order[next(head, i - 1)];
        }
        order[next(head, behind)] = slot;
        size++;
        sequences[slot] = sequence;
        counts[slot] = count;
        lengths[slot] = length;
        lines[slot] = line;
        buffer.putBytes(slot * slotLength, packet, index, length);

        return true;
    }

    private boolean isCovered(final int slot, final long sequence, final int count)
    {
        return sequences[slot] + counts[slot] >= sequence + count;
    }

    private int next(final int position, final int steps)
    {
        final int sum = position + steps;

        return sum < capacity ? sum : sum - capacity;
    }
}
