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

/**
 * By which clock the packets of a capture file come to a port.
 *
 * @param clock by which they come.
 * @param speed of {@link Clock#REAL_TIME}: 2 for twice as fast as they were captured, 1 for the other clocks.
 */
public record ReplayPace(Clock clock, double speed)
{
    /**
     * When a packet is due.
     */
    public enum Clock
    {
        /** As soon as there is room for it; its slot is stamped as that of a live packet. */
        NONE,
        /**
         * As soon as there is room for it, and its slot is stamped with the time of its capture, whatever the pipeline
         * says of stamps. Packets of several files with one owner come in the order of their stamps.
         */
        VIRTUAL_TIME,
        /** As long after the launch as it was captured after the first packet of all files. */
        REAL_TIME
    }

    /**
     * Check the values.
     *
     * @param clock by which they come.
     * @param speed of real time.
     */
    public ReplayPace
    {
        if (null == clock || !(speed > 0) || Double.isInfinite(speed) || Clock.REAL_TIME != clock && 1 != speed)
        {
            throw new IllegalArgumentException(
                "speed must be positive, and 1 unless in real time: clock=" + clock + " speed=" + speed);
        }
    }

    /**
     * As fast as the stages handle them.
     *
     * @return the pace.
     */
    public static ReplayPace maximum()
    {
        return new ReplayPace(Clock.NONE, 1);
    }

    /**
     * As fast as the stages handle them, while {@link io.xsk.pipeline.FrameEvent#receivedNs()} is the time of the
     * capture. What takes the time from there does the same in every run.
     *
     * @return the pace.
     */
    public static ReplayPace virtualTime()
    {
        return new ReplayPace(Clock.VIRTUAL_TIME, 1);
    }

    /**
     * As they were captured. Each packet is due at a time of its own, not after the one before, so nothing adds up; one
     * whose stamp is before that of its predecessor follows at once.
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
        return new ReplayPace(Clock.REAL_TIME, speed);
    }
}
