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

import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import org.agrona.concurrent.Agent;

/**
 * What a pipeline does off its hot threads: it shows what the kernel counts and how far stages are, looks after stalls
 * and after the cores, and closes the pipeline in order when a handler has thrown what it is not to go on after.
 */
final class Conductor implements Agent
{
    private final PipelinePorts ports;
    private final Lanes<?> lanes;
    private final PipelineCounters counters;
    private final HotThreads hotThreads;
    private final StallWatcher stallWatcher;
    private final Runnable closeWhenFatal;
    private volatile boolean isLive;

    /**
     * @param ports            of the pipeline, which are its own lock: they are polled by one thread at a time.
     * @param lanes            of the pipeline, all of them.
     * @param counters         of the pipeline.
     * @param hotThreads       of the pipeline.
     * @param stallThresholdNs of what counts as a stall.
     * @param closeWhenFatal   closes the pipeline if that is needed.
     */
    Conductor(
        final PipelinePorts ports,
        final Lanes<?> lanes,
        final PipelineCounters counters,
        final HotThreads hotThreads,
        final long stallThresholdNs,
        final Runnable closeWhenFatal)
    {
        this.ports = ports;
        this.lanes = lanes;
        this.counters = counters;
        this.hotThreads = hotThreads;
        this.closeWhenFatal = closeWhenFatal;
        stallWatcher = new StallWatcher(System::nanoTime, stallThresholdNs, this::onStall);
        lanes.watch(stallWatcher);
    }

    /** Real packets come from now on: who stands still before does so for another reason. */
    void goLive()
    {
        isLive = true;
    }

    /** Show what nobody counts who is busy. Also for the thread that launches and closes. */
    void poll()
    {
        synchronized (ports)
        {
            if (ports.areOpen())
            {
                lanes.poll(ports.links());
            }
        }
    }

    @Override
    public int doWork()
    {
        poll();
        if (isLive)
        {
            stallWatcher.doWork();
            hotThreads.watch();
        }
        closeWhenFatal.run();

        return 0;
    }

    /** The last pass, when no packet comes any more. */
    @Override
    public void onClose()
    {
        poll();
    }

    @Override
    public String roleName()
    {
        return "xsk-conductor";
    }

    private void onStall(final String who, final long progress, final long stalledNs, final boolean isOver)
    {
        if (!isOver)
        {
            counters.counter(PipelineCounter.STALLS, who).getAndAddRelease(1);
        }
    }
}
