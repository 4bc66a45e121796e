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
package io.xsk;

import io.xsk.perf.PacketBenchmark;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it costs to let a buffer be a window on a packet, and to read its first word.
 */
@State(Scope.Thread)
public class UmemBenchmark extends PacketBenchmark
{
    private static final int BATCH = 64;
    private static final int PACKET_LENGTH = 64;

    private final Umem umem = Umem.allocate(new Umem.Context().frameCount(BATCH));
    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);

    /**
     * With numbered packets.
     */
    public UmemBenchmark()
    {
        for (int frame = 0; frame < BATCH; frame++)
        {
            umem.wrap(umem.frameAddress(frame), PACKET_LENGTH, packet);
            packet.putLong(0, frame);
        }
    }

    /**
     * Give the memory back.
     */
    @TearDown(Level.Trial)
    public void tearDown()
    {
        umem.close();
    }

    /**
     * A batch of packets, one after the other.
     *
     * @return the sum of what was read.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long wrap()
    {
        long sum = 0;
        for (int frame = 0; frame < BATCH; frame++)
        {
            umem.wrap(umem.frameAddress(frame), PACKET_LENGTH, packet);
            sum += packet.getLong(0);
        }
        if (sum != BATCH * (BATCH - 1) / 2)
        {
            throw new IllegalStateException("wrong packets: sum=" + sum);
        }

        return sum;
    }
}
