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

import static io.xsk.ring.RingDescriptor.CONTINUED_OPTION;
import static io.xsk.ring.RingDescriptor.TX_METADATA_OPTION;
import static io.xsk.sim.SimulatedPair.CAPACITY;
import static io.xsk.sim.SimulatedPair.FRAME_COUNT;
import static io.xsk.sim.SimulatedPair.PACKET_LENGTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.TxMetadata;
import io.xsk.Umem;
import io.xsk.XskException;
import io.xsk.ring.CompletionRing;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The kernel's rules, each by itself. That they are the kernel's is shown by {@link SameAsTheKernelKernelTest}.
 */
class SimulatedSocketTest
{
    private SimulatedPair pair = new SimulatedPair(1);

    @AfterEach
    void tearDown()
    {
        pair.close();
    }

    @Test
    void shouldReceiveInOrderWhatTheOtherEndSends()
    {
        pair.fillFrames(CAPACITY);
        for (int number = 0; number < 10 * CAPACITY; number++)
        {
            assertTrue(pair.send(number));
            assertEquals(1, pair.complete());
            assertEquals(number, pair.receive());
        }
        assertEquals(10 * CAPACITY, pair.right.counts().count(PacketFate.DELIVERED));
        assertEquals(10 * CAPACITY, pair.left.counts().txPackets());
    }

    @Test
    void shouldPlaceThePacketBehindTheHeadroomOfTheFrameThatAnAddressLiesIn()
    {
        pair.fill(pair.receivers.frameAddress(3) + 77);
        pair.send(1);

        assertEquals(
            pair.receivers.frameAddress(3) + pair.receivers.packetOffset(), pair.receiver.rxRing().address(0));
    }

    @Test
    void shouldEncodeTheAddressOfAPacketInAnUnalignedFrame()
    {
        reopen(new Umem.Context().frameLength(3000).unaligned(true));
        pair.fill(3001);
        pair.send(5);

        final long address = pair.receiver.rxRing().address(0);
        assertEquals(3001, pair.receivers.frameOf(address));
        assertEquals(3001 + pair.receivers.packetOffset(), pair.receivers.offsetOf(address));
        assertEquals(5, pair.receive());
    }

    @Test
    void shouldSkipEntriesOfTheFillRingThatAreNoFramesAndNotCountThem()
    {
        pair.fill(pair.receivers.frameAddress(FRAME_COUNT));
        pair.fill(pair.receivers.frameAddress(1));
        pair.send(1);

        assertEquals(0, pair.receiver.fillRing().size());
        assertEquals(1, pair.receive());
        assertEquals(0, pair.receiver.statistics().rxInvalidDescriptors());
    }

    @Test
    void shouldCountExactlyWhatIsDroppedForWantOfAFrame()
    {
        pair.fillFrames(3);
        for (int number = 0; number < 8; number++)
        {
            pair.send(number);
        }

        assertEquals(3, pair.receiver.rxRing().size());
        assertEquals(5, pair.receiver.statistics().rxDropped());
        assertEquals(5, pair.receiver.statistics().rxFillRingEmpty());
        assertEquals(5, pair.right.counts().count(PacketFate.NO_FRAME));
    }

    @Test
    void shouldCountExactlyWhatAFullReceiveRingDropsAndUseItsFrameForTheNextPacket()
    {
        pair.fillFrames(CAPACITY);
        sendAndComplete(CAPACITY);
        pair.fill(pair.receivers.frameAddress(CAPACITY));
        sendAndComplete(7);

        assertEquals(7, pair.receiver.statistics().rxRingFull());
        assertEquals(0, pair.receiver.statistics().rxDropped());
        assertEquals(7, pair.right.counts().count(PacketFate.RING_FULL));

        pair.receiver.rxRing().available(1);
        pair.receiver.rxRing().release(1);
        pair.send(99);
        final long last = pair.receiver.rxRing().address(CAPACITY);
        assertEquals(pair.receivers.frameAddress(CAPACITY), pair.receivers.frameOf(last));
    }

    @Test
    void shouldCountAPacketThatDoesNotFitIntoAFrame()
    {
        reopen(new Umem.Context().headroom(1344));
        pair.fillFrames(2);
        pair.put(0, 448, 0);
        pair.put(2048, 449, 0);
        pair.sender.wakeupTx();

        assertEquals(1, pair.receiver.rxRing().size());
        assertEquals(1, pair.receiver.statistics().rxDropped());
        assertEquals(1, pair.right.counts().count(PacketFate.FRAME_TOO_SHORT));
    }

    @Test
    void shouldNeverAskForAWakeupToReceiveAndAlwaysForOneToSend()
    {
        assertFalse(pair.receiver.fillRing().needsWakeup());
        assertTrue(pair.sender.txRing().needsWakeup());
        pair.fillFrames(1);
        pair.send(1);
        assertFalse(pair.receiver.fillRing().needsWakeup());
        assertTrue(pair.sender.txRing().needsWakeup());
    }

    @Test
    void shouldSend32PacketsAWakeup()
    {
        for (int number = 0; number < 33; number++)
        {
            pair.put(number);
        }

        assertFalse(pair.sender.wakeupTx());
        assertEquals(1, pair.sender.txRing().size());
        assertTrue(pair.sender.wakeupTx());
        assertEquals(0, pair.sender.txRing().size());
    }

    @Test
    void shouldEndAWakeupAtAnInvalidEntryAndGiveItsAddressBack()
    {
        final long beyond = pair.senders.frameAddress(FRAME_COUNT);
        pair.put(1);
        pair.put(beyond, PACKET_LENGTH, 0);
        pair.put(2);

        assertTrue(pair.sender.wakeupTx());
        assertEquals(1, pair.sender.txRing().size());
        assertEquals(2, pair.sender.completionRing().size());
        assertEquals(beyond, pair.sender.completionRing().address(1));
        assertEquals(1, pair.sender.statistics().txInvalidDescriptors());
    }

    @Test
    void shouldRefuseEntriesThatAreNoPackets()
    {
        final long[][] entries = {
            {0, 0, 0}, {-1, PACKET_LENGTH, 0}, {2048 - 32, PACKET_LENGTH, 0}, {0, 2049, 0}, {0, -1, 0},
            {0, PACKET_LENGTH, 4}, {pair.senders.frameAddress(FRAME_COUNT), PACKET_LENGTH, 0}};
        for (int i = 0; i < entries.length; i++)
        {
            pair.put(entries[i][0], (int)entries[i][1], (int)entries[i][2]);
            pair.sender.wakeupTx();
            assertEquals(i + 1, pair.sender.statistics().txInvalidDescriptors());
        }
        assertEquals(0, pair.left.counts().txPackets());
    }

    @Test
    void shouldNotSendWhileTheCompletionRingIsFull()
    {
        for (int number = 0; number < CAPACITY; number++)
        {
            pair.send(number);
        }
        assertFalse(pair.send(CAPACITY));
        assertEquals(1, pair.sender.txRing().size());
        assertEquals(CAPACITY, pair.sender.completionRing().size());

        pair.complete();
        assertTrue(pair.sender.wakeupTx());
        assertEquals(0, pair.sender.txRing().size());
    }

    @Test
    void shouldPutAPacketTogetherOfItsPartsAndGiveThemBackWhenItIsSent()
    {
        pair.fillFrames(1);
        pair.put(0, 100, CONTINUED_OPTION);
        assertTrue(pair.sender.wakeupTx());
        assertEquals(0, pair.sender.completionRing().size());

        pair.put(2048, 50, 0);
        assertTrue(pair.sender.wakeupTx());
        assertEquals(2, pair.sender.completionRing().size());
        assertEquals(150, pair.receiver.rxRing().length(0));
        assertEquals(0, pair.receiver.rxRing().options(0));
    }

    @Test
    void shouldDropTheRestOfAPacketWithAPartThatIsWrong()
    {
        pair.fillFrames(2);
        pair.put(0, 100, CONTINUED_OPTION);
        pair.put(2048, 0, CONTINUED_OPTION);
        pair.put(4096, 100, CONTINUED_OPTION);
        pair.put(6144, 100, 0);
        pair.put(8);
        assertTrue(pair.sender.wakeupTx());
        assertTrue(pair.sender.wakeupTx());

        assertEquals(4, pair.sender.statistics().txInvalidDescriptors());
        assertEquals(5, pair.complete());
        assertEquals(8, pair.receive());
        assertEquals(-1, pair.receive());
    }

    @Test
    void shouldReceiveAPacketInSeveralFrames()
    {
        pair.close();
        pair = new SimulatedPair(1, new Umem.Context().headroom(1344), SimulatedPair.sockets().multiBuffer(true));
        pair.fillFrames(2);
        pair.put(0, 1000, 0);
        pair.sender.wakeupTx();
        assertEquals(0, pair.receiver.rxRing().size());
        assertEquals(1, pair.receiver.statistics().rxDropped());

        pair.fillFrames(3);
        pair.put(0, 1000, 0);
        pair.sender.wakeupTx();
        assertEquals(3, pair.receiver.rxRing().available(CAPACITY));
        assertEquals(448, pair.receiver.rxRing().length(1));
        assertEquals(CONTINUED_OPTION, pair.receiver.rxRing().options(1));
        assertEquals(1000 - 2 * 448, pair.receiver.rxRing().length(2));
        assertEquals(0, pair.receiver.rxRing().options(2));
    }

    @Test
    void shouldComputeTheChecksumAndStampThePacketThatAskForIt()
    {
        reopen(new Umem.Context().txMetadata(true).softwareChecksum(true));
        pair.fillFrames(1);
        final long address = pair.senders.packetOffset();
        new TxMetadata().wrap(pair.senders, address).clear().requestTimestamp().requestChecksum(14, 10);
        pair.put(address, PACKET_LENGTH, TX_METADATA_OPTION);
        assertTrue(pair.sender.wakeupTx());

        final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
        pair.receivers.wrap(pair.receiver.rxRing().address(0), PACKET_LENGTH, packet);
        int sum = 0;
        for (int i = 14; i < PACKET_LENGTH; i += Short.BYTES)
        {
            sum += Short.toUnsignedInt(packet.getShort(i));
        }
        assertEquals(0xFFFF, (sum & 0xFFFF) + (sum >>> Short.SIZE));
        assertEquals(SimulatedClock.START_NS, new TxMetadata().wrap(pair.senders, address).timestampNs());
    }

    @Test
    void shouldLoseTheLowestBitOfAnAddressAsTheKernelDoes()
    {
        pair.put(257, PACKET_LENGTH, 0);
        pair.sender.wakeupTx();

        assertEquals(256, pair.sender.completionRing().address(0));
    }

    @Test
    void shouldHandOutTheAddressAgainAndAgainWhereMetadataAreAskedForThatThereAreNot()
    {
        pair.put(256, PACKET_LENGTH, TX_METADATA_OPTION);
        final CompletionRing completionRing = pair.sender.completionRing();
        for (int i = 1; i < 4; i++)
        {
            assertFalse(pair.sender.wakeupTx());
            assertEquals(i, completionRing.size());
            assertEquals(1, pair.sender.txRing().size());
        }
        final XskException exception = assertThrows(XskException.class, () ->
        {
            for (int i = 0; i < 1_000; i++)
            {
                pair.complete();
                pair.sender.wakeupTx();
            }
        });
        assertEquals("EINVAL", exception.errnoName());
    }

    @Test
    void shouldCompleteAndNotSendWhatIsTooShortOrTooLong()
    {
        pair.put(0, 13, 0);
        assertFalse(pair.sender.wakeupTx());
        pair.put(0, 1519, 0);
        assertFalse(pair.sender.wakeupTx());

        assertEquals(2, pair.complete());
        assertEquals(2, pair.left.counts().txDropped());
        assertEquals(1, pair.right.counts().count(PacketFate.TOO_LONG));
        pair.right.mtu(9_000);
        pair.put(0, 1519, 0);
        assertTrue(pair.sender.wakeupTx());
    }

    @Test
    void shouldRefuseToSendWhileItsInterfaceIsDownAndDropWhileTheOtherEndIs()
    {
        pair.fillFrames(1);
        pair.right.up(false);
        assertFalse(pair.send(1));
        assertEquals(1, pair.complete());
        assertEquals(1, pair.left.counts().txDropped());

        pair.right.up(true);
        pair.left.up(false);
        assertFalse(pair.send(2));
        assertEquals(1, pair.sender.txRing().size());
        pair.left.up(true);
        assertTrue(pair.sender.wakeupTx());
        assertEquals(2, pair.receive());
    }

    @Test
    void shouldCountWakeupsThatFindNothingToSend()
    {
        pair.sender.wakeupTx();
        pair.sender.awaitTx(0);
        pair.sender.awaitRx(0);
        assertEquals(3, pair.sender.statistics().txRingEmpty());
    }

    private void reopen(final Umem.Context frames)
    {
        pair.close();
        pair = new SimulatedPair(1, frames, SimulatedPair.sockets());
    }

    private void sendAndComplete(final int count)
    {
        for (int number = 0; number < count; number++)
        {
            pair.send(number);
            pair.complete();
        }
    }
}
