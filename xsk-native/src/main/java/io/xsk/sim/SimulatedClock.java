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
package io.xsk.sim;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;

/**
 * The time of a {@link SimulatedKernel}: it moves by one tick with each step of the kernel and when it is told to, and
 * never by itself. It can be taken for either of Agrona's clocks in nanoseconds.
 * <p>
 * <b>Note:</b> Moved under the kernel's lock; any thread may read it.
 */
public final class SimulatedClock implements NanoClock, EpochNanoClock
{
    /** Time of a new clock: the first second of the year 2025, so that timestamps look like some. */
    public static final long START_NS = TimeUnit.SECONDS.toNanos(1_735_689_600L);
    /** Tick of a new clock. */
    public static final long TICK_NS_DEFAULT = 1_000;

    private final AtomicLong timeNs = new AtomicLong(START_NS);
    private volatile long tickNs = TICK_NS_DEFAULT;

    SimulatedClock()
    {
    }

    @Override
    public long nanoTime()
    {
        // Acquire: pairs with the release in set, so that what the kernel did before is seen with the time.
        return timeNs.getAcquire();
    }

    /**
     * By how much a step of the kernel moves the time.
     *
     * @return the tick in nanoseconds.
     */
    public long tickNs()
    {
        return tickNs;
    }

    /**
     * Set by how much a step of the kernel moves the time.
     *
     * @param tickNs in nanoseconds; 0 for a clock that moves only by {@link SimulatedKernel#advance(long)}.
     * @throws IllegalArgumentException if it is negative.
     */
    public void tickNs(final long tickNs)
    {
        this.tickNs = requireForward("tickNs", tickNs);
    }

    void tick()
    {
        set(timeNs.getPlain() + tickNs);
    }

    void advance(final long durationNs)
    {
        set(timeNs.getPlain() + requireForward("durationNs", durationNs));
    }

    private void set(final long nowNs)
    {
        // Release: pairs with the acquire in nanoTime.
        timeNs.setRelease(nowNs);
    }

    private static long requireForward(final String name, final long durationNs)
    {
        if (durationNs < 0)
        {
            throw new IllegalArgumentException(name + " must not be negative: " + name + "=" + durationNs);
        }

        return durationNs;
    }

    @Override
    public String toString()
    {
        return "SimulatedClock{timeNs=" + nanoTime() + ", tickNs=" + tickNs + '}';
    }
}
