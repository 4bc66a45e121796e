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

import io.xsk.testing.Backend;
import io.xsk.testing.ConformanceCase;
import io.xsk.testing.ConformanceTest;
import io.xsk.testing.Endpoint;
import io.xsk.testing.PacketReceiver;
import io.xsk.testing.PacketSender;
import io.xsk.testing.TestProgram;
import io.xsk.testing.Traffic;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's cases of entries on the transmit ring that are at the edge of what is right, or beyond it: those are
 * dropped and counted, and what comes after them is sent. Also how many a wakeup takes.
 */
class ConformanceDescriptorTest extends ConformanceTest
{
    private static final int HALF = PACKET_LENGTH / 2;
    private static final int TOO_LONG = 4097;
    private static final int ODD_FRAME_LENGTH = 4001;
    /** What a wakeup sends where packets are copied: TX_BATCH_SIZE of net/xdp/xsk.c. */
    private static final int TX_BUDGET = 32;

    /** ALIGNED_INV_DESC. */
    @ConformanceCase
    void shouldDropAlignedInvDesc()
    {
        assertInvalidDescriptors(frames());
    }

    /** ALIGNED_INV_DESC_2K_FRAME_SIZE. */
    @ConformanceCase
    void shouldDropAlignedInvDesc2kFrameSize()
    {
        assertInvalidDescriptors(frames().frameLength(FRAME_LENGTH / 2));
    }

    /** UNALIGNED_INV_DESC. */
    @ConformanceCase
    void shouldDropUnalignedInvDesc()
    {
        assertInvalidDescriptors(unalignedFrames());
    }

    /** UNALIGNED_INV_DESC_4001_FRAME_SIZE: the UMEM does not end where a page does. */
    @ConformanceCase
    void shouldDropUnalignedInvDesc4001FrameSize()
    {
        assertInvalidDescriptors(unalignedFrames().frameLength(ODD_FRAME_LENGTH));
    }

    /** TX_QUEUE_CONSUMER: the kernel's index moves even where there are more packets than it sends at once. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldMoveTxQueueConsumer()
    {
        try (Endpoint receiver = receiver(); Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            for (int number = 0; number <= TX_BUDGET; number++)
            {
                traffic.sender().put(number, PACKET_LENGTH);
            }

            assertFalse(sender.port().wakeupTx());
            assertEquals(1, sender.port().txRing().size());
            traffic.exchange(TX_BUDGET + 1);
        }
    }

    private void assertInvalidDescriptors(final Umem.Context frames)
    {
        try (
            Endpoint receiver = receiver(single(frames)).receive(TestProgram.REDIRECT);
            Endpoint sender = sender(single(frames)))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            final List<Row> rows = rows(sender.port().umem(), traffic.sender());
            final List<Long> expected = new ArrayList<>();
            for (int number = 0; number < rows.size(); number++)
            {
                final Row row = rows.get(number);
                if (row.isValid)
                {
                    traffic.sender().compose(row.address, number, 0, row.length);
                    expected.add((long)number);
                }
                traffic.sender().put(row.address, row.length, 0);
            }
            traffic.exchange(expected.size());

            assertEquals(expected, traffic.receiver().packets().stream().map(PacketReceiver.Packet::number).toList());
            assertEquals(
                rows.size() - expected.size(), sender.port().statistics().txInvalidDescriptors());
        }
    }

    private static List<Row> rows(final Umem umem, final PacketSender sender)
    {
        final long end = umem.frameAddress(umem.frameCount());

        return List.of(
            new Row("at the start of the umem", 0, PACKET_LENGTH, true),
            new Row("at the start of a frame", sender.nextFrame(), PACKET_LENGTH, true),
            new Row("across the start of the umem", -2, PACKET_LENGTH, false),
            new Row("longer than a frame", sender.nextFrame(), TOO_LONG, false),
            new Row("up to the end of the umem", end - PACKET_LENGTH, PACKET_LENGTH, true),
            new Row("after the end of the umem", end, PACKET_LENGTH, false),
            new Row("across the end of the umem", end - HALF, PACKET_LENGTH, false),
            new Row("across 4 KiB", 4096 - HALF, PACKET_LENGTH, umem.isUnaligned()),
            new Row("across 2 KiB", 2048 - HALF, PACKET_LENGTH, umem.isUnaligned() || umem.frameLength() > 2048),
            new Row("at the start of a frame, again", sender.nextFrame(), PACKET_LENGTH, true));
    }

    private record Row(String name, long address, int length, boolean isValid)
    {
    }
}
