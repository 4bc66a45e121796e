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

import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.bpf.AttachMode;
import io.xsk.testing.ConformanceTest;
import io.xsk.testing.HugePages;
import io.xsk.testing.KernelTestInEachMode;
import io.xsk.testing.PacketReceiver;
import io.xsk.testing.Traffic;
import io.xsk.testing.XskHost;

/**
 * The kernel's cases of plain streams of packets.
 */
class ConformanceSendReceiveKernelTest extends ConformanceTest
{
    private static final int HEADROOM = 128;
    private static final int POLL_TIMEOUT_MS = 5;

    /** SEND_RECEIVE. */
    @KernelTestInEachMode
    void shouldSendReceive(final AttachMode mode)
    {
        assertStream(mode, frames());
    }

    /** SEND_RECEIVE_2K_FRAME. */
    @KernelTestInEachMode
    void shouldSendReceive2kFrame(final AttachMode mode)
    {
        assertStream(mode, frames().frameLength(FRAME_LENGTH / 2));
    }

    /** SEND_RECEIVE_SINGLE_PKT. */
    @KernelTestInEachMode
    void shouldSendReceiveSinglePkt(final AttachMode mode)
    {
        try (XskHost receiver = receiver(mode); XskHost sender = sender())
        {
            new Traffic(sender, receiver).stream(1, PACKET_LENGTH);
        }
    }

    /** POLL_RX. */
    @KernelTestInEachMode
    void shouldPollRx(final AttachMode mode)
    {
        try (XskHost receiver = receiver(mode); XskHost sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.receiver().polling();

            traffic.stream(PACKET_COUNT, PACKET_LENGTH);
        }
    }

    /** POLL_TX. */
    @KernelTestInEachMode
    void shouldPollTx(final AttachMode mode)
    {
        try (XskHost receiver = receiver(mode); XskHost sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.sender().polling();

            traffic.stream(PACKET_COUNT, PACKET_LENGTH);
        }
    }

    /** POLL_RXQ_FULL. */
    @KernelTestInEachMode
    void shouldPollRxqFull(final AttachMode mode)
    {
        try (XskHost receiver = receiver(mode))
        {
            assertFalse(receiver.socket().awaitRx(POLL_TIMEOUT_MS));
        }
    }

    /** POLL_TXQ_FULL: the kernel cannot send, since the completion ring is full. */
    @KernelTestInEachMode
    void shouldPollTxqFull(final AttachMode mode)
    {
        final XskSocket.Context context = single(LEFT, frames()).completionRingCapacity(1);
        try (XskHost receiver = receiver(mode); XskHost sender = sender(context))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            for (int number = 0; number < CAPACITY; number++)
            {
                traffic.sender().put(number, PACKET_LENGTH);
            }
            assertFalse(sender.socket().awaitTx(POLL_TIMEOUT_MS));

            traffic.await("half of the ring", () -> sender.socket().txRing().size() <= CAPACITY / 2);
            assertTrue(sender.socket().awaitTx(POLL_TIMEOUT_MS));
        }
    }

    /** SEND_RECEIVE_UNALIGNED: every other packet crosses from one page into the next. */
    @KernelTestInEachMode
    void shouldSendReceiveUnaligned(final AttachMode mode)
    {
        try (
            HugePages _ = new HugePages(HUGE_PAGE_COUNT);
            XskHost receiver = receiver(single(RIGHT, unalignedFrames())).receive(mode, false);
            XskHost sender = sender(single(LEFT, unalignedFrames())))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.sender().offsetOfOdd(-PACKET_LENGTH / 2);

            traffic.stream(PACKET_COUNT, PACKET_LENGTH);
            assertEquals(0, sender.socket().statistics().txInvalidDescriptors());
        }
    }

    /** UMEM_HEADROOM. */
    @KernelTestInEachMode
    void shouldHonourUmemHeadroom(final AttachMode mode)
    {
        try (
            XskHost receiver = receiver(single(RIGHT, frames().headroom(HEADROOM))).receive(mode, false);
            XskHost sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.stream(PACKET_COUNT, PACKET_LENGTH);

            final Umem umem = receiver.socket().umem();
            for (final PacketReceiver.Packet packet : traffic.receiver().packets())
            {
                assertEquals(umem.packetOffset(), packet.address() - umem.frameOf(packet.address()));
            }
        }
    }

    private void assertStream(final AttachMode mode, final Umem.Context frames)
    {
        try (
            XskHost receiver = receiver(single(RIGHT, frames)).receive(mode, false);
            XskHost sender = sender(single(LEFT, frames)))
        {
            new Traffic(sender, receiver).stream(PACKET_COUNT, PACKET_LENGTH);
        }
    }
}
