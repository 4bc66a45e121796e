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

/**
 * What goes wrong at a simulated interface, and how often. Rates are from 0, for never, to 1; which packet it hits
 * follows from the seed of the kernel. What is lost by it is counted under its {@link PacketFate}.
 * <pre>
 * kernel.addInterface("left", 1).faults(new SimulatedFaults().loss(0.01).reordering(0.05, 10_000));
 * </pre>
 */
public final class SimulatedFaults
{
    private static final double MAX_RATE = 1.0;

    /** Nothing goes wrong. */
    static final SimulatedFaults NONE = new SimulatedFaults();

    double loss;
    double duplication;
    double reordering;
    long heldBackNs;
    double garbage;
    double flapping;
    long downNs;
    double fillStarvation;
    double fullReceiveRing;
    double fullCompletionRing;
    double refusedWakeups;
    double lateCompletions;
    long lateByNs;
    double missingCompletions;

    /**
     * Nothing goes wrong, until it is asked for.
     */
    public SimulatedFaults()
    {
    }

    /**
     * Packets do not arrive: {@link PacketFate#LOST}.
     *
     * @param rate of the packets that arrive.
     * @return this for a fluent API.
     */
    public SimulatedFaults loss(final double rate)
    {
        loss = checked("loss", rate);
        return this;
    }

    /**
     * Packets arrive twice, see {@link PacketCounts#duplicated()}.
     *
     * @param rate of the packets that arrive.
     * @return this for a fluent API.
     */
    public SimulatedFaults duplication(final double rate)
    {
        duplication = checked("duplication", rate);
        return this;
    }

    /**
     * Packets are held back while later ones go past them.
     *
     * @param rate       of the packets that arrive.
     * @param heldBackNs for how long they are held back, in nanoseconds of the kernel's clock.
     * @return this for a fluent API.
     */
    public SimulatedFaults reordering(final double rate, final long heldBackNs)
    {
        reordering = checked("reordering", rate);
        this.heldBackNs = checked("heldBackNs", heldBackNs);
        return this;
    }

    /**
     * Packets of any length with any content arrive, each before one that was sent; see {@link
     * PacketCounts#garbage()}.
     *
     * @param rate of the packets that arrive.
     * @return this for a fluent API.
     */
    public SimulatedFaults garbage(final double rate)
    {
        garbage = checked("garbage", rate);
        return this;
    }

    /**
     * The interface goes down for a time, each time when a packet arrives: {@link PacketFate#INTERFACE_DOWN}. Wakeups
     * are refused meanwhile.
     *
     * @param rate   of the packets that arrive.
     * @param downNs for how long it is down, in nanoseconds of the kernel's clock.
     * @return this for a fluent API.
     */
    public SimulatedFaults flapping(final double rate, final long downNs)
    {
        flapping = checked("flapping", rate);
        this.downNs = checked("downNs", downNs);
        return this;
    }

    /**
     * The kernel sees the fill ring empty: {@link PacketFate#NO_FRAME}.
     *
     * @param rate of the packets that are redirected to a socket.
     * @return this for a fluent API.
     */
    public SimulatedFaults fillStarvation(final double rate)
    {
        fillStarvation = checked("fillStarvation", rate);
        return this;
    }

    /**
     * The kernel sees the receive ring full: {@link PacketFate#RING_FULL}.
     *
     * @param rate of the packets that are redirected to a socket.
     * @return this for a fluent API.
     */
    public SimulatedFaults fullReceiveRing(final double rate)
    {
        fullReceiveRing = checked("fullReceiveRing", rate);
        return this;
    }

    /**
     * The kernel sees the completion ring full, and sends no more in this wakeup.
     *
     * @param rate of the packets that are to be sent.
     * @return this for a fluent API.
     */
    public SimulatedFaults fullCompletionRing(final double rate)
    {
        fullCompletionRing = checked("fullCompletionRing", rate);
        return this;
    }

    /**
     * Wakeups are refused ({@code EAGAIN}) and do nothing.
     *
     * @param rate of the wakeups.
     * @return this for a fluent API.
     */
    public SimulatedFaults refusedWakeups(final double rate)
    {
        refusedWakeups = checked("refusedWakeups", rate);
        return this;
    }

    /**
     * Frames come back on the completion ring some time after they were sent, and not in their order.
     *
     * @param rate     of the packets that were sent.
     * @param lateByNs for how long they are kept, in nanoseconds of the kernel's clock.
     * @return this for a fluent API.
     */
    public SimulatedFaults lateCompletions(final double rate, final long lateByNs)
    {
        lateCompletions = checked("lateCompletions", rate);
        this.lateByNs = checked("lateByNs", lateByNs);
        return this;
    }

    /**
     * Frames never come back on the completion ring, see {@link SimulatedSocket#framesWithheld()}.
     *
     * @param rate of the packets that were sent.
     * @return this for a fluent API.
     */
    public SimulatedFaults missingCompletions(final double rate)
    {
        missingCompletions = checked("missingCompletions", rate);
        return this;
    }

    private static double checked(final String name, final double rate)
    {
        if (!(rate >= 0 && rate <= MAX_RATE))
        {
            throw new IllegalArgumentException(name + " must be from 0 to 1: " + name + "=" + rate);
        }

        return rate;
    }

    private static long checked(final String name, final long durationNs)
    {
        if (durationNs < 0)
        {
            throw new IllegalArgumentException(name + " must not be negative: " + name + "=" + durationNs);
        }

        return durationNs;
    }
}
