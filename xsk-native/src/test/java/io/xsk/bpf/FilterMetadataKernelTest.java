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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.NetDevice;
import io.xsk.RxMetadata;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * One program that filters, marks and delivers what the driver says of a packet.
 */
class FilterMetadataKernelTest
{
    private static final int CAPACITY = 64;
    private static final int BOOK_PORT = 26_400;
    private static final int TRADE_PORT = 26_401;
    private static final int OTHER_PORT = 26_402;
    private static final int TRADE_MARK = 0xBEEF;
    private static final int ETHER_TYPE_OFFSET = 12;
    private static final int ETHER_TYPE_IPV4 = 0x0800;
    private static final int PORT_OFFSET = 36;
    private static final int PORT_END = 38;
    private static final int VLAN = 0x8100;
    private static final int SERVICE_VLAN = 0x88A8;
    private static final int TCI = 0x6007;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    private final RxMetadata metadata = new RxMetadata();
    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private InetAddress right;
    private Cable cable;
    private XskHost receiver;
    private XskMap map;
    private DatagramChannel sender;

    @BeforeEach
    void setUp() throws IOException
    {
        right = InetAddress.getByName("10.77.0.2");
        cable = new Cable(1);
        cable.left().addAddress(LEFT, (Inet4Address)InetAddress.getByName("10.77.0.1"), 24);
        cable.left().addNeighbour(LEFT, (Inet4Address)right, cable.right().device(RIGHT).macAddress());
        receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY);
        map = XskMap.create(1);
        map.put(0, receiver.socket());
        sender = cable.left().call(DatagramChannel::open);
    }

    @AfterEach
    void tearDown() throws IOException
    {
        sender.close();
        map.close();
        receiver.close();
        cable.close();
    }

    @KernelTest
    void shouldDeliverTheMarkOfTheRuleWithWhatTheDriverSays() throws IOException
    {
        try (FilterProgram filter = load(); XdpLink link = attach(filter))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            assertEquals("", filter.program().metadataRefusal());
            assertTrue(filter.disassembly().stream().anyMatch(line -> line.contains("call kernel-function#")));

            for (int i = 0; i < 3; i++)
            {
                receive(filter, BOOK_PORT);
                assertTrue(metadata.hasMark());
                assertEquals(0, metadata.mark());
                final int hash = metadata.hash();
                assertTrue(metadata.hasHash());

                receive(filter, TRADE_PORT);
                assertEquals(TRADE_MARK, metadata.mark());
                assertTrue(metadata.hasHash());
                assertNotEquals(hash, metadata.hash());
                assertTrue(metadata.hasSoftwareTimestamp() && metadata.isSoftwareTimestampTai());
                // A veth pair has no clock, and nobody tagged the packet: absent is absent.
                assertFalse(metadata.hasTimestamp());
                assertFalse(metadata.hasVlan());
            }
            send(OTHER_PORT);
            await(() -> filter.unmatched().packets() > 0);
            assertEquals(0, receiver.socket().rxRing().size());
            assertEquals(3, filter.count("books").packets());
            assertEquals(3, filter.count("trades").packets());
        }
    }

    @KernelTest
    void shouldDeliverTheTagThatTheDriverTookOff() throws IOException
    {
        try (FilterProgram filter = load(); XdpLink link = attach(filter))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            for (final int protocol : new int[]{ VLAN, SERVICE_VLAN })
            {
                try (VlanTagger tagger =
                    cable.left().call(() -> new VlanTagger(NetDevice.byName(LEFT), protocol, TCI)))
                {
                    assertNotEquals(null, tagger);
                    receive(filter, TRADE_PORT);
                    assertTrue(metadata.hasVlan());
                    assertEquals(TCI, metadata.vlanTci());
                    assertEquals(protocol, metadata.vlanProtocol());
                    assertEquals(TRADE_MARK, metadata.mark());
                }
                // The next packet in the same frames has none.
                receive(filter, BOOK_PORT);
                assertFalse(metadata.hasVlan());
                assertEquals(0, metadata.vlanTci());
            }
        }
    }

    @KernelTest
    void shouldGoOnWithoutTheCardWhereTheDriverHasNoneOfIt() throws IOException
    {
        try (
            FilterProgram filter = cable.right().call(() ->
                FilterProgram.load(rules(), false, NetDevice.byName("lo"), map));
            XdpLink link = attach(filter))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            assertTrue(filter.program().metadataRefusal().contains("BPF_PROG_LOAD"),
                filter.program().metadataRefusal());
            receive(filter, TRADE_PORT);
            assertEquals(TRADE_MARK, metadata.mark());
            assertTrue(metadata.hasSoftwareTimestamp());
            assertFalse(metadata.hasHash());
            assertEquals(0, metadata.hash());
        }
    }

    private static XdpFilter rules()
    {
        return XdpFilter.rules()
            .redirect("books", udp().destinationPort(BOOK_PORT))
            .redirect("trades", udp().destinationPort(TRADE_PORT)).mark(TRADE_MARK);
    }

    private FilterProgram load()
    {
        return cable.right().call(() -> FilterProgram.load(rules(), false, NetDevice.byName(RIGHT), map));
    }

    private XdpLink attach(final FilterProgram filter)
    {
        return cable.right().call(() -> filter.program().attach(NetDevice.byName(RIGHT)));
    }

    /** Send to a port, and look at the metadata of what came. */
    private void receive(final FilterProgram filter, final int port) throws IOException
    {
        send(port);
        await(() -> receiver.socket().rxRing().size() > 0);
        final long address = receiver.take();
        metadata.wrap(receiver.socket().umem(), address, filter.program().metadataSignature());
        receiver.socket().umem().wrap(address, PORT_END, packet);
        assertEquals(ETHER_TYPE_IPV4, Short.reverseBytes(packet.getShort(ETHER_TYPE_OFFSET)));
        assertEquals(port, Short.toUnsignedInt(Short.reverseBytes(packet.getShort(PORT_OFFSET))));
        receiver.fill(address);
    }

    private void send(final int port) throws IOException
    {
        sender.send(ByteBuffer.allocate(Integer.BYTES), new InetSocketAddress(right, port));
    }

    private static void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "no packet came");
            Thread.yield();
        }
    }
}
