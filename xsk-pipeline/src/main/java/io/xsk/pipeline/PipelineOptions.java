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
import io.xsk.RealTime;
import io.xsk.Umem;
import io.xsk.sim.SimulatedKernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * What can be said of a pipeline, and what holds where nothing is said. {@link XskPipeline.Context} is made of it.
 */
abstract class PipelineOptions<T extends FrameEvent>
{
    static final System.Logger LOGGER = System.getLogger(XskPipeline.class.getName());

    final EventFactory<T> eventFactory;
    final List<PortContext> ports = new ArrayList<>();
    final Umem.Context umem = new Umem.Context();
    Consumer<Stages<T>> stagesConfigurer = stages ->
    {
    };
    ThreadingMode threadingMode = ThreadingMode.DEDICATED;
    SlowStagePolicy slowStagePolicy = SlowStagePolicy.BACKPRESSURE;
    Class<? extends Enum<?>> dropReasons;
    SimulatedKernel kernel;
    Path countersDirectory;
    boolean hasDefaultCountersDirectory = true;
    WarmUp warmUp;
    boolean hasHistograms;
    boolean keepsCores = true;
    /** 0 where they are ordinary threads. */
    int realTimePriority;
    long stallThresholdNs = TimeUnit.SECONDS.toNanos(1);
    boolean isSharded;
    boolean isStoppedByErrors;
    boolean isTimed;
    int retainable;
    int slotCount = 4096;
    int batchLimit = 64;
    long closeTimeoutNs = TimeUnit.SECONDS.toNanos(5);
    Supplier<IdleStrategy> idleStrategySupplier = BackoffIdleStrategy::new;
    ErrorHandler errorHandler =
        throwable -> LOGGER.log(System.Logger.Level.ERROR, throwable.getMessage(), throwable);

    PipelineOptions(final EventFactory<T> eventFactory)
    {
        this.eventFactory = eventFactory;
    }

    /**
     * Add a port, or one for each queue of an interface.
     *
     * @param configurer of the port.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> port(final Consumer<PortContext> configurer)
    {
        final PortContext port = new PortContext();
        configurer.accept(port);
        ports.add(port);
        return self();
    }

    /**
     * Set the length, the number and the headroom of the frames. Where the number is not set it is what the rings
     * and slots can hold together.
     *
     * @param configurer of the UMEM, which all ports of an owner share.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> umem(final Consumer<Umem.Context> configurer)
    {
        configurer.accept(umem);
        return self();
    }

    /**
     * Set the stages.
     *
     * @param configurer of the stages; it is called once for each shard where there are several, and then makes
     *                   handlers of its own for each.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> stages(final Consumer<Stages<T>> configurer)
    {
        stagesConfigurer = configurer;
        return self();
    }

    /**
     * Set on which threads owner and stages run.
     *
     * @param threadingMode of owner and stages.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> threadingMode(final ThreadingMode threadingMode)
    {
        this.threadingMode = threadingMode;
        return self();
    }

    /**
     * Give each port an owner, slots and stages of its own, rather than let one owner take the packets of all ports
     * to the same stages. Then packets cannot be sent from another port than that by which they came.
     *
     * @param isSharded true for owners of their own.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> sharded(final boolean isSharded)
    {
        this.isSharded = isSharded;
        return self();
    }

    /**
     * Set what becomes of new packets while a slow stage keeps every slot in use.
     *
     * @param slowStagePolicy for new packets.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> slowStagePolicy(final SlowStagePolicy slowStagePolicy)
    {
        this.slowStagePolicy = slowStagePolicy;
        return self();
    }

    /**
     * Announce the reasons for which packets may be dropped, each of which is counted.
     *
     * @param reasons an enum with a constant for each.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> dropReasons(final Class<? extends Enum<?>> reasons)
    {
        dropReasons = reasons;
        return self();
    }

    /**
     * Set aside frames to be retained, so that none is wanting elsewhere while they are.
     *
     * @param frameCount that stages retain at a time.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> retainable(final int frameCount)
    {
        retainable = frameCount;
        return self();
    }

    /**
     * Close the pipeline, in order, when a handler has thrown an exception, rather than go on. After an {@link
     * Error} it is closed in any case.
     *
     * @param isStoppedByErrors true to close.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> stopOnError(final boolean isStoppedByErrors)
    {
        this.isStoppedByErrors = isStoppedByErrors;
        return self();
    }

    /**
     * Stamp each slot with the time at which its batch was taken off the receive ring, to be had from {@link
     * FrameEvent#receivedNs()}. It costs one look at the clock a batch.
     *
     * @param isTimed true to stamp.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> latency(final boolean isTimed)
    {
        this.isTimed = isTimed;
        return self();
    }

    /**
     * Record for each stage how long packets take from the receive ring to its end, to be had from {@link
     * XskPipeline#latencies()}. It costs one more look at the clock a batch and stage, and stamps the slots as {@link
     * #latency(boolean)} does.
     *
     * @param hasHistograms true to record.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> latencyHistograms(final boolean hasHistograms)
    {
        this.hasHistograms = hasHistograms;
        return self();
    }

    /**
     * Warm the pipeline up before packets can come: until then a launch does not return. Handlers see packets that
     * nobody sent, see {@link WarmUpAware}.
     *
     * @param configurer of the warm-up.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> warmUp(final Consumer<WarmUp> configurer)
    {
        warmUp = new WarmUp();
        configurer.accept(warmUp);
        return self();
    }

    /**
     * Keep the CPUs that threads of the pipeline are pinned to for them: all other threads of the process, those of the
     * JVM among them, are moved to what else the process may use. It is so unless it is said otherwise.
     *
     * @param keepsCores false to leave the other threads where they are.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> keepCores(final boolean keepsCores)
    {
        this.keepsCores = keepsCores;
        return self();
    }

    /**
     * Make the threads that are pinned to a CPU real-time threads, which no ordinary one delays there. {@link RealTime}
     * says what that takes: where the kernel stops such threads once a second, a launch warns of it, and where the
     * process may not have them, it throws.
     *
     * @param priority from {@link RealTime#MIN_PRIORITY} to {@link RealTime#MAX_PRIORITY}.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> realTime(final int priority)
    {
        RealTime.checkPriority(priority);
        realTimePriority = priority;
        return self();
    }

    /**
     * Set for how long a stage or an owner that has something to do may stand still before it counts as a stall, which
     * the Flight Recorder and {@link io.xsk.counters.PipelineCounter#STALLS} tell.
     *
     * @param stallThresholdNs in nanoseconds, a second by default; it is looked at every 20 milliseconds.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> stallThresholdNs(final long stallThresholdNs)
    {
        this.stallThresholdNs = stallThresholdNs;
        return self();
    }

    /**
     * Run on a simulated kernel: the same handlers, without an interface and without privileges.
     *
     * @param kernel that has the interfaces of the ports, and that somebody drives; null for the real one.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> simulated(final SimulatedKernel kernel)
    {
        this.kernel = kernel;
        return self();
    }

    /**
     * Set where the file of the counters is, which other processes can read while the pipeline runs. Where nothing is
     * said it is in {@link io.xsk.counters.PipelineCounters#directory()} if it can be made there.
     *
     * @param directory of the file; null to have the counters in the memory of the process alone.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> countersDirectory(final Path directory)
    {
        countersDirectory = directory;
        hasDefaultCountersDirectory = false;
        return self();
    }

    /**
     * Set the number of slots: how many packets can be on their way through the stages.
     *
     * @param slotCount a power of two, 4,096 by default.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> slotCount(final int slotCount)
    {
        this.slotCount = slotCount;
        return self();
    }

    /**
     * The number of slots.
     *
     * @return the number.
     */
    int slotCount()
    {
        return slotCount;
    }

    /**
     * Set how many entries the owner moves from one place to the next, and how many slots a stage handles, in one
     * duty cycle.
     *
     * @param batchLimit at least 1, 64 by default.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> batchLimit(final int batchLimit)
    {
        this.batchLimit = batchLimit;
        return self();
    }

    /**
     * How many entries are moved in one duty cycle.
     *
     * @return the number.
     */
    int batchLimit()
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
    public XskPipeline.Context<T> idleStrategySupplier(final Supplier<IdleStrategy> supplier)
    {
        idleStrategySupplier = supplier;
        return self();
    }

    /**
     * Set who is told of exceptions on the pipeline's threads and of a close that was not clean. It is called by
     * those threads and by the one that closes, also at the same time. The default is the system's logger.
     *
     * @param errorHandler to tell.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> errorHandler(final ErrorHandler errorHandler)
    {
        this.errorHandler = errorHandler;
        return self();
    }

    /**
     * Set how long a close waits for the packets to be handled, and then again for the threads to end.
     *
     * @param closeTimeoutNs in nanoseconds, 5 seconds by default.
     * @return this for a fluent API.
     */
    public XskPipeline.Context<T> closeTimeoutNs(final long closeTimeoutNs)
    {
        this.closeTimeoutNs = closeTimeoutNs;
        return self();
    }

    /**
     * How long a close waits for the packets to be handled, and then again for the threads to end.
     *
     * @return the time in nanoseconds.
     */
    long closeTimeoutNs()
    {
        return closeTimeoutNs;
    }

    /** For a fluent API. */
    abstract XskPipeline.Context<T> self();

    /** Whether the CPU is there and allowed is for the kernel to say, when the thread moves itself there. */
    static int validCpu(final int cpu, final String user)
    {
        if (cpu < 0)
        {
            throw new IllegalArgumentException("cpu must not be negative: cpu=" + cpu + " user=" + user);
        }

        return cpu;
    }

    IdleStrategy idleStrategy(final Supplier<IdleStrategy> ofStage)
    {
        return Objects.requireNonNull(
            (null == ofStage ? idleStrategySupplier : ofStage).get(),
            "idleStrategySupplier must supply a strategy for each thread");
    }

    List<PortContext> ports()
    {
        return ports;
    }

    EventFactory<T> eventFactory()
    {
        return eventFactory;
    }

    ThreadingMode threadingMode()
    {
        return threadingMode;
    }

    SlowStagePolicy slowStagePolicy()
    {
        return slowStagePolicy;
    }

    boolean latency()
    {
        return isTimed || hasHistograms;
    }

    boolean hasHistograms()
    {
        return hasHistograms;
    }

    /** Null for none. */
    WarmUp warmUp()
    {
        return warmUp;
    }

    boolean isSharded()
    {
        return isSharded;
    }

    /** The reasons' class, for what is dropped to be checked against; null for none. */
    Class<?> dropReasonClass()
    {
        return dropReasons;
    }

    Enum<?>[] dropReasons()
    {
        return null == dropReasons ? new Enum<?>[0] : dropReasons.getEnumConstants();
    }
}
