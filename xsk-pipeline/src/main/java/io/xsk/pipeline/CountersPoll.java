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

import io.xsk.XskStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Shows in the counters what costs a system call to know, or what those who are asked may be too busy to tell. For a
 * cold thread, whose idle strategy is the interval: each duty cycle is one pass over all sources.
 */
final class CountersPoll implements Agent
{
    private final List<Runnable> sources = new ArrayList<>();

    /**
     * Show what the kernel counts for a port.
     *
     * @param statistics that any thread may ask for, of a socket that is not closed while this agent runs.
     * @param counters   of the port.
     */
    void add(final Supplier<XskStatistics> statistics, final PortCounters counters)
    {
        sources.add(() -> counters.onStatistics(statistics.get()));
    }

    /**
     * Show a value.
     *
     * @param value   that any thread may ask for.
     * @param counter that nobody else writes.
     */
    void add(final LongSupplier value, final AtomicCounter counter)
    {
        sources.add(() -> counter.setRelease(value.getAsLong()));
    }

    @Override
    public int doWork()
    {
        sources.forEach(Runnable::run);

        // Nothing is left to do until the interval is over.
        return 0;
    }

    @Override
    public String roleName()
    {
        return "xsk-counters";
    }
}
