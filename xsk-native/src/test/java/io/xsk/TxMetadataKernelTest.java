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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.ring.RingDescriptor;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("also-debug")
class TxMetadataKernelTest
{
    private static final int CAPACITY = 64;
    private static final int FRAME_COUNT = 2 * CAPACITY;
    private static final int PACKET_LENGTH = 64;
    private static final int ETHERNET_LENGTH = 14;
    /** Behind the number that the packet carries. */
    private static final int CHECKSUM_OFFSET = 10;

    private final TxMetadata metadata = new TxMetadata();
    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private Cable cable;

    /** Also runs before the test that needs no kernel, and then without a cable. */
    @BeforeEach
    void setUp()
    {
        cable = null;
    }

    @AfterEach
    void tearDown()
    {
        if (null != cable)
        {
            cable.close();
        }
    }

    @KernelTest
    void shouldHaveTheChecksumComputedInCopyMode()
    {
        cable = new Cable(1);
        try (
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive();
            XskHost sender = sender())
        {
            final long address = compose(sender, 0x0102030405060708L);
            metadata.wrap(sender.socket().umem(), address).clear().requestChecksum(ETHERNET_LENGTH, CHECKSUM_OFFSET);
            transmit(sender, address, RingDescriptor.TX_METADATA_OPTION);

            receiver.socket().umem().wrap(receiver.take(), PACKET_LENGTH, packet);
            assertNotEquals(0, packet.getShort(ETHERNET_LENGTH + CHECKSUM_OFFSET));
            assertEquals(0xFFFF, sum(packet));
        }
    }

    @KernelTest
    void shouldLeaveThePacketAloneWithoutTheOption()
    {
        cable = new Cable(1);
        try (
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive();
            XskHost sender = sender())
        {
            final long address = compose(sender, 7);
            metadata.wrap(sender.socket().umem(), address).clear().requestChecksum(ETHERNET_LENGTH, CHECKSUM_OFFSET);
            transmit(sender, address, 0);

            receiver.socket().umem().wrap(receiver.take(), PACKET_LENGTH, packet);
            assertEquals(0, packet.getShort(ETHERNET_LENGTH + CHECKSUM_OFFSET));
        }
    }

    @KernelTest
    void shouldStampAPacketWhenItIsCompleted()
    {
        cable = new Cable(1);
        try (
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive();
            XskHost sender = sender())
        {
            final long address = compose(sender, 7);
            metadata.wrap(sender.socket().umem(), address).clear().requestTimestamp();
            transmit(sender, address, RingDescriptor.TX_METADATA_OPTION);

            assertEquals(7, receiver.number(receiver.take()));
            // TAI is up to a minute ahead of the system's clock: this tells the clock, not how fast anything was.
            final long ageMs = System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(metadata.timestampNs());
            assertTrue(Math.abs(ageMs) < TimeUnit.MINUTES.toMillis(10), () -> "ageMs=" + ageMs);
        }
    }

    @KernelTest
    void shouldSendAPacketThatHasALaunchTime()
    {
        cable = new Cable(1);
        try (
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive();
            XskHost sender = sender())
        {
            final long address = compose(sender, 7);
            metadata.wrap(sender.socket().umem(), address).clear().launchTimeNs(1);
            transmit(sender, address, RingDescriptor.TX_METADATA_OPTION);

            assertEquals(7, receiver.number(receiver.take()));
            assertEquals(0, sender.socket().statistics().txInvalidDescriptors());
        }
    }

    @Test
    void shouldRefuseWhereThereIsNoRoomForIt()
    {
        try (
            Umem without = Umem.allocate(new Umem.Context().frameCount(2));
            Umem with = Umem.allocate(new Umem.Context().frameCount(2).txMetadata(true)))
        {
            assertThrows(IllegalArgumentException.class, () -> metadata.wrap(without, without.packetOffset()));
            assertThrows(IllegalArgumentException.class, () -> metadata.wrap(with, TxMetadata.LENGTH - 1));
            metadata.wrap(with, TxMetadata.LENGTH);
        }
    }

    private XskHost sender()
    {
        final Umem umem = Umem.allocate(
            new Umem.Context().frameCount(FRAME_COUNT).txMetadata(true).softwareChecksum(true));

        return new XskHost(cable.left(), XskHost.context(LEFT, CAPACITY).umem(umem), 0, FRAME_COUNT, 0);
    }

    private long compose(final XskHost sender, final long number)
    {
        final Umem umem = sender.socket().umem();
        final long address = umem.frameAddress(0) + umem.packetOffset();
        sender.compose(address, number, PACKET_LENGTH);

        return address;
    }

    private static void transmit(final XskHost sender, final long address, final int options)
    {
        sender.transmit(address, PACKET_LENGTH, options);
    }

    /** The one's complement sum of what follows the Ethernet header; all ones when it holds its own checksum. */
    private static int sum(final UnsafeBuffer buffer)
    {
        int sum = 0;
        for (int i = ETHERNET_LENGTH; i < PACKET_LENGTH; i += Short.BYTES)
        {
            sum += Short.toUnsignedInt(buffer.getShort(i));
        }
        while (sum > 0xFFFF)
        {
            sum = (sum >>> Short.SIZE) + (sum & 0xFFFF);
        }

        return sum;
    }
}
