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
package io.xsk.counters;

/**
 * What is counted: by the pipeline as a whole, by each of its ports, or by each of its stages. A counter has one
 * writer, named with it here, but for {@link #ERRORS} and {@link #FRAMES_RETAINED}, which any thread may add to.
 */
public enum PipelineCounter
{
    /** Packets taken off the receive ring of a port, by its owner. */
    PACKETS_RECEIVED(1, "packets received"),
    /** Bytes of the packets taken off the receive ring of a port, by its owner. */
    BYTES_RECEIVED(2, "bytes received"),
    /** Batches of packets that came from a port and were published to the stages, by its owner. */
    BATCHES_PUBLISHED(3, "batches published"),
    /** Packets put on the transmit ring of a port, by its owner. */
    PACKETS_TRANSMITTED(4, "packets transmitted"),
    /** System calls made by a port's owner because the kernel asked to be woken. */
    WAKEUPS(5, "wakeups"),
    /** Wakeups that the kernel was too busy for, by the port's owner; they were made again. */
    WAKEUPS_REFUSED(6, "wakeups refused"),
    /** Exceptions thrown by the handler of a stage, by the stage; their frames were recycled. */
    STAGE_ERRORS(7, "stage errors"),
    /** Everything that the error handler was told, the exceptions of the stages among it; of the pipeline. */
    ERRORS(8, "errors"),
    /** Packets received and not handled by every stage when the time to close was over; of a port. */
    PACKETS_DISCARDED(9, "packets discarded at close"),
    /** Those of {@link #PACKETS_DISCARDED} that had been taken off the receive ring; of a port. */
    SLOTS_DISCARDED(17, "slots discarded at close"),
    /** Packets that a stage wanted to transmit and that were not sent when the time to close was over; of a port. */
    TRANSMITS_DISCARDED(10, "transmits discarded at close"),
    /** Bytes of the packets put on the transmit ring of a port, by its owner. */
    BYTES_TRANSMITTED(11, "bytes transmitted"),
    /** Packets that a stage dropped by its verdict, for each reason; of a port, by its owner. */
    PACKETS_DROPPED(12, "packets dropped"),
    /**
     * Packets dropped by the owner because no slot was free: of the stage that was the slowest, or of the port where
     * the slots waited for a transmit ring.
     */
    PACKETS_DROPPED_SLOW(13, "packets dropped for want of a slot"),
    /** Packets that a stage wanted to send for which there was no free frame; of a stage, by it. */
    TRANSMITS_WITHOUT_FRAME(14, "transmits without a free frame"),

    /**
     * Those of {@link #KERNEL_RX_RING_FULL} by who held the owner up when the kernel dropped them: of the stage that
     * was the slowest when no slot was free, or that had the thread which it shares with the owner; of the port where
     * it was no stage, but the owner came late or its slots waited for a transmit ring. By the owner. They are counted
     * there as well, and add up to it when the pipeline is closed.
     */
    RX_RING_FULL_SLOW(15, "rx ring full by who held it up"),
    /** Packets that the transmitters of a stage were given to send, by the stage. */
    TRANSMITTER_PACKETS(16, "packets of transmitters"),

    /** {@link io.xsk.XskStatistics#rxDropped()} of a port's socket, by the cold poll. */
    KERNEL_RX_DROPPED(20, "kernel: rx dropped"),
    /** {@link io.xsk.XskStatistics#rxRingFull()} of a port's socket, by the cold poll. */
    KERNEL_RX_RING_FULL(21, "kernel: rx ring full"),
    /** {@link io.xsk.XskStatistics#rxFillRingEmpty()} of a port's socket, by the cold poll. */
    KERNEL_FILL_RING_EMPTY(22, "kernel: fill ring empty"),
    /** {@link io.xsk.XskStatistics#rxInvalidDescriptors()} of a port's socket, by the cold poll. */
    KERNEL_RX_INVALID(23, "kernel: rx invalid descriptors"),
    /** {@link io.xsk.XskStatistics#txInvalidDescriptors()} of a port's socket, by the cold poll. */
    KERNEL_TX_INVALID(24, "kernel: tx invalid descriptors"),
    /** {@link io.xsk.XskStatistics#txRingEmpty()} of a port's socket, by the cold poll. */
    KERNEL_TX_RING_EMPTY(25, "kernel: tx ring empty"),

    /**
     * Packets that the interface of a port dropped on receive since the launch, which on some drivers counts those that
     * its sockets refused as well; by the cold poll.
     */
    INTERFACE_DROPPED(26, "interface: rx dropped"),

    /** Entries in the fill ring of a port, as its owner last saw it. */
    FILL_RING_ENTRIES(40, "fill ring entries"),
    /** Entries in the receive ring of a port, as its owner last saw it. */
    RX_RING_ENTRIES(41, "rx ring entries"),
    /** Entries in the transmit ring of a port, as its owner last saw it. */
    TX_RING_ENTRIES(42, "tx ring entries"),
    /** Entries in the completion ring of a port, as its owner last saw it. */
    COMPLETION_RING_ENTRIES(43, "completion ring entries"),
    /** Slots with a packet of a port that the stages have, or that waits for its verdict, as its owner last saw it. */
    SLOTS_IN_USE(44, "slots in use"),
    /** Frames of a port that are not in use, as its owner last saw it. */
    FRAMES_FREE(45, "frames free"),
    /** Frames of a port that a user keeps. */
    FRAMES_RETAINED(46, "frames retained"),

    /** Packets that a stage handled, by the stage. */
    PACKETS_HANDLED(60, "packets handled"),
    /** Published slots that a stage has not handled yet, by the cold poll. */
    LAG(61, "lag (slots)"),
    /** The longest time from one duty cycle to the next, in nanoseconds; of a port's owner or of a stage, by it. */
    LONGEST_DUTY_CYCLE(62, "longest duty cycle (ns)"),
    /** How often a port's owner or a stage stood still though it had something to do, by the cold poll. */
    STALLS(63, "stalls");

    private final int typeId;
    private final String label;

    PipelineCounter(final int typeId, final String label)
    {
        this.typeId = typeId;
        this.label = label;
    }

    /**
     * The type of the counter within {@link org.agrona.concurrent.status.CountersReader}.
     *
     * @return the type.
     */
    public int typeId()
    {
        return typeId;
    }

    /**
     * The name for people and reports, which the label of a counter begins with.
     *
     * @return the name in lower case.
     */
    public String label()
    {
        return label;
    }
}
