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

/**
 * Threads that run before all ordinary ones, see sched(7). What polls a ring loses packets while another thread has its
 * CPU, and pinning keeps none away.
 * <p>
 * A real-time thread that never waits leaves its CPU to nobody, except that the kernel lets ordinary threads which
 * starve there run for a twentieth of the time (sched(7)). So it is for a thread with a CPU of its own, while whatever
 * it needs others to do, as the JVM's compilers and collector, runs elsewhere.
 */
public final class RealTime
{
    /** The least urgent, and enough where no other real-time thread has to be passed. */
    public static final int MIN_PRIORITY = 1;

    /** The most urgent. Some threads of the kernel have it. */
    public static final int MAX_PRIORITY = 99;

    private RealTime()
    {
    }

    /**
     * Make the calling thread a real-time thread, by {@code SCHED_FIFO}. Those that it starts are ordinary.
     *
     * @param priority from {@link #MIN_PRIORITY} to {@link #MAX_PRIORITY}.
     * @throws IllegalArgumentException if it is not.
     * @throws XskException             if the process has neither CAP_SYS_NICE nor a limit (RLIMIT_RTPRIO, "ulimit -r")
     *                                  of that height.
     */
    public static void schedule(final int priority)
    {
        checkPriority(priority);
        final int result = Scheduling.realTime(priority);
        if (result < 0)
        {
            throw new XskException("sched_setscheduler", "policy=SCHED_FIFO priority=" + priority + " thread=" +
                Thread.currentThread().getName() + ": it takes CAP_SYS_NICE, or ulimit -r " + priority, -result);
        }
    }

    /**
     * Is there such a priority?
     *
     * @param priority to check.
     * @throws IllegalArgumentException if there is not.
     */
    public static void checkPriority(final int priority)
    {
        if (priority < MIN_PRIORITY || priority > MAX_PRIORITY)
        {
            throw new IllegalArgumentException("priority must be from " + MIN_PRIORITY + " to " + MAX_PRIORITY +
                ": priority=" + priority);
        }
    }
}
