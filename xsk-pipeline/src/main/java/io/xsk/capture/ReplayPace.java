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
package io.xsk.capture;

import java.util.concurrent.TimeUnit;

/**
 * By which clock the packets of a capture file come to a port.
 * <p>
 * <b>Note:</b> This class is threadsafe: it does not change.
 */
public final class ReplayPace
{
    private static final long DEFAULT_MAX_WAIT_NS = TimeUnit.MINUTES.toNanos(1);

    private final Clock clock;
    private final double speed;
    private final long maxWaitNs;

    private ReplayPace(final Clock clock, final double speed, final long maxWaitNs)
    {
        this.clock = clock;
        this.speed = speed;
        this.maxWaitNs = maxWaitNs;
    }

    /**
     * As soon as there is room for them; a slot is stamped as that of a live packet.
     *
     * @return the pace.
     */
    public static ReplayPace maximum()
    {
        return new ReplayPace(Clock.NONE, 1, DEFAULT_MAX_WAIT_NS);
    }

    /**
     * As soon as there is room for them, while {@link io.xsk.pipeline.FrameEvent#receivedNs()} is the time of the
     * capture, whatever the pipeline says of stamps. What takes the time from there does the same in every run. Packets
     * of several files with one owner come in the order of their stamps.
     *
     * @return the pace.
     */
    public static ReplayPace virtualTime()
    {
        return new ReplayPace(Clock.VIRTUAL_TIME, 1, DEFAULT_MAX_WAIT_NS);
    }

    /**
     * As they were captured: each as long after the launch as it was captured after the first packet of all files. So
     * each is due at a time of its own, not after the one before, and nothing adds up; one whose stamp is before that
     * of its predecessor follows at once. For stamps that jump see {@link #maxWaitNs(long)}.
     *
     * @return the pace.
     */
    public static ReplayPace realTime()
    {
        return realTime(1);
    }

    /**
     * As they were captured, faster or slower.
     *
     * @param speed 2 for twice as fast, 0.5 for half as fast.
     * @return the pace.
     */
    public static ReplayPace realTime(final double speed)
    {
        if (!(speed > 0) || Double.isInfinite(speed))
        {
            throw new IllegalArgumentException("speed must be positive: speed=" + speed);
        }

        return new ReplayPace(Clock.REAL_TIME, speed, DEFAULT_MAX_WAIT_NS);
    }

    /**
     * In real time, how long to wait between two packets of a file: one minute unless it is said here. A stamp that is
     * further ahead of its predecessor's is waited for no longer, one that is further behind not at all, and those
     * after it count from there. So neither a stamp that is garbage nor the pause of a night stops a replay, and all
     * that follows keeps its pace; {@link ReplayReport#jumps()} tells how often it happened.
     * <p>
     * Each file has its own jumps, and the first may be from the first packet of all files to its own first one. So
     * packets of several files come as they were captured only as long as no file jumps.
     *
     * @param maxWaitNs in nanoseconds as they pass, whatever the speed is.
     * @return another pace, with this limit.
     */
    public ReplayPace maxWaitNs(final long maxWaitNs)
    {
        if (maxWaitNs < 0)
        {
            throw new IllegalArgumentException("maxWaitNs must not be negative: maxWaitNs=" + maxWaitNs);
        }

        return new ReplayPace(clock, speed, maxWaitNs);
    }

    /**
     * By which clock they come.
     *
     * @return the clock.
     */
    public Clock clock()
    {
        return clock;
    }

    /**
     * How much faster than they were captured.
     *
     * @return the factor, 1 unless in real time.
     */
    public double speed()
    {
        return speed;
    }

    /**
     * How long there is at most between two packets of a file in real time.
     *
     * @return the time in nanoseconds.
     */
    public long maxWaitNs()
    {
        return maxWaitNs;
    }

    /**
     * When a packet is due.
     */
    public enum Clock
    {
        /** As soon as there is room for it. */
        NONE,
        /** The same, and its slot has the stamp of its capture. */
        VIRTUAL_TIME,
        /** As long after the launch as it was captured after the first packet. */
        REAL_TIME
    }
}
