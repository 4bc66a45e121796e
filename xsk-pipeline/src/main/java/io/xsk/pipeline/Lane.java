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

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.xsk.XskPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;

/**
 * One ring of slots with its owner, the owner's ports on one UMEM, its stages, and the threads that they run on. A
 * pipeline is one of these, or several side by side.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
final class Lane<T extends FrameEvent>
{
    private final LanePorts ports;
    private final OwnerAgent<T> owner;
    private final SlowStages slowStages;
    private final RingBuffer<T> slots;
    private final List<Stage<T>> stages;
    private final List<StageAgent<T>> stageAgents = new ArrayList<>();
    private final List<StageCounters> stageCounters = new ArrayList<>();
    private final List<AgentThread> stageThreads = new ArrayList<>();
    /** Of the owner, or of all; null where the caller's is used. */
    private final AgentThread ownerThread;
    /** Everything on one thread; null where each stage has its own. */
    private final LaneAgent together;
    private boolean isTogetherStarted;

    /**
     * @param context      of the pipeline, concluded.
     * @param stages       of this lane.
     * @param ports        opened, not yet bound.
     * @param counters     of the pipeline.
     * @param errorHandler that does not throw.
     * @param onFatal      told of what a handler threw.
     */
    Lane(
        final XskPipeline.Context<T> context,
        final Stages<T> stages,
        final LanePorts ports,
        final PipelineCounters counters,
        final ErrorHandler errorHandler,
        final Consumer<Throwable> onFatal)
    {
        this.stages = stages.list();
        this.ports = ports;
        slots = RingBuffer.createSingleProducer(
            context.eventFactory(), context.slotCount(), new BusySpinWaitStrategy());

        final Map<Stage<T>, Sequence> sequences = new HashMap<>();
        for (final Stage<T> stage : this.stages)
        {
            final StageCounters ofStage = counters.stage(ports.label(stage.name));
            final StageAgent<T> agent = new StageAgent<>(
                ports.label(stage.name),
                stage,
                slots,
                slots.newBarrier(of(stage.before, sequences)),
                0 == stage.batchLimit ? context.batchLimit() : stage.batchLimit,
                errorHandler,
                ofStage,
                onFatal);
            sequences.put(stage, agent.sequence());
            stageAgents.add(agent);
            stageCounters.add(ofStage);
            ports.connect(stage, ofStage);
        }
        slowStages = new SlowStages(
            of(this.stages, sequences), stageCounters.toArray(StageCounters[]::new));

        owner = new OwnerAgent<>(
            "xsk-owner-" + ports.name(),
            ports.ownerPorts(context.dropReasons()),
            slots,
            slots.newBarrier(of(stages.leaves(), sequences)),
            slowStages,
            new OwnerAgent.Settings(context.batchLimit(), context.slowStagePolicy(), context.latency()));

        final boolean isDedicated = ThreadingMode.DEDICATED == context.threadingMode();
        together = isDedicated ? null : new LaneAgent(owner, stageAgents);
        ownerThread = ThreadingMode.INVOKER == context.threadingMode() ? null : thread(
            isDedicated ? owner : together, ports.cpu(), context, errorHandler, ports.first().counters);
        for (int i = 0; isDedicated && i < stageAgents.size(); i++)
        {
            stageThreads.add(new AgentThread(
                stageAgents.get(i),
                this.stages.get(i).cpu,
                context.idleStrategy(this.stages.get(i).idleStrategySupplier),
                errorHandler,
                stageCounters.get(i).longestDutyCycle));
        }
    }

    /** The handlers start, and the kernel gets frames to receive into. */
    void start()
    {
        stageThreads.forEach(AgentThread::start);
        if (null == ownerThread)
        {
            isTogetherStarted = true;
            together.onStart();
        }
        owner.prefill();
    }

    /** The owner begins; its ports are bound. */
    void startOwner()
    {
        if (null != ownerThread)
        {
            ownerThread.start();
        }
    }

    int invoke()
    {
        return together.doWork();
    }

    void drain()
    {
        owner.drain();
    }

    /** Is no packet left, or can none be moved any more since a thread has ended? */
    boolean isDrained()
    {
        return owner.isDrained() && transmittersAreIdle() || isAnyThreadDead();
    }

    void stop()
    {
        if (null != ownerThread)
        {
            ownerThread.stop();
        }
        stageThreads.forEach(AgentThread::stop);
        if (isTogetherStarted)
        {
            isTogetherStarted = false;
            together.onClose();
        }
    }

    boolean haveThreadsEnded()
    {
        return (null == ownerThread || ownerThread.hasEnded()) &&
            stageThreads.stream().allMatch(AgentThread::hasEnded);
    }

    /** The owner's first and then those of the stages in their order. */
    List<Thread> threads()
    {
        final List<Thread> threads = new ArrayList<>();
        if (null != ownerThread)
        {
            threads.add(ownerThread.thread());
        }
        stageThreads.forEach(stage -> threads.add(stage.thread()));

        return threads;
    }

    /** The last word on every packet, when no thread moves one any more. */
    void countDiscarded()
    {
        owner.countDiscarded();
    }

    FrameLedger ledger()
    {
        return owner.ledger().plus(ports.transmittersLedger());
    }

    /** Take the retained frames that were given back, when the owner has ended, and say how many are still out. */
    int drainReturns()
    {
        final FramePool frames = owner.ports().frames();
        while (frames.drainReturns(Integer.MAX_VALUE) > 0)
        {
            Thread.onSpinWait();
        }

        return frames.retainedCount();
    }

    /** Show what nobody counts who is busy; by one cold thread. */
    void poll(final Map<XskPort, PortSource.Link> links)
    {
        ports.poll(links, slowStages);
        final long cursor = slots.getCursor();
        for (int i = 0; i < stageAgents.size(); i++)
        {
            stageCounters.get(i).lag.setRelease(cursor - stageAgents.get(i).sequence().get());
        }
        owner.askForOccupancy();
    }

    private boolean transmittersAreIdle()
    {
        return stages.stream().flatMap(stage -> stage.transmitters.stream()).allMatch(Transmitter::isIdle);
    }

    private boolean isAnyThreadDead()
    {
        return null != ownerThread && ownerThread.hasEnded() ||
            stageThreads.stream().anyMatch(AgentThread::hasEnded);
    }

    private static <T extends FrameEvent> Sequence[] of(
        final List<Stage<T>> stages, final Map<Stage<T>, Sequence> sequences)
    {
        return stages.stream().map(sequences::get).toArray(Sequence[]::new);
    }

    private static <T extends FrameEvent> AgentThread thread(
        final Agent agent,
        final int cpu,
        final XskPipeline.Context<T> context,
        final ErrorHandler errorHandler,
        final PortCounters counters)
    {
        return new AgentThread(agent, cpu, context.idleStrategy(null), errorHandler, counters.longestDutyCycle);
    }
}
