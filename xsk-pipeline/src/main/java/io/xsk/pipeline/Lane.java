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
import io.xsk.counters.LatencyRecorder;
import io.xsk.counters.PipelineCounters;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.agrona.ErrorHandler;
import org.agrona.LangUtil;

/**
 * One ring of slots with its owner, the owner's ports on one UMEM, its stages, and the threads that they run on. A
 * pipeline is one of these, or several side by side.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
final class Lane<T extends FrameEvent>
{
    private static final long NO_SEQUENCE = Long.MIN_VALUE;

    private final LanePorts ports;
    private final OwnerPorts ownerPorts;
    private final Enum<?>[] dropReasons;
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
    private final List<LatencyRecorder> latencies = new ArrayList<>();
    private boolean isTogetherStarted;
    /** The last slot with a packet of a file; known once all are in slots. */
    private long replayEndSequence = NO_SEQUENCE;
    /** Null without a warm-up. */
    private LanePorts rehearsal;
    private OwnerPorts rehearsalOwnerPorts;

    /**
     * @param context      of the pipeline, concluded.
     * @param stages       of this lane.
     * @param ports        opened, not yet bound.
     * @param counters     of the pipeline.
     * @param errorHandler that does not throw.
     * @param onFatal      told of what a handler threw.
     * @param pinning      pins the calling thread to a CPU.
     */
    Lane(
        final XskPipeline.Context<T> context,
        final Stages<T> stages,
        final LanePorts ports,
        final PipelineCounters counters,
        final ErrorHandler errorHandler,
        final Consumer<Throwable> onFatal,
        final IntConsumer pinning)
    {
        this.stages = stages.list();
        this.ports = ports;
        slots = RingBuffer.createSingleProducer(
            context.eventFactory(), context.slotCount(), new BusySpinWaitStrategy());

        final Map<Stage<T>, Sequence> sequences = new HashMap<>();
        for (final Stage<T> stage : this.stages)
        {
            final StageCounters ofStage = StageCounters.of(counters, ports.label(stage.name));
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
            ports.findWays(stage);
            ports.connect(stage, ofStage);
            if (context.hasHistograms())
            {
                latencies.add(new LatencyRecorder(StageCounters.owner(ports.label(stage.name))));
                agent.recordWith(latencies.getLast());
            }
        }
        slowStages = new SlowStages(
            of(this.stages, sequences), stageCounters.toArray(StageCounters[]::new));

        dropReasons = context.dropReasons();
        ownerPorts = ports.ownerPorts(dropReasons);
        owner = new OwnerAgent<>(
            "xsk-owner-" + ports.name(),
            ownerPorts,
            slots,
            slots.newBarrier(of(stages.leaves(), sequences)),
            slowStages,
            settings(context));

        final boolean isDedicated = ThreadingMode.DEDICATED == context.threadingMode();
        together = isDedicated ? null : new LaneAgent(owner, stageAgents);
        ownerThread = ThreadingMode.INVOKER == context.threadingMode() ? null : new AgentThread(
            isDedicated ? owner : together,
            ports.cpu(),
            pinning,
            context.idleStrategy(null),
            errorHandler,
            ports.first().counters.longestDutyCycle);
        for (int i = 0; isDedicated && i < stageAgents.size(); i++)
        {
            stageThreads.add(new AgentThread(
                stageAgents.get(i),
                this.stages.get(i).cpu,
                pinning,
                context.idleStrategy(this.stages.get(i).idleStrategySupplier),
                errorHandler,
                stageCounters.get(i).longestDutyCycle));
        }
    }

    /** How the owners of a pipeline run. */
    static OwnerAgent.Settings settings(final XskPipeline.Context<?> context)
    {
        return new OwnerAgent.Settings(context.batchLimit(), context.slowStagePolicy(), context.latency());
    }

    /** Begin with other ports, as a warm-up; before the start. What handlers throw in it is told to nobody else. */
    void rehearse(
        final LanePorts otherPorts, final PipelineCounters counters, final Consumer<StageException> onThrew)
    {
        rehearsal = otherPorts;
        final StageCounters[] ofStages = new StageCounters[stages.size()];
        for (int i = 0; i < ofStages.length; i++)
        {
            ofStages[i] = StageCounters.of(counters, ports.label(stages.get(i).name));
            rehearsal.findWaysLike(ports, stages.get(i));
            rehearsal.connect(stages.get(i), ofStages[i]);
            stageAgents.get(i).rehearse(ofStages[i], onThrew);
        }
        slowStages.countWith(ofStages);
        rehearsalOwnerPorts = rehearsal.ownerPorts(dropReasons);
        owner.moveTo(rehearsalOwnerPorts);
    }

    /**
     * Let no packet be left, and begin with the first slot again, on the ports of the warm-up or on the real ones. Each
     * part is done by the thread whose it is.
     *
     * @param waiter returns when the condition is met, which it sees to, or throws.
     * @param isOver true for the real ports.
     */
    void rewind(final Consumer<BooleanSupplier> waiter, final boolean isOver)
    {
        owner.drain();
        waiter.accept(this::isDrained);
        // In this order nobody ever sees a slot before it that was not published: first the slots, then each stage
        // after those that it waits for, and in the end who waits for the last of them.
        run(owner.errand(), owner::rewindSlots, waiter);
        for (int i = 0; i < stageAgents.size(); i++)
        {
            final int stage = i;
            run(stageAgents.get(i).errand(), () -> rewind(stage, isOver), waiter);
        }
        run(owner.errand(), () -> move(isOver), waiter);
    }

    /** Frames of the warm-up that are not given back, when it is over. */
    int retainedByRehearsal()
    {
        return drainReturns(rehearsalOwnerPorts.frames());
    }

    /** The CPUs that its threads are pinned to. */
    BitSet cpus()
    {
        final BitSet cpus = new BitSet();
        if (null != ownerThread && AgentThread.ANY_CPU != ports.cpu())
        {
            cpus.set(ports.cpu());
        }
        for (int i = 0; i < stageThreads.size(); i++)
        {
            if (AgentThread.ANY_CPU != stages.get(i).cpu)
            {
                cpus.set(stages.get(i).cpu);
            }
        }

        return cpus;
    }

    /** Of each stage and of each port, in their order; none unless they were asked for. */
    List<LatencyRecorder> latencies()
    {
        return Stream.concat(latencies.stream(), ports.transits()).toList();
    }

    /** Let owner and stages be looked at, under the names that their counters have. */
    void watch(final StallWatcher watcher)
    {
        watcher.watch(ports.first().owner(), owner::progress, owner::backlog);
        for (int i = 0; i < stageAgents.size(); i++)
        {
            final StageAgent<T> agent = stageAgents.get(i);
            watcher.watch(
                StageCounters.owner(ports.label(stages.get(i).name)), agent.sequence()::get, agent::backlog);
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
        ownerPorts.prefill();
        if (null != rehearsalOwnerPorts)
        {
            rehearsalOwnerPorts.prefill();
        }
    }

    /** The owner begins; its ports are bound. */
    void startOwner()
    {
        if (null != ownerThread)
        {
            ownerThread.start();
        }
    }

    /** Have all stages passed all packets of files that are replayed? By one thread at a time. */
    boolean isReplayOver()
    {
        if (NO_SEQUENCE == replayEndSequence && ports.areReplaysTaken())
        {
            replayEndSequence = slots.getCursor();
        }

        return NO_SEQUENCE != replayEndSequence && owner.progress() >= replayEndSequence;
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
        return drainReturns(ownerPorts.frames());
    }

    private static int drainReturns(final FramePool frames)
    {
        while (frames.drainReturns(Integer.MAX_VALUE) > 0)
        {
            Thread.onSpinWait();
        }

        return frames.retainedCount();
    }

    /** For people: who has the first few of the frames that are retained. */
    String holders(final int limit)
    {
        return owner.ports().frames().holders(limit);
    }

    /** For people: the stages that have not passed every slot, each with the slot that it has passed last. */
    List<String> behind()
    {
        final long cursor = slots.getCursor();

        return stageAgents.stream()
            .filter(stage -> stage.sequence().get() < cursor)
            .map(stage -> stage.roleName() + " sequence=" + stage.sequence().get() + " of=" + cursor)
            .toList();
    }

    /** Show what nobody counts who is busy; by one cold thread. */
    void poll(final Map<XskPort, PortSource.Link> links)
    {
        ports.poll(links);
        final long cursor = slots.getCursor();
        for (int i = 0; i < stageAgents.size(); i++)
        {
            stageCounters.get(i).lag.setRelease(cursor - stageAgents.get(i).sequence().get());
        }
        owner.askForOccupancy();
    }

    private void rewind(final int stage, final boolean isOver)
    {
        stageAgents.get(stage).rewind();
        if (isOver)
        {
            ports.connect(stages.get(stage), stageCounters.get(stage));
            if (!stageThreads.isEmpty())
            {
                stageThreads.get(stage).forgetDutyCycles();
            }
            stageAgents.get(stage).begin(stageCounters.get(stage));
        }
    }

    private void move(final boolean isOver)
    {
        owner.moveTo(isOver ? ownerPorts : rehearsalOwnerPorts);
        if (isOver)
        {
            slowStages.countWith(stageCounters.toArray(StageCounters[]::new));
            if (null != ownerThread)
            {
                ownerThread.forgetDutyCycles();
            }
        }
    }

    private static void run(
        final Errand errand, final Runnable task, final Consumer<BooleanSupplier> waiter)
    {
        errand.send(task);
        waiter.accept(errand::isDone);
        if (null != errand.failure())
        {
            LangUtil.rethrowUnchecked(errand.failure());
        }
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
}
