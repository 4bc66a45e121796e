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

import static org.agrona.BitUtil.isPowerOfTwo;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventFactory;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.xsk.NetDevice;
import io.xsk.XskMode;
import io.xsk.XskStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Packets of one queue of an interface, handled by stages that are Disruptor {@link com.lmax.disruptor.EventHandler}s,
 * each on a thread of its own.
 * <p>
 * An owner's thread takes packets off the socket into slots, the stages handle them in place one after the other, and
 * the owner recycles or sends each frame when the last stage has passed it. Nothing is copied, allocated or locked on
 * the way.
 * <p>
 * <b>Note:</b> Launching and closing belong to one thread, which is none of the pipeline's own. What is read here may
 * be read by any thread.
 *
 * @param <T> type of the slots.
 */
public final class XskPipeline<T extends FrameEvent> implements AutoCloseable
{
    private static final long POLL_INTERVAL_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final PipelineCounters counters = new PipelineCounters();
    private final long closeTimeoutNs;
    private final ErrorHandler errorHandler;
    private final Port port;
    /** Nobody asks a socket for its statistics while it is closed. Not held while anything is waited for. */
    private final Object portLock = new Object();
    private final PortAgent<T> owner;
    private final AgentThread ownerThread;
    private final List<AgentThread> stageThreads = new ArrayList<>();

    private volatile XskMode mode;
    private volatile List<String> refusals = List.of();
    private XskStatistics finalStatistics;
    private volatile FrameLedger ledger;
    private boolean isClosed;

    private XskPipeline(final Context<T> context, final Port port)
    {
        this.port = port;
        closeTimeoutNs = context.closeTimeoutNs;
        errorHandler = new GuardedErrorHandler(
            context.errorHandler, counters.counter(PipelineCounter.ERRORS));

        final RingBuffer<T> slots = RingBuffer.createSingleProducer(
            context.eventFactory, context.slotCount, new BusySpinWaitStrategy());
        Sequence[] before = new Sequence[0];
        for (final Stages.Stage<T> stage : context.stages.list())
        {
            final StageAgent<T> agent = new StageAgent<>(
                stage.name(),
                stage.handler(),
                slots,
                slots.newBarrier(before),
                context.batchLimit,
                errorHandler,
                counters.counter(PipelineCounter.STAGE_ERRORS));
            before = new Sequence[]{ agent.sequence() };
            stageThreads.add(new AgentThread(agent, stage.cpu(), context.idleStrategy(), errorHandler));
        }

        owner = new PortAgent<>(
            "xsk-owner-" + context.port.interfaceName() + ':' + context.port.queue(),
            port.socket(),
            slots,
            slots.newBarrier(before),
            counters,
            context.batchLimit);
        ownerThread = new AgentThread(owner, context.port.cpu(), context.idleStrategy(), errorHandler);
    }

    /**
     * Open the port, start the threads, and then let packets come: when the first one is handled, every stage has
     * started.
     *
     * @param context with the port and the stages.
     * @param <T>     type of the slots.
     * @return the running pipeline, to be closed.
     * @throws io.xsk.XskException      if the kernel refuses something.
     * @throws IllegalArgumentException if the context is not right.
     * @throws IllegalStateException    if a thread could not be pinned or a handler's {@code onStart} threw.
     */
    public static <T extends FrameEvent> XskPipeline<T> launch(final Context<T> context)
    {
        context.conclude();
        final Port port = new Port(context.port);
        XskPipeline<T> pipeline = null;
        try
        {
            pipeline = new XskPipeline<>(context, port);
            pipeline.start();
        }
        catch (final Throwable throwable)
        {
            try
            {
                (null != pipeline ? pipeline : port).close();
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
     * How packets get into the UMEM.
     *
     * @return the mode that was got.
     */
    public XskMode mode()
    {
        return mode;
    }

    /**
     * Why no better mode was got.
     *
     * @return the kernel's refusals of the modes that were tried before, best mode first.
     */
    public List<String> refusals()
    {
        return refusals;
    }

    /**
     * The interface, as it was at the launch.
     *
     * @return the interface.
     */
    public NetDevice device()
    {
        return port.socket().device();
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
     * What the kernel counts for the socket. A system call, until the pipeline is closed; then what it had counted.
     *
     * @return the counters of this moment.
     */
    public XskStatistics statistics()
    {
        synchronized (portLock)
        {
            return null != finalStatistics ? finalStatistics : port.socket().statistics();
        }
    }

    /**
     * The threads of the pipeline, the owner's first and then those of the stages in their order.
     *
     * @return the threads, to be looked at and not to be interrupted.
     */
    public List<Thread> threads()
    {
        final List<Thread> threads = new ArrayList<>();
        threads.add(ownerThread.thread());
        stageThreads.forEach(stage -> threads.add(stage.thread()));

        return threads;
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
     * Detach the program, let the stages handle what was received and the kernel send what was given to it, stop and
     * join the threads, check the ledger, and only then close the socket and unmap the memory. Each of the two waits
     * takes at most the close timeout; to detach takes what the kernel takes. Idempotent.
     * <p>
     * If a thread does not end, the socket and the memory are left as they are, since unmapping memory that is in use
     * kills the JVM, and the error handler is told. Call it again when the thread has ended.
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

    private synchronized void closeOnce()
    {
        if (isClosed)
        {
            return;
        }

        port.detach();
        owner.drain();
        await(() -> owner.isDrained() || hasAnyThreadEnded());
        ownerThread.stop();
        stageThreads.forEach(AgentThread::stop);

        if (await(this::haveThreadsEnded))
        {
            isClosed = true;
            synchronized (portLock)
            {
                try
                {
                    conclude();
                }
                finally
                {
                    port.close();
                }
            }
        }
        else
        {
            errorHandler.onError(new IllegalStateException(
                "threads did not end, the socket and the memory are left as they are: threads=" + alive()));
        }
    }

    private void start()
    {
        stageThreads.forEach(AgentThread::start);
        owner.prefill();
        port.bind();
        ownerThread.start();
        port.attach();
        mode = port.mode();
        refusals = port.refusals();
    }

    /** The last word on every packet and frame, now that nobody moves one any more. */
    private void conclude()
    {
        owner.countDiscarded();
        ledger = owner.ledger();
        finalStatistics = port.socket().statistics();

        final long discarded = counters.get(PipelineCounter.PACKETS_DISCARDED);
        final long unsent = counters.get(PipelineCounter.TRANSMITS_DISCARDED);
        final long invalid = finalStatistics.rxInvalidDescriptors() + finalStatistics.txInvalidDescriptors();
        if (0 != ledger.lost() || 0 != discarded || 0 != unsent || 0 != invalid)
        {
            errorHandler.onError(new IllegalStateException("pipeline did not end clean: framesLost=" + ledger.lost() +
                " packetsDiscarded=" + discarded + " transmitsDiscarded=" + unsent +
                " invalidDescriptors=" + invalid + ' ' + ledger));
        }
    }

    private boolean hasAnyThreadEnded()
    {
        return ownerThread.hasEnded() || stageThreads.stream().anyMatch(AgentThread::hasEnded);
    }

    private boolean haveThreadsEnded()
    {
        return ownerThread.hasEnded() && stageThreads.stream().allMatch(AgentThread::hasEnded);
    }

    private List<String> alive()
    {
        return threads().stream().filter(Thread::isAlive).map(Thread::getName).toList();
    }

    /** An interrupt does not end the wait, and is kept for the caller. */
    private boolean await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + closeTimeoutNs;
        boolean isInterrupted = false;
        boolean isMet = condition.getAsBoolean();
        while (!isMet && System.nanoTime() - deadlineNs < 0)
        {
            LockSupport.parkNanos(POLL_INTERVAL_NS);
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
     * The port, the stages, and how they run.
     *
     * @param <T> type of the slots.
     */
    public static final class Context<T extends FrameEvent>
    {
        /** Slots between the owner and the last stage where nothing is said. */
        public static final int SLOT_COUNT_DEFAULT = 4096;
        /** Entries moved in one duty cycle where nothing is said. */
        public static final int BATCH_LIMIT_DEFAULT = 64;
        /** Time for the packets, and then for the threads, to come to an end, where nothing is said. */
        public static final long CLOSE_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(5);

        private static final System.Logger LOGGER = System.getLogger(XskPipeline.class.getName());

        private final EventFactory<T> eventFactory;
        private final PortContext port = new PortContext();
        private final Stages<T> stages = new Stages<>();
        private int slotCount = SLOT_COUNT_DEFAULT;
        private int batchLimit = BATCH_LIMIT_DEFAULT;
        private long closeTimeoutNs = CLOSE_TIMEOUT_DEFAULT_NS;
        private Supplier<IdleStrategy> idleStrategySupplier = BackoffIdleStrategy::new;
        private ErrorHandler errorHandler =
            throwable -> LOGGER.log(System.Logger.Level.ERROR, throwable.getMessage(), throwable);
        private boolean isConcluded;

        /**
         * With the defaults. A port and at least one stage must be set.
         *
         * @param eventFactory makes the slots, all of them at the launch.
         */
        public Context(final EventFactory<T> eventFactory)
        {
            this.eventFactory = eventFactory;
        }

        /**
         * Set the port.
         *
         * @param configurer of the port.
         * @return this for a fluent API.
         */
        public Context<T> port(final Consumer<PortContext> configurer)
        {
            configurer.accept(port);
            return this;
        }

        /**
         * Set the stages.
         *
         * @param configurer of the stages.
         * @return this for a fluent API.
         */
        public Context<T> stages(final Consumer<Stages<T>> configurer)
        {
            configurer.accept(stages);
            return this;
        }

        /**
         * Set the number of slots: how many packets can be on their way through the stages.
         *
         * @param slotCount a power of two.
         * @return this for a fluent API.
         */
        public Context<T> slotCount(final int slotCount)
        {
            this.slotCount = slotCount;
            return this;
        }

        /**
         * The number of slots.
         *
         * @return the number.
         */
        public int slotCount()
        {
            return slotCount;
        }

        /**
         * Set how many entries the owner moves from one place to the next, and how many slots a stage handles, in one
         * duty cycle.
         *
         * @param batchLimit at least 1.
         * @return this for a fluent API.
         */
        public Context<T> batchLimit(final int batchLimit)
        {
            this.batchLimit = batchLimit;
            return this;
        }

        /**
         * How many entries are moved in one duty cycle.
         *
         * @return the number.
         */
        public int batchLimit()
        {
            return batchLimit;
        }

        /**
         * Set what the threads do when there is nothing to do. Where each has a CPU to itself, let it be {@link
         * org.agrona.concurrent.BusySpinIdleStrategy}; the default gives the CPU to others.
         *
         * @param supplier of a strategy for each thread.
         * @return this for a fluent API.
         */
        public Context<T> idleStrategySupplier(final Supplier<IdleStrategy> supplier)
        {
            idleStrategySupplier = supplier;
            return this;
        }

        /**
         * Set who is told of exceptions on the pipeline's threads and of a close that was not clean. It is called by
         * those threads and by the one that closes, also at the same time. The default is the system's logger.
         *
         * @param errorHandler to tell.
         * @return this for a fluent API.
         */
        public Context<T> errorHandler(final ErrorHandler errorHandler)
        {
            this.errorHandler = errorHandler;
            return this;
        }

        /**
         * Set how long a close waits for the packets to be handled, and then again for the threads to end.
         *
         * @param closeTimeoutNs in nanoseconds.
         * @return this for a fluent API.
         */
        public Context<T> closeTimeoutNs(final long closeTimeoutNs)
        {
            this.closeTimeoutNs = closeTimeoutNs;
            return this;
        }

        /**
         * How long a close waits for the packets to be handled, and then again for the threads to end.
         *
         * @return the time in nanoseconds.
         */
        public long closeTimeoutNs()
        {
            return closeTimeoutNs;
        }

        /**
         * Fill in what was not set and validate the whole. A context serves for one launch.
         *
         * @throws IllegalArgumentException naming what is wrong.
         * @throws IllegalStateException    if it was concluded before.
         */
        public void conclude()
        {
            if (isConcluded)
            {
                throw new IllegalStateException("a context serves for one launch");
            }
            requireSet(eventFactory, "eventFactory");
            requireSet(idleStrategySupplier, "idleStrategySupplier");
            requireSet(errorHandler, "errorHandler");
            if (stages.list().isEmpty())
            {
                throw new IllegalArgumentException("there must be a stage");
            }
            if (!isPowerOfTwo(slotCount))
            {
                throw new IllegalArgumentException("slotCount must be a power of 2: slotCount=" + slotCount);
            }
            if (batchLimit < 1)
            {
                throw new IllegalArgumentException("batchLimit must be positive: batchLimit=" + batchLimit);
            }
            if (closeTimeoutNs < 0)
            {
                throw new IllegalArgumentException(
                    "closeTimeoutNs must not be negative: closeTimeoutNs=" + closeTimeoutNs);
            }
            port.conclude(slotCount);
            isConcluded = true;
        }

        /** Whether the CPU is there and allowed is for the kernel to say, when the thread moves itself there. */
        static int validCpu(final int cpu, final String user)
        {
            if (cpu < 0)
            {
                throw new IllegalArgumentException("cpu must not be negative: cpu=" + cpu + " user=" + user);
            }

            return cpu;
        }

        IdleStrategy idleStrategy()
        {
            return Objects.requireNonNull(
                idleStrategySupplier.get(), "idleStrategySupplier must supply a strategy for each thread");
        }

        private static void requireSet(final Object value, final String name)
        {
            if (null == value)
            {
                throw new IllegalArgumentException(name + " must be set");
            }
        }
    }
}
