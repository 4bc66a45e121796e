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

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import io.xsk.counters.LatencyRecorder;
import java.util.function.Consumer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;

/**
 * The duty cycle of a stage: hands the slots that have come past the stages before it to its handler, in order, and
 * then lets them go on. It does what Disruptor's {@code BatchEventProcessor} does, without blocking, so that it can be
 * stopped, joined and driven by hand.
 */
final class StageAgent<T extends FrameEvent> implements Agent
{
    /** In debug mode: the stage whose handler the thread is in. */
    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private final String name;
    private final EventHandler<? super T> handler;
    private final BatchLoop loop;
    private final RingBuffer<T> slots;
    private final SequenceBarrier barrier;
    private final Sequence sequence = new Sequence();
    private final int limit;
    private final ErrorHandler errorHandler;
    private final Transmitter[] transmitters;
    private final Consumer<Throwable> onFatal;
    private final Errand errand = new Errand();
    private StageCounters counters;
    private LatencyRecorder latencies;
    /** Told of what the handler throws instead of all others; null but in the warm-up. */
    private Consumer<StageException> onRehearsalThrew;

    /**
     * @param name         of the stage, of its thread and in its errors.
     * @param stage        as declared.
     * @param slots        to read.
     * @param barrier      behind the stages that come before this one.
     * @param limit        of slots to handle in one duty cycle.
     * @param errorHandler told of what the handler throws; it does not throw itself.
     * @param counters     of the stage.
     * @param onFatal      told of what the handler threw when the pipeline is not to go on after it.
     */
    StageAgent(
        final String name,
        final Stage<T> stage,
        final RingBuffer<T> slots,
        final SequenceBarrier barrier,
        final int limit,
        final ErrorHandler errorHandler,
        final StageCounters counters,
        final Consumer<Throwable> onFatal)
    {
        this.name = name;
        handler = stage.handler;
        loop = BatchLoop.of(handler.getClass());
        transmitters = stage.transmitters.toArray(Transmitter[]::new);
        this.slots = slots;
        this.barrier = barrier;
        this.limit = limit;
        this.errorHandler = errorHandler;
        this.counters = counters;
        this.onFatal = onFatal;
    }

    /** The handler threw over a slot: the frame gets a verdict, and the slot goes on. */
    void onThrew(final long slot, final Throwable throwable)
    {
        slots.get(slot).onFailure();
        // Release, as at the end of the batch. Before the report, so that nothing is handled twice if that throws.
        sequence.set(slot);
        report(new StageException("handler threw, its frame is recycled", name, slot, throwable));
    }

    /** In debug mode: the stage whose handler the calling thread is in, null if it is in none. */
    static String current()
    {
        return CURRENT.get();
    }

    /**
     * The last slot that this stage has let go on.
     */
    Sequence sequence()
    {
        return sequence;
    }

    /** Record how long packets take; before the start. */
    void recordWith(final LatencyRecorder newLatencies)
    {
        latencies = newLatencies;
    }

    /** Begin with a warm-up; before the start. */
    void rehearse(final StageCounters rehearsalCounters, final Consumer<StageException> onThrew)
    {
        counters = rehearsalCounters;
        onRehearsalThrew = onThrew;
    }

    /** What is to be done on its thread when it has nothing to do. */
    Errand errand()
    {
        return errand;
    }

    /** Begin with the first slot again. In an errand, when no slot is in use. */
    void rewind()
    {
        sequence.set(RingBuffer.INITIAL_CURSOR_VALUE);
    }

    /** The warm-up is over. In an errand. */
    void begin(final StageCounters realCounters)
    {
        counters = realCounters;
        onRehearsalThrew = null;
        if (null != latencies)
        {
            latencies.reset();
        }
        if (handler instanceof final WarmUpAware aware)
        {
            aware.onWarmUpEnd();
        }
    }

    /** The slots that are there for it. Any thread may ask for it. */
    long backlog()
    {
        return barrier.getCursor() - sequence.get();
    }

    @Override
    public void onStart()
    {
        // No sequence callback: a handler that let its slots go early would give its frames away while it has them.
        handler.onStart();
        if (null != onRehearsalThrew && handler instanceof final WarmUpAware aware)
        {
            aware.onWarmUpStart();
        }
    }

    @Override
    public int doWork()
    {
        int workCount = handleBatch();
        for (final Transmitter transmitter : transmitters)
        {
            workCount += transmitter.doWork();
        }

        return workCount;
    }

    /** What the handler throws is reported: the stages after this one end as well, and the pipeline is closed. */
    @Override
    public void onClose()
    {
        try
        {
            handler.onShutdown();
        }
        catch (final Throwable throwable)
        {
            counters.errors.getAndAddRelease(1);
            errorHandler.onError(new StageException("end of handler threw", name, sequence.get(), throwable));
        }
    }

    @Override
    public String roleName()
    {
        return "xsk-" + name;
    }

    private int handleBatch()
    {
        final long first = sequence.get() + 1;
        // Acquire: pairs with the owner's publish, or with the release of the sequences of the stages before.
        final long available = barrier.getCursor();
        if (available < first)
        {
            errand.run();
            return 0;
        }

        final long last = Math.min(available, first + limit - 1);
        if (XskPipeline.IS_DEBUG)
        {
            CURRENT.set(name);
        }
        startBatch(first, last - first + 1, available - first + 1);
        for (long next = first; next <= last;)
        {
            next = loop.run(this, handler, slots, next, last);
        }
        if (null != latencies)
        {
            recordLatencies(first, last);
        }
        // Release: the handler's reads and writes come before it; pairs with the acquire of the stages after this
        // one, and with the owner's behind the last.
        sequence.set(last);
        if (XskPipeline.IS_DEBUG)
        {
            CURRENT.remove();
        }
        counters.packetsHandled.getAndAddRelease(last - first + 1);

        return (int)(last - first + 1);
    }

    private void startBatch(final long first, final long batchSize, final long queueDepth)
    {
        try
        {
            handler.onBatchStart(batchSize, queueDepth);
        }
        catch (final Throwable throwable)
        {
            report(new StageException("start of batch threw, the batch is handled", name, first, throwable));
        }
    }

    /** For others a packet is handled when its batch is, so that is when its time ends. */
    private void recordLatencies(final long first, final long last)
    {
        final long nowNs = System.nanoTime();
        for (long next = first; next <= last; next++)
        {
            latencies.record(slots.get(next).receivedNs(), nowNs);
        }
    }

    private void report(final StageException exception)
    {
        counters.errors.getAndAddRelease(1);
        if (null != onRehearsalThrew)
        {
            onRehearsalThrew.accept(exception);
            return;
        }
        onFatal.accept(exception);
        errorHandler.onError(exception);
    }
}
