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
import java.util.BitSet;
import java.util.List;
import org.agrona.concurrent.Agent;

/**
 * Keeps the cores of hot threads for them: all other threads of the process are moved off, those of the JVM itself (its
 * compilers, its collector) and those that start later among them. A compiler thread that takes the core of a hot one
 * takes it for milliseconds. A hot thread pins itself with {@link #pin}.
 * <p>
 * New threads are found by the duty cycle, one pass over the threads of the process, which a cold thread makes at
 * intervals. Cores may be kept by several owners at once, one per pipeline: what a thread may use is what it had, less
 * the cores that any of them keeps. Another process is not kept off; that is for {@code isolcpus} or a cpuset.
 * <p>
 * This class is threadsafe.
 */
final class HotCores implements Agent, AutoCloseable
{
    private static final System.Logger LOGGER = System.getLogger(HotCores.class.getName());

    private final ThreadKeeper keeper;
    private final BitSet cpus;
    private final String warning;

    private HotCores(final ThreadKeeper keeper, final BitSet cpus)
    {
        this.keeper = keeper;
        this.cpus = cpus;
        warning = keeper.keep(this, cpus);
    }

    /**
     * Keep cores, and move all threads off them that are not hot. If no core is left for the others they stay where
     * they are, with a {@link #warning()} that is logged as well.
     *
     * @param cpus of the hot threads.
     * @return the cores, to be closed when the hot threads have ended.
     * @throws io.xsk.XskException if the kernel refuses to move a thread.
     */
    static HotCores keep(final BitSet cpus)
    {
        return keep(ThreadKeeper.INSTANCE, cpus);
    }

    static HotCores keep(final ThreadKeeper keeper, final BitSet cpus)
    {
        final HotCores hotCores = new HotCores(keeper, (BitSet)cpus.clone());
        if (null != hotCores.warning)
        {
            LOGGER.log(System.Logger.Level.WARNING, hotCores.warning);
        }

        return hotCores;
    }

    /**
     * Confine the calling thread to one of the cores, as a hot thread.
     *
     * @param cpu that is among those that are kept.
     * @throws IllegalArgumentException if it is not.
     * @throws io.xsk.XskException      if there is no such CPU, or the process may not use it.
     */
    void pin(final int cpu)
    {
        if (cpu < 0 || !cpus.get(cpu))
        {
            throw new IllegalArgumentException("cpu must be among those that are kept: cpu=" + cpu + " kept=" + cpus);
        }
        keeper.addHot(this, CpuAffinity.threadId());
        CpuAffinity.pin(cpu);
    }

    /**
     * Make one pass over all threads, and move those that have appeared on the cores.
     *
     * @return how many were moved.
     * @throws io.xsk.XskException if the kernel refuses to move one; all others have been moved.
     */
    @Override
    public int doWork()
    {
        return keeper.move();
    }

    /**
     * What it costs that no core is left for the other threads.
     *
     * @return a text for people, or null if there is one.
     */
    String warning()
    {
        return warning;
    }

    /**
     * Which thread may run where, as the kernel says now.
     *
     * @return the threads of this process, in the order of their ids.
     */
    List<ThreadPlacement> report()
    {
        return keeper.report();
    }

    /**
     * Give the cores back: every thread may run again where it might before, or where it has put itself since, and
     * those that started later where the process might at first. That a thread has put itself to just where it was
     * moved cannot be told. Idempotent.
     */
    @Override
    public void close()
    {
        keeper.giveBack(this);
    }

    @Override
    public void onClose()
    {
        close();
    }

    @Override
    public String roleName()
    {
        return "xsk-hot-cores";
    }
}
