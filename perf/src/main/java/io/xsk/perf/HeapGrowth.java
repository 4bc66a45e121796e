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

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a run left on the heap.
 *
 * @param usedBefore  bytes in use when the run had become steady, after a collection of all garbage.
 * @param usedAfter   bytes in use after the last packet, after another one.
 * @param growth      the difference.
 * @param collections that the JVM made between the two.
 */
record HeapGrowth(long usedBefore, long usedAfter, long growth, long collections)
{
    private static final int COLLECTIONS = 8;
    private static final long CLEANERS_NS = TimeUnit.MILLISECONDS.toNanos(50);

    static HeapGrowth of(final long usedBefore, final long usedAfter, final long collections)
    {
        return new HeapGrowth(usedBefore, usedAfter, usedAfter - usedBefore, collections);
    }

    /**
     * Collect all garbage, some times: what cleaners and finalizers hold on to is free only when their threads have had
     * it, and the serial collector leaves dead objects at the bottom of the heap in all but one of four collections
     * ({@code MarkSweepAlwaysCompactCount}).
     *
     * @return bytes in use at the end of that collection that left least; what threads have set aside to allocate from
     *         does not count.
     */
    static long usedAfterCollection()
    {
        long least = collect();
        for (int i = 1; i < COLLECTIONS; i++)
        {
            LockSupport.parkNanos(CLEANERS_NS);
            least = Math.min(least, collect());
        }

        return least;
    }

    /** Collections by all collectors since the start of the JVM. */
    static long collectionsSoFar()
    {
        long count = 0;
        for (final GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans())
        {
            count += collector.getCollectionCount();
        }

        return count;
    }

    private static long collect()
    {
        System.gc();
        long used = 0;
        for (final MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans())
        {
            final MemoryUsage usage = pool.getCollectionUsage();
            used += null == usage ? 0 : usage.getUsed();
        }

        return used;
    }
}
