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

/**
 * What the kernel counts for a socket since it was opened ({@code struct xdp_statistics}). The kernel counts as it goes
 * along; a snapshot is a system call of the thread that asks for it, best not the owner's, which is not disturbed.
 *
 * @param rxDropped            packets dropped on their way to the socket for want of a free frame or because they did
 *                             not fit into one.
 * @param rxInvalidDescriptors entries that the kernel found invalid on the receiving side. Linux 6.18 skips entries of
 *                             the fill ring that are no frames of the UMEM without counting them here.
 * @param txInvalidDescriptors entries of the transmit ring that were not packets within the UMEM.
 * @param rxRingFull           packets dropped because the receive ring was full; not among {@code rxDropped}.
 * @param rxFillRingEmpty      times that the kernel found no entry in the fill ring.
 * @param txRingEmpty          times that the kernel found no entry in the transmit ring.
 */
public record XskStatistics(
    long rxDropped,
    long rxInvalidDescriptors,
    long txInvalidDescriptors,
    long rxRingFull,
    long rxFillRingEmpty,
    long txRingEmpty)
{
    /**
     * The sum over two sockets.
     *
     * @param other socket's counters.
     * @return the sums.
     */
    public XskStatistics plus(final XskStatistics other)
    {
        return new XskStatistics(
            rxDropped + other.rxDropped,
            rxInvalidDescriptors + other.rxInvalidDescriptors,
            txInvalidDescriptors + other.txInvalidDescriptors,
            rxRingFull + other.rxRingFull,
            rxFillRingEmpty + other.rxFillRingEmpty,
            txRingEmpty + other.txRingEmpty);
    }
}
