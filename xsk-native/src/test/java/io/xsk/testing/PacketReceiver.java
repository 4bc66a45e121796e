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

import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RxRing;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Receives the packets of {@link PacketPattern}, checks every byte of them, remembers what came and gives the frames
 * back to the kernel.
 */
public final class PacketReceiver
{
    private static final int POLL_TIMEOUT_MS = 10;

    private final UnsafeBuffer fragment = new UnsafeBuffer(0L, 0);
    private final List<Packet> packets = new ArrayList<>();
    private final XskPort port;
    private final boolean isBusyPolling;
    private final Umem umem;
    private int checkedLength = Integer.MAX_VALUE;
    private boolean isPolling;
    private long number;
    private long address;
    private int length;
    private int fragments;

    /**
     * @param host that receives.
     */
    public PacketReceiver(final Endpoint host)
    {
        port = host.port();
        isBusyPolling = host.testbed().isBusyPolling();
        umem = port.umem();
    }

    /**
     * Wait for packets by poll(2).
     *
     * @return this for a fluent API.
     */
    public PacketReceiver polling()
    {
        isPolling = true;
        return this;
    }

    /**
     * Check no more than the first bytes of each packet, since what comes after them was not sent.
     *
     * @param checkedLength in bytes.
     * @return this for a fluent API.
     */
    public PacketReceiver checkedLength(final int checkedLength)
    {
        this.checkedLength = checkedLength;
        return this;
    }

    /**
     * What was received so far.
     *
     * @return the packets in the order in which they came.
     */
    public List<Packet> packets()
    {
        return packets;
    }

    /**
     * Receive what is there.
     */
    public void advance()
    {
        if (isBusyPolling || port.fillRing().needsWakeup())
        {
            port.wakeupRx();
        }
        if (isPolling && !port.awaitRx(POLL_TIMEOUT_MS))
        {
            return;
        }

        final RxRing rxRing = port.rxRing();
        while (0 != rxRing.available(1))
        {
            final long sequence = rxRing.position();
            final long from = rxRing.address(sequence);
            onFragment(from, rxRing.length(sequence), rxRing.options(sequence));
            rxRing.release(1);
            Endpoint.fill(port.fillRing(), umem.frameOf(from));
        }
    }

    @Override
    public String toString()
    {
        return "PacketReceiver{count=" + packets.size() + ", last=" + (packets.isEmpty() ? null : packets.getLast()) +
            ", statistics=" + port.statistics() + '}';
    }

    private void onFragment(final long from, final int count, final int options)
    {
        umem.wrap(from, count, fragment);
        if (0 == fragments)
        {
            number = fragment.getLong(PacketPattern.NUMBER_OFFSET);
            address = from;
        }
        final int checked = Math.clamp(checkedLength - length, 0, count);
        final int mismatch = PacketPattern.mismatch(fragment, number, length, checked);
        if (mismatch >= 0)
        {
            throw new IllegalStateException("packet is not what was sent: number=" + number + " fragment=" + fragments +
                " position=" + (length + mismatch) + " length=" + count + " " + this);
        }

        length += count;
        fragments++;
        if (0 == (options & RingDescriptor.CONTINUED_OPTION))
        {
            packets.add(new Packet(number, address, length, fragments));
            length = 0;
            fragments = 0;
        }
    }

    /**
     * A packet that was received, whose frames have been given back.
     *
     * @param number    of the packet.
     * @param address   of its first byte; what is there stays as it is until all other frames were used.
     * @param length    in bytes.
     * @param fragments that it came in.
     */
    public record Packet(long number, long address, int length, int fragments)
    {
    }
}
