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

import static io.xsk.sim.SimulatedInterface.ETHERNET_HEADER_LENGTH;
import static io.xsk.sim.SimulatedInterface.MTU_DEFAULT;

import io.xsk.bpf.XdpAction;
import java.util.EnumMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What happens to packets that arrive at an interface: the faults, the program and what it decides. Each is counted
 * under its fate.
 */
final class ArrivalPath
{
    private final SimulatedKernel kernel;
    private final SimulatedInterface device;
    private final Dice dice;
    private final long[] fates = new long[PacketFate.VALUES.length];
    private UnsafeBuffer noise;
    private long downUntilNs = Long.MIN_VALUE;
    private long arrived;
    private long duplicated;
    private long garbage;
    private long held;
    private long dropped;

    ArrivalPath(final SimulatedKernel kernel, final SimulatedInterface device, final Dice dice)
    {
        this.kernel = kernel;
        this.device = device;
        this.dice = dice;
    }

    /** Answers what became of the packet, null if it is held back. */
    PacketFate onArrival(final int queue, final DirectBuffer buffer, final int index, final int length)
    {
        arrived++;

        return SimulatedFaults.NONE == device.faults() ?
            receive(queue, buffer, index, length) : receiveFaulty(queue, buffer, index, length);
    }

    /** A packet that was held back comes. */
    void onRelease(final int queue, final DirectBuffer packet, final int length)
    {
        held--;
        receive(queue, packet, 0, length);
    }

    /** What the program at the other end sent back is there with the next step, so that this ends. */
    void onSentBack(final int queue, final DirectBuffer packet)
    {
        arrived++;
        hold(0, queue, packet, 0, packet.capacity());
    }

    void onTooLong()
    {
        arrived++;
        dropped++;
        count(PacketFate.TOO_LONG);
    }

    boolean isDownByFault()
    {
        return Long.MIN_VALUE != downUntilNs && kernel.clock().nanoTime() < downUntilNs;
    }

    PacketCounts counts(final long txPackets, final long txDropped)
    {
        final Map<PacketFate, Long> byFate = new EnumMap<>(PacketFate.class);
        for (final PacketFate fate : PacketFate.VALUES)
        {
            byFate.put(fate, fates[fate.ordinal()]);
        }

        return new PacketCounts(arrived, duplicated, garbage, held, byFate, dropped, txPackets, txDropped);
    }

    private PacketFate receiveFaulty(final int queue, final DirectBuffer buffer, final int index, final int length)
    {
        final SimulatedFaults faults = device.faults();
        if (dice.roll(faults.garbage))
        {
            receiveGarbage(queue);
        }
        if (dice.roll(faults.flapping))
        {
            downUntilNs = kernel.clock().nanoTime() + faults.downNs;
        }
        if (dice.roll(faults.loss))
        {
            return count(PacketFate.LOST);
        }
        if (dice.roll(faults.duplication))
        {
            duplicated++;
            receive(queue, buffer, index, length);
        }

        return dice.roll(faults.reordering) ?
            hold(faults.heldBackNs, queue, buffer, index, length) : receive(queue, buffer, index, length);
    }

    private PacketFate hold(
        final long durationNs, final int queue, final DirectBuffer buffer, final int index, final int length)
    {
        final long dueNs = kernel.clock().nanoTime() + durationNs;
        if (!kernel.delayLine().holdPacket(dueNs, this, queue, buffer, index, length))
        {
            return count(PacketFate.NOT_HELD);
        }
        held++;

        return null;
    }

    private void receiveGarbage(final int queue)
    {
        if (null == noise)
        {
            noise = new UnsafeBuffer(new byte[MTU_DEFAULT + ETHERNET_HEADER_LENGTH]);
        }
        final int length = ETHERNET_HEADER_LENGTH + dice.upTo(MTU_DEFAULT + 1);
        dice.fill(noise, length);
        garbage++;
        receive(queue, noise, 0, length);
    }

    private PacketFate receive(final int queue, final DirectBuffer buffer, final int index, final int length)
    {
        if (!device.isRunning())
        {
            return count(PacketFate.INTERFACE_DOWN);
        }
        final SimulatedProgram program = device.program();
        if (null == program || queue < 0 || queue >= device.queues())
        {
            device.pass(queue, buffer, index, length);
            return count(PacketFate.PASSED);
        }
        final PacketFate fate = decide(program, kernel.packet().wrap(queue, buffer, index, length));
        if (PacketFate.DELIVERED != fate && PacketFate.PASSED != fate && PacketFate.TRANSMITTED != fate)
        {
            dropped++;
        }

        return count(fate);
    }

    private PacketFate decide(final SimulatedProgram program, final SimulatedPacket packet)
    {
        final XdpAction action = program.onPacket(packet);
        switch (action)
        {
            case REDIRECT:
                return null == packet.target() ? PacketFate.ABORTED : packet.target().receive(packet);

            case PASS:
                device.pass(packet.queue(), packet.packet(), 0, packet.length());
                return PacketFate.PASSED;

            case TX:
                device.sendBack(packet.queue(), packet.packet());
                return PacketFate.TRANSMITTED;

            case DROP:
                return PacketFate.DROPPED;

            default:
                return PacketFate.ABORTED;
        }
    }

    private PacketFate count(final PacketFate fate)
    {
        fates[fate.ordinal()]++;
        return fate;
    }
}
