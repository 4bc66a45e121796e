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

import io.xsk.ffi.Scheduling;
import java.util.BitSet;

/**
 * On which CPUs the calling thread may run, see sched_setaffinity(2). A thread hands its CPUs on to the threads that
 * it starts.
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
        return Scheduling.affinity();
    }

    /**
     * Confine the calling thread to one CPU.
     *
     * @param cpu to run on.
     * @throws XskException if there is no such CPU, or the process may not use it.
     */
    public static void pin(final int cpu)
    {
        final int result = Scheduling.affinity(cpu);
        if (result < 0)
        {
            throw new XskException("sched_setaffinity",
                "cpu=" + cpu + " allowed=" + allowed() + " thread=" + Thread.currentThread().getName(), -result);
        }
    }
}
