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

import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import io.xsk.ring.RingDescriptor;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("also-debug")
class TransitTimeKernelTest
{
    private static final int CAPACITY = 64;
    private static final int LENGTH = 64;
    private static final int PACKETS = 20;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int SIGNATURE = 7;
    private static final int FRAME_LENGTH = 2048;

    private final RxMetadata received = new RxMetadata();

    @KernelTest
    void shouldTimeEachPacketThatIsSentBack()
    {
        try (
            Cable cable = new Cable(1);
            XskHost origin = new XskHost(cable.left(), LEFT, CAPACITY, CAPACITY).receive();
            XskHost reflector = new XskHost(cable.right(),
                XskHost.context(RIGHT, CAPACITY).umem(umem(CAPACITY)), 0, 2 * CAPACITY, CAPACITY);
            XskMap map = XskMap.create(1);
            XdpProgram program =
                cable.right().call(() -> XdpProgram.redirectTo(map, false, NetDevice.byName(RIGHT)));
            XdpLink link = cable.right().call(() -> program.attach(NetDevice.byName(RIGHT))))
        {
            assertEquals("", link.nativeRefusal());
            map.put(0, reflector.socket());
            final Umem umem = reflector.socket().umem();
            final TransitTime transit = new TransitTime(umem, reflector.socket().isZeroCopy());
            for (int i = 0; i < PACKETS; i++)
            {
                origin.send(i, LENGTH);
                final long address = await(reflector);
                received.wrap(umem, address, program.metadataSignature());
                final boolean isTimed = 0 == i % 2;
                final int options = isTimed ?
                    transit.request(address, received) : transit.request(address, new RxMetadata());
                assertEquals(isTimed ? RingDescriptor.TX_METADATA_OPTION : 0, options);
                reflector.transmit(address, LENGTH, options);

                // A packet that was sent after it came, and not minutes: both stamps are there and of one clock.
                final long transitNs = transit.complete(address);
                assertEquals(!isTimed, TransitTime.UNKNOWN == transitNs);
                assertTrue(transitNs < TimeUnit.MINUTES.toNanos(10), () -> "transitNs=" + transitNs);
                assertEquals(TransitTime.UNKNOWN, transit.complete(address));
                reflector.fill(address);

                final long back = await(origin);
                assertEquals(i, origin.number(back));
                origin.fill(back);
            }
        }
    }

    @Test
    void shouldTakeTheCardsStampsWherePacketsAreNotCopied()
    {
        try (Umem umem = umem(1))
        {
            final long address = umem.packetOffset();
            assertEquals(50, timed(umem, true, address, RxMetadataDescriptor.TIMESTAMP_FLAG, 1_050));
            assertEquals(TransitTime.UNKNOWN, timed(umem, true, address,
                RxMetadataDescriptor.SOFTWARE_TIMESTAMP_FLAG | RxMetadataDescriptor.TAI_FLAG, 1_050));
            // The driver did not stamp it, or by another clock.
            assertEquals(TransitTime.UNKNOWN, timed(umem, true, address, RxMetadataDescriptor.TIMESTAMP_FLAG, 0));
            assertEquals(TransitTime.UNKNOWN, timed(umem, true, address, RxMetadataDescriptor.TIMESTAMP_FLAG, 900));
        }
    }

    @Test
    void shouldTakeStampsOfOneClockWherePacketsAreCopied()
    {
        try (Umem umem = umem(1))
        {
            final long address = umem.packetOffset();
            assertEquals(40, timed(umem, false, address, RxMetadataDescriptor.TIMESTAMP_FLAG |
                RxMetadataDescriptor.SOFTWARE_TIMESTAMP_FLAG | RxMetadataDescriptor.TAI_FLAG, 2_040));
            // The program's is of CLOCK_MONOTONIC.
            assertEquals(TransitTime.UNKNOWN,
                timed(umem, false, address, RxMetadataDescriptor.SOFTWARE_TIMESTAMP_FLAG, 2_040));
        }
    }

    @Test
    void shouldTimeNothingWithoutRoom()
    {
        try (Umem umem = umem(1); Umem other = Umem.allocate(new Umem.Context().frameCount(1)))
        {
            final TransitTime transit = new TransitTime(umem, false);
            assertEquals(0, transit.request(31, received));
            assertEquals(TransitTime.UNKNOWN, transit.complete(31));
            assertThrows(IllegalArgumentException.class, () -> new TransitTime(other, false));
        }
    }

    /** A packet that came at 1,000 by the card and 2,000 by the program, and was sent at a time. */
    private long timed(
        final Umem umem, final boolean isZeroCopy, final long address, final int flags, final long sentNs)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(0L, 0);
        umem.wrap(address - RxMetadataDescriptor.LENGTH, RxMetadataDescriptor.LENGTH, buffer);
        buffer.putInt(RxMetadataDescriptor.FLAGS_OFFSET, SIGNATURE << RxMetadataDescriptor.SIGNATURE_SHIFT | flags);
        buffer.putLong(RxMetadataDescriptor.TIMESTAMP_OFFSET, 1_000);
        buffer.putLong(RxMetadataDescriptor.SOFTWARE_TIMESTAMP_OFFSET, 2_000);

        final TransitTime transit = new TransitTime(umem, isZeroCopy);
        transit.request(address, received.wrap(umem, address, SIGNATURE));
        buffer.putLong(RxMetadataDescriptor.LENGTH - TxMetadata.LENGTH + TxMetadata.TIMESTAMP_OFFSET, sentNs);

        return transit.complete(address);
    }

    private static Umem umem(final int capacity)
    {
        return Umem.allocate(
            new Umem.Context().frameLength(FRAME_LENGTH).frameCount(2 * capacity).txMetadata(true));
    }

    private static long await(final XskHost host)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        long address = host.take();
        while (address < 0)
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "a packet did not come");
            Thread.yield();
            address = host.take();
        }

        return address;
    }
}
