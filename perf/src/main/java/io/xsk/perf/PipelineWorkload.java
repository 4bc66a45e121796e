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
package io.xsk.perf;

import com.lmax.disruptor.EventHandler;
import com.sun.management.ThreadMXBean;
import io.xsk.net.PacketParser;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.FrameLedger;
import io.xsk.pipeline.Stages;
import io.xsk.pipeline.ThreadingMode;
import io.xsk.pipeline.WarmUpAware;
import io.xsk.pipeline.XskPipeline;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A pipeline that parses the headers of each packet, finds the flow that it is of, and counts it. It runs on threads of
 * its own, while the harness's thread looks on; or on that one, where it is {@link ThreadingMode#INVOKER}.
 */
final class PipelineWorkload implements Workload, AutoCloseable
{
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private final Counts counts = new Counts();
    private final ThreadingMode threadingMode;
    private final XskPipeline<Parsed> pipeline;
    private final long[] threadIds;
    private final long allocatedBefore;

    /**
     * Launch it: from now on the queue's packets are its own.
     *
     * @param options       of the port.
     * @param cpu           of the port's owner, or of all stages.
     * @param stageCount    from 1.
     * @param threadingMode of owner and stages.
     */
    PipelineWorkload(
        final PortOptions options,
        final int cpu,
        final int stageCount,
        final ThreadingMode threadingMode,
        final int priority)
    {
        if (stageCount < 1)
        {
            throw new IllegalArgumentException("--stages must be positive: stages=" + stageCount);
        }
        this.threadingMode = threadingMode;
        final XskPipeline.Context<Parsed> context = new XskPipeline.Context<>(Parsed::new)
            .port(port ->
            {
                port.interfaceName(options.interfaceName).queue(options.queue).socket(options::configure);
                if (ThreadingMode.INVOKER != threadingMode)
                {
                    port.cpu(cpu);
                }
            })
            .batchLimit(options.batch)
            .threadingMode(threadingMode)
            .stages(stages -> declare(stages, stageCount))
            .warmUp(warmUp -> warmUp.packets(List.of(PacketTemplate.udp(options.length))));
        if (priority > 0)
        {
            context.realTime(priority);
        }
        pipeline = XskPipeline.launch(context);
        threadIds = pipeline.threads().stream().mapToLong(Thread::threadId).toArray();
        allocatedBefore = allocated();
    }

    @Override
    public int doWork()
    {
        if (ThreadingMode.INVOKER == threadingMode)
        {
            return pipeline.invoke();
        }
        LockSupport.parkNanos(LOOK_NS);

        return 0;
    }

    @Override
    public Counts counts()
    {
        return counts;
    }

    @Override
    public long allocatedBytes(final long byHotThread)
    {
        return ThreadingMode.INVOKER == threadingMode ? byHotThread : allocated() - allocatedBefore;
    }

    XskPipeline<?> pipeline()
    {
        return pipeline;
    }

    /** For after the close. */
    Frames frames()
    {
        final FrameLedger ledger = pipeline.ledger();
        final long receiving = ledger.fill() + ledger.rx();
        final long transmitting = ledger.tx() + ledger.completion();

        return Frames.of(
            ledger.total(), ledger.total() - ledger.lost() - receiving - transmitting, receiving, transmitting);
    }

    @Override
    public void close()
    {
        pipeline.close();
    }

    @Override
    public String toString()
    {
        return threadingMode.name().toLowerCase(Locale.ROOT);
    }

    private void declare(final Stages<Parsed> stages, final int stageCount)
    {
        Stages<Parsed> last = stages.handle("parse", new Parse(1 == stageCount ? counts : null));
        for (int i = 1; i < stageCount; i++)
        {
            last = last.then("flow-" + i, new Flow(i == stageCount - 1 ? counts : null));
        }
    }

    private long allocated()
    {
        long bytes = 0;
        for (final long id : threadIds)
        {
            bytes += threads.getThreadAllocatedBytes(id);
        }

        return bytes;
    }

    /** A slot, and what the first stage found in its packet. */
    static final class Parsed extends FrameEvent
    {
        private int port;
        private int payloadLength;
    }

    /** What the last stage does besides: it counts. */
    private abstract static class Counting implements EventHandler<Parsed>, WarmUpAware
    {
        private final Counts counts;
        private int packets;
        private long bytes;

        Counting(final Counts counts)
        {
            this.counts = counts;
        }

        @Override
        public void onWarmUpEnd()
        {
            if (null != counts)
            {
                counts.reset();
            }
        }

        final void count(final Parsed event, final boolean endOfBatch)
        {
            if (null != counts)
            {
                packets++;
                bytes += event.length();
                if (endOfBatch)
                {
                    counts.add(packets, bytes);
                    packets = 0;
                    bytes = 0;
                }
            }
        }
    }

    private static final class Parse extends Counting
    {
        private final PacketParser parser = new PacketParser();

        Parse(final Counts counts)
        {
            super(counts);
        }

        @Override
        public void onEvent(final Parsed event, final long sequence, final boolean endOfBatch)
        {
            if (parser.parse(event.packet()).isUdp())
            {
                event.port = parser.udp().destinationPort();
                event.payloadLength = parser.udp().payloadLength();
            }
            else
            {
                event.port = 0;
                event.payloadLength = 0;
            }
            count(event, endOfBatch);
        }
    }

    private static final class Flow extends Counting
    {
        private static final int FLOWS = 256;

        private final long[] bytesOfFlows = new long[FLOWS];

        Flow(final Counts counts)
        {
            super(counts);
        }

        @Override
        public void onEvent(final Parsed event, final long sequence, final boolean endOfBatch)
        {
            bytesOfFlows[event.port & FLOWS - 1] += event.payloadLength;
            count(event, endOfBatch);
        }
    }
}
