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

import com.sun.management.ThreadMXBean;
import io.xsk.CpuAffinity;
import io.xsk.RealTime;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs a workload on a pinned thread until it has done what was asked, the time is over, or it is told to stop. The
 * thread that calls {@link #await} prints a line a second; the hot thread does nothing but its work.
 */
final class Run implements AutoCloseable
{
    private static final Duration SAMPLE = Duration.ofMillis(10);
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);
    /** After which nothing is made any more that a first time needs. */
    private static final long STEADY_PACKETS = 1_000_000;
    private static final long LINE_NS = TimeUnit.SECONDS.toNanos(1);

    private final Workload workload;
    private final Runnable onEnded;
    private final long limit;
    private final long durationNs;
    private final int cpu;
    private final int priority;
    private final boolean isHeapMeasured;
    private final CountDownLatch pinned = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("hot").unstarted(this::work);
    private volatile boolean isStopped;
    private volatile Throwable failure;
    private long allocatedBytes;
    private long endedNs;
    private long collections;
    private long usedBefore;

    Run(final Workload workload, final RunOptions options)
    {
        this(workload, options, () ->
        {
        });
    }

    /**
     * @param workload to run.
     * @param options  of the run.
     * @param onEnded  called by the hot thread when it has done its last work, before anything else is closed.
     */
    Run(final Workload workload, final RunOptions options, final Runnable onEnded)
    {
        this.workload = workload;
        this.onEnded = onEnded;
        limit = options.count > 0 ? options.count : Long.MAX_VALUE;
        durationNs = options.seconds > 0 ? TimeUnit.SECONDS.toNanos(options.seconds) : Long.MAX_VALUE;
        cpu = options.hotCpu();
        priority = options.priority;
        isHeapMeasured = options.isHeapMeasured;
    }

    /** Start the hot thread, and return when it is on its CPU and about to begin. */
    void start()
    {
        collections = HeapGrowth.collectionsSoFar();
        thread.start();
        try
        {
            pinned.await();
        }
        catch (final InterruptedException ignore)
        {
            throw new IllegalStateException("interrupted while the hot thread starts");
        }
    }

    /** Let the run end in order; any thread may say so. */
    void stop()
    {
        isStopped = true;
        workload.onStop();
    }

    /**
     * Wait for the end of the run.
     *
     * @param out for a line a second.
     * @return what was done, and in which time.
     */
    RunResult await(final PrintStream out)
    {
        final long startNs = System.nanoTime();
        final ActiveTime active = new ActiveTime(startNs);
        long lineNs = startNs;
        long linePackets = 0;
        while (!hasEnded(SAMPLE))
        {
            final long nowNs = System.nanoTime();
            final long packets = workload.counts().packets();
            active.onSample(nowNs, packets);
            if (nowNs - startNs >= durationNs)
            {
                stop();
            }
            if (nowNs - lineNs >= LINE_NS)
            {
                out.printf("%,16d packets %,12.0f/s%n", packets, (packets - linePackets) * 1e9 / (nowNs - lineNs));
                lineNs = nowNs;
                linePackets = packets;
            }
        }
        active.onSample(System.nanoTime(), workload.counts().packets());

        return result(active);
    }

    /** Stop, and wait for the hot thread: what it uses can be closed then. */
    @Override
    public void close()
    {
        stop();
        if (!hasEnded(JOIN_TIMEOUT))
        {
            throw new IllegalStateException("the hot thread does not end: " + thread);
        }
    }

    private RunResult result(final ActiveTime active)
    {
        if (null != failure)
        {
            throw new IllegalStateException("the hot thread failed: " + failure.getMessage(), failure);
        }

        final long collected = HeapGrowth.collectionsSoFar() - collections;

        return new RunResult(
            workload.counts().packets(),
            workload.counts().bytes(),
            active.durationNs(),
            allocatedBytes,
            collected,
            endedNs,
            isHeapMeasured ? HeapGrowth.of(usedBefore, HeapGrowth.usedAfterCollection(), collected) : null);
    }

    private void work()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        try
        {
            CpuAffinity.pin(cpu);
            if (priority > 0)
            {
                RealTime.schedule(priority);
            }
            pinned.countDown();
            if (isHeapMeasured)
            {
                loop(Math.min(limit, STEADY_PACKETS));
                usedBefore = HeapGrowth.usedAfterCollection();
                collections = HeapGrowth.collectionsSoFar();
            }
            final long before = threads.getCurrentThreadAllocatedBytes();
            loop(limit);
            endedNs = System.nanoTime();
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            onEnded.run();
            allocatedBytes = workload.allocatedBytes(allocated);
        }
        catch (final Throwable throwable)
        {
            failure = throwable;
        }
        finally
        {
            pinned.countDown();
        }
    }

    private void loop(final long until)
    {
        final Counts counts = workload.counts();
        while (!isStopped && counts.packets() < until)
        {
            if (0 == workload.doWork())
            {
                Thread.onSpinWait();
            }
        }
    }

    private boolean hasEnded(final Duration timeout)
    {
        try
        {
            return thread.join(timeout);
        }
        catch (final InterruptedException ignore)
        {
            throw new IllegalStateException("interrupted while the hot thread runs");
        }
    }
}
