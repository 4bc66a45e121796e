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
package io.xsk;

import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;

/**
 * What the owner of one queue of one interface works with: four rings, the memory that they speak of, and two wakeups.
 * An {@link XskSocket} is one whose other side is the kernel.
 * <p>
 * <b>Note:</b> Implementations are not threadsafe. One thread owns the port.
 */
public interface XskPort
{
    /**
     * The memory that the rings speak of.
     *
     * @return the UMEM.
     */
    Umem umem();

    /**
     * The ring that gives the other side frames to receive into.
     *
     * @return the ring.
     */
    FillRing fillRing();

    /**
     * The ring that gives back the frames that were sent.
     *
     * @return the ring.
     */
    CompletionRing completionRing();

    /**
     * The ring of received packets.
     *
     * @return the ring.
     */
    RxRing rxRing();

    /**
     * The ring of packets to send.
     *
     * @return the ring.
     */
    TxRing txRing();

    /**
     * Let the other side take frames from the fill ring; for when {@link FillRing#needsWakeup()} says so.
     *
     * @return false if it cannot now: try again in a later duty cycle.
     * @throws XskException if it refuses for good.
     */
    boolean wakeupRx();

    /**
     * Let the other side take packets from the transmit ring; for when {@link TxRing#needsWakeup()} says so.
     *
     * @return false if it cannot now: try again in a later duty cycle, after the completion ring was drained.
     * @throws XskException if it refuses for good.
     */
    boolean wakeupTx();
}
