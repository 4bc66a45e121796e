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

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * The warm-up of a pipeline: before packets can come, the very handlers, threads and rings are driven with simulated
 * ones until the JVM has compiled what they run. What is sent in it goes nowhere. The fields of the slots keep the
 * values of the warm-up as they do those of any packet before.
 * <p>
 * It ends when the compilers have been quiet for a while, or at one of its limits.
 */
public final class WarmUp
{
    /** A datagram of 22 bytes from 192.0.2.1 to 192.0.2.2, which are nobody's (RFC 5737), without a checksum. */
    private static final byte[] PACKET_DEFAULT =
    {
        0x02, 0, 0, 0, 0, 2, 0x02, 0, 0, 0, 0, 1, 0x08, 0x00,
        0x45, 0, 0, 50, 0, 0, 0x40, 0, 64, 17, (byte)0xB6, (byte)0xB7,
        (byte)192, 0, 2, 1, (byte)192, 0, 2, 2,
        0x27, 0x10, 0x27, 0x10, 0, 30, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private LongFunction<byte[]> packets = number -> PACKET_DEFAULT;
    private long timeLimitNs = TimeUnit.SECONDS.toNanos(10);
    private long packetLimit = Long.MAX_VALUE;

    /**
     * Of plain UDP datagrams, until the compilers are quiet.
     */
    WarmUp()
    {
    }

    /**
     * Set the packets, best some of those that are to come, of every kind.
     *
     * @param samples from the Ethernet header on, which are sent in turn.
     * @return this for a fluent API.
     */
    public WarmUp packets(final List<byte[]> samples)
    {
        if (samples.isEmpty())
        {
            throw new IllegalArgumentException("there must be a packet to warm up with");
        }
        final List<byte[]> copy = List.copyOf(samples);
        packets = number -> copy.get((int)(number % copy.size()));
        return this;
    }

    /**
     * Set what makes the packets.
     *
     * @param generator given the number of the packet, from 0; called by the launching thread.
     * @return this for a fluent API.
     */
    public WarmUp packets(final LongFunction<byte[]> generator)
    {
        packets = generator;
        return this;
    }

    /**
     * Set how long it takes at most.
     *
     * @param timeLimitNs in nanoseconds, 10 seconds by default.
     * @return this for a fluent API.
     */
    public WarmUp timeLimitNs(final long timeLimitNs)
    {
        this.timeLimitNs = timeLimitNs;
        return this;
    }

    /**
     * Set how many packets are received at most, whether or not all is compiled by then. It may be some more, to the
     * end of a burst.
     *
     * @param packetLimit at least 1.
     * @return this for a fluent API.
     */
    public WarmUp packetLimit(final long packetLimit)
    {
        this.packetLimit = packetLimit;
        return this;
    }

    byte[] packet(final long number)
    {
        return packets.apply(number);
    }

    long timeLimitNs()
    {
        return timeLimitNs;
    }

    long packetLimit()
    {
        return packetLimit;
    }

    void conclude()
    {
        if (null == packets)
        {
            throw new IllegalArgumentException("packets of the warm-up must be set");
        }
        if (timeLimitNs < 1 || packetLimit < 1)
        {
            throw new IllegalArgumentException("limits of the warm-up must be positive: timeLimitNs=" + timeLimitNs +
                " packetLimit=" + packetLimit);
        }
    }
}
