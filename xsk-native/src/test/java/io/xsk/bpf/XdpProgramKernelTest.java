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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.XskMode;
import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

class XdpProgramKernelTest
{
    private static final int CAPACITY = 64;
    private static final int PORT = 26400;

    @KernelTest
    void shouldRunForAsLongAsItsLink()
    {
        try (
            NetworkNamespace host = NetworkNamespace.create("host");
            NetworkNamespace peer = NetworkNamespace.create("peer");
            XskMap map = XskMap.create(1);
            XdpProgram program = XdpProgram.redirectTo(map))
        {
            NetworkNamespace.connect(host, LEFT, peer, RIGHT, 1);
            assertEquals(0, host.device(LEFT).xdpProgramId());

            try (XdpLink link = host.call(() -> program.attach(NetDevice.byName(LEFT))))
            {
                assertEquals(AttachMode.NATIVE, link.mode());
                assertNotEquals(0, host.device(LEFT).xdpProgramId());
            }
            assertEquals(0, host.device(LEFT).xdpProgramId());
        }
    }

    @KernelTest
    void shouldRefuseToReplaceAnotherProgram()
    {
        try (
            Cable cable = new Cable(1);
            XskMap map = XskMap.create(1);
            XdpProgram first = XdpProgram.redirectTo(map);
            XdpProgram second = XdpProgram.redirectTo(map))
        {
            final NetDevice device = cable.left().device(LEFT);
            final XdpLink link = cable.left().call(() -> first.attach(device));

            final XskException exception = assertThrows(
                XskException.class, () -> cable.left().call(() -> second.attach(device)));
            assertEquals("EBUSY", exception.errnoName());
            assertTrue(exception.getMessage().contains("interface=left program=xsk_redirect mode=NATIVE"));
            assertTrue(exception.getMessage().contains("another XDP program is attached: " +
                AttachedPrograms.only(cable.left(), LEFT)), exception.getMessage());
            assertTrue(exception.getMessage().contains("held by pid " + ProcessHandle.current().pid() + " ("),
                exception.getMessage());

            link.close();
            link.close();
            cable.left().call(() -> second.attach(device)).close();
        }
    }

    @KernelTest
    void shouldNotTouchAnInterfaceOfAnotherNamespace()
    {
        try (
            NetworkNamespace host = NetworkNamespace.create("host");
            XskMap map = XskMap.create(1);
            XdpProgram program = XdpProgram.redirectTo(map))
        {
            // There is an interface of this name and index in every namespace.
            final NetDevice loopback = host.device("lo");

            final IllegalStateException exception =
                assertThrows(IllegalStateException.class, () -> program.attach(loopback));
            assertTrue(exception.getMessage().contains("interface=lo index=1"), exception.getMessage());
            assertEquals(0, NetDevice.byName("lo").xdpProgramId());
            assertEquals(0, host.device("lo").xdpProgramId());
        }
    }

    @KernelTest
    void shouldFallBackToGenericModeAndSayWhy()
    {
        try (
            NetworkNamespace host = NetworkNamespace.create("host");
            XskMap map = XskMap.create(1);
            XdpProgram program = XdpProgram.redirectTo(map);
            XdpLink link = host.call(() -> program.attach(NetDevice.byName("lo"))))
        {
            assertEquals(AttachMode.GENERIC, link.mode());
            assertEquals(XskMode.GENERIC_COPY, XskMode.of(link.mode(), false));
            assertTrue(link.nativeRefusal().contains("interface=lo program=xsk_redirect mode=NATIVE: EOPNOTSUPP"),
                link.nativeRefusal());
        }
    }

    @KernelTest
    void shouldQuoteTheVerifier()
    {
        final long[] withoutResult = new BpfAssembler().exit().toArray();

        final XskException exception =
            assertThrows(XskException.class, () -> XdpProgram.load("no_result", withoutResult, 0));
        assertEquals("BPF_PROG_LOAD", exception.call());
        assertEquals("program=no_result", exception.subject());
        assertTrue(exception.getMessage().contains("R0 !read_ok"), exception.getMessage());
    }

    @KernelTest
    void shouldRefuseAQueueThatTheMapHasNoRoomFor()
    {
        try (
            Cable cable = new Cable(1);
            XskHost host = new XskHost(cable.left(), LEFT, CAPACITY, 0);
            XskMap map = XskMap.create(1))
        {
            final XskException exception = assertThrows(XskException.class, () -> map.put(1, host.socket()));
            assertEquals("E2BIG", exception.errnoName());
            assertEquals("interface=left queue=1 map=xsk_map capacity=1", exception.subject());
        }
    }

    @KernelTest
    void shouldPassToTheKernelWhatHasNoSocket() throws Exception
    {
        final Inet4Address left = (Inet4Address)InetAddress.getByName("10.78.0.1");
        final Inet4Address right = (Inet4Address)InetAddress.getByName("10.78.0.2");
        try (Cable cable = new Cable(1))
        {
            cable.left().addAddress(LEFT, left, 24);
            cable.right().addAddress(RIGHT, right, 24);
            cable.left().addNeighbour(LEFT, right, cable.right().device(RIGHT).macAddress());
            try (
                XskHost host = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive();
                DatagramChannel sender = cable.left().call(DatagramChannel::open);
                DatagramChannel kernel = cable.right().call(DatagramChannel::open))
            {
                kernel.bind(new InetSocketAddress(right, PORT)).configureBlocking(false);
                sender.connect(new InetSocketAddress(right, PORT));

                send(sender, 1);
                assertEquals(1, host.socket().rxRing().available(CAPACITY));
                assertEquals(0, receive(kernel));

                host.map().remove(0);
                send(sender, 2);
                assertEquals(1, host.socket().rxRing().size());
                assertEquals(2, receive(kernel));

                host.map().put(0, host.socket());
                send(sender, 3);
                assertEquals(2, host.socket().rxRing().size());
                assertEquals(0, receive(kernel));
            }
        }
    }

    private static void send(final DatagramChannel channel, final int value) throws IOException
    {
        assertEquals(Integer.BYTES, channel.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, value)));
    }

    private static int receive(final DatagramChannel channel) throws IOException
    {
        final ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES);
        channel.receive(buffer);
        return buffer.getInt(0);
    }
}
