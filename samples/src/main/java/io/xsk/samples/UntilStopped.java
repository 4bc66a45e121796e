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
package io.xsk.samples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits for a condition, a time, or that somebody says stop, whichever is first, and reports meanwhile.
 * <p>
 * <b>Note:</b> One thread waits; any may say stop.
 */
public final class UntilStopped
{
    private static final long POLL_MS = 10;
    private static final long REPORT_NS = TimeUnit.SECONDS.toNanos(1);

    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * Not stopped.
     */
    public UntilStopped()
    {
    }

    /**
     * Let what is waited for be over.
     */
    public void stop()
    {
        stopped.countDown();
    }

    /**
     * Has somebody said stop?
     *
     * @return true if so.
     */
    public boolean isStopped()
    {
        return 0 == stopped.getCount();
    }

    /**
     * Wait.
     *
     * @param isOver    the condition.
     * @param timeoutNs to wait at most.
     * @param report    called about every second.
     * @throws InterruptedException if the thread is interrupted.
     */
    public void await(final BooleanSupplier isOver, final long timeoutNs, final Runnable report)
        throws InterruptedException
    {
        final long beganNs = System.nanoTime();
        long reportedNs = beganNs;
        while (!isOver.getAsBoolean() &&
            System.nanoTime() - beganNs < timeoutNs &&
            !stopped.await(POLL_MS, TimeUnit.MILLISECONDS))
        {
            final long nowNs = System.nanoTime();
            if (nowNs - reportedNs >= REPORT_NS)
            {
                reportedNs = nowNs;
                report.run();
            }
        }
    }
}
