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

import io.xsk.XskPort;
import io.xsk.counters.LatencyRecorder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * All lanes of a pipeline, which start, run and end together.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes, but for what says
 * otherwise.
 */
final class Lanes<T extends FrameEvent>
{
    private final List<Lane<T>> lanes = new ArrayList<>();

    /** While the pipeline is made. */
    void add(final Lane<T> lane)
    {
        lanes.add(lane);
    }

    int size()
    {
        return lanes.size();
    }

    Lane<T> get(final int index)
    {
        return lanes.get(index);
    }

    /** One turn of each; by the thread that invokes. */
    int invoke()
    {
        int workCount = 0;
        // No iterator, which is an allocation until this is compiled.
        for (int i = 0; i < lanes.size(); i++)
        {
            workCount += lanes.get(i).invoke();
        }

        return workCount;
    }

    /** Begin again with the first slot, see {@link Lane#rewind(Consumer, boolean)}. */
    void rewind(final Consumer<BooleanSupplier> waiter, final boolean isOver)
    {
        lanes.forEach(lane -> lane.rewind(waiter, isOver));
    }

    int retainedByRehearsal()
    {
        return lanes.stream().mapToInt(Lane::retainedByRehearsal).sum();
    }

    BitSet cpus()
    {
        final BitSet cpus = new BitSet();
        lanes.forEach(lane -> cpus.or(lane.cpus()));

        return cpus;
    }

    /** Any thread may ask for it. */
    List<LatencyRecorder> latencies()
    {
        return lanes.stream().flatMap(lane -> lane.latencies().stream()).toList();
    }

    void watch(final StallWatcher watcher)
    {
        lanes.forEach(lane -> lane.watch(watcher));
    }

    void start()
    {
        lanes.forEach(Lane::start);
    }

    void startOwners()
    {
        lanes.forEach(Lane::startOwner);
    }

    /** By one thread at a time. */
    boolean isReplayOver()
    {
        return lanes.stream().allMatch(Lane::isReplayOver);
    }

    void drain()
    {
        lanes.forEach(Lane::drain);
    }

    boolean areDrained()
    {
        return lanes.stream().allMatch(Lane::isDrained);
    }

    void stop()
    {
        lanes.forEach(Lane::stop);
    }

    boolean haveThreadsEnded()
    {
        return lanes.stream().allMatch(Lane::haveThreadsEnded);
    }

    /** Any thread may ask for it. */
    List<Thread> threads()
    {
        return lanes.stream().flatMap(lane -> lane.threads().stream()).toList();
    }

    void countDiscarded()
    {
        lanes.forEach(Lane::countDiscarded);
    }

    FrameLedger ledger()
    {
        return lanes.stream().map(Lane::ledger).reduce(FrameLedger.EMPTY, FrameLedger::plus);
    }

    int drainReturns()
    {
        return lanes.stream().mapToInt(Lane::drainReturns).sum();
    }

    List<String> holders(final int limit)
    {
        return lanes.stream().map(lane -> lane.holders(limit)).toList();
    }

    List<String> behind()
    {
        return lanes.stream().flatMap(lane -> lane.behind().stream()).toList();
    }

    /** By one cold thread. */
    void poll(final Map<XskPort, PortSource.Link> links)
    {
        lanes.forEach(lane -> lane.poll(links));
    }
}
