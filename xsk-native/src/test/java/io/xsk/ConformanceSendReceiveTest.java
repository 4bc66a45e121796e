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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.ConformanceCase;
import io.xsk.testing.ConformanceTest;
import io.xsk.testing.Endpoint;
import io.xsk.testing.PacketReceiver;
import io.xsk.testing.TestProgram;
import io.xsk.testing.Traffic;

/**
 * The kernel's cases of plain streams of packets.
 */
class ConformanceSendReceiveTest extends ConformanceTest
{
    private static final int HEADROOM = 128;
    private static final int POLL_TIMEOUT_MS = 5;

    /** SEND_RECEIVE. */
    @ConformanceCase
    void shouldSendReceive()
    {
        assertStream(frames());
    }

    /** SEND_RECEIVE_2K_FRAME. */
    @ConformanceCase
    void shouldSendReceive2kFrame()
    {
        assertStream(frames().frameLength(FRAME_LENGTH / 2));
    }

    /** SEND_RECEIVE_SINGLE_PKT. */
    @ConformanceCase
    void shouldSendReceiveSinglePkt()
    {
        try (Endpoint receiver = receiver(); Endpoint sender = sender())
        {
            new Traffic(sender, receiver).stream(1, PACKET_LENGTH);
        }
    }

    /** POLL_RX. */
    @ConformanceCase
    void shouldPollRx()
    {
        try (Endpoint receiver = receiver(); Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.receiver().polling();

            traffic.stream(PACKET_COUNT, PACKET_LENGTH);
        }
    }

    /** POLL_TX. */
    @ConformanceCase
    void shouldPollTx()
    {
        try (Endpoint receiver = receiver(); Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.sender().polling();

            traffic.stream(PACKET_COUNT, PACKET_LENGTH);
        }
    }

    /** POLL_RXQ_FULL. */
    @ConformanceCase
    void shouldPollRxqFull()
    {
        try (Endpoint receiver = receiver())
        {
            assertFalse(receiver.port().awaitRx(POLL_TIMEOUT_MS));
        }
    }

    /** POLL_TXQ_FULL: the kernel cannot send, since the completion ring is full. */
    @ConformanceCase
    void shouldPollTxqFull()
    {
        final XskSocket.Context context = single(frames()).completionRingCapacity(1);
        try (Endpoint receiver = receiver(); Endpoint sender = sender(context))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            for (int number = 0; number < CAPACITY; number++)
            {
                traffic.sender().put(number, PACKET_LENGTH);
            }
            assertFalse(sender.port().awaitTx(POLL_TIMEOUT_MS));

            traffic.await("half of the ring", () -> sender.port().txRing().size() <= CAPACITY / 2);
            assertTrue(sender.port().awaitTx(POLL_TIMEOUT_MS));
        }
    }

    /** SEND_RECEIVE_UNALIGNED: every other packet crosses from one page into the next. */
    @ConformanceCase
    void shouldSendReceiveUnaligned()
    {
        try (
            Endpoint receiver = receiver(single(unalignedFrames())).receive(TestProgram.REDIRECT);
            Endpoint sender = sender(single(unalignedFrames())))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.sender().offsetOfOdd(-PACKET_LENGTH / 2);

            traffic.stream(PACKET_COUNT, PACKET_LENGTH);
            assertEquals(0, sender.port().statistics().txInvalidDescriptors());
        }
    }

    /** UMEM_HEADROOM. */
    @ConformanceCase
    void shouldHonourUmemHeadroom()
    {
        try (
            Endpoint receiver = receiver(single(frames().headroom(HEADROOM))).receive(TestProgram.REDIRECT);
            Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.stream(PACKET_COUNT, PACKET_LENGTH);

            final Umem umem = receiver.port().umem();
            for (final PacketReceiver.Packet packet : traffic.receiver().packets())
            {
                assertEquals(umem.packetOffset(), packet.address() - umem.frameOf(packet.address()));
            }
        }
    }

    private void assertStream(final Umem.Context frames)
    {
        try (
            Endpoint receiver = receiver(single(frames)).receive(TestProgram.REDIRECT);
            Endpoint sender = sender(single(frames)))
        {
            new Traffic(sender, receiver).stream(PACKET_COUNT, PACKET_LENGTH);
        }
    }
}
