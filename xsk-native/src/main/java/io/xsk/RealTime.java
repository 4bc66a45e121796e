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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Threads that run before all ordinary ones, see sched(7). What polls a ring loses packets while another thread has its
 * CPU, and pinning keeps none away.
 * <p>
 * <b>Note:</b> As long as {@code /proc/sys/kernel/sched_rt_runtime_us} is not -1, the kernel stops real-time threads
 * for the rest of each period that they have used up, by default for 50 milliseconds of a second. A thread that polls
 * without ever waiting is stopped every second, and at 4.6 million packets a second lost 4 to 5 % of them, in C as in
 * Java, where an ordinary thread lost less than 1 % (docs/performance.md). So it takes -1, and then a CPU for the
 * thread alone: nothing else runs there any more, while whatever it needs others to do, as the JVM's compilers and
 * collector, runs elsewhere.
 * <p>
 * From Linux 6.12 on there is also the fair server, whatever that file says: ordinary threads that wait for a CPU get
 * it for 50 milliseconds of a second, unless 0 is written to
 * {@code /sys/kernel/debug/sched/fair_server/cpu<number>/runtime}.
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
     * Does the kernel stop real-time threads that never wait, by {@code sched_rt_runtime_us}? The fair server is not
     * looked at.
     *
     * @return true if it does; false also where it does not tell.
     */
    public static boolean isThrottled()
    {
        try
        {
            return !"-1".equals(Files.readString(Path.of("/proc/sys/kernel/sched_rt_runtime_us")).trim());
        }
        catch (final IOException ignore)
        {
            return false;
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
