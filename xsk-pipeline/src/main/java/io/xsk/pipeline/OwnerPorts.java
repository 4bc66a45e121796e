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

import org.agrona.concurrent.status.AtomicCounter;

/**
 * What an owner owns: ports on one UMEM, its frames, and the owner's ends of the transmitters that send through it.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It is the owner's.
 */
final class OwnerPorts
{
    private static final int PREFILL_BATCH = 64;

    private final FramePool frames;
    private final OwnedPort[] ports;
    private final TransmitRelay[] relays;
    /** For each port: of packets dropped without a reason, and then of those with each of the reasons. */
    private final AtomicCounter[][] dropped;

    /**
     * @param frames  of the UMEM that the ports have.
     * @param ports   in the order of their indices.
     * @param relays  of transmitters.
     * @param reasons that packets may be dropped for.
     */
    OwnerPorts(
        final FramePool frames, final OwnedPort[] ports, final TransmitRelay[] relays, final Enum<?>[] reasons)
    {
        this.frames = frames;
        this.ports = ports;
        this.relays = relays;
        dropped = new AtomicCounter[ports.length][1 + reasons.length];
        for (int port = 0; port < ports.length; port++)
        {
            dropped[port][0] = ports[port].counters.packetsDropped("none given");
            for (final Enum<?> reason : reasons)
            {
                dropped[port][1 + reason.ordinal()] = ports[port].counters.packetsDropped(reason.name());
            }
        }
    }

    OwnedPort[] array()
    {
        return ports;
    }

    FramePool frames()
    {
        return frames;
    }

    void onDropped(final int port, final int reason)
    {
        dropped[port][reason - FrameEvent.NO_REASON].getAndAddRelease(1);
    }

    /** Packets of the transmitters to TX. */
    int relay(final int limit)
    {
        int count = 0;
        for (final TransmitRelay relay : relays)
        {
            count += relay.relay(limit);
        }

        return count;
    }

    /** Free frames to the transmitters that have fewer than they may. */
    int lend()
    {
        int count = 0;
        for (final TransmitRelay relay : relays)
        {
            count += relay.lend(frames.free());
        }

        return count;
    }

    /** Free frames to the transmitters and the fill rings. */
    int fill(final int limit)
    {
        int count = lend();
        for (final OwnedPort port : ports)
        {
            count += port.fill(frames.free(), limit);
        }

        return count;
    }

    /** As many as the fill rings take, before the ports are bound; another thread goes on. */
    void prefill()
    {
        int count;
        do
        {
            count = fill(PREFILL_BATCH);
        }
        while (count > 0);
        for (final OwnedPort port : ports)
        {
            port.handOver();
        }
        for (final TransmitRelay relay : relays)
        {
            relay.handOver();
        }
    }

    /** Is no packet in a receive ring, and none on its way out? */
    boolean areIdle()
    {
        for (final OwnedPort port : ports)
        {
            if (!port.isIdle())
            {
                return false;
            }
        }
        for (final TransmitRelay relay : relays)
        {
            if (!relay.isIdle())
            {
                return false;
            }
        }

        return true;
    }

    void showOccupancy(final long slotsInUse, final SlowStages slowStages)
    {
        for (final OwnedPort port : ports)
        {
            port.showOccupancy();
            port.fullRing.settlePolled(slowStages);
        }
        final PortCounters counters = ports[0].counters;
        counters.slotsInUse.setRelease(slotsInUse);
        counters.framesFree.setRelease(frames.free().size());
        counters.framesRetained.setRelease(frames.retainedCount());
    }

    /** Are all frames somewhere? From the owner's own positions alone, so that it holds at any time. */
    void checkLedger(final long slotsInUse)
    {
        long count = frames.free().size() + slotsInUse + frames.retainedCount();
        for (final OwnedPort port : ports)
        {
            count += port.inReception() + port.inTransmission();
        }
        for (final TransmitRelay relay : relays)
        {
            count += relay.lentCount();
        }
        if (count != frames.umem().frameCount())
        {
            throw new IllegalStateException("the ledger of frames does not add up: frames=" +
                frames.umem().frameCount() + " found=" + count + ' ' + ledger(slotsInUse));
        }
    }

    FrameLedger ledger(final long slotsInUse)
    {
        long fill = 0;
        long rx = 0;
        long tx = 0;
        long completion = 0;
        long transmitters = 0;
        for (final OwnedPort port : ports)
        {
            fill += port.fillSize();
            rx += port.inReception() - port.fillSize();
            tx += port.txSize();
            completion += port.inTransmission() - port.txSize();
        }
        for (final TransmitRelay relay : relays)
        {
            transmitters += relay.lentCount();
        }

        return new FrameLedger(
            frames.umem().frameCount(),
            frames.free().size(),
            fill,
            rx,
            slotsInUse,
            tx,
            completion,
            frames.retainedCount(),
            transmitters);
    }
}
