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

import static io.xsk.bpf.Match.udp;
import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.Umem;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;

class ReplaceUnderTrafficKernelTest
{
    private static final int CAPACITY = 256;
    private static final int BATCH = 32;
    private static final int LENGTH = 64;
    /** In generic mode the kernel waits for a grace period at each. */
    private static final int MIN_REPLACEMENTS = 20;
    private static final int SET_CAPACITY = 512;
    private static final int GROUP = 0xEF01_0101;
    private static final int PORT = 26_477;
    private static final int PAYLOAD_OFFSET = 42;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    private final AtomicBoolean isRunning = new AtomicBoolean(true);
    private final AtomicInteger replacements = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @KernelTest
    void shouldLoseNoPacketInNativeMode() throws InterruptedException
    {
        assertNoneIsLost(AttachMode.NATIVE);
    }

    @KernelTest
    void shouldLoseNoPacketInGenericMode() throws InterruptedException
    {
        assertNoneIsLost(AttachMode.GENERIC);
    }

    /** A packet of a port that is in the old elements and in the new ones is never let go by. */
    @KernelTest
    void shouldLoseNoPacketWhileASetIsReplaced() throws InterruptedException
    {
        final FilterSet<Integer> ports = FilterSet.ports("feeds", SET_CAPACITY);
        ports.replaceAll(ports(0));
        try (
            Cable cable = new Cable(1);
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY);
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0);
            XskMap sockets = XskMap.create(1);
            FilterProgram filter = FilterProgram.load(udp().destinationIn(ports), sockets);
            XdpLink link = cable.right().call(() -> filter.program().attach(receiver.socket().device())))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            sockets.put(0, receiver.socket());
            final Umem umem = sender.socket().umem();
            final long frame = umem.frameAddress(CAPACITY) + umem.packetOffset();
            final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
            final long count = exchange(receiver, number ->
            {
                final byte[] datagram = TestPackets.udpTo(GROUP, PORT);
                umem.wrap(frame, datagram.length, packet);
                packet.putBytes(0, datagram);
                packet.putInt(PAYLOAD_OFFSET, (int)number);
                sender.transmit(frame, datagram.length);
            }, address ->
            {
                receiver.socket().umem().wrap(address, PAYLOAD_OFFSET + Integer.BYTES, packet);
                return packet.getInt(PAYLOAD_OFFSET);
            }, i -> ports.replaceAll(ports(i % 2 * SET_CAPACITY)));

            assertEquals(count, filter.count("match").packets());
            assertEquals(0, filter.unmatched().packets());
            assertEquals(0, receiver.socket().statistics().rxDropped());
        }
    }

    /** Many, so that it takes a while to put them in, and that of the packets among them but one. */
    private static List<Integer> ports(final int first)
    {
        final List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < SET_CAPACITY - 1; i++)
        {
            ports.add(1 + first + i);
        }
        ports.add(PORT);

        return ports;
    }

    private void assertNoneIsLost(final AttachMode mode) throws InterruptedException
    {
        try (
            Cable cable = new Cable(1);
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive(mode, false);
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0);
            XdpProgram one = XdpProgram.redirectTo(receiver.map());
            XdpProgram other = XdpProgram.redirectTo(receiver.map()))
        {
            final long count = exchange(receiver, number -> sender.send(number, LENGTH), receiver::number,
                i -> receiver.link().replace(0 == i % 2 ? one : other));

            assertEquals(count, cable.right().device(RIGHT).rxPackets());
            assertEquals(0, cable.right().device(RIGHT).rxDropped());
            assertEquals(0, receiver.socket().statistics().rxDropped());
        }
    }

    /** Send packets and see each come, in order, while something is replaced again and again; how many they were. */
    private long exchange(
        final XskHost receiver,
        final LongConsumer sender,
        final LongUnaryOperator numberAt,
        final IntConsumer replacement)
        throws InterruptedException
    {
        final Thread replacer = Thread.ofPlatform().start(() -> replace(replacement));
        long number = 0;
        try
        {
            while (replacements.get() < MIN_REPLACEMENTS && null == failure.get())
            {
                for (int i = 0; i < BATCH; i++)
                {
                    sender.accept(number + i);
                }
                for (int i = 0; i < BATCH; i++)
                {
                    final long address = await(receiver);
                    assertEquals(number++, numberAt.applyAsLong(address));
                    receiver.fill(address);
                }
            }
        }
        finally
        {
            isRunning.set(false);
            replacer.join();
        }
        assertNull(failure.get());
        assertEquals(-1, receiver.take());

        return number;
    }

    private static long await(final XskHost receiver)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        long address = receiver.take();
        while (address < 0)
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "a packet did not come");
            Thread.yield();
            address = receiver.take();
        }

        return address;
    }

    private void replace(final IntConsumer replacement)
    {
        try
        {
            while (isRunning.get())
            {
                replacement.accept(replacements.getAndIncrement());
            }
        }
        catch (final RuntimeException exception)
        {
            failure.set(exception);
        }
    }
}
