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
package io.xsk.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Packets that are sent by one host and received by another, both driven by the thread of the test.
 */
public final class Traffic
{
    private static final int BATCH = 64;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    private final Testbed testbed;
    private final PacketSender sender;
    private final PacketReceiver receiver;
    private int batch = BATCH;
    private long nextNumber;

    /**
     * @param sender   of the packets.
     * @param receiver of the packets, which has frames to receive into.
     */
    public Traffic(final Endpoint sender, final Endpoint receiver)
    {
        testbed = receiver.testbed();
        testbed.awaitLink();
        this.sender = new PacketSender(sender);
        this.receiver = new PacketReceiver(receiver);
    }

    /**
     * Set how many packets are on their way at once, 64 where nothing is said.
     *
     * @param batch of packets.
     * @return this for a fluent API.
     */
    public Traffic batch(final int batch)
    {
        this.batch = batch;
        return this;
    }

    /**
     * Who sends.
     *
     * @return the sender.
     */
    public PacketSender sender()
    {
        return sender;
    }

    /**
     * Who receives.
     *
     * @return the receiver.
     */
    public PacketReceiver receiver()
    {
        return receiver;
    }

    /**
     * Send packets with numbers that go on from those sent before, and see that all of them come, in order, with the
     * length and the bytes that they were sent with, and that all frames are given back.
     *
     * @param count  of packets.
     * @param length of each in bytes.
     */
    public void stream(final int count, final int length)
    {
        for (int sent = 0; sent < count; sent += batch)
        {
            final int due = Math.min(batch, count - sent);
            for (int i = 0; i < due; i++)
            {
                sender.put(nextNumber + i, length);
            }
            exchange(due);
            await("completions", sender::isCompleted);

            final List<PacketReceiver.Packet> packets = receiver.packets();
            for (final PacketReceiver.Packet packet : packets.subList(packets.size() - due, packets.size()))
            {
                assertEquals(nextNumber++, packet.number());
                assertEquals(length, packet.length());
            }
        }
    }

    /**
     * Let the kernel send all that was put, and receive.
     *
     * @param count of packets that must come.
     */
    public void exchange(final int count)
    {
        final int before = receiver.packets().size();
        await(count + " packets", () -> sender.isTaken() && receiver.packets().size() - before >= count);
        assertEquals(count, receiver.packets().size() - before);
    }

    /**
     * Send and receive until something is so.
     *
     * @param what      is waited for, for people.
     * @param condition to become true.
     */
    public void await(final String what, final BooleanSupplier condition)
    {
        await(what, condition, true);
    }

    /**
     * Send and do not receive until something is so.
     *
     * @param what      is waited for, for people.
     * @param condition to become true.
     */
    public void awaitUnreceived(final String what, final BooleanSupplier condition)
    {
        await(what, condition, false);
    }

    private void await(final String what, final BooleanSupplier condition, final boolean isReceiving)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("did not come: " + what + " " + sender + " " + receiver);
            }
            testbed.advance();
            sender.advance();
            if (isReceiving)
            {
                receiver.advance();
            }
            Thread.yield();
        }
    }
}
