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

import com.lmax.disruptor.EventFactory;
import io.xsk.CpuAffinity;
import io.xsk.XskMode;
import io.xsk.XskStatistics;
import io.xsk.bpf.FilterCounts;
import io.xsk.capture.ReplayReport;
import io.xsk.counters.DropTable;
import io.xsk.counters.LatencyRecorder;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Packets of queues of interfaces, handled by stages that are Disruptor {@link com.lmax.disruptor.EventHandler}s.
 * <p>
 * An owner takes packets off its ports into slots, the stages handle them in place in the order of their graph, and the
 * owner recycles, sends or drops each frame when the last stages have passed it. Nothing is copied, allocated or locked
 * on the way. Owner and stages run on threads as the {@link ThreadingMode} says.
 * <p>
 * <b>Note:</b> Launching, invoking and closing belong to one thread, which is none of the pipeline's own. What is read
 * here may be read by any thread.
 *
 * @param <T> type of the slots.
 */
public final class XskPipeline<T extends FrameEvent> implements AutoCloseable
{
    /**
     * System property that turns the checks of debug mode on: the ledger of frames in every turn, slots that are used
     * after their frames were taken out, who retained what is not given back, and those of {@link
     * io.xsk.ring.FrameGuard}.
     */
    public static final String DEBUG_PROP_NAME = "xsk.debug";

    static final boolean IS_DEBUG = Boolean.getBoolean(DEBUG_PROP_NAME);

    private static final long AWAIT_INTERVAL_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long CONDUCTOR_INTERVAL_MS = 20;
    /** A second: threads that start later are rare, and most have the CPUs of one that was moved. */
    private static final int TICKS_TO_CORES = 50;
    private static final int HOLDERS_TOLD = 8;

    private final PipelineCounters counters;
    private final ErrorHandler errorHandler;
    private final long closeTimeoutNs;
    private final ThreadingMode threadingMode;
    private final boolean isStoppedByErrors;
    private final String name;
    private final String stageNames;
    private final ReplayPortSource replays;
    private final PipelinePorts ports;
    private final List<Lane<T>> lanes = new ArrayList<>();
    private final AgentThread conductor;
    private final StallWatcher stallWatcher;
    private final boolean keepsCores;
    /** Null without a warm-up. */
    private final Rehearsal<T> rehearsal;
    private final ReentrantLock closing = new ReentrantLock();

    private volatile XskMode mode;
    private volatile List<String> refusals = List.of();
    private volatile Throwable fatal;
    private volatile XskStatistics finalStatistics;
    private volatile FrameLedger ledger;
    private volatile boolean isClosed;
    private volatile boolean isLive;
    /** Null where no thread is pinned, or the cores are not kept. */
    private volatile HotCores hotCores;
    private int ticks;
    private boolean isConcluded;

    private XskPipeline(final Context<T> context)
    {
        closeTimeoutNs = context.closeTimeoutNs;
        threadingMode = context.threadingMode;
        isStoppedByErrors = context.isStoppedByErrors;
        name = context.name();
        stageNames = String.join(", ", context.stages(0).list().stream().map(stage -> stage.name).toList());
        counters = context.openCounters();
        final AtomicCounter errors = counters.counter(PipelineCounter.ERRORS, PipelineCounters.PIPELINE);
        errorHandler = new GuardedErrorHandler(context.errorHandler, errors);
        replays = new ReplayPortSource(
            null == context.kernel ? new KernelPortSource() : new SimulatedPortSource(context.kernel), context.ports());
        ports = new PipelinePorts(replays);
        conductor = new AgentThread(
            new Conductor(this::poll, this::watch, this::closeWhenFatal),
            AgentThread.ANY_CPU,
            new SleepingMillisIdleStrategy(CONDUCTOR_INTERVAL_MS),
            errorHandler,
            counters.counter(PipelineCounter.LONGEST_DUTY_CYCLE, "conductor"));
        boolean isComplete = false;
        try
        {
            for (final LanePorts lanePorts : ports.open(context, counters))
            {
                final Stages<T> stages = context.stages(lanes.size());
                lanes.add(new Lane<>(
                    context, stages, lanePorts, counters, errorHandler, this::onHandlerThrew, this::pin));
            }
            stallWatcher = new StallWatcher(System::nanoTime, context.stallThresholdNs, this::onStall);
            lanes.forEach(lane -> lane.watch(stallWatcher));
            keepsCores = context.keepsCores;
            rehearsal = null == context.warmUp() ? null : new Rehearsal<>(context, lanes);
            isComplete = true;
        }
        finally
        {
            if (!isComplete)
            {
                ports.close(false);
                counters.close();
            }
        }
    }

    /**
     * Open the ports, start the threads, and then let packets come: when the first one is handled, every stage has
     * started.
     *
     * @param context with the ports and the stages.
     * @param <T>     type of the slots.
     * @return the running pipeline, to be closed.
     * @throws io.xsk.XskException      if the kernel refuses something.
     * @throws IllegalArgumentException if the context is not right.
     * @throws IllegalStateException    if a thread could not be pinned or a handler's {@code onStart} threw.
     */
    public static <T extends FrameEvent> XskPipeline<T> launch(final Context<T> context)
    {
        context.conclude();
        final XskPipeline<T> pipeline = new XskPipeline<>(context);
        try
        {
            pipeline.start();
        }
        catch (final Throwable throwable)
        {
            try
            {
                pipeline.close();
            }
            catch (final Exception ofClose)
            {
                throwable.addSuppressed(ofClose);
            }
            throw throwable;
        }

        return pipeline;
    }

    /**
     * One turn of owner and stages on the calling thread, which is always the same one, in {@link
     * ThreadingMode#INVOKER}.
     *
     * @return how much was moved; 0 when there was nothing to do.
     * @throws IllegalStateException if the mode is another, or if the pipeline is closed, also by what a handler threw.
     */
    public int invoke()
    {
        if (ThreadingMode.INVOKER != threadingMode || isClosed)
        {
            throw new IllegalStateException(
                isClosed ? "pipeline is closed" : "only an INVOKER is invoked: threadingMode=" + threadingMode, fatal);
        }
        int workCount = 0;
        // No iterator, which is an allocation until this is compiled.
        for (int i = 0; i < lanes.size(); i++)
        {
            workCount += lanes.get(i).invoke();
        }
        if (null != fatal)
        {
            close();
        }

        return workCount;
    }

    /**
     * How packets get into the UMEM.
     *
     * @return the mode that was got, of several ports the worst.
     */
    public XskMode mode()
    {
        return mode;
    }

    /**
     * Why no better mode was got.
     *
     * @return the kernel's refusals of the modes that were tried before, by port, best mode first.
     */
    public List<String> refusals()
    {
        return refusals;
    }

    /**
     * What the pipeline counts.
     *
     * @return the counters, which can be read at any time, also after the close.
     */
    public PipelineCounters counters()
    {
        return counters;
    }

    /**
     * What became of the packets that were sent to the pipeline.
     *
     * @return the table, exact once the pipeline is closed; before it is as old as the counters of the kernel in it, 20
     *     milliseconds.
     */
    public DropTable drops()
    {
        return DropTable.of(counters);
    }

    /**
     * What the kernel counts for the sockets. A system call each, until the pipeline is closed; then what it had
     * counted.
     *
     * @return the sum over all ports.
     */
    public XskStatistics statistics()
    {
        synchronized (ports)
        {
            return null != finalStatistics ? finalStatistics : ports.statistics();
        }
    }

    /**
     * How long it took from when a packet was received to when a port sent it.
     *
     * @param port index of the port that sends, in the order in which the ports were set.
     * @return the recorder, to be read by any thread, also after the close.
     * @throws IllegalArgumentException if it was not asked for by {@link PortContext#transitTimes}.
     */
    public LatencyRecorder transitTimes(final int port)
    {
        synchronized (ports)
        {
            return ports.transitTimes(port);
        }
    }

    /**
     * What the filter of a port counted, rule by rule, in the program that the kernel runs. A system call for each
     * rule, until the pipeline is closed; then what it had counted.
     *
     * @param interfaceName of the port; an interface has one filter.
     * @return the counts over all queues of the interface.
     * @throws IllegalArgumentException if no port on the interface has a filter.
     */
    public FilterCounts filterCounts(final String interfaceName)
    {
        synchronized (ports)
        {
            return ports.filterCounts(interfaceName);
        }
    }

    /**
     * The threads of the pipeline that packets pass: of each owner, followed by those of its stages in their order.
     *
     * @return the threads, to be looked at and not to be interrupted.
     */
    public List<Thread> threads()
    {
        return lanes.stream().flatMap(lane -> lane.threads().stream()).toList();
    }

    /**
     * Which thread of the process may run where: those of the pipeline that are pinned, and all others, which are kept
     * off their cores.
     *
     * @return the threads as the kernel says now.
     */
    public ThreadReport threadReport()
    {
        final HotCores cores = hotCores;
        return new ThreadReport(ThreadKeeper.INSTANCE.report(), null == cores ? null : cores.warning());
    }

    /**
     * How long packets take, where that is asked for by {@link Context#latencyHistograms(boolean)}.
     *
     * @return a recorder for each stage, to be read at any time.
     */
    public List<LatencyRecorder> latencies()
    {
        return lanes.stream().flatMap(lane -> lane.latencies().stream()).toList();
    }

    /**
     * Wait until the stages have passed every packet of the files that are replayed, in {@link ThreadingMode#INVOKER}
     * invoking meanwhile. Packets that were then to be sent may still be on their way; a close waits for them.
     *
     * @param timeoutNs to wait at most, in nanoseconds.
     * @return true if they have, also where nothing is replayed; false after the timeout, or if the pipeline was closed
     *     before.
     * @throws io.xsk.capture.CaptureException if the disk failed, or packets are not Ethernet. That a file was cut off
     *                                         or damaged is told by {@link #replays()}.
     */
    public boolean awaitReplay(final long timeoutNs)
    {
        if (ThreadingMode.INVOKER == threadingMode)
        {
            final long deadlineNs = System.nanoTime() + timeoutNs;
            while (!isClosed && !isReplayOver() && System.nanoTime() - deadlineNs < 0)
            {
                if (0 == invoke())
                {
                    Thread.onSpinWait();
                }
            }
        }
        else
        {
            await(() -> isClosed || isReplayOver(), timeoutNs);
        }
        replays.ports().forEach(ReplayPort::requireNoFailure);

        return isReplayOver();
    }

    /**
     * How far the replay of each file is.
     *
     * @return a report for each port that replays, in the order in which they were set; to be had at any time.
     */
    public List<ReplayReport> replays()
    {
        return replays.ports().stream().map(ReplayPort::report).toList();
    }

    /**
     * Is it closed, also by what a handler threw?
     *
     * @return true once no thread uses it and its ports are closed.
     */
    public boolean isClosed()
    {
        return isClosed;
    }

    /**
     * Where the frames were when the pipeline had been closed.
     *
     * @return the ledger.
     * @throws IllegalStateException if the pipeline is not closed, or a thread did not end, so that nobody can tell.
     */
    public FrameLedger ledger()
    {
        if (null == ledger)
        {
            throw new IllegalStateException("there is a ledger when the pipeline was closed and its threads ended");
        }

        return ledger;
    }

    /**
     * Detach the programs, let the stages handle what was received and the kernel send what was given to it, stop and
     * join the threads, check the ledger, and only then close the sockets and unmap the memory. Each of the two waits
     * takes at most the close timeout; to detach takes what the kernel takes. Idempotent.
     * <p>
     * If a thread does not end, the sockets and the memory are left as they are, since unmapping memory that is in use
     * kills the JVM, and the error handler is told. While frames are retained their memory is left as well. Call it
     * again when the thread has ended, or when the frames were released.
     *
     * @throws IllegalStateException if it is called by a thread of the pipeline, which would wait for itself.
     */
    @Override
    public void close()
    {
        if (threads().contains(Thread.currentThread()))
        {
            throw new IllegalStateException(
                "a pipeline is not closed by one of its own threads: thread=" + Thread.currentThread().getName());
        }
        closeOnce();
    }

    private void closeOnce()
    {
        closing.lock();
        try
        {
            if (!isClosed)
            {
                closeInOrder();
            }
        }
        finally
        {
            closing.unlock();
        }
    }

    private void closeInOrder()
    {
        if (!isConcluded)
        {
            ports.detach();
            lanes.forEach(Lane::drain);
            await(this::isDrained, closeTimeoutNs);
            lanes.forEach(Lane::stop);
        }
        if (!await(() -> lanes.stream().allMatch(Lane::haveThreadsEnded), closeTimeoutNs))
        {
            errorHandler.onError(new IllegalStateException(
                "threads did not end, the sockets and the memory are left as they are: threads=" + alive()));
            return;
        }

        stopConductor();
        CloseHelper.closeAll(hotCores, rehearsal);
        if (!isConcluded)
        {
            isConcluded = true;
            conclude();
        }
        final int retained = lanes.stream().mapToInt(Lane::drainReturns).sum();
        synchronized (ports)
        {
            ports.close(retained > 0);
        }
        if (retained > 0)
        {
            errorHandler.onError(new IllegalStateException(
                "frames are retained, their memory is left until they are released and the pipeline is closed again: " +
                "framesRetained=" + retained + " by=" +
                lanes.stream().map(lane -> lane.holders(HOLDERS_TOLD)).toList() +
                (IS_DEBUG ? "" : "; with -D" + DEBUG_PROP_NAME + "=true the stages are told")));
            return;
        }
        counters.close();
        isClosed = true;
    }

    private void start()
    {
        keepCores();
        if (null != rehearsal)
        {
            rehearsal.prepare(ports);
        }
        lanes.forEach(Lane::start);
        ports.bind();
        lanes.forEach(Lane::startOwner);
        conductor.start();
        if (null != rehearsal)
        {
            warmUp();
        }
        ports.attach();
        isLive = true;
        mode = ports.mode();
        refusals = ports.refusals();
        PipelineEvents.launch(name, threadingMode.name(), ports.names(), stageNames);
        PipelineEvents.modeGot(name, mode.label(), String.join("; ", refusals));
    }

    private void warmUp()
    {
        rehearsal.run(name, ports.first(), errorHandler);
        rehearsal.close();
        if (null != hotCores)
        {
            hotCores.doWork();
        }
        synchronized (ports)
        {
            ports.forgetWakeups();
        }
        poll();
    }

    private void keepCores()
    {
        final BitSet cpus = new BitSet();
        lanes.forEach(lane -> cpus.or(lane.cpus()));
        if (keepsCores && !cpus.isEmpty())
        {
            hotCores = HotCores.keep(cpus);
        }
    }

    /** By each thread that is to be pinned. */
    private void pin(final int cpu)
    {
        if (null == hotCores)
        {
            CpuAffinity.pin(cpu);
        }
        else
        {
            hotCores.pin(cpu);
        }
    }

    /** By the conductor. */
    private void watch()
    {
        if (isLive)
        {
            stallWatcher.doWork();
            if (null != hotCores && 0 == ++ticks % TICKS_TO_CORES)
            {
                hotCores.doWork();
            }
        }
    }

    private void onStall(final String who, final long progress, final long stalledNs, final boolean isOver)
    {
        if (!isOver)
        {
            counters.counter(PipelineCounter.STALLS, who).getAndAddRelease(1);
        }
    }

    /** The last word on every packet and frame, now that nobody moves one any more. */
    private void conclude()
    {
        lanes.forEach(Lane::drainReturns);
        lanes.forEach(Lane::countDiscarded);
        FrameLedger sum = FrameLedger.EMPTY;
        for (final Lane<T> lane : lanes)
        {
            sum = sum.plus(lane.ledger());
        }
        ledger = sum;
        finalStatistics = ports.statistics();

        final long discarded = counters.get(PipelineCounter.PACKETS_DISCARDED);
        final long unsent = counters.get(PipelineCounter.TRANSMITS_DISCARDED);
        PipelineEvents.close(name, counters.get(PipelineCounter.PACKETS_RECEIVED), discarded, sum.lost());
        final long invalid = finalStatistics.rxInvalidDescriptors() + finalStatistics.txInvalidDescriptors();
        if (0 != sum.lost() || 0 != discarded || 0 != unsent || 0 != invalid)
        {
            errorHandler.onError(new IllegalStateException("pipeline did not end clean: framesLost=" + sum.lost() +
                " packetsDiscarded=" + discarded + " transmitsDiscarded=" + unsent +
                " invalidDescriptors=" + invalid + ' ' + sum +
                " behind=" + lanes.stream().flatMap(lane -> lane.behind().stream()).toList()));
        }
    }

    private boolean isDrained()
    {
        if (ThreadingMode.INVOKER == threadingMode)
        {
            lanes.forEach(Lane::invoke);
        }

        return lanes.stream().allMatch(Lane::isDrained);
    }

    /** Its last pass is after the last packet. The thread itself may be the one that closes. */
    private void stopConductor()
    {
        if (Thread.currentThread() == conductor.thread())
        {
            conductor.stop();
            poll();
        }
        else
        {
            conductor.stop();
            await(conductor::hasEnded, closeTimeoutNs);
        }
    }

    private void poll()
    {
        synchronized (ports)
        {
            if (ports.areOpen())
            {
                lanes.forEach(lane -> lane.poll(ports.links()));
            }
        }
    }

    private boolean isReplayOver()
    {
        return lanes.stream().allMatch(Lane::isReplayOver);
    }

    private void onHandlerThrew(final Throwable throwable)
    {
        if (null == fatal && (isStoppedByErrors || throwable.getCause() instanceof Error))
        {
            fatal = throwable;
        }
    }

    /** By the conductor, unless somebody is closing already and waits for it to end. */
    private void closeWhenFatal()
    {
        if (null != fatal && ThreadingMode.INVOKER != threadingMode && !isClosed && closing.tryLock())
        {
            try
            {
                closeOnce();
            }
            finally
            {
                closing.unlock();
            }
        }
    }

    private List<String> alive()
    {
        return threads().stream().filter(Thread::isAlive).map(Thread::getName).toList();
    }

    /** An interrupt does not end the wait, and is kept for the caller. */
    private static boolean await(final BooleanSupplier condition, final long timeoutNs)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        boolean isInterrupted = false;
        boolean isMet = condition.getAsBoolean();
        while (!isMet && System.nanoTime() - deadlineNs < 0)
        {
            LockSupport.parkNanos(AWAIT_INTERVAL_NS);
            isInterrupted |= Thread.interrupted();
            isMet = condition.getAsBoolean();
        }
        if (isInterrupted)
        {
            Thread.currentThread().interrupt();
        }

        return isMet;
    }

    /**
     * The ports, the stages, and how they run.
     *
     * @param <T> type of the slots.
     */
    public static final class Context<T extends FrameEvent> extends PipelineContext<T>
    {
        /** Slots between the owner and the last stage where nothing is said. */
        public static final int SLOT_COUNT_DEFAULT = 4096;
        /** Entries moved in one duty cycle where nothing is said. */
        public static final int BATCH_LIMIT_DEFAULT = 64;
        /** Time for the packets, and then for the threads, to come to an end, where nothing is said. */
        public static final long CLOSE_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(5);
        /** For how long it is no stall that one with something to do stands still, where nothing is said. */
        public static final long STALL_THRESHOLD_DEFAULT_NS = TimeUnit.SECONDS.toNanos(1);

        /**
         * With the defaults. At least one port and one stage must be set.
         *
         * @param eventFactory makes the slots, all of them at the launch.
         */
        public Context(final EventFactory<T> eventFactory)
        {
            super(eventFactory);
        }

        @Override
        Context<T> self()
        {
            return this;
        }
    }
}
