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

import static io.xsk.counters.PipelineCounter.*;

import io.xsk.XskStatistics;
import io.xsk.counters.PipelineCounters;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The counters of one port. Its owner writes them, in the forms for a single writer, but for those that {@link
 * #onStatistics} writes.
 */
final class PortCounters
{
    final AtomicCounter packetsReceived;
    final AtomicCounter bytesReceived;
    final AtomicCounter batchesPublished;
    final AtomicCounter packetsTransmitted;
    final AtomicCounter bytesTransmitted;
    final AtomicCounter packetsDiscarded;
    final AtomicCounter slotsDiscarded;
    final AtomicCounter transmitsDiscarded;
    final AtomicCounter packetsDroppedSlow;
    final AtomicCounter rxRingFullSlow;
    final AtomicCounter wakeups;
    final AtomicCounter wakeupsRefused;

    final AtomicCounter interfaceDropped;
    final AtomicCounter fillRingEntries;
    final AtomicCounter rxRingEntries;
    final AtomicCounter txRingEntries;
    final AtomicCounter completionRingEntries;
    final AtomicCounter slotsInUse;
    final AtomicCounter framesFree;
    final AtomicCounter framesRetained;
    final AtomicCounter longestDutyCycle;

    private final PipelineCounters counters;
    private final String owner;
    private final AtomicCounter kernelRxDropped;
    private final AtomicCounter kernelRxRingFull;
    private final AtomicCounter kernelFillRingEmpty;
    private final AtomicCounter kernelRxInvalid;
    private final AtomicCounter kernelTxInvalid;
    private final AtomicCounter kernelTxRingEmpty;

    private PortCounters(final PipelineCounters counters, final String owner)
    {
        this.counters = counters;
        this.owner = owner;
        packetsReceived = counters.counter(PACKETS_RECEIVED, owner);
        bytesReceived = counters.counter(BYTES_RECEIVED, owner);
        batchesPublished = counters.counter(BATCHES_PUBLISHED, owner);
        packetsTransmitted = counters.counter(PACKETS_TRANSMITTED, owner);
        bytesTransmitted = counters.counter(BYTES_TRANSMITTED, owner);
        packetsDiscarded = counters.counter(PACKETS_DISCARDED, owner);
        slotsDiscarded = counters.counter(SLOTS_DISCARDED, owner);
        transmitsDiscarded = counters.counter(TRANSMITS_DISCARDED, owner);
        packetsDroppedSlow = counters.counter(PACKETS_DROPPED_SLOW, owner);
        rxRingFullSlow = counters.counter(RX_RING_FULL_SLOW, owner);
        wakeups = counters.counter(WAKEUPS, owner);
        wakeupsRefused = counters.counter(WAKEUPS_REFUSED, owner);
        kernelRxDropped = counters.counter(KERNEL_RX_DROPPED, owner);
        kernelRxRingFull = counters.counter(KERNEL_RX_RING_FULL, owner);
        kernelFillRingEmpty = counters.counter(KERNEL_FILL_RING_EMPTY, owner);
        kernelRxInvalid = counters.counter(KERNEL_RX_INVALID, owner);
        kernelTxInvalid = counters.counter(KERNEL_TX_INVALID, owner);
        kernelTxRingEmpty = counters.counter(KERNEL_TX_RING_EMPTY, owner);
        interfaceDropped = counters.counter(INTERFACE_DROPPED, owner);
        fillRingEntries = counters.counter(FILL_RING_ENTRIES, owner);
        rxRingEntries = counters.counter(RX_RING_ENTRIES, owner);
        txRingEntries = counters.counter(TX_RING_ENTRIES, owner);
        completionRingEntries = counters.counter(COMPLETION_RING_ENTRIES, owner);
        slotsInUse = counters.counter(SLOTS_IN_USE, owner);
        framesFree = counters.counter(FRAMES_FREE, owner);
        framesRetained = counters.counter(FRAMES_RETAINED, owner);
        longestDutyCycle = counters.counter(LONGEST_DUTY_CYCLE, owner);
        // The cold poll finds it by its name; it is there from the launch on, so that it can be seen to be 0.
        counters.counter(STALLS, owner);
    }

    /** Those of one port, the same ones for the same port. */
    static PortCounters of(final PipelineCounters counters, final String interfaceName, final int queue)
    {
        return new PortCounters(counters, owner(interfaceName, queue));
    }

    /** Whose the counters of a port are. */
    static String owner(final String interfaceName, final int queue)
    {
        return "port=" + interfaceName + ':' + queue;
    }

    /** Of the packets that were dropped for one reason; for before the launch, not for the hot path. */
    AtomicCounter packetsDropped(final String reason)
    {
        return counters.counter(PACKETS_DROPPED, owner + " reason=" + reason);
    }

    /** Show what the kernel has counted; for one cold thread. */
    void onStatistics(final XskStatistics statistics)
    {
        kernelRxDropped.setRelease(statistics.rxDropped());
        kernelRxRingFull.setRelease(statistics.rxRingFull());
        kernelFillRingEmpty.setRelease(statistics.rxFillRingEmpty());
        kernelRxInvalid.setRelease(statistics.rxInvalidDescriptors());
        kernelTxInvalid.setRelease(statistics.txInvalidDescriptors());
        kernelTxRingEmpty.setRelease(statistics.txRingEmpty());
    }
}
