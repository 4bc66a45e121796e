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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.bpf.AttachMode;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * Packets in several frames. The receiver's headroom leaves 448 bytes for a packet in a frame, so that one of the usual
 * length takes several.
 */
@Tag("also-debug")
class MultiBufferKernelTest
{
    private static final int CAPACITY = 64;
    private static final int FRAME_COUNT = 2 * CAPACITY;
    private static final int HEADROOM = 1344;
    private static final int ROOM = 448;
    private static final int PACKET_LENGTH = 1_000;
    private static final int FRAGMENTS = 3;

    private final UnsafeBuffer fragment = new UnsafeBuffer(0L, 0);
    private Cable cable;

    /** Runs only when the test does: a condition on a test is evaluated before its instance is set up. */
    @BeforeEach
    void setUp()
    {
        cable = new Cable(1);
    }

    @AfterEach
    void tearDown()
    {
        cable.close();
    }

    @KernelTest
    void shouldReceiveAPacketInSeveralFrames()
    {
        try (
            XskHost receiver = receiver().receiveMultiBuffer();
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
        {
            for (int number = 0; number < 50; number++)
            {
                sender.send(number, PACKET_LENGTH);

                final RxRing rxRing = receiver.socket().rxRing();
                assertEquals(FRAGMENTS, rxRing.available(CAPACITY));
                assertEquals(number, receiver.number(rxRing.address(rxRing.position())));
                assertFragment(rxRing, 0, ROOM, RingDescriptor.CONTINUED_OPTION);
                assertFragment(rxRing, 1, ROOM, RingDescriptor.CONTINUED_OPTION);
                assertFragment(rxRing, 2, PACKET_LENGTH - 2 * ROOM, 0);
                recycle(receiver, FRAGMENTS);
            }
        }
    }

    @KernelTest
    void shouldReceiveAPacketWhoseFramesComeInSeveralBatches()
    {
        try (
            XskHost receiver = receiver().receiveMultiBuffer();
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
        {
            sender.send(1, PACKET_LENGTH);
            sender.send(2, PACKET_LENGTH);

            int length = 0;
            int packets = 0;
            final RxRing rxRing = receiver.socket().rxRing();
            while (0 != rxRing.available(2))
            {
                final int count = rxRing.available(2);
                for (int i = 0; i < count; i++)
                {
                    length += rxRing.length(rxRing.position() + i);
                    if (0 == (rxRing.options(rxRing.position() + i) & RingDescriptor.CONTINUED_OPTION))
                    {
                        assertEquals(PACKET_LENGTH, length);
                        length = 0;
                        packets++;
                    }
                }
                recycle(receiver, count);
            }
            assertEquals(2, packets);
        }
    }

    @KernelTest
    void shouldSendAPacketInSeveralFrames()
    {
        try (
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive();
            XskHost sender = new XskHost(cable.left(), multiBuffer(LEFT, 0), 0, FRAME_COUNT, 0))
        {
            send(sender, FRAGMENTS, 100);

            final RxRing rxRing = receiver.socket().rxRing();
            assertEquals(1, rxRing.available(CAPACITY));
            assertEquals(FRAGMENTS * 100, rxRing.length(0));
            receiver.socket().umem().wrap(rxRing.address(0), FRAGMENTS * 100, fragment);
            assertEquals(1, fragment.getByte(100));
            assertEquals(2, fragment.getByte(299));
            assertEquals(0, sender.socket().statistics().txInvalidDescriptors());
        }
    }

    @KernelTest
    void shouldSendAndReceiveJumboPackets()
    {
        cable.left().mtu(LEFT, 9_000);
        cable.right().mtu(RIGHT, 9_000);
        try (
            XskHost receiver = new XskHost(cable.right(), multiBuffer(RIGHT, 0), 0, FRAME_COUNT, CAPACITY)
                .receiveMultiBuffer();
            XskHost sender = new XskHost(cable.left(), multiBuffer(LEFT, 0), 0, FRAME_COUNT, 0))
        {
            assertEquals(AttachMode.NATIVE, receiver.link().mode());
            for (int number = 0; number < 20; number++)
            {
                send(sender, 6, 1_500);

                final RxRing rxRing = receiver.socket().rxRing();
                final int count = rxRing.available(CAPACITY);
                int length = 0;
                for (int i = 0; i < count; i++)
                {
                    length += rxRing.length(rxRing.position() + i);
                }
                assertEquals(9_000, length);
                assertEquals(0, rxRing.options(rxRing.position() + count - 1));
                recycle(receiver, count);
            }
        }
    }

    @KernelTest
    void shouldSayThatTheDriverRefusesAnMtuThatNeedsSeveralFrames()
    {
        cable.left().mtu(LEFT, 9_000);
        cable.right().mtu(RIGHT, 9_000);
        try (XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive())
        {
            assertEquals(AttachMode.GENERIC, receiver.link().mode());
            assertTrue(receiver.link().nativeRefusal().contains("MTU"), receiver.link().nativeRefusal());
        }
    }

    @KernelTest
    void shouldNotBlameThePacketsInSeveralFramesForAQueueThatIsNotThere()
    {
        final XskException exception = assertThrows(XskException.class, () -> new XskHost(
            cable.right(), multiBuffer(RIGHT, 0).queue(1), 0, FRAME_COUNT, CAPACITY));
        assertEquals("EINVAL", exception.errnoName());
        assertEquals("interface=right queue=1 multiBuffer=true", exception.subject());
        assertTrue(exception.remedy().contains("no such queue"), exception.remedy());
    }

    @KernelTest
    void shouldCountAPacketThatDoesNotFitWithoutIt()
    {
        final XskSocket.Context context = multiBuffer(RIGHT, HEADROOM).multiBuffer(false);
        try (
            XskHost receiver = new XskHost(cable.right(), context, 0, FRAME_COUNT, CAPACITY).receive();
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
        {
            sender.send(1, ROOM);
            sender.send(2, ROOM + 1);

            assertEquals(1, receiver.socket().rxRing().size());
            assertEquals(1, receiver.socket().statistics().rxDropped());
        }
    }

    private XskHost receiver()
    {
        return new XskHost(cable.right(), multiBuffer(RIGHT, HEADROOM), 0, FRAME_COUNT, CAPACITY);
    }

    private void send(final XskHost sender, final int fragments, final int fragmentLength)
    {
        final Umem umem = sender.socket().umem();
        final TxRing txRing = sender.socket().txRing();
        final CompletionRing completionRing = sender.socket().completionRing();
        final long first = txRing.tryClaim(fragments);
        for (int i = 0; i < fragments; i++)
        {
            final long address = umem.frameAddress(i) + umem.packetOffset();
            umem.wrap(address, fragmentLength, fragment);
            fragment.setMemory(0, fragmentLength, (byte)(0 == i ? -1 : i));
            txRing.put(
                first + i, address, fragmentLength, i < fragments - 1 ? RingDescriptor.CONTINUED_OPTION : 0);
        }
        txRing.commit();
        while (0 != txRing.size() || completionRing.size() < fragments)
        {
            sender.socket().wakeupTx();
        }
        completionRing.release(completionRing.available(fragments));
    }

    private static XskSocket.Context multiBuffer(final String interfaceName, final int headroom)
    {
        return XskHost.context(interfaceName, CAPACITY)
            .multiBuffer(true)
            .umem(Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT).headroom(headroom)));
    }

    private static void assertFragment(final RxRing rxRing, final int i, final int length, final int options)
    {
        assertEquals(length, rxRing.length(rxRing.position() + i));
        assertEquals(options, rxRing.options(rxRing.position() + i));
    }

    private static void recycle(final XskHost host, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            host.fill(host.socket().umem().frameOf(host.take()));
        }
    }
}
