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

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.xsk.testing.Backend;
import io.xsk.testing.ConformanceCase;
import io.xsk.testing.ConformanceTest;
import io.xsk.testing.Endpoint;
import io.xsk.testing.PacketSender;
import io.xsk.testing.Side;
import io.xsk.testing.TestProgram;
import io.xsk.testing.Traffic;

/**
 * The kernel's cases of counters. Those count exactly here: what was received and what was counted is what was sent.
 */
class ConformanceStatisticsTest extends ConformanceTest
{
    /** Leaves 448 bytes for a packet, the least that kernels from 2026 on allow. */
    private static final int LARGE_HEADROOM = 3392;
    private static final int ROOM = 448;
    private static final int COUNT = 128;
    private static final int EXCESS = CAPACITY / 2;

    /** STAT_RX_DROPPED: every other packet is too long for a frame. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldCountStatRxDropped()
    {
        try (
            Endpoint receiver = receiver(single(frames().headroom(LARGE_HEADROOM))).receive(TestProgram.REDIRECT);
            Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            for (int number = 0; number < COUNT; number++)
            {
                traffic.sender().put(number, 0 == number % 2 ? ROOM : ROOM + 1);
            }
            traffic.exchange(COUNT / 2);
            traffic.await("drops", () -> receiver.port().statistics().rxDropped() >= COUNT / 2);

            traffic.receiver().packets().forEach(packet -> assertEquals(ROOM, packet.length()));
            assertEquals(COUNT / 2, receiver.port().statistics().rxDropped());
        }
    }

    /** STAT_TX_INVALID: every other packet is longer than a frame. */
    @ConformanceCase
    void shouldCountStatTxInvalid()
    {
        try (Endpoint receiver = receiver(); Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            final PacketSender packets = traffic.sender();
            for (int number = 0; number < COUNT; number += 2)
            {
                packets.put(number, PACKET_LENGTH);
                packets.put(packets.nextFrame(), FRAME_LENGTH + 1, 0);
            }
            traffic.exchange(COUNT / 2);

            assertEquals(COUNT / 2, sender.port().statistics().txInvalidDescriptors());
        }
    }

    /** STAT_RX_FULL: nobody reads the receive ring, which is half as long as what comes. */
    @ConformanceCase
    void shouldCountStatRxFull()
    {
        final XskSocket.Context context = single(frames()).rxRingCapacity(EXCESS);
        try (Endpoint receiver = receiver(context).receive(TestProgram.REDIRECT); Endpoint sender = sender())
        {
            sendUnreceived(sender, receiver, CAPACITY);

            assertEquals(EXCESS, receiver.port().rxRing().size());
            assertEquals(CAPACITY - EXCESS, receiver.port().statistics().rxRingFull());
            assertEquals(0, receiver.port().statistics().rxDropped());
        }
    }

    /** STAT_FILL_EMPTY: nobody fills the fill ring up, and there are half as many frames as packets. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldCountStatFillEmpty()
    {
        try (
            Endpoint receiver = new Endpoint(testbed(), Side.RIGHT, single(frames()), EXCESS)
                .receive(TestProgram.REDIRECT);
            Endpoint sender = sender(single(frames())))
        {
            sendUnreceived(sender, receiver, CAPACITY);

            assertEquals(EXCESS, receiver.port().rxRing().size());
            assertEquals(CAPACITY - EXCESS, receiver.port().statistics().rxFillRingEmpty());
            assertEquals(CAPACITY - EXCESS, receiver.port().statistics().rxDropped());
        }
    }

    private static void sendUnreceived(final Endpoint sender, final Endpoint receiver, final int count)
    {
        final Traffic traffic = new Traffic(sender, receiver);
        for (int number = 0; number < count; number++)
        {
            traffic.sender().put(number, PACKET_LENGTH);
            // One at a time: the queue of a virtual interface is short, and it drops what does not fit.
            traffic.awaitUnreceived("completion", traffic.sender()::isCompleted);
        }
        traffic.awaitUnreceived("all packets, received or dropped", () ->
        {
            final XskStatistics statistics = receiver.port().statistics();
            return receiver.port().rxRing().size() + statistics.rxDropped() + statistics.rxRingFull() >= count;
        });
    }
}
