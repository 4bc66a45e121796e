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

import io.xsk.capture.ReplayPace;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When each packet of a file is due in real time, by its stamp, where stamps that jump are followed for a limited time.
 * <p>
 * <b>Note:</b> This class is not threadsafe, but for {@link #jumps()}. It belongs to the owner's thread.
 */
final class ReplayTimes
{
    /** Times are kept well within a long, so that those of garbage can be subtracted. */
    private static final long MAX_NS = 1L << 61;

    private final double speed;
    private final long maxWaitNs;
    private final AtomicLong jumps = new AtomicLong();
    private long shiftNs;
    private long latestNs;

    ReplayTimes(final ReplayPace pace)
    {
        speed = pace.speed();
        maxWaitNs = Math.min(pace.maxWaitNs(), MAX_NS);
    }

    /**
     * The next packet.
     *
     * @param stampNs when it was captured.
     * @param firstNs when the first packet of all files was.
     * @return when it is due, in nanoseconds after the start.
     */
    long next(final long stampNs, final long firstNs)
    {
        // The difference may be more than a long; as a double alone it would be off by some hundred nanoseconds.
        final double roughNs = (double)stampNs - firstNs;
        final double elapsedNs = (Math.abs(roughNs) < MAX_NS ? stampNs - firstNs : roughNs) / speed;
        final long exactNs = (long)Math.clamp(elapsedNs, -MAX_NS, MAX_NS);
        long dueNs = exactNs - shiftNs;
        if (Math.abs(dueNs - latestNs) > maxWaitNs)
        {
            jumps.lazySet(jumps.getPlain() + 1);
            dueNs = latestNs + (dueNs > latestNs ? maxWaitNs : 0);
            shiftNs = exactNs - dueNs;
        }
        latestNs = Math.max(latestNs, dueNs);

        return dueNs;
    }

    /** How many stamps were further from their predecessors than is waited for. Any thread may ask. */
    long jumps()
    {
        return jumps.get();
    }
}
