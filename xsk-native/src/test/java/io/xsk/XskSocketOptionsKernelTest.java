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

import io.xsk.ffi.IfXdp;
import io.xsk.ffi.Sockets;
import io.xsk.testing.Cable;
import io.xsk.testing.HugePages;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * What a socket can be opened with.
 */
class XskSocketOptionsKernelTest
{
    private static final int CAPACITY = 64;
    private static final int FRAME_COUNT = 2 * CAPACITY;
    private static final int PACKET_LENGTH = 64;

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
    void shouldHaveNoRingThatWasNotAskedFor()
    {
        try (
            XskHost receiver = host(RIGHT, context(RIGHT).txRingCapacity(0)).receive();
            XskHost sender = host(LEFT, context(LEFT).rxRingCapacity(0)))
        {
            sender.send(1, PACKET_LENGTH);
            assertEquals(1, receiver.number(receiver.take()));

            assertThrows(IllegalStateException.class, receiver.socket()::txRing);
            assertThrows(IllegalStateException.class, sender.socket()::rxRing);
        }
    }

    @KernelTest
    void shouldSizeEachRingOnItsOwn()
    {
        try (XskHost host = host(LEFT, context(LEFT)
            .fillRingCapacity(128).rxRingCapacity(1).txRingCapacity(16).completionRingCapacity(4)))
        {
            assertEquals(128, host.socket().fillRing().capacity());
            assertEquals(1, host.socket().rxRing().capacity());
            assertEquals(16, host.socket().txRing().capacity());
            assertEquals(4, host.socket().completionRing().capacity());
        }
    }

    @KernelTest
    void shouldTakeTheBestModeAndSayWhyNotABetterOne()
    {
        try (XskHost host = host(LEFT, context(LEFT)))
        {
            assertFalse(host.socket().isZeroCopy());
            assertTrue(host.socket().zeroCopyRefusal().contains("interface=left queue=0 mode=zero-copy: EOPNOTSUPP"),
                host.socket().zeroCopyRefusal());
            assertTrue(host.socket().zeroCopyRefusal().contains("the driver veth has no zero-copy mode"),
                host.socket().zeroCopyRefusal());
        }
    }

    @KernelTest
    void shouldRefuseAModeThatIsForcedAndNotThere()
    {
        final XskException exception = assertThrows(
            XskException.class, () -> host(LEFT, context(LEFT).mode(XskMode.ZERO_COPY)));
        assertEquals("EOPNOTSUPP", exception.errnoName());
        assertEquals("interface=left queue=0 mode=zero-copy", exception.subject());
        assertEquals("the driver veth has no zero-copy mode", exception.remedy());

        try (XskHost host = host(LEFT, context(LEFT).mode(XskMode.NATIVE_COPY)))
        {
            assertEquals("", host.socket().zeroCopyRefusal());
        }
    }

    @KernelTest
    void shouldReceiveIntoFramesAsLongAsAPage()
    {
        assertReceives(new Umem.Context().frameLength(4096).headroom(512), 1_500);
    }

    @KernelTest
    void shouldReceiveIntoUnalignedFrames()
    {
        try (HugePages _ = new HugePages(1))
        {
            assertReceives(new Umem.Context().frameLength(3_000).unaligned(true).pageSize(PageSize.MIB_2), 1_500);
        }
    }

    @KernelTest
    void shouldReceiveIntoHugePages()
    {
        try (HugePages _ = new HugePages(1))
        {
            assertReceives(new Umem.Context().pageSize(PageSize.MIB_2), 1_500);
        }
    }

    /** To put a GiB together and to clear it takes ten seconds: {@code ./xsk test -Dlong} does it. */
    @KernelTest
    @Tag("long")
    void shouldReceiveIntoAPageOfAGibibyte()
    {
        try (HugePages _ = new HugePages(PageSize.GIB_1, 1))
        {
            assertReceives(new Umem.Context().pageSize(PageSize.GIB_1), 1_500);
        }
    }

    @KernelTest
    void shouldSayThatThereAreTooFewHugePages()
    {
        final XskException exception = assertThrows(XskException.class, () -> Umem.allocate(
            new Umem.Context().frameCount(1 << 29).frameLength(4096).pageSize(PageSize.GIB_1)));
        assertEquals("ENOMEM", exception.errnoName());
        assertEquals("umem length=2199023255552 pageSize=GIB_1", exception.subject());
        assertTrue(exception.remedy().contains(
            "raise /sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages"), exception.remedy());
    }

    @KernelTest
    void shouldWaitForAPacket()
    {
        try (
            XskHost receiver = host(RIGHT, context(RIGHT)).receive();
            XskHost sender = host(LEFT, context(LEFT)))
        {
            assertFalse(receiver.socket().awaitRx(0));
            assertFalse(receiver.socket().awaitRx(1));
            sender.send(1, PACKET_LENGTH);
            assertTrue(receiver.socket().awaitRx(-1));
            assertTrue(sender.socket().awaitTx(-1));
        }
    }

    @KernelTest
    void shouldSetBusyPollingAndTheBudgetOfAWakeup()
    {
        try (XskHost host = host(LEFT, context(LEFT).busyPoll(20, 64).maxTxBudget(CAPACITY)))
        {
            host.send(1, PACKET_LENGTH);
        }

        final XskException exception = assertThrows(
            XskException.class, () -> host(LEFT, context(LEFT).maxTxBudget(31)));
        assertEquals("XDP_MAX_TX_SKB_BUDGET", exception.call());
        assertTrue(exception.subject().contains("maxTxBudget=31"), exception.subject());
        assertTrue(exception.remedy().contains("from 32 to the size of the transmit ring"), exception.remedy());
    }

    @KernelTest
    void shouldGoOnAfterAFrameThatIsNotWithinTheUmem()
    {
        final Umem umem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT));
        try (
            XskHost receiver = new XskHost(cable.right(), context(RIGHT).umem(umem), 0, FRAME_COUNT, 0).receive();
            XskHost sender = host(LEFT, context(LEFT)))
        {
            receiver.fill(umem.frameAddress(FRAME_COUNT));
            receiver.fill(umem.frameAddress(1));
            sender.send(1, PACKET_LENGTH);

            // The kernel skips the entry, and does not count it in the statistics.
            assertEquals(0, receiver.socket().fillRing().size());
            assertEquals(umem.frameAddress(1), umem.frameOf(receiver.take()));
        }
    }

    @KernelTest
    void shouldCountThatThereWasNothingToSend()
    {
        try (XskHost host = host(LEFT, context(LEFT)))
        {
            final long before = host.socket().statistics().txRingEmpty();
            host.socket().wakeupTx();
            assertEquals(before + 1, host.socket().statistics().txRingEmpty());
        }
    }

    /** Where packets are copied the kernel asks to be woken to send all the same. */
    @KernelTest
    void shouldSendWhenItIsWokenAlsoWithoutNeedWakeup()
    {
        try (
            XskHost receiver = host(RIGHT, context(RIGHT).needWakeup(false)).receive();
            XskHost sender = host(LEFT, context(LEFT).needWakeup(false)))
        {
            final XskSocket socket = sender.socket();
            final long address = socket.umem().frameAddress(CAPACITY);
            sender.compose(address, 7, PACKET_LENGTH);
            socket.txRing().put(socket.txRing().tryClaim(1), address, PACKET_LENGTH, 0);
            socket.txRing().commit();
            assertTrue(socket.txRing().needsWakeup());
            assertEquals(1, socket.txRing().size());
            assertEquals(-1, receiver.take());

            assertTrue(socket.wakeupTx());
            assertEquals(0, socket.txRing().size());
            assertEquals(7, receiver.number(receiver.take()));
            assertTrue(socket.txRing().needsWakeup());
            assertFalse(receiver.socket().fillRing().needsWakeup());
        }
    }

    @KernelTest
    void shouldTakeASocketThatWasHandedOver()
    {
        final int fd = cable.right().call(() -> Sockets.socket(IfXdp.AF_XDP, Sockets.SOCK_RAW, 0));
        try (
            XskHost receiver = host(RIGHT, context(RIGHT).fd(fd)).receive();
            XskHost sender = host(LEFT, context(LEFT)))
        {
            assertEquals(fd, receiver.socket().fd());
            sender.send(1, PACKET_LENGTH);
            assertEquals(1, receiver.number(receiver.take()));
        }
    }

    private void assertReceives(final Umem.Context umemContext, final int length)
    {
        final Umem umem = Umem.allocate(umemContext.frameCount(FRAME_COUNT));
        try (
            XskHost receiver =
                new XskHost(cable.right(), context(RIGHT).umem(umem), 0, FRAME_COUNT, CAPACITY).receive();
            XskHost sender = host(LEFT, context(LEFT)))
        {
            for (int number = 0; number < 2 * FRAME_COUNT; number++)
            {
                sender.send(number, length);
                final long address = receiver.take();
                assertEquals(number, receiver.number(address));
                assertEquals(umem.packetOffset(), umem.offsetOf(address) - umem.frameOf(address));
                receiver.fill(umem.frameOf(address));
            }
            assertEquals(0, receiver.socket().statistics().rxInvalidDescriptors());
            assertEquals(0, receiver.socket().statistics().rxDropped());
        }
    }

    private XskHost host(final String interfaceName, final XskSocket.Context context)
    {
        if (null == context.umem())
        {
            context.umem(Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT)));
        }

        return new XskHost(
            LEFT.equals(interfaceName) ? cable.left() : cable.right(), context, 0, FRAME_COUNT, CAPACITY);
    }

    private static XskSocket.Context context(final String interfaceName)
    {
        return XskHost.context(interfaceName, CAPACITY);
    }
}
