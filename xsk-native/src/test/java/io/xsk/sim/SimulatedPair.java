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

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.xsk.Umem;
import io.xsk.XskSocket;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.Ring;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two simulated interfaces joined by a cable, with a socket on each: what is sent on the left comes to the right.
 */
final class SimulatedPair implements AutoCloseable
{
    static final int CAPACITY = 64;
    static final int FRAME_COUNT = 4 * CAPACITY;
    static final int PACKET_LENGTH = 64;
    static final int NUMBER_OFFSET = 14;

    final SimulatedKernel kernel;
    final SimulatedInterface left;
    final SimulatedInterface right;
    final Umem senders;
    final Umem receivers;
    final SimulatedSocket sender;
    final SimulatedSocket receiver;

    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private long nextFrame;

    SimulatedPair(final long seed)
    {
        this(seed, new Umem.Context(), sockets());
    }

    SimulatedPair(final long seed, final Umem.Context frames, final XskSocket.Context sockets)
    {
        kernel = new SimulatedKernel(seed);
        left = kernel.addInterface("left", 1);
        right = kernel.addInterface("right", 1);
        kernel.connect(left, right);
        kernel.attach("right");
        senders = Umem.allocate(frames.frameCount(FRAME_COUNT));
        receivers = Umem.allocate(frames);
        sender = kernel.open(sockets.interfaceName("left").umem(senders));
        receiver = kernel.open(sockets.interfaceName("right").umem(receivers));
        sender.bind();
        receiver.bind();
    }

    static XskSocket.Context sockets()
    {
        return new XskSocket.Context()
            .fillRingCapacity(CAPACITY)
            .rxRingCapacity(CAPACITY)
            .txRingCapacity(CAPACITY)
            .completionRingCapacity(CAPACITY);
    }

    /** Give the receiver frames, from the first on. */
    SimulatedPair fillFrames(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            fill(receivers.frameAddress(i));
        }

        return this;
    }

    void fill(final long address)
    {
        final FillRing fillRing = receiver.fillRing();
        fillRing.put(claimed(fillRing.tryClaim(1)), address);
        fillRing.commit();
    }

    /** Put a packet with a number on the transmit ring; answers its address. */
    long put(final long number)
    {
        final long address = senders.frameAddress((int)(nextFrame++ % FRAME_COUNT)) + senders.packetOffset();
        senders.wrap(address, PACKET_LENGTH, packet);
        packet.putLong(NUMBER_OFFSET, number);
        put(address, PACKET_LENGTH, 0);

        return address;
    }

    void put(final long address, final int length, final int options)
    {
        final TxRing txRing = sender.txRing();
        txRing.put(claimed(txRing.tryClaim(1)), address, length, options);
        txRing.commit();
    }

    /** Put a packet and let it be sent. */
    boolean send(final long number)
    {
        put(number);
        return sender.wakeupTx();
    }

    /** Take the next packet and give its frame back; answers its number, -1 for none. */
    long receive()
    {
        final RxRing rxRing = receiver.rxRing();
        if (0 == rxRing.available(1))
        {
            return -1;
        }
        final long address = rxRing.address(rxRing.position());
        // One that is not of the sender's may be too short to have a number.
        receivers.wrap(address, PACKET_LENGTH, packet);
        final long number = packet.getLong(NUMBER_OFFSET);
        rxRing.release(1);
        fill(receivers.frameOf(address));

        return number;
    }

    /** Take what is on the completion ring; answers how many. */
    int complete()
    {
        final CompletionRing completionRing = sender.completionRing();
        final int count = completionRing.available(CAPACITY);
        completionRing.release(count);

        return count;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(sender, receiver, senders, receivers);
    }

    private static long claimed(final long sequence)
    {
        assertNotEquals(Ring.INSUFFICIENT_CAPACITY, sequence);
        return sequence;
    }
}
