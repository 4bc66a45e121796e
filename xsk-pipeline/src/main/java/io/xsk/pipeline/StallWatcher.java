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

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Looks from outside whether stages and owners advance while there is work for them, and tells the Flight Recorder and
 * a listener when one does not, and when it does so again. For a cold thread, whose idle strategy is the interval: each
 * duty cycle is one look at all.
 */
final class StallWatcher implements Agent
{
    private final NanoClock clock;
    private final long thresholdNs;
    private final Listener listener;
    private final List<Watched> all = new ArrayList<>();

    /**
     * @param clock       to measure with.
     * @param thresholdNs for which it is no stall.
     * @param listener    told of stalls, on the thread of this agent.
     */
    StallWatcher(final NanoClock clock, final long thresholdNs, final Listener listener)
    {
        this.clock = clock;
        this.thresholdNs = thresholdNs;
        this.listener = listener;
    }

    /** Told of stalls. */
    @FunctionalInterface
    interface Listener
    {
        /**
         * @param name      of the stage or owner.
         * @param progress  how far it is.
         * @param stalledNs for how long it has not advanced, as far as it was looked at.
         * @param isOver    false when the stall is found, true when the same one is over.
         */
        void onStall(String name, long progress, long stalledNs, boolean isOver);
    }

    /**
     * Watch one more; before the agent is started.
     *
     * @param name     of the stage or owner.
     * @param progress a number that changes whenever it advances; any thread may ask for it.
     * @param backlog  what there is to do for it, 0 if nothing; any thread may ask for it.
     */
    void watch(final String name, final LongSupplier progress, final LongSupplier backlog)
    {
        all.add(new Watched(name, progress, backlog));
    }

    /**
     * Look once.
     *
     * @return the number of stalls found or over.
     */
    @Override
    public int doWork()
    {
        final long nowNs = clock.nanoTime();
        int count = 0;
        for (final Watched watched : all)
        {
            count += look(watched, nowNs);
        }

        return count;
    }

    @Override
    public String roleName()
    {
        return "xsk-stall-watcher";
    }

    private int look(final Watched watched, final long nowNs)
    {
        // The progress first: work that came and was done between the two is then no work without progress.
        final long progress = watched.progress.getAsLong();
        final long backlog = watched.backlog.getAsLong();
        final boolean isWaiting = backlog > 0 && watched.hadBacklog && progress == watched.lastProgress;
        int count = 0;
        if (!isWaiting)
        {
            count = watched.isStalled ? 1 : 0;
            if (watched.isStalled)
            {
                tell(watched, progress, backlog, nowNs, true);
            }
            watched.isStalled = false;
            watched.sinceNs = nowNs;
        }
        else if (!watched.isStalled && nowNs - watched.sinceNs > thresholdNs)
        {
            watched.isStalled = true;
            count = 1;
            tell(watched, progress, backlog, nowNs, false);
        }
        watched.hadBacklog = backlog > 0;
        watched.lastProgress = progress;

        return count;
    }

    private void tell(
        final Watched watched, final long progress, final long backlog, final long nowNs, final boolean isOver)
    {
        final long stalledNs = nowNs - watched.sinceNs;
        PipelineEvents.stall(watched.name, progress, backlog, stalledNs, isOver);
        listener.onStall(watched.name, progress, stalledNs, isOver);
    }

    /** One that is watched, and what was seen of it. */
    private static final class Watched
    {
        private final String name;
        private final LongSupplier progress;
        private final LongSupplier backlog;
        private long lastProgress;
        private long sinceNs;
        private boolean hadBacklog;
        private boolean isStalled;

        private Watched(final String name, final LongSupplier progress, final LongSupplier backlog)
        {
            this.name = name;
            this.progress = progress;
            this.backlog = backlog;
        }
    }
}
