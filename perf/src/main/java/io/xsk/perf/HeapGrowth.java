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

/**
 * What a run left on the heap.
 *
 * @param usedBefore  bytes in use before the first packet, after a collection of all garbage.
 * @param usedAfter   bytes in use after the last packet, after another one.
 * @param growth      the difference.
 * @param collections that the JVM made between the two.
 */
record HeapGrowth(long usedBefore, long usedAfter, long growth, long collections)
{
    static HeapGrowth of(final long usedBefore, final long usedAfter, final long collections)
    {
        return new HeapGrowth(usedBefore, usedAfter, usedAfter - usedBefore, collections);
    }

    /**
     * Collect all garbage.
     *
     * @return bytes in use at the end of the collection; what threads have set aside to allocate from does not count.
     */
    static long usedAfterCollection()
    {
        // The first one finds what the second one can free: what is referenced by cleaners.
        System.gc();
        System.gc();
        long used = 0;
        for (final MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans())
        {
            final MemoryUsage usage = pool.getCollectionUsage();
            used += null == usage ? 0 : usage.getUsed();
        }

        return used;
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
}
