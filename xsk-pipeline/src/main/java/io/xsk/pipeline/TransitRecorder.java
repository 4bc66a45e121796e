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

import io.xsk.RxMetadata;
import io.xsk.TransitTime;
import io.xsk.Umem;
import io.xsk.counters.LatencyRecorder;

/**
 * Records how long it takes from when a packet was received to when it was sent by a port, for the packets of slots.
 * What transmitters send was not received, and is not recorded.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It is the owner's; only the recorder is read by others.
 */
final class TransitRecorder
{
    private static final RxMetadata NOT_RECEIVED = new RxMetadata();

    private final RxMetadata received = new RxMetadata();
    private final LatencyRecorder recorder;
    private final TransitTime transit;
    private final boolean isZeroCopy;
    private final int port;

    /**
     * @param name       of the port's counters.
     * @param port       its index.
     * @param umem       of the port, with room for transmit metadata.
     * @param isZeroCopy whether the port's packets are not copied.
     */
    TransitRecorder(final String name, final int port, final Umem umem, final boolean isZeroCopy)
    {
        this.port = port;
        this.isZeroCopy = isZeroCopy;
        recorder = new LatencyRecorder(name);
        transit = new TransitTime(umem, isZeroCopy);
    }

    LatencyRecorder recorder()
    {
        return recorder;
    }

    /** Before the packet of a slot is put on TX; the options to send it with. */
    int request(final FrameEvent slot)
    {
        // Two cards have two clocks.
        final boolean isOneClock = !isZeroCopy || port == slot.port();
        final boolean isStampThere = isOneClock && !slot.isHeadGrown();

        return transit.request(slot.address(), isStampThere ? slot.metadata(received) : NOT_RECEIVED);
    }

    /** Before another packet is put on TX; the options to send it with. */
    int request(final long address)
    {
        return transit.request(address, NOT_RECEIVED);
    }

    void onCompleted(final long address)
    {
        final long transitNs = transit.complete(address);
        if (TransitTime.UNKNOWN != transitNs)
        {
            recorder.record(0, transitNs);
        }
    }
}
