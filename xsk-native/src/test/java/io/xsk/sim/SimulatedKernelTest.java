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
package io.xsk.sim;

import static io.xsk.sim.SimulatedPair.CAPACITY;
import static io.xsk.sim.SimulatedPair.PACKET_LENGTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.Umem;
import io.xsk.XskException;
import io.xsk.XskFeature;
import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.bpf.XdpAction;
import io.xsk.ring.FillRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Interfaces, sockets, programs and time.
 */
class SimulatedKernelTest
{
    private final SimulatedKernel kernel = new SimulatedKernel(1);
    private final SimulatedInterface device = kernel.addInterface("eth0", 2);
    private final Umem umem = Umem.allocate(new Umem.Context().frameCount(4 * CAPACITY));
    private final List<XskPort> opened = new ArrayList<>();
    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[PACKET_LENGTH]);

    @AfterEach
    void tearDown()
    {
        CloseHelper.closeAll(opened.reversed());
        umem.close();
    }

    @Test
    void shouldGiveAPacketToTheSocketOfItsQueueAndOthersToTheStack()
    {
        final List<Integer> passed = new ArrayList<>();
        device.onPassed((queue, seen) -> passed.add(queue * 1000 + seen.capacity()));
        assertEquals(PacketFate.PASSED, inject(0));
        final SimulatedLink link = kernel.attach("eth0");
        final SimulatedSocket socket = bound(0);

        assertEquals(PacketFate.DELIVERED, inject(0));
        assertEquals(PacketFate.PASSED, inject(1));
        assertEquals(PACKET_LENGTH, socket.rxRing().length(0));
        link.close();
        assertEquals(PacketFate.PASSED, inject(0));
        assertEquals(List.of(PACKET_LENGTH, 1000 + PACKET_LENGTH, PACKET_LENGTH), passed);
    }

    @Test
    void shouldLetAProgramDecide()
    {
        final SimulatedMap map = new SimulatedMap(2);
        kernel.attach("eth0", seen -> switch (seen.packet().getByte(0))
        {
            case 1 -> XdpAction.DROP;
            case 2 -> XdpAction.TX;
            case 3 -> XdpAction.ABORTED;
            case 4 -> seen.redirect(map, 1, XdpAction.DROP);
            case 5 -> seen.redirect(map, 7, XdpAction.PASS);
            default -> seen.redirect(map, 0, XdpAction.PASS);
        });
        map.put(0, bound(0));
        map.put(1, bound(1));

        assertEquals(PacketFate.DELIVERED, inject(0));
        final PacketFate[] fates = {
            PacketFate.DROPPED, PacketFate.TRANSMITTED, PacketFate.ABORTED, PacketFate.REDIRECT_REFUSED,
            PacketFate.PASSED};
        for (int i = 0; i < fates.length; i++)
        {
            packet.putByte(0, (byte)(i + 1));
            assertEquals(fates[i], inject(0));
            assertEquals(1, device.counts().count(fates[i]));
        }
        assertEquals(3, device.counts().rxDropped());
        assertThrows(XskException.class, () -> map.put(2, null));
    }

    @Test
    void shouldLetAProgramChangeAPacketWithoutTouchingWhatWasSent()
    {
        kernel.attach("eth0", seen ->
        {
            seen.mutablePacket().putByte(20, (byte)7);
            seen.metadata(8).putLong(0, 42);
            assertFalse(seen.adjustTail(1_000));
            assertTrue(seen.adjustTail(-4));
            assertEquals(null, seen.metadata(7));
            return seen.redirect(kernel.sockets().getFirst(), XdpAction.DROP);
        });
        final SimulatedSocket socket = bound(0);
        inject(0);

        assertEquals(0, packet.getByte(20));
        assertEquals(PACKET_LENGTH - 4, socket.rxRing().length(0));
        final UnsafeBuffer received = new UnsafeBuffer(0L, 0);
        umem.wrap(socket.rxRing().address(0) - 8, 8 + PACKET_LENGTH - 4, received);
        assertEquals(42, received.getLong(0));
        assertEquals(7, received.getByte(28));
    }

    @Test
    void shouldSendBackWithTheNextStep()
    {
        final SimulatedInterface far = kernel.addInterface("far", 1);
        kernel.connect(device, far);
        kernel.attach("eth0", seen -> XdpAction.TX);
        kernel.attach("far", seen -> XdpAction.TX);

        assertEquals(PacketFate.TRANSMITTED, inject(0));
        for (int i = 0; i < 4; i++)
        {
            assertEquals(1, kernel.doWork());
        }
        assertEquals(2, far.counts().count(PacketFate.TRANSMITTED));
        assertEquals(3, device.counts().count(PacketFate.TRANSMITTED));
        assertEquals(1, far.counts().held() + device.counts().held());
    }

    @Test
    void shouldShowWhatLeavesWithoutACable()
    {
        final List<Long> left = new ArrayList<>();
        device.onLeaving((queue, seen) -> left.add(seen.getLong(0)));
        final SimulatedSocket socket = bound(1);
        umem.wrap(0, PACKET_LENGTH, packet);
        packet.putLong(0, 99);
        socket.txRing().put(socket.txRing().tryClaim(1), 0, PACKET_LENGTH, 0);
        socket.txRing().commit();

        assertTrue(socket.wakeupTx());
        assertEquals(List.of(99L), left);
        assertEquals(1, socket.completionRing().size());
    }

    @Test
    void shouldShareRingsOnAQueueAndHaveOwnOnesOnAnother()
    {
        final SimulatedSocket first = bound(0);
        final SimulatedSocket second = bound(0);
        final SimulatedSocket third = bound(1);

        assertSame(first.fillRing(), second.fillRing());
        assertSame(first.completionRing(), second.completionRing());
        assertNotSame(first.rxRing(), second.rxRing());
        assertNotSame(first.fillRing(), third.fillRing());
        final IllegalStateException exception = assertThrows(IllegalStateException.class, first::close);
        assertTrue(exception.getMessage().contains("close it first"), exception.getMessage());
        assertThrows(IllegalStateException.class, umem::close);
    }

    @Test
    void shouldRefuseToBindAsTheKernelDoes()
    {
        assertEquals("ENODEV", errnoOf(() -> open(new XskSocket.Context().interfaceName("nowhere"))));
        final SimulatedSocket first = bound(0);
        assertThrows(IllegalStateException.class, first::bind);
        assertEquals("EINVAL", errnoOf(open(sockets(2))::bind));
        try (Umem other = Umem.allocate(new Umem.Context().frameCount(1)))
        {
            try (SimulatedSocket taken = kernel.open(sockets(0).umem(other)))
            {
                assertEquals("EBUSY", errnoOf(taken::bind));
                assertEquals("ENXIO", errnoOf(() -> wakeUpForLong(taken)));
            }
            try (SimulatedSocket zeroCopy = kernel.open(sockets(1).umem(other).mode(XskMode.ZERO_COPY)))
            {
                assertEquals("EOPNOTSUPP", errnoOf(zeroCopy::bind));
            }
            try (SimulatedSocket budget = kernel.open(sockets(1).umem(other).maxTxBudget(31)))
            {
                assertEquals("EACCES", errnoOf(budget::bind));
            }
            assertEquals("EOPNOTSUPP", errnoOf(() ->
                kernel.open(sockets(1).umem(other).requiredFeatures(Set.of(XskFeature.TX_LAUNCH_TIME)))));
            try (SimulatedSocket best = kernel.open(sockets(1).umem(other)))
            {
                best.bind();
                assertFalse(best.isZeroCopy());
                assertTrue(best.zeroCopyRefusal().contains("mode=zero-copy: EOPNOTSUPP"), best.zeroCopyRefusal());
            }
        }
        assertEquals("EEXIST", errnoOf(() -> kernel.addInterface("eth0", 1)));
        kernel.attach("eth0");
        assertEquals("EBUSY", errnoOf(() -> kernel.attach("eth0")));
    }

    @Test
    void shouldRefuseToBindBeforeTheFirstSocketOnTheUmem()
    {
        open(sockets(0));
        final SimulatedSocket second = open(sockets(1));

        final IllegalStateException exception = assertThrows(IllegalStateException.class, second::bind);
        assertTrue(exception.getMessage().contains("bind the one opened first"), exception.getMessage());
    }

    @Test
    void shouldThrowWhenASocketIsUsedAfterItWasClosed()
    {
        final SimulatedSocket socket = bound(0);
        socket.close();
        socket.close();

        assertThrows(IllegalStateException.class, () -> socket.fillRing().tryClaim(1));
        assertThrows(IllegalStateException.class, () -> socket.txRing().tryClaim(1));
        assertThrows(IllegalStateException.class, () -> socket.rxRing().available(1));
        assertThrows(IllegalStateException.class, () -> socket.completionRing().available(1));
        assertThrows(IllegalStateException.class, socket::statistics);
        assertThrows(IllegalStateException.class, () -> socket.awaitRx(-1));
        assertFalse(socket.wakeupTx());
        assertFalse(socket.wakeupRx());
        kernel.attach("eth0");
        assertEquals(PacketFate.PASSED, inject(0));
    }

    @Test
    void shouldHaveNoRingThatWasNotAskedFor()
    {
        final SimulatedSocket receiver = open(sockets(0).txRingCapacity(0));
        final SimulatedSocket sender = open(sockets(1).rxRingCapacity(0).txRingCapacity(CAPACITY));
        receiver.bind();
        sender.bind();

        assertThrows(IllegalStateException.class, receiver::txRing);
        assertThrows(IllegalStateException.class, sender::rxRing);
        assertFalse(receiver.wakeupTx());
        assertFalse(sender.wakeupRx());
        assertFalse(receiver.awaitTx(0));
        assertFalse(sender.awaitRx(0));
    }

    @Test
    void shouldWaitInItsOwnTime()
    {
        final SimulatedSocket socket = bound(0);
        final long startNs = kernel.clock().nanoTime();

        assertFalse(socket.awaitRx(100));
        assertEquals(startNs + TimeUnit.MILLISECONDS.toNanos(100), kernel.clock().nanoTime());
        assertThrows(IllegalStateException.class, () -> socket.awaitRx(-1));

        kernel.attach("eth0");
        device.faults(new SimulatedFaults().reordering(1, TimeUnit.MILLISECONDS.toNanos(5)));
        inject(0);
        assertTrue(socket.awaitRx(-1));
        assertEquals(startNs + TimeUnit.MILLISECONDS.toNanos(105), kernel.clock().nanoTime());
        assertTrue(socket.awaitTx(0));
    }

    @Test
    void shouldMoveItsTimeByATickAStep()
    {
        kernel.clock().tickNs(250);
        final long startNs = kernel.clock().nanoTime();
        kernel.doWork();
        kernel.doWork();
        kernel.advance(1_000);

        assertEquals(startNs + 1_500, kernel.clock().nanoTime());
        assertThrows(IllegalArgumentException.class, () -> kernel.advance(-1));
        assertThrows(IllegalArgumentException.class, () -> kernel.clock().tickNs(-1));
    }

    @Test
    void shouldRunOnAThreadOfItsOwn()
    {
        final SimulatedSocket socket = bound(0);
        kernel.attach("eth0");
        device.faults(new SimulatedFaults().reordering(1, 10_000));
        try (AgentRunner runner = new AgentRunner(YieldingIdleStrategy.INSTANCE, Throwable::printStackTrace, null,
            kernel))
        {
            AgentRunner.startOnThread(runner);
            for (int i = 0; i < CAPACITY; i++)
            {
                inject(0);
                assertTrue(socket.awaitRx(-1));
                assertEquals(1, socket.rxRing().available(1));
                socket.rxRing().release(1);
            }
        }
        assertEquals(0, device.counts().held());
    }

    private PacketFate inject(final int queue)
    {
        return kernel.inject("eth0", queue, packet, 0, PACKET_LENGTH);
    }

    private SimulatedSocket bound(final int queue)
    {
        final SimulatedSocket socket = open(sockets(queue));
        socket.bind();
        final FillRing fillRing = socket.fillRing();
        while (fillRing.remainingCapacity(1) > 0)
        {
            fillRing.put(fillRing.tryClaim(1), umem.frameAddress((int)fillRing.position()));
            fillRing.commit();
        }

        return socket;
    }

    private SimulatedSocket open(final XskSocket.Context context)
    {
        final SimulatedSocket socket = kernel.open(context.umem(umem));
        opened.add(socket);

        return socket;
    }

    private static XskSocket.Context sockets(final int queue)
    {
        return SimulatedPair.sockets().interfaceName("eth0").queue(queue);
    }

    private static void wakeUpForLong(final SimulatedSocket socket)
    {
        for (int i = 0; i < 1_000; i++)
        {
            socket.wakeupTx();
        }
    }

    private static String errnoOf(final Runnable action)
    {
        return assertThrows(XskException.class, action::run).errnoName();
    }
}
