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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what other threads do, by looking again and again.
 */
final class Await
{
    private static final long INTERVAL_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private Await()
    {
    }

    /** Was the condition met in time? An interrupt does not end the wait, and is kept for the caller. */
    static boolean until(final BooleanSupplier condition, final long timeoutNs)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        boolean isInterrupted = false;
        boolean isMet = condition.getAsBoolean();
        while (!isMet && System.nanoTime() - deadlineNs < 0)
        {
            LockSupport.parkNanos(INTERVAL_NS);
            isInterrupted |= Thread.interrupted();
            isMet = condition.getAsBoolean();
        }
        if (isInterrupted)
        {
            Thread.currentThread().interrupt();
        }

        return isMet;
    }
}
