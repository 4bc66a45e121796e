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

import io.xsk.CpuAffinity;
import io.xsk.RealTime;
import java.util.BitSet;

/**
 * How the hot threads of one pipeline get their cores: each pins itself, and where that is asked for all other threads
 * of the process are kept off.
 * <p>
 * <b>Note:</b> This class is threadsafe.
 */
final class HotThreads implements AutoCloseable
{
    /** A second of the conductor: threads that start later are rare, and most have the CPUs of one that was moved. */
    private static final int TICKS_TO_CORES = 50;

    private static final System.Logger LOGGER = System.getLogger(HotThreads.class.getName());

    private final boolean keepsCores;
    private final int realTimePriority;
    /** Null where no thread is pinned, or the cores are not kept. */
    private volatile HotCores hotCores;
    private int ticks;

    /**
     * @param keepsCores       whether other threads are kept off.
     * @param realTimePriority that those which pin themselves take, 0 for none.
     */
    HotThreads(final boolean keepsCores, final int realTimePriority)
    {
        this.keepsCores = keepsCores;
        this.realTimePriority = realTimePriority;
    }

    /** Before the threads start. */
    void keep(final BitSet cpus)
    {
        if (keepsCores && !cpus.isEmpty())
        {
            hotCores = HotCores.keep(cpus);
        }
        if (0 != realTimePriority && !cpus.isEmpty() && RealTime.isThrottled())
        {
            LOGGER.log(System.Logger.Level.WARNING, "the kernel stops real-time threads that never wait for a part " +
                "of each second, by default for 50 ms, and packets are lost then: give them idle strategies that " +
                "sleep, or echo -1 > /proc/sys/kernel/sched_rt_runtime_us, which from Linux 6.12 on is not " +
                "all: see the documentation of io.xsk.RealTime");
        }
    }

    /** By each thread that is to be pinned. */
    void pin(final int cpu)
    {
        if (null == hotCores)
        {
            CpuAffinity.pin(cpu);
        }
        else
        {
            hotCores.pin(cpu);
        }
        if (0 != realTimePriority)
        {
            RealTime.schedule(realTimePriority);
        }
    }

    /** By one cold thread, again and again: once in a while it looks for new threads. */
    void watch()
    {
        if (0 == ++ticks % TICKS_TO_CORES)
        {
            move();
        }
    }

    /** Look for new threads now. */
    void move()
    {
        if (null != hotCores)
        {
            hotCores.doWork();
        }
    }

    ThreadReport report()
    {
        final HotCores cores = hotCores;
        return new ThreadReport(ThreadKeeper.INSTANCE.report(), null == cores ? null : cores.warning());
    }

    /** The threads have ended. Idempotent. */
    @Override
    public void close()
    {
        if (null != hotCores)
        {
            hotCores.close();
        }
    }
}
