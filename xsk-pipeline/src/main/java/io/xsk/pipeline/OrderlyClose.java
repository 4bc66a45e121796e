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

import io.xsk.XskStatistics;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.ring.FrameGuard;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;

/**
 * The close of a pipeline: no packet comes any more, those that are there are handled, the threads end, everything is
 * counted, and only then nothing is mapped any more. Who comes second waits, and does what the first one could not.
 * <p>
 * <b>Note:</b> This class is threadsafe.
 */
final class OrderlyClose
{
    private static final int HOLDERS_TOLD = 8;

    private final String name;
    private final PipelinePorts ports;
    private final Lanes<?> lanes;
    private final PipelineCounters counters;
    private final ErrorHandler errorHandler;
    private final AgentThread conductorThread;
    private final Conductor conductor;
    private final HotThreads hotThreads;
    private final AutoCloseable rehearsal;
    private final boolean isInvoked;
    private final long timeoutNs;
    private final ReentrantLock closing = new ReentrantLock();
    private volatile boolean isClosed;
    private volatile FrameLedger ledger;
    private volatile XskStatistics statistics;
    private boolean isConcluded;

    /**
     * @param context         of the pipeline.
     * @param ports           of the pipeline, which are their own lock.
     * @param lanes           of the pipeline.
     * @param counters        of the pipeline.
     * @param errorHandler    told of what is not clean.
     * @param conductor       of the pipeline.
     * @param conductorThread that it runs on.
     * @param hotThreads      of the pipeline.
     * @param rehearsal       null for none.
     */
    OrderlyClose(
        final XskPipeline.Context<?> context,
        final PipelinePorts ports,
        final Lanes<?> lanes,
        final PipelineCounters counters,
        final ErrorHandler errorHandler,
        final Conductor conductor,
        final AgentThread conductorThread,
        final HotThreads hotThreads,
        final AutoCloseable rehearsal)
    {
        name = context.name();
        isInvoked = ThreadingMode.INVOKER == context.threadingMode();
        timeoutNs = context.closeTimeoutNs();
        this.ports = ports;
        this.lanes = lanes;
        this.counters = counters;
        this.errorHandler = errorHandler;
        this.conductor = conductor;
        this.conductorThread = conductorThread;
        this.hotThreads = hotThreads;
        this.rehearsal = rehearsal;
    }

    boolean isClosed()
    {
        return isClosed;
    }

    /** Where the frames were in the end; null until all threads have ended. */
    FrameLedger ledger()
    {
        return ledger;
    }

    /** What the kernel had counted in the end; null until all threads have ended. */
    XskStatistics statistics()
    {
        return statistics;
    }

    /** By any thread but the hot ones. */
    void run()
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

    /** Unless somebody is closing already, who may wait for the calling thread to end. */
    void runIfNobodyDoes()
    {
        if (!isClosed && closing.tryLock())
        {
            try
            {
                run();
            }
            finally
            {
                closing.unlock();
            }
        }
    }

    private void closeInOrder()
    {
        if (!isConcluded)
        {
            ports.detach();
            lanes.drain();
            Await.until(this::isDrained, timeoutNs);
            lanes.stop();
        }
        if (!Await.until(lanes::haveThreadsEnded, timeoutNs))
        {
            errorHandler.onError(new IllegalStateException(
                "threads did not end, the sockets and the memory are left as they are: threads=" +
                lanes.threads().stream().filter(Thread::isAlive).map(Thread::getName).toList()));
            return;
        }

        stopConductor();
        CloseHelper.closeAll(hotThreads, rehearsal);
        if (!isConcluded)
        {
            isConcluded = true;
            conclude();
        }
        final int retained = lanes.drainReturns();
        synchronized (ports)
        {
            ports.close(retained > 0);
        }
        if (retained > 0)
        {
            errorHandler.onError(new IllegalStateException(
                "frames are retained, their memory is left until they are released and the pipeline is closed again: " +
                "framesRetained=" + retained + " by=" + lanes.holders(HOLDERS_TOLD) + (XskPipeline.IS_DEBUG ?
                "" : "; with -D" + FrameGuard.DEBUG_PROP_NAME + "=true the stages are told")));
            return;
        }
        counters.close();
        isClosed = true;
    }

    private boolean isDrained()
    {
        if (isInvoked)
        {
            lanes.invoke();
        }

        return lanes.areDrained();
    }

    /** Its last pass is after the last packet. The thread itself may be the one that closes. */
    private void stopConductor()
    {
        conductorThread.stop();
        if (Thread.currentThread() == conductorThread.thread())
        {
            conductor.poll();
        }
        else
        {
            Await.until(conductorThread::hasEnded, timeoutNs);
        }
    }

    /** The last word on every packet and frame, now that nobody moves one any more. */
    private void conclude()
    {
        lanes.drainReturns();
        lanes.countDiscarded();
        final FrameLedger frames = lanes.ledger();
        final XskStatistics kernel = ports.statistics();
        ledger = frames;
        statistics = kernel;

        final long discarded = counters.get(PipelineCounter.PACKETS_DISCARDED);
        final long unsent = counters.get(PipelineCounter.TRANSMITS_DISCARDED);
        PipelineEvents.close(name, counters.get(PipelineCounter.PACKETS_RECEIVED), discarded, frames.lost());
        final long invalid = kernel.rxInvalidDescriptors() + kernel.txInvalidDescriptors();
        if (0 != frames.lost() || 0 != discarded || 0 != unsent || 0 != invalid)
        {
            errorHandler.onError(new IllegalStateException("pipeline did not end clean: framesLost=" + frames.lost() +
                " packetsDiscarded=" + discarded + " transmitsDiscarded=" + unsent +
                " invalidDescriptors=" + invalid + ' ' + frames + " behind=" + lanes.behind()));
        }
    }
}
