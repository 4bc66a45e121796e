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
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.util.List;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.Tag;

/**
 * Several sockets on one UMEM.
 */
@Tag("also-debug")
class SharedUmemKernelTest
{
    private static final int CAPACITY = 64;
    private static final int FRAMES_EACH = 2 * CAPACITY;
    private static final int PACKET_LENGTH = 64;

    @KernelTest
    void shouldServeTwoQueuesOfAnInterface()
    {
        try (Cable cable = new Cable(2); Umem umem = umem(2); Umem senders = umem(2))
        {
            try (
                XskHost first = host(cable.right(), RIGHT, 0, umem, 0).receive();
                XskHost second = host(cable.right(), RIGHT, 1, umem, 1);
                XskHost toFirst = host(cable.left(), LEFT, 0, senders, 0);
                XskHost toSecond = host(cable.left(), LEFT, 1, senders, 1))
            {
                assertNotSame(first.socket().fillRing(), second.socket().fillRing());
                assertNotSame(first.socket().completionRing(), second.socket().completionRing());
                first.map().put(1, second.socket());

                for (int number = 0; number < 3 * CAPACITY; number++)
                {
                    final XskHost sender = 0 == number % 2 ? toFirst : toSecond;
                    final XskHost receiver = 0 == number % 2 ? first : second;
                    sender.send(number, PACKET_LENGTH);
                    final long address = receiver.take();
                    assertEquals(number, receiver.number(address));
                    receiver.fill(address);
                }
                assertEquals(0, first.socket().rxRing().size());
                assertEquals(0, second.socket().rxRing().size());
            }
        }
    }

    @KernelTest
    void shouldOpenAllQueuesOfAnInterfaceAtOnce()
    {
        try (Cable cable = new Cable(3); Umem umem = umem(1))
        {
            final List<XskSocket> sockets = cable.right().call(() ->
                XskSocket.openAllQueues(XskHost.context(RIGHT, CAPACITY).umem(umem)));
            try
            {
                sockets.forEach(XskSocket::bind);
                assertEquals(List.of(0, 1, 2), sockets.stream().map(XskSocket::queue).toList());
            }
            finally
            {
                CloseHelper.closeAll(sockets);
            }
        }
    }

    @KernelTest
    void shouldForwardBetweenTwoInterfacesWithoutCopying()
    {
        try (
            NetworkNamespace middle = NetworkNamespace.create("middle");
            NetworkNamespace source = NetworkNamespace.create("source");
            NetworkNamespace target = NetworkNamespace.create("target");
            Umem umem = umem(2))
        {
            NetworkNamespace.connect(middle, "in", source, LEFT, 1);
            NetworkNamespace.connect(middle, "out", target, RIGHT, 1);
            try (
                XskHost in = host(middle, "in", 0, umem, 0).receive();
                XskHost out = host(middle, "out", 0, umem, 1);
                XskHost sender = new XskHost(source, LEFT, CAPACITY, 0);
                XskHost receiver = new XskHost(target, RIGHT, CAPACITY, CAPACITY).receive())
            {
                for (int number = 0; number < 3 * CAPACITY; number++)
                {
                    sender.send(number, PACKET_LENGTH);
                    final long address = in.take();
                    out.transmit(address, PACKET_LENGTH);
                    in.fill(address);

                    final long received = receiver.take();
                    assertEquals(number, receiver.number(received));
                    receiver.fill(received);
                }
            }
        }
    }

    @KernelTest
    void shouldShareTheFillAndCompletionRingsOnOneQueue()
    {
        try (Cable cable = new Cable(1); Umem umem = umem(2))
        {
            final XskHost first = host(cable.right(), RIGHT, 0, umem, 0);
            final XskHost second = host(cable.right(), RIGHT, 0, umem, 1).receive();
            try (XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
            {
                assertSame(first.socket().fillRing(), second.socket().fillRing());
                assertSame(first.socket().completionRing(), second.socket().completionRing());

                sender.send(7, PACKET_LENGTH);
                assertEquals(0, first.socket().rxRing().size());
                assertEquals(7, second.number(second.take()));

                assertThrows(IllegalStateException.class, first.socket()::close);
            }
            second.close();
            first.close();
        }
    }

    @KernelTest
    void shouldRefuseToBindBeforeTheFirstSocketOnTheUmem()
    {
        try (
            Cable cable = new Cable(2);
            Umem umem = umem(2);
            XskSocket first = open(cable.right(), 0, umem);
            XskSocket second = open(cable.right(), 1, umem))
        {
            final IllegalStateException exception = assertThrows(IllegalStateException.class, second::bind);
            assertTrue(exception.getMessage().contains("bind the one opened first"), exception.getMessage());

            first.bind();
            second.bind();
            assertThrows(IllegalStateException.class, second::bind);
        }
    }

    @KernelTest
    void shouldTakeTheUmemAgainAfterAFailedBind()
    {
        try (Cable cable = new Cable(1); Umem umem = umem(1))
        {
            try (XskSocket socket = cable.right().call(() -> XskSocket.open(
                XskHost.context(RIGHT, CAPACITY).umem(umem).mode(XskMode.ZERO_COPY))))
            {
                final XskException exception = assertThrows(XskException.class, socket::bind);
                assertEquals("EOPNOTSUPP", exception.errnoName());
            }

            try (
                XskHost receiver = host(cable.right(), RIGHT, 0, umem, 0).receive();
                XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
            {
                sender.send(1, PACKET_LENGTH);
                assertEquals(1, receiver.number(receiver.take()));
            }
        }
    }

    private static Umem umem(final int socketCount)
    {
        return Umem.allocate(new Umem.Context().frameCount(socketCount * FRAMES_EACH));
    }

    private static XskHost host(
        final NetworkNamespace host, final String interfaceName, final int queue, final Umem umem, final int share)
    {
        return new XskHost(host, XskHost.context(interfaceName, CAPACITY).queue(queue).umem(umem),
            share * FRAMES_EACH, FRAMES_EACH, CAPACITY / 2);
    }

    private static XskSocket open(final NetworkNamespace host, final int queue, final Umem umem)
    {
        return host.call(() -> XskSocket.open(XskHost.context(RIGHT, CAPACITY).queue(queue).umem(umem)));
    }
}
