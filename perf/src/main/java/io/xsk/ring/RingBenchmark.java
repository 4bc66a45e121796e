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

import static io.xsk.perf.RingMemory.LAYOUT;

import io.xsk.perf.PacketBenchmark;
import io.xsk.perf.RingMemory;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a packet costs at the rings alone: a batch is put on a transmit ring and taken off a receive ring over the same
 * memory, by one thread. The baseline moves the same entries through plain arrays.
 */
@State(Scope.Thread)
public class RingBenchmark extends PacketBenchmark
{
    private static final int CAPACITY = 2048;
    private static final int MASK = CAPACITY - 1;
    private static final int BATCH = 64;
    private static final int PACKET_LENGTH = 64;
    private static final int FRAME_LENGTH = 2048;

    private final UnsafeBuffer buffer = RingMemory.allocate(CAPACITY, RingDescriptor.PACKET_LENGTH);
    private final TxRing producer = new TxRing(buffer, LAYOUT, CAPACITY);
    private final RxRing consumer = new RxRing(buffer, LAYOUT, CAPACITY);

    private final long[] addresses = new long[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private long position;

    /**
     * With empty rings.
     */
    public RingBenchmark()
    {
    }

    /**
     * A batch through the rings.
     *
     * @return the sum of what was read.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long rings()
    {
        final long first = producer.tryClaim(BATCH);
        for (int i = 0; i < BATCH; i++)
        {
            producer.put(first + i, (first + i & MASK) * FRAME_LENGTH, PACKET_LENGTH, 0);
        }
        producer.commit();

        long sum = 0;
        final int available = consumer.available(BATCH);
        final long next = consumer.position();
        for (int i = 0; i < available; i++)
        {
            sum += consumer.address(next + i) + consumer.length(next + i);
        }
        consumer.release(available);

        return checked(sum, first);
    }

    /**
     * A batch through arrays.
     *
     * @return the sum of what was read.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long arrays()
    {
        final long first = position;
        for (int i = 0; i < BATCH; i++)
        {
            final int index = (int)(first + i) & MASK;
            addresses[index] = (first + i & MASK) * FRAME_LENGTH;
            lengths[index] = PACKET_LENGTH;
        }

        long sum = 0;
        for (int i = 0; i < BATCH; i++)
        {
            final int index = (int)(first + i) & MASK;
            sum += addresses[index] + lengths[index];
        }
        position = first + BATCH;

        return checked(sum, first);
    }

    private static long checked(final long sum, final long first)
    {
        final long expected = BATCH * (first & MASK) * FRAME_LENGTH +
            (long)BATCH * (BATCH - 1) / 2 * FRAME_LENGTH + (long)BATCH * PACKET_LENGTH;
        if (sum != expected)
        {
            throw new IllegalStateException("wrong entries: sum=" + sum + " expected=" + expected);
        }

        return sum;
    }
}
