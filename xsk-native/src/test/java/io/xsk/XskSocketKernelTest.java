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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.bpf.AttachMode;
import io.xsk.ring.FillRing;
import io.xsk.ring.RxRing;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class XskSocketKernelTest
{
    private static final int CAPACITY = 64;
    private static final int PACKET_LENGTH = 64;
    private static final int SINGLE_QUEUE = 1;

    private Cable cable;

    /** Runs only when the test does: a condition on a test is evaluated before its instance is set up. */
    @BeforeEach
    void setUp()
    {
        cable = new Cable(SINGLE_QUEUE);
    }

    @AfterEach
    void tearDown()
    {
        cable.close();
    }

    @KernelTest
    void shouldReceiveInOrderWhatTheOtherEndSends()
    {
        try (
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive();
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
        {
            assertEquals(AttachMode.NATIVE, receiver.link().mode());
            assertEquals("", receiver.link().nativeRefusal());

            final RxRing rxRing = receiver.socket().rxRing();
            for (int number = 0; number < 10 * CAPACITY; number++)
            {
                sender.send(number, PACKET_LENGTH);

                assertEquals(1, rxRing.available(CAPACITY));
                final long address = rxRing.address(rxRing.position());
                assertEquals(number, receiver.number(address));
                assertEquals(PACKET_LENGTH, rxRing.length(rxRing.position()));
                assertEquals(0, rxRing.options(rxRing.position()));
                rxRing.release(1);
                receiver.fill(address);
            }

            assertEquals(new XskStatistics(0, 0, 0, 0, 0, 0), withoutTxEmpty(receiver.socket().statistics()));
        }
    }

    @KernelTest
    void shouldPlaceThePacketBehindTheHeadroom()
    {
        try (
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, 1).receive();
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
        {
            sender.send(1, PACKET_LENGTH);

            final Umem umem = receiver.socket().umem();
            assertEquals(umem.frameAddress(0) + umem.packetOffset(), receiver.take());
        }
    }

    @KernelTest
    void shouldCountExactlyWhatAFullReceiveRingDrops()
    {
        try (
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive();
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
        {
            // Half as many frames again as the receive ring holds: frames are not what it is short of.
            final FillRing fillRing = receiver.socket().fillRing();
            for (int number = 0; number < CAPACITY + 7; number++)
            {
                sender.send(number, PACKET_LENGTH);
                if (number < 7)
                {
                    assertEquals(1, fillRing.remainingCapacity(1));
                    receiver.fill(receiver.socket().umem().frameAddress(CAPACITY + number));
                }
            }

            final XskStatistics statistics = receiver.socket().statistics();
            assertEquals(CAPACITY, receiver.socket().rxRing().size());
            assertEquals(7, statistics.rxRingFull());
            assertEquals(7, receiver.socket().rxRingFull());
            assertEquals(0, statistics.rxDropped());
            assertEquals(7, cable.right().device(RIGHT).rxDropped());
        }
    }

    @KernelTest
    void shouldCountExactlyWhatIsDroppedForWantOfAFrame()
    {
        try (
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, 3).receive();
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
        {
            for (int number = 0; number < 8; number++)
            {
                sender.send(number, PACKET_LENGTH);
            }

            final XskStatistics statistics = receiver.socket().statistics();
            assertEquals(3, receiver.socket().rxRing().size());
            assertEquals(5, statistics.rxDropped());
            assertEquals(5, statistics.rxFillRingEmpty());
            assertEquals(0, statistics.rxRingFull());
        }
    }

    @KernelTest
    void shouldCountAPacketToSendThatIsNotWithinTheUmem()
    {
        try (XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
        {
            final XskSocket socket = sender.socket();
            final long beyond = socket.umem().frameAddress(socket.umem().frameCount());
            socket.txRing().put(socket.txRing().tryClaim(1), beyond, PACKET_LENGTH, 0);
            socket.txRing().commit();
            socket.wakeupTx();

            // Some kernels give the address back on the completion ring, others do not: that is not asked for here.
            assertEquals(0, socket.txRing().size());
            assertEquals(1, socket.statistics().txInvalidDescriptors());
        }
    }

    @KernelTest
    void shouldSayWhoMayHoldAQueueThatIsTaken()
    {
        try (XskHost holder = new XskHost(cable.left(), LEFT, CAPACITY, 0))
        {
            assertEquals(0, holder.socket().queue());

            final XskException exception =
                assertThrows(XskException.class, () -> new XskHost(cable.left(), LEFT, CAPACITY, 0));
            assertEquals("EBUSY", exception.errnoName());
            assertEquals("bind", exception.call());
            assertEquals("interface=left queue=0", exception.subject());
            assertTrue(exception.getMessage().contains("another socket is bound to this queue"));
        }
    }

    @KernelTest
    void shouldRefuseAQueueThatIsNotThere()
    {
        try (
            Umem umem = Umem.allocate(new Umem.Context().frameCount(CAPACITY));
            XskSocket socket = cable.left().call(() ->
                XskSocket.open(new XskSocket.Context().interfaceName(LEFT).queue(SINGLE_QUEUE).umem(umem))))
        {
            final XskException exception = assertThrows(XskException.class, socket::bind);
            assertEquals("EINVAL", exception.errnoName());
            assertEquals("interface=left queue=1", exception.subject());
        }
    }

    @KernelTest
    void shouldRefuseAnInterfaceThatIsNotThere()
    {
        final XskException exception =
            assertThrows(XskException.class, () -> new XskHost(cable.left(), "nowhere", CAPACITY, 0));
        assertEquals("ENODEV", exception.errnoName());
        assertEquals("interface=nowhere", exception.subject());
    }

    @KernelTest
    void shouldThrowWhenARingIsUsedAfterItsSocketWasClosed() throws IOException
    {
        final XskHost host = new XskHost(cable.left(), LEFT, CAPACITY, 0);
        final XskSocket socket = host.socket();
        host.close();

        assertThrows(IllegalStateException.class, () -> socket.fillRing().tryClaim(1));
        assertThrows(IllegalStateException.class, () -> socket.txRing().tryClaim(1));
        assertThrows(IllegalStateException.class, () -> socket.rxRing().available(1));
        assertThrows(IllegalStateException.class, () -> socket.completionRing().available(1));
        assertThrows(IllegalStateException.class, socket::statistics);
        assertThrows(IllegalStateException.class, socket::fd);
        assertThrows(IllegalStateException.class, () -> socket.awaitRx(-1));
        assertThrows(IllegalStateException.class, () -> socket.awaitTx(-1));
        // The number of its descriptor is another socket's by now; that one must not be touched.
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            assertFalse(socket.wakeupTx());
            assertFalse(socket.wakeupRx());
            assertEquals(0, other.getSoTimeout());
        }
        socket.close();
    }

    @KernelTest
    void shouldNotUnmapTheUmemUnderASocket()
    {
        final Umem umem = Umem.allocate(new Umem.Context().frameCount(CAPACITY));
        final XskSocket socket = cable.left().call(() ->
            XskSocket.open(new XskSocket.Context().interfaceName(LEFT).umem(umem)));

        assertThrows(IllegalStateException.class, umem::close);
        socket.close();
        umem.close();
    }

    @KernelTest
    void shouldReportARefusalThatDoesNotPass()
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(CAPACITY));
            XskSocket unbound = cable.left().call(() ->
                XskSocket.open(new XskSocket.Context().interfaceName(LEFT).umem(umem))))
        {
            assertFalse(unbound.wakeupTx());
            final XskException exception = assertThrows(XskException.class, () ->
            {
                for (int i = 0; i < 1_000; i++)
                {
                    unbound.wakeupTx();
                }
            });
            assertEquals("ENXIO", exception.errnoName());
            assertEquals("sendto", exception.call());
        }
    }

    private static XskStatistics withoutTxEmpty(final XskStatistics statistics)
    {
        return new XskStatistics(
            statistics.rxDropped(),
            statistics.rxInvalidDescriptors(),
            statistics.txInvalidDescriptors(),
            statistics.rxRingFull(),
            statistics.rxFillRingEmpty(),
            0);
    }
}
