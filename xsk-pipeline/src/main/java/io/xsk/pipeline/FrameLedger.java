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
 * Where the frames of a port are. Each is in exactly one place, so the places add up to the total; a difference is a
 * frame that was lost or counted twice.
 *
 * @param total      frames in the UMEM.
 * @param free       with the owner, not in use.
 * @param fill       given to the kernel to receive into, and still in the fill ring.
 * @param rx         taken from the fill ring by the kernel: with the driver or in the receive ring.
 * @param slots      with a packet that the stages have, or that waits for its verdict.
 * @param tx         given to the kernel to send, and still in the transmit ring.
 * @param completion taken from the transmit ring by the kernel: with the driver or in the completion ring.
 */
public record FrameLedger(long total, long free, long fill, long rx, long slots, long tx, long completion)
{
    /**
     * The frames that are nowhere.
     *
     * @return 0 when the ledger adds up; negative when frames were counted twice.
     */
    public long lost()
    {
        return total - (free + fill + rx + slots + tx + completion);
    }
}
