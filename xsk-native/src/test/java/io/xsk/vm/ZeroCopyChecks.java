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

import io.xsk.Umem;
import io.xsk.XskException;
import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
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
        assertRefused(frames().frameLength(SHORT_FRAME_LENGTH).headroom(LARGE_HEADROOM));
    }

    @ConformanceCase
    void shouldCopyAndSayWhyWhereTheMtuIsTooLargeForTheFrames()
    {
        testbed().mtu(LARGE_MTU);
        assertRefused(frames());
    }

    private void assertRefused(final Umem.Context frames)
    {
        try (Umem umem = Umem.allocate(frames))
        {
            try (XskSocket socket = open(Side.RIGHT, single(umem)))
            {
                socket.bind();

                assertFalse(socket.isZeroCopy());
                assertFalse(socket.zeroCopyRefusal().isEmpty());
            }
            try (XskSocket socket = open(Side.RIGHT, single(umem).mode(XskMode.ZERO_COPY)))
            {
                assertThrows(XskException.class, socket::bind);
            }
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
