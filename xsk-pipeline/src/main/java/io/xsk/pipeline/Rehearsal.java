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
import io.xsk.counters.PipelineCounters;
import io.xsk.sim.SimulatedKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.ErrorHandler;

/**
 * The warm-up of one pipeline: its lanes run on simulated ports first, which wake the real ones, and then move to
 * those. They move again and again in between as well, so that the move itself is nothing new in the end.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
final class Rehearsal<T extends FrameEvent> implements AutoCloseable
{
    private static final System.Logger LOGGER = System.getLogger(XskPipeline.class.getName());
    private static final int OWNER_ROUNDS = 20_000;
    private static final int TURNS = 4;
    private static final long AWAIT_INTERVAL_NS = TimeUnit.MICROSECONDS.toNanos(20);

    private final XskPipeline.Context<T> context;
    private final WarmUp warmUp;
    private final SimulatedKernel kernel = new SimulatedKernel(0);
    private final PipelineCounters counters = new PipelineCounters();
    private final List<LanePorts> ports = new ArrayList<>();
    private final QuietCompilers compilers = new QuietCompilers();
    private final AtomicReference<StageException> firstThrown = new AtomicReference<>();
    private final Lanes<T> lanes;
    private WarmUpTraffic traffic;
    private boolean isRetained;

    /**
     * @param context of the pipeline, concluded.
     * @param lanes   of the pipeline, not yet started.
     */
    Rehearsal(final XskPipeline.Context<T> context, final Lanes<T> lanes)
    {
        this.context = context;
        this.lanes = lanes;
        warmUp = context.warmUp();
    }

    /** Let the lanes begin with simulated ports; before they are started. */
    void prepare(final PipelinePorts real)
    {
        real.rehearse(context, kernel, counters, ports);
        for (int i = 0; i < lanes.size(); i++)
        {
            lanes.get(i).rehearse(ports.get(i), counters, thrown -> firstThrown.compareAndSet(null, thrown));
        }
        ports.forEach(LanePorts::bind);
        final List<XskPort> receiving =
            ports.stream().flatMap(lane -> lane.list().stream()).map(OwnedPort::port).toList();
        traffic = new WarmUpTraffic(kernel, warmUp, receiving, ports.stream().flatMap(LanePorts::all).toList());
    }

    /** Warm up, and let the lanes go on with their real ports, which are bound. */
    void run(final String name, final XskPort wakeups, final ErrorHandler errorHandler)
    {
        final long beganNs = System.nanoTime();
        rehearseOwner(wakeups, beganNs);
        final boolean isQuiet = drive(beganNs);
        lanes.rewind(this::await, true);

        PipelineEvents.warmUp(name, traffic.packetCount(), System.nanoTime() - beganNs, isQuiet);
        tell(name, isQuiet, errorHandler);
    }

    /** No lane may use its ports any more. Idempotent. */
    @Override
    public void close()
    {
        ports.forEach(LanePorts::closePorts);
        if (!isRetained)
        {
            ports.forEach(LanePorts::closeMemory);
        }
    }

    private void rehearseOwner(final XskPort wakeups, final long beganNs)
    {
        try (OwnerRehearsal owner = new OwnerRehearsal(kernel, wakeups, counters, Lane.settings(context)))
        {
            for (int i = 0; i < OWNER_ROUNDS && System.nanoTime() - beganNs < warmUp.timeLimitNs() / 4; i++)
            {
                owner.next();
            }
        }
    }

    /** Until the compilers are quiet, which it answers, or a limit is reached. */
    private boolean drive(final long beganNs)
    {
        boolean isQuiet = false;
        while (!isQuiet &&
            System.nanoTime() - beganNs < warmUp.timeLimitNs() &&
            traffic.packetCount() < warmUp.packetLimit())
        {
            traffic.next();
            invoke();
            if (traffic.isAtEndOfCycle())
            {
                lanes.rewind(this::await, false);
            }
            isQuiet = compilers.areReached();
        }

        return isQuiet;
    }

    private void tell(final String name, final boolean isQuiet, final ErrorHandler errorHandler)
    {
        if (!isQuiet)
        {
            LOGGER.log(System.Logger.Level.WARNING,
                "warm-up has come to its limit before all was compiled: pipeline=" + name +
                " packets=" + traffic.packetCount());
        }
        final StageException thrown = firstThrown.get();
        if (null != thrown)
        {
            errorHandler.onError(new IllegalStateException(
                "a handler threw in the warm-up, give packets that it knows: pipeline=" + name, thrown));
        }
        final int retained = lanes.retainedByRehearsal();
        if (retained > 0)
        {
            isRetained = true;
            errorHandler.onError(new IllegalStateException(
                "frames of the warm-up are retained, their memory is left; release them in onWarmUpEnd: " +
                "framesRetained=" + retained));
        }
    }

    private void invoke()
    {
        if (ThreadingMode.INVOKER == context.threadingMode())
        {
            for (int i = 0; i < TURNS; i++)
            {
                lanes.invoke();
            }
        }
    }

    private void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + context.closeTimeoutNs();
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("the packets of the warm-up were not handled within the close timeout");
            }
            traffic.transmit();
            invoke();
            LockSupport.parkNanos(AWAIT_INTERVAL_NS);
        }
    }
}
