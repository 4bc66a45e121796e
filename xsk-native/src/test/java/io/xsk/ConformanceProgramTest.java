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
import io.xsk.testing.PacketReceiver;
import io.xsk.testing.Side;
import io.xsk.testing.TestProgram;
import io.xsk.testing.Traffic;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The kernel's cases of programs that do more than redirect.
 */
class ConformanceProgramTest extends ConformanceTest
{
    private static final int COUNT = 128;
    private static final int METADATA_COUNT = 512;
    private static final int LONG_LENGTH = 6144;
    private static final int DIFFERENCE = TestProgram.TAIL_DIFFERENCE;

    private final UnsafeBuffer metadata = new UnsafeBuffer(0L, 0);

    /** XDP_DROP_HALF: the program drops what is not for the one socket, which is every other packet. */
    @ConformanceCase
    void shouldXdpDropHalf()
    {
        try (
            Endpoint receiver = receiver(single(frames())).receive(TestProgram.REDIRECT_BY_DESTINATION);
            Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            for (int number = 0; number < COUNT; number++)
            {
                traffic.sender().put(number, PACKET_LENGTH);
            }
            traffic.exchange(COUNT / 2);

            assertEveryOther(0, traffic.receiver());
        }
    }

    /** XDP_SHARED_UMEM: two sockets on a queue, of which each gets the packets to its MAC address. */
    @ConformanceCase
    void shouldXdpSharedUmem()
    {
        final Umem umem = Umem.allocate(frames());
        try (
            Endpoint first = receiver(single(umem)).receive(TestProgram.REDIRECT_BY_DESTINATION);
            Endpoint second = new Endpoint(testbed(), Side.RIGHT, single(umem), 0);
            Endpoint sender = sender())
        {
            first.attachment().put(1, second.port());
            final Traffic traffic = new Traffic(sender, first);
            final PacketReceiver other = new PacketReceiver(second);
            for (int number = 0; number < COUNT; number++)
            {
                traffic.sender().put(number, PACKET_LENGTH);
            }
            traffic.exchange(COUNT / 2);
            traffic.await("packets of the second socket", () ->
            {
                other.advance();
                return other.packets().size() >= COUNT / 2;
            });

            assertEveryOther(0, traffic.receiver());
            assertEveryOther(1, other);
        }
    }

    /** XDP_METADATA_COPY. */
    @ConformanceCase
    void shouldXdpMetadataCopy()
    {
        assertMetadata(PACKET_LENGTH);
    }

    /** XDP_METADATA_COPY_MULTI_BUFF. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldXdpMetadataCopyMultiBuff()
    {
        assertMetadata(JUMBO_LENGTH);
    }

    /** XDP_ADJUST_TAIL_SHRINK. */
    @ConformanceCase
    void shouldXdpAdjustTailShrink()
    {
        assertTail(TestProgram.SHRINK_TAIL, 2 * PACKET_LENGTH, -DIFFERENCE);
    }

    /** XDP_ADJUST_TAIL_SHRINK_MULTI_BUFF. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldXdpAdjustTailShrinkMultiBuff()
    {
        assertTail(TestProgram.SHRINK_TAIL, LONG_LENGTH, -DIFFERENCE);
    }

    /** XDP_ADJUST_TAIL_GROW: behind a packet is room up to the next cache line. */
    @ConformanceCase
    void shouldXdpAdjustTailGrow()
    {
        assertTail(TestProgram.GROW_TAIL, 2 * PACKET_LENGTH - DIFFERENCE, DIFFERENCE);
    }

    private void assertMetadata(final int length)
    {
        try (
            Endpoint receiver = receiver(context(length)).receive(TestProgram.NUMBER_INTO_METADATA);
            Endpoint sender = sender(context(length)))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            for (int number = 0; number < METADATA_COUNT; number++)
            {
                traffic.stream(1, length);

                final PacketReceiver.Packet packet = traffic.receiver().packets().getLast();
                receiver.port().umem().wrap(packet.address() - TestProgram.METADATA_LENGTH,
                    TestProgram.METADATA_LENGTH, metadata);
                assertEquals(number, metadata.getLong(0));
            }
        }
    }

    private void assertTail(final TestProgram program, final int length, final int difference)
    {
        try (
            Endpoint receiver = receiver(context(length)).receive(program);
            Endpoint sender = sender(context(length)))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.receiver().checkedLength(length);
            for (int number = 0; number < COUNT; number++)
            {
                traffic.sender().put(number, length);
                traffic.exchange(1);
                assertEquals(length + difference, traffic.receiver().packets().getLast().length());
            }
        }
    }

    /** For packets in several frames only where they take several: not every driver has them. */
    private XskSocket.Context context(final int length)
    {
        if (length <= FRAME_LENGTH)
        {
            return single(frames());
        }
        testbed().mtu(JUMBO_LENGTH);

        return multi(frames());
    }

    private static void assertEveryOther(final int first, final PacketReceiver receiver)
    {
        assertEquals(COUNT / 2, receiver.packets().size());
        for (int i = 0; i < COUNT / 2; i++)
        {
            assertEquals(first + 2 * i, receiver.packets().get(i).number());
        }
    }
}
