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

import static io.xsk.ring.RingDescriptor.CONTINUED_OPTION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.Backend;
import io.xsk.testing.ConformanceCase;
import io.xsk.testing.ConformanceTest;
import io.xsk.testing.Endpoint;
import io.xsk.testing.PacketReceiver;
import io.xsk.testing.PacketSender;
import io.xsk.testing.TestProgram;
import io.xsk.testing.Traffic;
import java.util.List;

/**
 * The kernel's cases of packets in several frames.
 */
class ConformanceMultiBufferTest extends ConformanceTest
{
    private static final int JUMBO_COUNT = 1024;
    private static final int LARGE = 3072;
    private static final int TOO_LONG = 4097;
    private static final int UNKNOWN_OPTION = 0xFFFE;

    /** SEND_RECEIVE_9K_PACKETS. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldSendReceive9kPackets()
    {
        assertStream(frames());
    }

    /** SEND_RECEIVE_UNALIGNED_9K_PACKETS. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldSendReceiveUnaligned9kPackets()
    {
        assertStream(unalignedFrames());
    }

    /** ALIGNED_INV_DESC_MULTI_BUFF. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldDropAlignedInvDescMultiBuff()
    {
        assertInvalidDescriptors(frames(), List.of(0L, 5L, 7L), 5);
    }

    /** UNALIGNED_INV_DESC_MULTI_BUFF: a part may begin in one frame and end in the next. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldDropUnalignedInvDescMultiBuff()
    {
        assertInvalidDescriptors(unalignedFrames(), List.of(0L, 5L, 6L, 7L), 4);
    }

    /** TOO_MANY_FRAGS. */
    @ConformanceCase(except = {Backend.IGB, Backend.VIRTIO_NET})
    void shouldDropTooManyFrags()
    {
        final int maxParts = testbed().maxFrames();
        testbed().mtu(JUMBO_LENGTH);
        try (
            Endpoint receiver = receiver(multi(frames())).receive(TestProgram.REDIRECT_MULTI_BUFFER);
            Endpoint sender = sender(multi(frames())))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.sender().put(0, PACKET_LENGTH);
            putParts(traffic.sender(), 1, maxParts, 0);
            putParts(traffic.sender(), 2, maxParts, CONTINUED_OPTION);
            // The part too many looks like a packet of its own, since older kernels send it as one.
            traffic.sender().put(3, PACKET_LENGTH);
            traffic.sender().put(4, PACKET_LENGTH);
            traffic.await("the last packet", () -> numbers(traffic).contains(4L));

            assertEquals(List.of(0L, 1L, 4L), numbers(traffic).stream().filter(number -> 3 != number).toList());
            assertEquals(maxParts * PACKET_LENGTH, traffic.receiver().packets().get(1).length());
        }
    }

    private void assertStream(final Umem.Context frames)
    {
        testbed().mtu(JUMBO_LENGTH);
        try (
            Endpoint receiver = receiver(multi(frames)).receive(TestProgram.REDIRECT_MULTI_BUFFER);
            Endpoint sender = sender(multi(frames)))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.stream(JUMBO_COUNT, JUMBO_LENGTH);

            traffic.receiver().packets().forEach(packet -> assertEquals(3, packet.fragments()));
        }
    }

    private void assertInvalidDescriptors(final Umem.Context frames, final List<Long> expected, final int invalid)
    {
        testbed().mtu(JUMBO_LENGTH);
        try (
            Endpoint receiver = receiver(multi(frames)).receive(TestProgram.REDIRECT_MULTI_BUFFER);
            Endpoint sender = sender(multi(frames)))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            putTable(traffic.sender(), sender.port().umem());
            traffic.exchange(expected.size());

            assertEquals(expected, numbers(traffic));
            // The kernel has 256 bytes of each frame for itself: what was sent in two comes in three.
            assertEquals(3, traffic.receiver().packets().get(1).fragments());
            // Newer kernels count the other parts of the packet as well.
            assertTrue(sender.port().statistics().txInvalidDescriptors() >= invalid);
        }
    }

    private static void putTable(final PacketSender sender, final Umem umem)
    {
        // A part that is wrong is the last of its packet: older kernels take what follows for the next packet.
        sender.put(0, PACKET_LENGTH);
        // Nothing in its last part.
        putPart(sender, 1, 0, LARGE, CONTINUED_OPTION);
        putPart(sender, 1, LARGE, LARGE, CONTINUED_OPTION);
        sender.put(sender.nextFrame(), 0, 0);
        // Its second part after the end of the UMEM.
        putPart(sender, 2, 0, LARGE, CONTINUED_OPTION);
        sender.put(umem.frameAddress(umem.frameCount()), LARGE, 0);
        // Its second part longer than a frame.
        putPart(sender, 3, 0, LARGE, CONTINUED_OPTION);
        sender.put(sender.nextFrame(), TOO_LONG, 0);
        // An option that there is not.
        putPart(sender, 4, 0, LARGE, CONTINUED_OPTION);
        putPart(sender, 4, LARGE, LARGE, UNKNOWN_OPTION);
        // Two parts as long as a frame.
        sender.put(5, 2 * FRAME_LENGTH);
        // Its second part across the start of a frame, which is right if frames are unaligned.
        putPart(sender, 6, 0, LARGE, CONTINUED_OPTION);
        final long across = sender.nextFrame() + FRAME_LENGTH - PACKET_LENGTH / 2;
        sender.nextFrame();
        sender.compose(across, 6, LARGE, PACKET_LENGTH);
        sender.put(across, PACKET_LENGTH, 0);
        sender.put(7, PACKET_LENGTH);
    }

    private static void putParts(
        final PacketSender sender, final long number, final int count, final int lastOptions)
    {
        for (int i = 0; i < count; i++)
        {
            putPart(sender, number, i * PACKET_LENGTH, PACKET_LENGTH, i < count - 1 ? CONTINUED_OPTION : lastOptions);
        }
    }

    private static void putPart(
        final PacketSender sender, final long number, final int position, final int length, final int options)
    {
        final long address = sender.nextFrame();
        sender.compose(address, number, position, length);
        sender.put(address, length, options);
    }

    private static List<Long> numbers(final Traffic traffic)
    {
        return traffic.receiver().packets().stream().map(PacketReceiver.Packet::number).toList();
    }
}
