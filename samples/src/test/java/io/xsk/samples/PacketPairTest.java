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
package io.xsk.samples;

import static io.xsk.testing.RingMemory.LAYOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import io.xsk.testing.RingMemory;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sender and receiver over rings in plain memory, where the test plays the kernel.
 */
class PacketPairTest
{
    private static final int CAPACITY = 8;
    private static final int PAYLOAD_LENGTH = 33;

    private final UnsafeBuffer fill = RingMemory.allocate(CAPACITY, RingDescriptor.ADDRESS_LENGTH, 0);
    private final UnsafeBuffer completion = RingMemory.allocate(CAPACITY, RingDescriptor.ADDRESS_LENGTH, 0);
    private final UnsafeBuffer rx = RingMemory.allocate(CAPACITY, RingDescriptor.PACKET_LENGTH, 0);
    private final UnsafeBuffer tx = RingMemory.allocate(CAPACITY, RingDescriptor.PACKET_LENGTH, 0);
    private final Umem umem = Umem.allocate(new Umem.Context().frameCount(CAPACITY));
    private final XskPort port = mock(XskPort.class);
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final UdpPacket packet = new UdpPacket(PAYLOAD_LENGTH);

    @BeforeEach
    void setUp()
    {
        when(port.umem()).thenReturn(umem);
        when(port.fillRing()).thenReturn(new FillRing(fill, LAYOUT, CAPACITY));
        when(port.completionRing()).thenReturn(new CompletionRing(completion, LAYOUT, CAPACITY));
        when(port.rxRing()).thenReturn(new RxRing(rx, LAYOUT, CAPACITY));
        when(port.txRing()).thenReturn(new TxRing(tx, LAYOUT, CAPACITY));
        when(port.wakeupRx()).thenReturn(true);
        when(port.wakeupTx()).thenReturn(true);
    }

    @AfterEach
    void tearDown()
    {
        umem.close();
    }

    @Test
    void shouldGiveBackExactlyTheFramesReceived()
    {
        final TxRing kernelsRx = new TxRing(rx, LAYOUT, CAPACITY);
        final CompletionRing kernelsFill = new CompletionRing(fill, LAYOUT, CAPACITY);
        final PacketReceiver receiver = new PacketReceiver(port, PAYLOAD_LENGTH, CAPACITY);
        for (final int frame : new int[]{5, 2, 7})
        {
            final long address = umem.frameAddress(frame) + umem.packetOffset();
            umem.wrap(address, packet.length(), buffer);
            packet.compose(buffer, new Random(frame));
            kernelsRx.put(kernelsRx.tryClaim(1), address, packet.length(), 0);
        }
        kernelsRx.commit();

        assertEquals(3, receiver.doWork());
        assertEquals(3, kernelsFill.available(CAPACITY));
        assertEquals(umem.frameAddress(5), kernelsFill.address(0));
        assertEquals(umem.frameAddress(2), kernelsFill.address(1));
        assertEquals(umem.frameAddress(7), kernelsFill.address(2));
        assertEquals(3, receiver.received());
        assertEquals(0, receiver.damaged());
        assertEquals(0, receiver.doWork());
    }

    @Test
    void shouldFindEveryByteThatWasChanged()
    {
        umem.wrap(umem.frameAddress(0), packet.length(), buffer);
        packet.compose(buffer, new Random(1));
        assertTrue(packet.isIntact(buffer, packet.length()));
        assertFalse(packet.isIntact(buffer, packet.length() - 1));

        final int addressesLength = 12;
        for (int index = addressesLength; index < packet.length(); index++)
        {
            buffer.putByte(index, (byte)(buffer.getByte(index) + 1));
            final int changed = index;
            assertFalse(packet.isIntact(buffer, packet.length()), () -> "index=" + changed);
            buffer.putByte(index, (byte)(buffer.getByte(index) - 1));
        }
    }

    @Test
    void shouldEndWhenACompletionNeverComes()
    {
        final RxRing kernelsTx = new RxRing(tx, LAYOUT, CAPACITY);
        final FillRing kernelsCompletion = new FillRing(completion, LAYOUT, CAPACITY);
        final PacketSender sender = new PacketSender(port, PAYLOAD_LENGTH, 3, CAPACITY);
        assertEquals(3, sender.doWork());
        assertEquals(3, kernelsTx.available(CAPACITY));
        for (int sequence = 0; sequence < 2; sequence++)
        {
            kernelsCompletion.put(kernelsCompletion.tryClaim(1), kernelsTx.address(sequence));
        }
        kernelsTx.release(3);
        kernelsCompletion.commit();

        Dev1ToDev2.send(sender, Thread::onSpinWait);

        assertEquals(3, sender.sent());
        assertEquals(2, sender.completed());
        assertFalse(sender.isDone());
    }
}
