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
 * An {@link XskSocket} is one whose other side is the kernel; a simulated kernel has others.
 * <p>
 * <b>Note:</b> Implementations are not threadsafe. The rings and the wakeups belong to the owner's thread, the rest to
 * the thread that launches and closes. {@link #statistics()} may be called by any thread until the port is closed.
 */
public interface XskPort extends AutoCloseable
{
    /**
     * The interface.
     *
     * @return its name.
     */
    String interfaceName();

    /**
     * The queue of the interface.
     *
     * @return the number of the queue, from 0.
     */
    int queue();

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
     * From now on the other side takes frames from the fill ring.
     *
     * @throws XskException          if it refuses. The port may be closed, and another opened on the same UMEM.
     * @throws IllegalStateException if the port is bound, or if it shares its UMEM and no other port on that is.
     */
    void bind();

    /**
     * Are packets received into the UMEM and sent from it by the driver itself? Known once the port is bound.
     *
     * @return false if packets are copied.
     */
    boolean isZeroCopy();

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

    /**
     * Wait for a packet in the receive ring, asleep. For use without a spinning owner.
     *
     * @param timeoutMs to wait at most, in milliseconds; 0 not to wait, negative to wait for ever.
     * @return true if there is a packet; false after the timeout or a signal.
     * @throws XskException          if the other side refuses it.
     * @throws IllegalStateException if the port is closed.
     */
    boolean awaitRx(int timeoutMs);

    /**
     * Let the other side send what is in the transmit ring, and wait for room in it, asleep.
     *
     * @param timeoutMs to wait at most, in milliseconds; 0 not to wait, negative to wait for ever.
     * @return true if there is room; false after the timeout or a signal.
     * @throws XskException          if the other side refuses it.
     * @throws IllegalStateException if the port is closed.
     */
    boolean awaitTx(int timeoutMs);

    /**
     * What the other side has counted. It may be a system call: not for each duty cycle.
     *
     * @return the counters of this moment.
     * @throws IllegalStateException if the port is closed.
     */
    XskStatistics statistics();

    /**
     * How many packets the other side has dropped because the receive ring was full. For the owner's thread: a system
     * call at most, without a lock that other threads take.
     *
     * @return {@link XskStatistics#rxRingFull()} of this moment.
     * @throws IllegalStateException if the port is closed.
     */
    default long rxRingFull()
    {
        return statistics().rxRingFull();
    }

    /**
     * Give the queue back. The owner's thread must have stopped using the port; a ring that is used all the same
     * throws. Idempotent.
     *
     * @throws IllegalStateException if another port uses the fill and completion rings of this one.
     */
    @Override
    void close();
}
