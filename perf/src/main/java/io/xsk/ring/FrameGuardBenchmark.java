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
 * A frame's way through a fill ring and a receive ring, the other side being played by the same thread. With
 * {@code -jvmArgsPrepend -Dxsk.debug=true} its owner is checked all the way.
 */
@State(Scope.Thread)
public class FrameGuardBenchmark extends PacketBenchmark
{
    private static final int CAPACITY = 2048;
    private static final int MASK = CAPACITY - 1;
    private static final int BATCH = 64;
    private static final int PACKET_LENGTH = 64;
    private static final int FRAME_LENGTH = 2048;

    private final FrameGuard.Port port =
        new FrameGuard(CAPACITY * FRAME_LENGTH, FRAME_LENGTH, false).port("interface=none queue=0");
    private final UnsafeBuffer fillMemory = RingMemory.allocate(CAPACITY, RingDescriptor.ADDRESS_LENGTH);
    private final UnsafeBuffer rxMemory = RingMemory.allocate(CAPACITY, RingDescriptor.PACKET_LENGTH);
    private final FillRing fill = new FillRing(fillMemory, LAYOUT, CAPACITY, port);
    private final RxRing rx = new RxRing(rxMemory, LAYOUT, CAPACITY, port);
    private final CompletionRing kernelFill = new CompletionRing(fillMemory, LAYOUT, CAPACITY);
    private final TxRing kernelRx = new TxRing(rxMemory, LAYOUT, CAPACITY);

    /**
     * With empty rings.
     */
    public FrameGuardBenchmark()
    {
    }

    /**
     * A batch of frames there and back.
     *
     * @return the sum of the addresses.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long frames()
    {
        final long first = fill.tryClaim(BATCH);
        for (int i = 0; i < BATCH; i++)
        {
            fill.put(first + i, (first + i & MASK) * FRAME_LENGTH);
        }
        fill.commit();
        receive();

        long sum = 0;
        final int available = rx.available(BATCH);
        final long next = rx.position();
        for (int i = 0; i < available; i++)
        {
            sum += rx.address(next + i);
        }
        rx.release(available);
        if (sum != BATCH * (first & MASK) * FRAME_LENGTH + (long)BATCH * (BATCH - 1) / 2 * FRAME_LENGTH)
        {
            throw new IllegalStateException("wrong frames: sum=" + sum + " first=" + first);
        }

        return sum;
    }

    private void receive()
    {
        final int count = kernelFill.available(BATCH);
        final long from = kernelFill.position();
        final long to = kernelRx.tryClaim(count);
        for (int i = 0; i < count; i++)
        {
            kernelRx.put(to + i, kernelFill.address(from + i), PACKET_LENGTH, 0);
        }
        kernelFill.release(count);
        kernelRx.commit();
    }
}
