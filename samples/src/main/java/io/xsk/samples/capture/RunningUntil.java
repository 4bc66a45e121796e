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
package io.xsk.samples.capture;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits for a condition, a time, or the interrupt of the process, whichever is first, and reports meanwhile. After an
 * interrupt the process does not end before this is closed, so that what it has open can be brought
 * to its end.
 */
public final class RunningUntil implements AutoCloseable
{
    private static final long POLL_MS = 10;
    private static final long REPORT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_TIMEOUT_S = 60;

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "xsk-shutdown");

    /**
     * Look out for the interrupt.
     */
    public RunningUntil()
    {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Wait.
     *
     * @param isOver    the condition.
     * @param timeoutNs to wait at most.
     * @param report    called about every second.
     * @throws InterruptedException if the thread is interrupted, rather than the process.
     */
    public void await(final BooleanSupplier isOver, final long timeoutNs, final Runnable report)
        throws InterruptedException
    {
        final long beganNs = System.nanoTime();
        long reportedNs = beganNs;
        while (!isOver.getAsBoolean() &&
            System.nanoTime() - beganNs < timeoutNs &&
            !interrupted.await(POLL_MS, TimeUnit.MILLISECONDS))
        {
            if (System.nanoTime() - reportedNs >= REPORT_NS)
            {
                reportedNs += REPORT_NS;
                report.run();
            }
        }
    }

    @Override
    public void close()
    {
        closed.countDown();
        if (interrupted.getCount() > 0)
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private void onShutdown()
    {
        interrupted.countDown();
        try
        {
            if (!closed.await(CLOSE_TIMEOUT_S, TimeUnit.SECONDS))
            {
                System.err.println("xsk: not closed in time");
            }
        }
        catch (final InterruptedException exception)
        {
            Thread.currentThread().interrupt();
        }
    }
}
