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
import io.xsk.XskMode;
import io.xsk.XskStatistics;
import io.xsk.bpf.FilterCounts;
import io.xsk.capture.ReplayReport;
import io.xsk.counters.DropTable;
import io.xsk.counters.LatencyRecorder;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.ring.FrameGuard;
import java.util.List;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * Packets of queues of interfaces, handled by stages that are Disruptor {@link com.lmax.disruptor.EventHandler}s.
 * <p>
 * An owner takes packets off its ports into slots, the stages handle them in place in the order of their graph, and the
 * owner recycles, sends or drops each frame when the last stages have passed it. Nothing is copied, allocated or locked
 * on the way. Owner and stages run on threads as the {@link ThreadingMode} says. In debug mode ({@link FrameGuard}) the
 * ledger of frames is checked in each turn, and the use of slots by those who do not have them.
 * <p>
 * <b>Note:</b> Launching, invoking and closing belong to one thread, which is none of the pipeline's own. What is read
 * here may be read by any thread.
 *
 * @param <T> type of the slots.
 */
public final class XskPipeline<T extends FrameEvent> implements AutoCloseable
{
    /**
     * The checks of {@link FrameGuard} and, in each turn, the ledger of frames, slots that are used after their frames
     * were taken out, and who retained what is not given back.
     */
    static final boolean IS_DEBUG = Boolean.getBoolean(FrameGuard.DEBUG_PROP_NAME);

    private static final long CONDUCTOR_INTERVAL_MS = 20;

    private final String name;
    private final String stageNames;
    private final ThreadingMode threadingMode;
    private final boolean isStoppedByErrors;
    private final ErrorHandler errorHandler;
    private final PipelineCounters counters;
    private final ReplayPortSource replays;
    private final PipelinePorts ports;
    private final Lanes<T> lanes = new Lanes<>();
    private final HotThreads hotThreads;
    private final Conductor conductor;
    private final AgentThread conductorThread;
    /** Null without a warm-up. */
    private final Rehearsal<T> rehearsal;
    private final OrderlyClose closing;

    private volatile XskMode mode;
    private volatile List<String> refusals = List.of();
    private volatile Throwable fatal;

    private XskPipeline(final Context<T> context)
    {
        threadingMode = context.threadingMode;
        isStoppedByErrors = context.isStoppedByErrors;
        name = context.name();
        stageNames = String.join(", ", context.stages(0).list().stream().map(stage -> stage.name).toList());
        counters = context.openCounters();
        errorHandler = new GuardedErrorHandler(
            context.errorHandler, counters.counter(PipelineCounter.ERRORS, PipelineCounters.PIPELINE));
        replays = new ReplayPortSource(
            null == context.kernel ? new KernelPortSource() : new SimulatedPortSource(context.kernel), context.ports());
        ports = new PipelinePorts(replays);
        hotThreads = new HotThreads(context.keepsCores, context.realTimePriority);
        boolean isComplete = false;
        try
        {
            for (final LanePorts lanePorts : ports.open(context, counters))
            {
                final Stages<T> stages = context.stages(lanes.size());
                lanes.add(new Lane<>(
                    context, stages, lanePorts, counters, errorHandler, this::onHandlerThrew, hotThreads::pin));
            }
            conductor = new Conductor(
                ports, lanes, counters, hotThreads, context.stallThresholdNs, this::closeWhenFatal);
            conductorThread = new AgentThread(
                conductor,
                AgentThread.ANY_CPU,
                new SleepingMillisIdleStrategy(CONDUCTOR_INTERVAL_MS),
                errorHandler,
                counters.counter(PipelineCounter.LONGEST_DUTY_CYCLE, "conductor"));
            rehearsal = null == context.warmUp() ? null : new Rehearsal<>(context, lanes);
            closing = new OrderlyClose(
                context, ports, lanes, counters, errorHandler, conductor, conductorThread, hotThreads, rehearsal);
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
     * @throws IllegalStateException    if a thread could not be pinned or made a real-time thread, or a handler's
     *                                  {@code onStart} threw.
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
        if (ThreadingMode.INVOKER != threadingMode || hasEnded())
        {
            throw new IllegalStateException(hasEnded() ?
                "pipeline is closed" : "only an INVOKER is invoked: threadingMode=" + threadingMode, fatal);
        }
        final int workCount = lanes.invoke();
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
            return null != closing.statistics() ? closing.statistics() : ports.statistics();
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
        return lanes.threads();
    }

    /**
     * Which thread of the process may run where: those of the pipeline that are pinned, and all others, which are kept
     * off their cores.
     *
     * @return the threads as the kernel says now.
     */
    public ThreadReport threadReport()
    {
        return hotThreads.report();
    }

    /**
     * How long packets take: to the end of each stage, where that is asked for by {@link
     * Context#latencyHistograms(boolean)}, and to when a port sends them, where that is by {@link
     * PortContext#transitTimes(boolean)}.
     *
     * @return a recorder for each of those stages and then ports, named as their counters are; to be read at any time.
     */
    public List<LatencyRecorder> latencies()
    {
        return lanes.latencies();
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
            while (!hasEnded() && !lanes.isReplayOver() && System.nanoTime() - deadlineNs < 0)
            {
                if (0 == invoke())
                {
                    Thread.onSpinWait();
                }
            }
        }
        else
        {
            Await.until(() -> hasEnded() || lanes.isReplayOver(), timeoutNs);
        }
        replays.ports().forEach(ReplayPort::requireNoFailure);

        return lanes.isReplayOver();
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
        return closing.isClosed();
    }

    /** A close that frames are held back from has ended the stages, and waits for those frames alone. */
    private boolean hasEnded()
    {
        return isClosed() || null != closing.ledger();
    }

    /**
     * Where the frames were when the pipeline had been closed.
     *
     * @return the ledger.
     * @throws IllegalStateException if the pipeline is not closed, or a thread did not end, so that nobody can tell.
     */
    public FrameLedger ledger()
    {
        if (null == closing.ledger())
        {
            throw new IllegalStateException("there is a ledger when the pipeline was closed and its threads ended");
        }

        return closing.ledger();
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
        closing.run();
    }

    private void start()
    {
        hotThreads.keep(lanes.cpus());
        if (null != rehearsal)
        {
            rehearsal.prepare(ports);
        }
        lanes.start();
        ports.bind();
        lanes.startOwners();
        conductorThread.start();
        if (null != rehearsal)
        {
            warmUp();
        }
        ports.attach();
        conductor.goLive();
        mode = ports.mode();
        refusals = ports.refusals();
        PipelineEvents.launch(name, threadingMode.name(), ports.names(), stageNames);
        PipelineEvents.modeGot(name, mode.label(), String.join("; ", refusals));
    }

    private void warmUp()
    {
        rehearsal.run(name, ports.first(), errorHandler);
        rehearsal.close();
        hotThreads.move();
        synchronized (ports)
        {
            ports.forgetWakeups();
        }
        conductor.poll();
    }

    private void onHandlerThrew(final Throwable throwable)
    {
        if (null == fatal && (isStoppedByErrors || throwable.getCause() instanceof Error))
        {
            fatal = throwable;
        }
    }

    /** By the conductor. Where the pipeline is invoked, who invokes it sees to it. */
    private void closeWhenFatal()
    {
        if (null != fatal && ThreadingMode.INVOKER != threadingMode)
        {
            closing.runIfNobodyDoes();
        }
    }

    /**
     * The ports, the stages, and how they run.
     *
     * @param <T> type of the slots.
     */
    public static final class Context<T extends FrameEvent> extends PipelineContext<T>
    {
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
