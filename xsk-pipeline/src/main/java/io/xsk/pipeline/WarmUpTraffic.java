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

import io.xsk.XskPort;
import io.xsk.sim.PacketFate;
import io.xsk.sim.SimulatedKernel;
import io.xsk.sim.SimulatedSocket;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What comes to the ports of a pipeline while it warms up, and goes from them: bursts of all sizes, times of silence,
 * and times in which nothing is sent.
 * <p>
 * <b>Note:</b> It belongs to the thread that launches, which so plays the kernel.
 */
final class WarmUpTraffic
{
    /** Rounds until all begins anew. */
    private static final int ROUNDS = 64;
    /** The last rounds, in which the kernel sends nothing. */
    private static final int STALLED_ROUNDS = 8;
    private static final int ROUNDS_TO_SILENCE = 8;
    private static final long SILENCE_NS = 200_000;
    private static final int BURST_STEP = 37;
    private static final int MAX_BURST = 256;
    private static final int WAKEUPS = 4;

    private final SimulatedKernel kernel;
    private final WarmUp warmUp;
    private final List<XskPort> receiving;
    private final List<XskPort> all;
    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private long packetCount;
    private int round;

    /**
     * @param kernel    whose interfaces the ports are on.
     * @param warmUp    with the packets.
     * @param receiving the ports of the pipeline.
     * @param all       those, and those of the transmitters.
     */
    WarmUpTraffic(
        final SimulatedKernel kernel, final WarmUp warmUp, final List<XskPort> receiving, final List<XskPort> all)
    {
        this.kernel = kernel;
        this.warmUp = warmUp;
        this.receiving = receiving;
        this.all = all;
    }

    /** Whatever comes next. */
    void next()
    {
        final int inCycle = round % ROUNDS;
        final int burst = 1 + BURST_STEP * round % MAX_BURST;
        for (final XskPort port : receiving)
        {
            receive(port, burst);
            ((SimulatedSocket)port).wantRxWakeups(0 == inCycle % 2);
        }
        if (inCycle < ROUNDS - STALLED_ROUNDS)
        {
            transmit();
        }
        if (0 == inCycle % ROUNDS_TO_SILENCE)
        {
            LockSupport.parkNanos(SILENCE_NS);
        }
        round++;
    }

    /** The kernel sends what there is to send. */
    void transmit()
    {
        for (final XskPort port : all)
        {
            for (int i = 0; i < WAKEUPS; i++)
            {
                port.wakeupTx();
            }
        }
    }

    /** Has everything been that there is, so that it begins anew? */
    boolean isAtEndOfCycle()
    {
        return 0 == round % ROUNDS;
    }

    long packetCount()
    {
        return packetCount;
    }

    /** Where there is no room for more, the threads of the pipeline get time to make some. */
    private void receive(final XskPort port, final int count)
    {
        boolean isRoom = true;
        for (int i = 0; i < count && isRoom; i++)
        {
            final byte[] bytes = warmUp.packet(packetCount);
            packet.wrap(bytes);
            final PacketFate fate = kernel.inject(port.interfaceName(), port.queue(), packet, 0, bytes.length);
            isRoom = PacketFate.RING_FULL != fate && PacketFate.NO_FRAME != fate;
            packetCount += isRoom ? 1 : 0;
        }
        if (!isRoom)
        {
            LockSupport.parkNanos(SILENCE_NS);
        }
    }
}
