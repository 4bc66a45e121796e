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

import java.util.concurrent.TimeUnit;

/**
 * Bounds a wait: says when nothing has moved for too long.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class StallTimer
{
    private final long timeoutNs;
    private long movedNs = System.nanoTime();
    private boolean isMoving = true;

    /**
     * @param timeoutMs after which nothing is expected to move any more, in milliseconds.
     */
    StallTimer(final long timeoutMs)
    {
        timeoutNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    }

    /**
     * Tell of a duty cycle.
     *
     * @param workCount of it.
     * @return true if no cycle has moved anything for the timeout.
     */
    boolean isStalled(final int workCount)
    {
        if (0 != workCount)
        {
            isMoving = true;
            return false;
        }

        final long nowNs = System.nanoTime();
        if (isMoving)
        {
            isMoving = false;
            movedNs = nowNs;
        }

        return nowNs - movedNs >= timeoutNs;
    }
}
