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

/**
 * What the hot thread did.
 *
 * @param packets        that were moved.
 * @param bytes          of these packets.
 * @param activeNs       from the first packet to the last, within 10 ms.
 * @param allocatedBytes by the hot thread, from its first turn to its last; where the heap is measured, from the steady
 *                       state on.
 * @param collections    of garbage in the JVM meanwhile.
 * @param endedNs        by {@link System#nanoTime()}, when the hot thread had done its last turn.
 * @param heap           before and after, null where that was not asked for.
 */
record RunResult(
    long packets, long bytes, long activeNs, long allocatedBytes, long collections, long endedNs, HeapGrowth heap)
{
    /** Packets a second while there were any. */
    double pps()
    {
        return activeNs > 0 ? packets * 1e9 / activeNs : 0;
    }
}
