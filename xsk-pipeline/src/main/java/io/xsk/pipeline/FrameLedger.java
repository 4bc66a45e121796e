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

/**
 * Where the frames of a pipeline are. A frame is in exactly one place at a time.
 *
 * @param total        of the UMEM, or of several.
 * @param free         with the owners.
 * @param fill         on the fill rings, not yet taken by the kernel.
 * @param rx           with the kernel to be received into, or on the receive rings.
 * @param slots        in slots, with the stages.
 * @param tx           on the transmit rings, not yet taken by the kernel.
 * @param completion   with the kernel being sent, or on the completion rings.
 * @param retained     with stages that keep them beyond their slots.
 * @param transmitters with transmitters that send through an owner.
 */
public record FrameLedger(
    long total,
    long free,
    long fill,
    long rx,
    long slots,
    long tx,
    long completion,
    long retained,
    long transmitters)
{
    /** Of no frames. */
    static final FrameLedger EMPTY = new FrameLedger(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * The frames that are nowhere.
     *
     * @return 0 when the ledger adds up; negative when frames were counted twice.
     */
    public long lost()
    {
        return total - (free + fill + rx + slots + tx + completion + retained + transmitters);
    }

    FrameLedger plus(final FrameLedger other)
    {
        return new FrameLedger(
            total + other.total,
            free + other.free,
            fill + other.fill,
            rx + other.rx,
            slots + other.slots,
            tx + other.tx,
            completion + other.completion,
            retained + other.retained,
            transmitters + other.transmitters);
    }
}
