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
package io.xsk.bpf;

import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.xsk.Umem;
import io.xsk.testing.ConformanceTest;
import io.xsk.testing.KernelTestInEachMode;
import io.xsk.testing.PacketReceiver;
import io.xsk.testing.Traffic;
import io.xsk.testing.XskHost;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The kernel's cases of programs that do more than redirect.
 */
class ConformanceProgramKernelTest extends ConformanceTest
{
    private static final int COUNT = 128;
    private static final int METADATA_COUNT = 512;
    private static final int LONG_LENGTH = 6144;
    private static final int DIFFERENCE = 4;

    private final UnsafeBuffer metadata = new UnsafeBuffer(0L, 0);

    /** XDP_DROP_HALF: the program drops what is not for the one socket, which is every other packet. */
    @KernelTestInEachMode
    void shouldXdpDropHalf(final AttachMode mode)
    {
        try (
            XskHost receiver = receiver(single(RIGHT, frames()))
                .receive(ConformancePrograms::redirectByDestination, mode);
            XskHost sender = sender())
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
    @KernelTestInEachMode
    void shouldXdpSharedUmem(final AttachMode mode)
    {
        final Umem umem = Umem.allocate(frames());
        try (
            XskHost first = receiver(XskHost.context(RIGHT, CAPACITY).umem(umem))
                .receive(ConformancePrograms::redirectByDestination, mode);
            XskHost second = new XskHost(
                cable.right(), XskHost.context(RIGHT, CAPACITY).umem(umem), 0, FRAME_COUNT, 0);
            XskHost sender = sender())
        {
            first.map().put(1, second.socket());
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
    @KernelTestInEachMode
    void shouldXdpMetadataCopy(final AttachMode mode)
    {
        assertMetadata(mode, PACKET_LENGTH);
    }

    /** XDP_METADATA_COPY_MULTI_BUFF. */
    @KernelTestInEachMode
    void shouldXdpMetadataCopyMultiBuff(final AttachMode mode)
    {
        assertMetadata(mode, JUMBO_LENGTH);
    }

    /** XDP_ADJUST_TAIL_SHRINK. */
    @KernelTestInEachMode
    void shouldXdpAdjustTailShrink(final AttachMode mode)
    {
        assertTail(mode, 2 * PACKET_LENGTH, -DIFFERENCE);
    }

    /** XDP_ADJUST_TAIL_SHRINK_MULTI_BUFF. */
    @KernelTestInEachMode
    void shouldXdpAdjustTailShrinkMultiBuff(final AttachMode mode)
    {
        assertTail(mode, LONG_LENGTH, -DIFFERENCE);
    }

    /** XDP_ADJUST_TAIL_GROW: behind a packet is room up to the next cache line. */
    @KernelTestInEachMode
    void shouldXdpAdjustTailGrow(final AttachMode mode)
    {
        assertTail(mode, 2 * PACKET_LENGTH - DIFFERENCE, DIFFERENCE);
    }

    private void assertMetadata(final AttachMode mode, final int length)
    {
        jumbo();
        try (
            XskHost receiver = receiver(multi(RIGHT, frames()))
                .receive(ConformancePrograms::copyNumberIntoMetadata, mode);
            XskHost sender = sender(multi(LEFT, frames())))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            for (int number = 0; number < METADATA_COUNT; number++)
            {
                traffic.stream(1, length);

                final PacketReceiver.Packet packet = traffic.receiver().packets().getLast();
                receiver.socket().umem().wrap(packet.address() - ConformancePrograms.METADATA_LENGTH,
                    ConformancePrograms.METADATA_LENGTH, metadata);
                assertEquals(number, metadata.getLong(0));
            }
        }
    }

    private void assertTail(final AttachMode mode, final int length, final int difference)
    {
        jumbo();
        try (
            XskHost receiver = receiver(multi(RIGHT, frames()))
                .receive(map -> ConformancePrograms.adjustTail(map, difference), mode);
            XskHost sender = sender(multi(LEFT, frames())))
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

    private static void assertEveryOther(final int first, final PacketReceiver receiver)
    {
        assertEquals(COUNT / 2, receiver.packets().size());
        for (int i = 0; i < COUNT / 2; i++)
        {
            assertEquals(first + 2 * i, receiver.packets().get(i).number());
        }
    }
}
