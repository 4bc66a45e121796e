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

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Packets and completions that the kernel holds until their time has come. What is held is kept in objects that are
 * used again.
 */
final class DelayLine
{
    /** Packets held at once, so that a loop of programs which send back cannot eat the memory. */
    private static final int MAX_COUNT = 65_536;
    private static final int MIN_PACKET_CAPACITY = 2_048;

    private final PriorityQueue<Held> held = new PriorityQueue<>();
    private final ArrayDeque<Held> free = new ArrayDeque<>();
    private long nextOrder;

    boolean holdPacket(
        final long dueNs,
        final ArrivalPath target,
        final int queue,
        final DirectBuffer packet,
        final int index,
        final int length)
    {
        if (held.size() >= MAX_COUNT)
        {
            return false;
        }
        final Held entry = claim(dueNs);
        entry.target = target;
        entry.queue = queue;
        entry.length = length;
        if (entry.packet.capacity() < length)
        {
            entry.packet.wrap(new byte[Math.max(length, MIN_PACKET_CAPACITY)]);
        }
        entry.packet.putBytes(0, packet, index, length);
        held.add(entry);

        return true;
    }

    void holdCompletion(final long dueNs, final BufferPool pool, final long address)
    {
        final Held entry = claim(dueNs);
        entry.pool = pool;
        entry.address = address;
        held.add(entry);
    }

    boolean isEmpty()
    {
        return held.isEmpty();
    }

    /** Let go what is due, but nothing that is held again meanwhile. */
    int release(final long nowNs)
    {
        final long lastOrder = nextOrder;
        int count = 0;
        Held entry = held.peek();
        while (null != entry && entry.dueNs <= nowNs && entry.order < lastOrder)
        {
            held.poll();
            count++;
            try
            {
                entry.release();
            }
            finally
            {
                entry.pool = null;
                entry.target = null;
                free.push(entry);
            }
            entry = held.peek();
        }

        return count;
    }

    private Held claim(final long dueNs)
    {
        final Held pooled = free.poll();
        final Held entry = null == pooled ? new Held() : pooled;
        entry.dueNs = dueNs;
        entry.order = nextOrder++;

        return entry;
    }

    /** Either a packet with its target or a completion with its pool. */
    private static final class Held implements Comparable<Held>
    {
        private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
        private ArrivalPath target;
        private int queue;
        private int length;
        private BufferPool pool;
        private long address;
        private long dueNs;
        private long order;

        void release()
        {
            if (null != pool)
            {
                pool.complete(address);
            }
            else
            {
                target.onRelease(queue, packet, length);
            }
        }

        @Override
        public int compareTo(final Held other)
        {
            final int byTime = Long.compare(dueNs, other.dueNs);

            return 0 == byTime ? Long.compare(order, other.order) : byTime;
        }
    }
}
