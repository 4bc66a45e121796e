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
package io.xsk.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.NetDevice;
import io.xsk.NetDeviceDetails;
import io.xsk.Umem;
import io.xsk.XskException;
import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.XskStatistics;
import io.xsk.ring.RxRing;
import io.xsk.testing.Backend;
import io.xsk.testing.ConformanceCase;
import io.xsk.testing.ConformanceTest;
import io.xsk.testing.Endpoint;
import io.xsk.testing.PacketReceiver;
import io.xsk.testing.PacketSender;
import io.xsk.testing.Side;
import io.xsk.testing.TestProgram;
import io.xsk.testing.Traffic;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the kernel's cases do not ask of a driver in zero-copy mode. Run in a virtual machine by {@link VmTestMain}, and
 * not by the build: its interfaces are not those of a veth pair.
 */
class ZeroCopyChecks extends ConformanceTest
{
    private static final int COUNT = 2_000;
    private static final int BATCH = 64;
    private static final int SHORT_FRAME_LENGTH = 2048;
    /** Leaves 1,280 bytes of a short frame for a packet, which may have 1,518. */
    private static final int LARGE_HEADROOM = 512;
    /** Too long for a frame of 4 KiB, of which the kernel has 256 bytes for itself. */
    private static final int LARGE_MTU = 3_900;
    private static final int MANY_FRAMES = 4096;
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

    @ConformanceCase
    void shouldBindWithoutCopiesAndReadItBack()
    {
        try (Endpoint receiver = receiver(); Endpoint sender = sender())
        {
            assertTrue(receiver.port().isZeroCopy());
            assertTrue(sender.port().isZeroCopy());
        }
    }

    @ConformanceCase
    void shouldReceiveFromASocketThatCopies()
    {
        try (Endpoint receiver = receiver(); Endpoint sender = sender(single(frames()).mode(XskMode.NATIVE_COPY)))
        {
            assertTrue(receiver.port().isZeroCopy());
            assertFalse(sender.port().isZeroCopy());
            new Traffic(sender, receiver).stream(COUNT, PACKET_LENGTH);
        }
    }

    @ConformanceCase
    void shouldTransmitToASocketThatCopies()
    {
        try (
            Endpoint receiver = receiver(single(frames()).mode(XskMode.NATIVE_COPY)).receive(TestProgram.REDIRECT);
            Endpoint sender = sender())
        {
            assertFalse(receiver.port().isZeroCopy());
            assertTrue(sender.port().isZeroCopy());
            new Traffic(sender, receiver).stream(COUNT, PACKET_LENGTH);
        }
    }

    /** What comes to the right is sent back from the frames that it came in. */
    @ConformanceCase
    void shouldForward()
    {
        try (
            Endpoint right = receiver();
            Endpoint left = new Endpoint(testbed(), Side.LEFT, single(frames()), CAPACITY)
                .receive(TestProgram.REDIRECT))
        {
            final Traffic traffic = new Traffic(left, left);
            final PacketReceiver back = traffic.receiver();
            while (back.packets().size() < COUNT)
            {
                final int target = Math.min(COUNT, back.packets().size() + BATCH);
                for (int number = back.packets().size(); number < target; number++)
                {
                    traffic.sender().put(number, PACKET_LENGTH);
                }
                traffic.await("packets to come back", () ->
                {
                    forward(right.port());
                    return back.packets().size() >= target && traffic.sender().isCompleted();
                });
            }

            for (int number = 0; number < COUNT; number++)
            {
                assertEquals(number, back.packets().get(number).number());
            }
            assertEquals(COUNT, back.packets().size());
        }
    }

    /** The driver has no frame, says so in the flag, and goes on when it is woken up after the ring was filled. */
    @ConformanceCase
    void shouldAskToBeWokenUpToReceive()
    {
        try (
            Endpoint receiver = new Endpoint(testbed(), Side.RIGHT, single(frames()), 0)
                .receive(TestProgram.REDIRECT);
            Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.sender().put(0, PACKET_LENGTH);
            traffic.awaitUnreceived("completion", traffic.sender()::isCompleted);
            traffic.awaitUnreceived("the flag", receiver.port().fillRing()::needsWakeup);
            assertEquals(0, receiver.port().rxRing().size());

            final Umem umem = receiver.port().umem();
            for (int frame = 0; frame < CAPACITY; frame++)
            {
                receiver.port().fillRing().put(receiver.port().fillRing().tryClaim(1), umem.frameAddress(frame));
                receiver.port().fillRing().commit();
            }
            traffic.await("the flag to go", () -> !receiver.port().fillRing().needsWakeup());
            traffic.sender().put(1, PACKET_LENGTH);
            // The first one may have waited for a frame within the device.
            traffic.await("the next packet", () ->
                traffic.receiver().packets().stream().anyMatch(packet -> 1 == packet.number()));
        }
    }

    /** An idle driver asks to be woken up, and sends nothing before it is. */
    @ConformanceCase
    void shouldAskToBeWokenUpToTransmit()
    {
        try (Endpoint receiver = receiver(); Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.stream(BATCH, PACKET_LENGTH);
            traffic.await("the flag", sender.port().txRing()::needsWakeup);
            traffic.sender().put(BATCH, PACKET_LENGTH);
            assertEquals(1, sender.port().txRing().size());
            traffic.exchange(1);

            assertEquals(0, sender.port().txRing().size());
        }
    }

    @ConformanceCase
    void shouldCountNothingWhenNothingIsLost()
    {
        try (Endpoint receiver = receiver(); Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            traffic.stream(COUNT, PACKET_LENGTH);

            assertEquals(0, receiver.port().statistics().rxDropped());
            assertEquals(0, receiver.port().statistics().rxRingFull());
            assertEquals(0, receiver.port().statistics().rxInvalidDescriptors());
            assertEquals(0, sender.port().statistics().txInvalidDescriptors());

            final PacketSender packets = traffic.sender();
            packets.put(packets.nextFrame(), FRAME_LENGTH + 1, 0);
            traffic.await("the wrong entry to be taken", packets::isTaken);
            assertEquals(1, sender.port().statistics().txInvalidDescriptors());
        }
    }

    @ConformanceCase
    void shouldShareAUmemBetweenTwoDevices()
    {
        final Umem umem = Umem.allocate(frames());
        try (
            Endpoint receiver = receiver(single(umem)).receive(TestProgram.REDIRECT);
            Endpoint sender = sender(single(umem)))
        {
            assertTrue(receiver.port().isZeroCopy());
            assertTrue(sender.port().isZeroCopy());
            new Traffic(sender, receiver).stream(COUNT, PACKET_LENGTH);
        }
    }

    /** The virtio_net interfaces of the machine have one queue. */
    @ConformanceCase(except = Backend.VIRTIO_NET)
    void shouldShareAUmemBetweenTwoQueues()
    {
        final Umem umem = Umem.allocate(frames());
        try (
            Endpoint receiver = receiver();
            Endpoint first = sender(single(umem));
            Endpoint second = sender(single(umem).queue(1)))
        {
            assertTrue(first.port().isZeroCopy());
            assertTrue(second.port().isZeroCopy());
            new Traffic(first, receiver).stream(COUNT, PACKET_LENGTH);
            new Traffic(second, receiver).stream(COUNT, PACKET_LENGTH);
        }
    }

    @ConformanceCase
    void shouldCloseAndReopenOnTheSameUmem()
    {
        final Umem umem = Umem.allocate(frames());
        for (int round = 0; round < 3; round++)
        {
            try (Endpoint receiver = receiver(); XskSocket socket = open(Side.LEFT, single(umem)))
            {
                socket.bind();
                assertTrue(socket.isZeroCopy());
                assertTrue(receiver.port().isZeroCopy());
            }
        }
        umem.close();
    }

    @ConformanceCase
    void shouldChooseZeroCopyByItself()
    {
        try (Umem umem = Umem.allocate(frames()); XskSocket socket = open(Side.RIGHT, single(umem)))
        {
            socket.bind();

            assertTrue(socket.isZeroCopy());
            assertEquals("", socket.zeroCopyRefusal());
        }
    }

    @ConformanceCase
    void shouldCopyAndSayWhyWhereFramesAreTooShortForTheMtu()
    {
        assertRefused("mtu=1500 frameLength=2048 headroom=512 leave a packet 1280 bytes",
            frames().frameLength(SHORT_FRAME_LENGTH).headroom(LARGE_HEADROOM));
    }

    @ConformanceCase
    void shouldCopyAndSayWhyWhereTheMtuIsTooLargeForTheFrames()
    {
        testbed().mtu(LARGE_MTU);
        assertRefused("mtu=3900 frameLength=4096 headroom=0 leave a packet 3840 bytes", frames());
    }

    /** Whatever the MTU is: the drivers' zero-copy mode knows packets in one frame only. */
    @ConformanceCase
    void shouldCopyAndSayWhyWherePacketsMayBeInSeveralFrames()
    {
        for (final Side side : Side.values())
        {
            assertEquals(1, NetDeviceDetails.byName(testbed().interfaceName(side)).zeroCopyMaxSegments());
        }
        try (Umem umem = Umem.allocate(frames()))
        {
            assertRefused("EOPNOTSUPP", "takes a packet in one frame only in zero-copy mode: zeroCopyMaxSegments=1",
                single(umem).multiBuffer(true));
        }
    }

    /** The driver takes no program on an interface whose packets do not fit its own buffers, in several or not. */
    @ConformanceCase(except = Backend.VIRTIO_NET)
    void shouldRefuseAProgramWherePacketsAreInSeveralBuffers()
    {
        testbed().mtu(JUMBO_LENGTH);
        for (final TestProgram program : List.of(TestProgram.REDIRECT, TestProgram.REDIRECT_MULTI_BUFFER))
        {
            final XskException exception =
                assertThrows(XskException.class, () -> testbed().attach(Side.RIGHT, program));
            assertEquals("BPF_LINK_CREATE", exception.call());
            assertEquals("EINVAL", exception.errnoName());
        }
    }

    /** The driver takes a program for packets in several buffers, and gives them to sockets that copy. */
    @ConformanceCase(except = Backend.IGB)
    void shouldReceivePacketsInSeveralFramesWithCopies()
    {
        testbed().mtu(JUMBO_LENGTH);
        try (
            Endpoint receiver = receiver(multi(frames()).mode(XskMode.NATIVE_COPY))
                .receive(TestProgram.REDIRECT_MULTI_BUFFER);
            Endpoint sender = sender(multi(frames()).mode(XskMode.NATIVE_COPY)))
        {
            new Traffic(sender, receiver).stream(COUNT, JUMBO_LENGTH);
        }
    }

    /**
     * More packets than there are frames to receive into, and no more are given until they are used. The device of igb
     * drops the others, and tells nobody. Packets to virtio_net wait outside of the device, and all come in the end.
     */
    @ConformanceCase
    void shouldAccountForPacketsThatTheDeviceHasNoFrameFor()
    {
        try (
            Endpoint receiver = new Endpoint(testbed(), Side.RIGHT, single(frames()), BATCH)
                .receive(TestProgram.REDIRECT);
            Endpoint sender = sender())
        {
            final Traffic traffic = new Traffic(sender, receiver);
            final long before = taken();
            for (int number = 0; number < CAPACITY; number++)
            {
                traffic.sender().put(number, PACKET_LENGTH);
            }
            traffic.awaitUnreceived("the frames to be used", () -> BATCH == receiver.port().rxRing().size());
            traffic.awaitUnreceived("the driver's count", () -> BATCH == taken() - before);

            final long dropped = droppedByDevice(traffic, receiver, before, CAPACITY);
            assertEquals(dropsForWantOfFrames(), dropped > 0, () -> "dropped=" + dropped);
        }
    }

    /** As many packets at once as the sender's rings take, and the receiver may be late. */
    @ConformanceCase
    void shouldAccountForPacketsThatAreNotPaced()
    {
        // No frame is sent from again before all rings have gone round.
        try (
            Endpoint receiver = receiver();
            Endpoint sender = sender(single(frames().frameCount(MANY_FRAMES))))
        {
            final Traffic traffic = new Traffic(sender, receiver);
            final long before = taken();
            final int[] put = {0};
            traffic.await("all packets to be sent", () ->
            {
                while (put[0] < COUNT && sender.port().txRing().size() < CAPACITY / 2)
                {
                    traffic.sender().put(put[0]++, PACKET_LENGTH);
                }
                return COUNT == put[0];
            });

            final long dropped = droppedByDevice(traffic, receiver, before, COUNT);
            assertTrue(dropsForWantOfFrames() || 0 == dropped, () -> "dropped=" + dropped);
        }
    }

    /**
     * What was sent and what the driver took from the device differ by what the device dropped: that is in no counter.
     * All the rest must have been received, or be in a counter of the socket. Packets may overtake each other here,
     * since the machine's cable keeps one that a device refuses, and hands those that came after it over first.
     */
    private long droppedByDevice(
        final Traffic traffic, final Endpoint receiver, final long takenBefore, final int sentBefore)
    {
        final List<PacketReceiver.Packet> packets = traffic.receiver().packets();
        traffic.await("completions", traffic.sender()::isCompleted);
        final int sent = dropsForWantOfFrames() ? sendUntilOneComes(traffic, sentBefore) : sentBefore;
        traffic.await("all that is not dropped", () -> dropsForWantOfFrames() || packets.size() == sent);
        traffic.await("the driver's count", () ->
        {
            final XskStatistics statistics = receiver.port().statistics();
            return taken() - takenBefore == packets.size() + statistics.rxDropped() + statistics.rxRingFull();
        });

        assertEquals(0, receiver.port().statistics().rxDropped());
        assertEquals(packets.size(), packets.stream().map(PacketReceiver.Packet::number).distinct().count());
        final long dropped = sent - (taken() - takenBefore);
        System.out.println("vm-test: interface=" + receiver.port().interfaceName() + " sent=" + sent +
            " received=" + packets.size() + " rxRingFull=" + receiver.port().statistics().rxRingFull() +
            " droppedByDevice=" + dropped);

        return dropped;
    }

    /** The device may have no frame for the first ones. */
    private static int sendUntilOneComes(final Traffic traffic, final int first)
    {
        final int[] count = {0};
        final long[] deadlineNs = {System.nanoTime()};
        traffic.await("one of the last packets", () ->
        {
            if (System.nanoTime() - deadlineNs[0] >= 0)
            {
                traffic.sender().put(first + count[0]++, PACKET_LENGTH);
                deadlineNs[0] = System.nanoTime() + RETRY_NS;
            }
            return traffic.receiver().packets().stream().anyMatch(packet -> packet.number() >= first);
        });
        traffic.await("completions", traffic.sender()::isCompleted);

        return first + count[0];
    }

    /** Packets that the receiver's driver has taken from its device, by the kernel's count. */
    private long taken()
    {
        return NetDevice.byName(testbed().interfaceName(Side.RIGHT)).rxPackets();
    }

    private boolean dropsForWantOfFrames()
    {
        return "igb".equals(NetDeviceDetails.byName(testbed().interfaceName(Side.RIGHT)).driver());
    }

    private void assertRefused(final String reason, final Umem.Context frames)
    {
        try (Umem umem = Umem.allocate(frames))
        {
            assertRefused("EINVAL", reason, single(umem));
        }
    }

    private void assertRefused(final String errno, final String reason, final XskSocket.Context context)
    {
        try (XskSocket socket = open(Side.RIGHT, context))
        {
            socket.bind();

            assertFalse(socket.isZeroCopy());
            assertTrue(socket.zeroCopyRefusal().contains(" mode=zero-copy: " + errno), socket.zeroCopyRefusal());
            assertTrue(socket.zeroCopyRefusal().contains(reason), socket.zeroCopyRefusal());
        }
        try (XskSocket socket = open(Side.RIGHT, context.mode(XskMode.ZERO_COPY)))
        {
            final XskException exception = assertThrows(XskException.class, socket::bind);
            assertEquals(errno, exception.errnoName());
            assertTrue(exception.remedy().contains(reason), exception.remedy());
        }
    }

    /** Open a socket as a user does, whose mode is forced by nobody. */
    private XskSocket open(final Side side, final XskSocket.Context context)
    {
        return XskSocket.open(context.interfaceName(testbed().interfaceName(side)));
    }

    /** Send all that was received, and fill the frames in that were sent. */
    private static void forward(final XskPort port)
    {
        final RxRing rxRing = port.rxRing();
        for (int i = rxRing.available(BATCH); i > 0; i--)
        {
            final long received = rxRing.position();
            port.txRing().put(port.txRing().tryClaim(1), rxRing.address(received), rxRing.length(received), 0);
            port.txRing().commit();
            rxRing.release(1);
        }
        for (int i = port.completionRing().available(BATCH); i > 0; i--)
        {
            final long sent = port.completionRing().address(port.completionRing().position());
            port.fillRing().put(port.fillRing().tryClaim(1), port.umem().frameOf(sent));
            port.fillRing().commit();
            port.completionRing().release(1);
        }
        if (port.fillRing().needsWakeup())
        {
            port.wakeupRx();
        }
        if (port.txRing().needsWakeup())
        {
            port.wakeupTx();
        }
    }
}
