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
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.ProducerRing;
import io.xsk.ring.Ring;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import io.xsk.testing.Backend;
import io.xsk.testing.ConformanceCase;
import io.xsk.testing.ConformanceTest;
import io.xsk.testing.Endpoint;
import io.xsk.testing.PacketPattern;
import io.xsk.testing.Side;
import io.xsk.testing.TestProgram;
import io.xsk.testing.Traffic;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the tests of xsk-rs 0.8.0 show of its queues and its UMEM ({@code tests/} of github.com/DouglasGray/xsk-rs),
 * shown of the rings and the UMEM here. {@code docs/parity.md} says which is which. A driver in zero-copy mode takes
 * entries off the rings by itself, and so what counts them is run over those that copy.
 */
class ConformanceXskRsTest extends ConformanceTest
{
    private static final int SMALL = 4;
    private static final int ADDRESSES = 16;
    private static final int KERNEL_HEADROOM = 256;
    private static final int HEADROOM = 512;
    private static final long NOTE = 0x1122_3344_5566_7788L;

    private final UnsafeBuffer window = new UnsafeBuffer(0L, 0);

    /** fill_queue: producing_fq_size_frames_is_ok, produce_one_is_ok. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldTakeAsManyFramesAsTheFillRingHasRoomFor()
    {
        try (Endpoint endpoint = endpoint(small()))
        {
            assertTakesAll(endpoint.port().fillRing(), () -> giveFrame(endpoint.port()));
        }
    }

    /** fill_queue: producing_more_than_fq_size_frames_fails, produce_frames_until_full. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldTakeAllFramesOrNoneForTheFillRing()
    {
        try (Endpoint endpoint = endpoint(small()))
        {
            assertTakesAllOrNone(endpoint.port().fillRing(), () -> giveFrame(endpoint.port()));
        }
    }

    /** tx_queue: producing_tx_size_frames_is_ok, produce_one_is_ok. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldTakeAsManyPacketsAsTheTransmitRingHasRoomFor()
    {
        try (Endpoint endpoint = endpoint(small()))
        {
            assertTakesAll(endpoint.port().txRing(), () -> givePacket(endpoint.port()));
        }
    }

    /** tx_queue: produce_greater_than_tx_size_frames_fails, produce_frames_until_full. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldTakeAllPacketsOrNoneForTheTransmitRing()
    {
        try (Endpoint endpoint = endpoint(small()))
        {
            assertTakesAllOrNone(endpoint.port().txRing(), () -> givePacket(endpoint.port()));
        }
    }

    /** comp_queue: comp_queue_consumes_nothing_if_tx_q_unused. */
    @ConformanceCase
    void shouldCompleteNothingWhereNothingWasSent()
    {
        try (Endpoint endpoint = sender())
        {
            endpoint.port().wakeupTx();
            testbed().advance();
            assertEquals(0, endpoint.port().completionRing().available(CAPACITY));
        }
    }

    /**
     * comp_queue: num_frames_consumed_match_those_produced, addr_of_frames_consumed_match_addr_of_those_produced,
     * consume_one_should_consume_a_single_frame_even_if_multiple_produced,
     * frame_consumed_with_consume_one_should_match_addr_of_one_produced.
     */
    @ConformanceCase
    void shouldCompleteExactlyWhatWasSentAlsoOneByOne()
    {
        try (Endpoint receiver = receiver(); Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            final LongHashSet sent = new LongHashSet();
            for (int number = 0; number < ADDRESSES; number++)
            {
                final long address = traffic.sender().nextFrame();
                traffic.sender().compose(address, number, 0, PACKET_LENGTH);
                put(sender.port().txRing(), sender.port().txRing().tryClaim(1), address);
                sent.add(address);
            }
            final CompletionRing ring = sender.port().completionRing();
            while (ring.size() < ADDRESSES)
            {
                sender.port().wakeupTx();
                testbed().advance();
                Thread.yield();
            }

            final LongHashSet completed = new LongHashSet();
            for (int left = ADDRESSES; left > 0; left--)
            {
                assertEquals(1, ring.available(1));
                completed.add(ring.address(ring.position()));
                ring.release(1);
            }
            assertEquals(0, ring.available(1));
            assertEquals(sent, completed);
        }
    }

    /** rx_queue: nothing_is_consumed_when_no_tx_sent_and_fill_q_empty. */
    @ConformanceCase
    void shouldReceiveNothingWhereNothingWasSent()
    {
        try (Endpoint endpoint = endpoint(single(frames())).receive(TestProgram.REDIRECT))
        {
            endpoint.port().wakeupRx();
            testbed().advance();
            assertEquals(0, endpoint.port().rxRing().available(CAPACITY));
        }
    }

    /**
     * rx_queue: nothing_is_consumed_when_tx_sent_but_fill_q_empty, xdp_statistics_report_dropped_packet. The packets
     * are counted under the fill ring's own cause.
     */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldReceiveNothingWhereThereIsNoFrame()
    {
        try (
            Endpoint receiver = endpoint(single(frames())).receive(TestProgram.REDIRECT);
            Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            for (int number = 0; number < SMALL; number++)
            {
                traffic.sender().put(number, PACKET_LENGTH);
            }
            traffic.await("drops", () -> SMALL == receiver.port().statistics().rxDropped() &&
                SMALL == receiver.port().statistics().rxFillRingEmpty());
            assertEquals(0, receiver.port().rxRing().available(CAPACITY));
        }
    }

    /**
     * rx_queue: consumed_frame_data_matches_what_was_sent, consume_one_frame_data_matches_what_was_sent,
     * consumed_frame_addresses_include_xdp_and_frame_headroom,
     * consume_one_frame_address_includes_xdp_and_frame_headroom, headroom_len_reset_after_receive,
     * consume_one_headroom_len_reset_after_receive. What the user keeps in the headroom is nobody else's.
     */
    @ConformanceCase
    void shouldReceiveBehindBothHeadroomsAndLeaveTheUsersAlone()
    {
        try (
            Endpoint receiver = receiver(single(frames().headroom(HEADROOM)));
            Endpoint sender = sender())
        {
            final Umem umem = receiver.port().umem();
            for (int frame = 0; frame < umem.frameCount(); frame++)
            {
                umem.wrap(umem.frameAddress(frame), Long.BYTES, window);
                window.putLong(0, NOTE);
            }
            receiver.receive(TestProgram.REDIRECT);
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.sender().put(1, PACKET_LENGTH);
            traffic.sender().put(2, PACKET_LENGTH);
            traffic.awaitUnreceived("two packets", () -> 2 == receiver.port().rxRing().size());

            final RxRing ring = receiver.port().rxRing();
            for (int number = 1; number <= 2; number++)
            {
                assertEquals(1, ring.available(1));
                final long address = ring.address(ring.position());
                final int length = ring.length(ring.position());
                ring.release(1);

                assertEquals(KERNEL_HEADROOM + HEADROOM, address - umem.frameOf(address));
                assertEquals(PACKET_LENGTH, length);
                umem.wrap(address, length, window);
                assertEquals(-1, PacketPattern.mismatch(window, number, 0, length));
                umem.wrap(umem.frameOf(address), Long.BYTES, window);
                assertEquals(NOTE, window.getLong(0));
            }
        }
    }

    /** umem: shared_umem_returns_new_fq_and_cq_when_sockets_are_bound_to_different_devices. */
    @ConformanceCase(except = {Backend.NATIVE_BUSY, Backend.GENERIC_BUSY})
    void shouldHaveRingsOfItsOwnOnEachDevice()
    {
        final Umem umem = Umem.allocate(frames());
        try (
            Endpoint receiver = receiver(single(umem)).receive(TestProgram.REDIRECT);
            Endpoint sender = sender(single(umem)))
        {
            assertNotSame(receiver.port().fillRing(), sender.port().fillRing());
            assertNotSame(receiver.port().completionRing(), sender.port().completionRing());
            new Traffic(sender, receiver).stream(CAPACITY, PACKET_LENGTH);
        }
    }

    /** umem: shared_umem_does_not_return_new_fq_and_cq_when_sockets_are_bound_to_same_device. */
    @ConformanceCase
    void shouldShareRingsOnOneQueue()
    {
        final Umem umem = Umem.allocate(frames());
        try (
            Endpoint first = receiver(single(umem));
            Endpoint second = endpoint(single(umem)))
        {
            assertSame(first.port().fillRing(), second.port().fillRing());
            assertSame(first.port().completionRing(), second.port().completionRing());
            assertNotSame(first.port().rxRing(), second.port().rxRing());
        }
    }

    private Endpoint endpoint(final XskSocket.Context context)
    {
        return new Endpoint(testbed(), Side.RIGHT, context, 0);
    }

    private static XskSocket.Context small()
    {
        return single(frames())
            .fillRingCapacity(SMALL)
            .rxRingCapacity(SMALL)
            .txRingCapacity(SMALL)
            .completionRingCapacity(SMALL);
    }

    private static void assertTakesAll(final ProducerRing ring, final Runnable giveOne)
    {
        for (int count = 1; count <= SMALL; count++)
        {
            giveOne.run();
            assertEquals(count, ring.size());
        }
    }

    private static void assertTakesAllOrNone(final ProducerRing ring, final Runnable giveOne)
    {
        assertEquals(Ring.INSUFFICIENT_CAPACITY, ring.tryClaim(SMALL + 1));
        for (int count = 1; count < SMALL; count++)
        {
            giveOne.run();
        }
        assertEquals(Ring.INSUFFICIENT_CAPACITY, ring.tryClaim(2));
        giveOne.run();
        assertEquals(Ring.INSUFFICIENT_CAPACITY, ring.tryClaim(1));
        assertEquals(SMALL, ring.size());
    }

    private static void giveFrame(final XskPort port)
    {
        final FillRing ring = port.fillRing();
        final long sequence = ring.tryClaim(1);
        ring.put(sequence, port.umem().frameAddress((int)sequence));
        ring.commit();
    }

    private static void givePacket(final XskPort port)
    {
        final long sequence = port.txRing().tryClaim(1);
        put(port.txRing(), sequence, port.umem().frameAddress((int)sequence));
    }

    private static void put(final TxRing ring, final long sequence, final long address)
    {
        ring.put(sequence, address, PACKET_LENGTH, 0);
        ring.commit();
    }
}
