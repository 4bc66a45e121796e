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
package io.xsk;

import io.xsk.ffi.Errno;
import io.xsk.ffi.Scheduling;
import io.xsk.ffi.SystemCalls;
import java.util.BitSet;

/**
 * On which CPUs threads of this process may run, see sched_setaffinity(2). A thread hands its CPUs on to the threads
 * that it starts.
 */
public final class CpuAffinity
{
    private CpuAffinity()
    {
    }

    /**
     * The CPUs that the calling thread may run on.
     *
     * @return the set of their numbers; it is the caller's.
     */
    public static BitSet allowed()
    {
        return allowed(Scheduling.CALLING_THREAD);
    }

    /**
     * The CPUs that a thread may run on.
     *
     * @param threadId that the kernel knows it by, see gettid(2).
     * @return the set of their numbers, which is the caller's; empty if the thread has ended.
     */
    public static BitSet allowed(final int threadId)
    {
        final BitSet cpus = new BitSet();
        final int result = Scheduling.affinityOf(threadId, cpus);
        if (result < 0 && -Errno.ESRCH.code() != result)
        {
            throw new XskException("sched_getaffinity", "threadId=" + threadId, -result);
        }

        return cpus;
    }

    /**
     * The id by which the kernel knows the calling thread, see gettid(2).
     *
     * @return the id.
     */
    public static int threadId()
    {
        return SystemCalls.gettid();
    }

    /**
     * Confine the calling thread to one CPU.
     *
     * @param cpu to run on.
     * @throws XskException if there is no such CPU, or the process may not use it.
     */
    public static void pin(final int cpu)
    {
        int result = -Errno.EINVAL.code();
        if (cpu >= 0 && cpu < Scheduling.MAX_CPU_COUNT)
        {
            final BitSet cpus = new BitSet();
            cpus.set(cpu);
            result = Scheduling.affinity(Scheduling.CALLING_THREAD, cpus);
        }
        if (result < 0)
        {
            throw new XskException("sched_setaffinity",
                "cpu=" + cpu + " allowed=" + allowed() + " thread=" + Thread.currentThread().getName(), -result);
        }
    }

    /**
     * Confine a thread to some CPUs.
     *
     * @param threadId that the kernel knows it by, see gettid(2).
     * @param cpus     to run on.
     * @return false if the thread has ended.
     * @throws XskException if the process may use none of the CPUs.
     */
    public static boolean confine(final int threadId, final BitSet cpus)
    {
        final int result = Scheduling.affinity(threadId, cpus);
        if (result < 0 && -Errno.ESRCH.code() != result)
        {
            throw new XskException("sched_setaffinity", "threadId=" + threadId + " cpus=" + cpus, -result);
        }

        return 0 == result;
    }
}
