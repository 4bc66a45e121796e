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

import org.HdrHistogram.Histogram;

/**
 * What a mode does on the hot thread.
 * <p>
 * <b>Note:</b> The hot thread alone calls {@link #doWork()}; the counts may be read by any thread.
 */
interface Workload
{
    /**
     * Do a bounded amount of work, without blocking and without allocating.
     *
     * @return how many packets moved.
     */
    int doWork();

    /** The run is over: a thread that blocks in {@link #doWork()} must return. Any thread calls it. */
    default void onStop()
    {
    }

    /** What was done so far. */
    Counts counts();

    /** The round trips in nanoseconds, null where the mode has none. It is the hot thread's until that has ended. */
    default Histogram roundTripNs()
    {
        return null;
    }

    /** What was allocated where it matters, given what the hot thread allocated. */
    default long allocatedBytes(final long byHotThread)
    {
        return byHotThread;
    }

    /** What else there is to say at the end, in one line; empty where there is nothing. */
    default String remark()
    {
        return "";
    }
}
