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
package io.xsk.perf;

import io.xsk.bpf.LiveFrameGenerator;

/**
 * Sends the same packet from within the kernel. What counts is what the kernel was asked to send; whether the other end
 * took it is for the other end to say.
 */
final class Generate implements Workload
{
    /**
     * Packets in one call: a few tenths of a second, after which the thread looks whether it should stop. The kernel
     * makes and ends a pool of pages in each call, and sleeps some 30 ms for that (seen on Linux 6.18), so that short
     * calls send little: 8,192 packets in each made a tenth of the rate.
     */
    private static final int PACKETS_PER_CALL = 1 << 20;

    private final Counts counts = new Counts();
    private final LiveFrameGenerator generator;
    private final int length;
    private final long limit;

    /**
     * @param length of the packet in bytes.
     * @param limit  of packets to send, so that not one more is; 0 for no limit.
     */
    Generate(final LiveFrameGenerator generator, final int length, final long limit)
    {
        this.generator = generator;
        this.length = length;
        this.limit = limit > 0 ? limit : Long.MAX_VALUE;
    }

    @Override
    public int doWork()
    {
        final int count = (int)Math.min(PACKETS_PER_CALL, limit - counts.packets());
        if (count > 0)
        {
            generator.send(count);
            counts.add(count, (long)count * length);
        }

        return count;
    }

    @Override
    public Counts counts()
    {
        return counts;
    }
}
