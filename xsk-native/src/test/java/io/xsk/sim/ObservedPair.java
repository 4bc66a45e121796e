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

import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import io.xsk.testing.Endpoint;
import io.xsk.testing.Side;
import io.xsk.testing.TestProgram;
import io.xsk.testing.Testbed;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A sender and a receiver, and all that can be seen of them from outside.
 */
final class ObservedPair implements AutoCloseable
{
    private final UnsafeBuffer bytes = new UnsafeBuffer(0L, 0);
    private final Testbed testbed;
    private final Endpoint receiver;
    private final Endpoint sender;
    private long received;

    ObservedPair(
        final Testbed testbed,
        final Umem.Context frames,
        final XskSocket.Context sockets,
        final TestProgram program)
    {
        this.testbed = testbed;
        receiver = new Endpoint(testbed, Side.RIGHT, sockets.umem(Umem.allocate(frames)), 0).receive(program);
        sender = new Endpoint(testbed, Side.LEFT, sockets.umem(Umem.allocate(frames)), 0);
    }

    XskPort sender()
    {
        return sender.port();
    }

    XskPort receiver()
    {
        return receiver.port();
    }

    /** The bytes of the packet follow from its address. */
    String put(final long address, final int length, final int options)
    {
        final TxRing txRing = sender().txRing();
        if (0 == txRing.remainingCapacity(1))
        {
            return "full";
        }
        txRing.put(txRing.tryClaim(1), address, length, options);
        txRing.commit();

        return "put";
    }

    String fill(final long address)
    {
        final FillRing fillRing = receiver().fillRing();
        if (0 == fillRing.remainingCapacity(1))
        {
            return "full";
        }
        fillRing.put(fillRing.tryClaim(1), address);
        fillRing.commit();

        return "put";
    }

    String complete(final int limit)
    {
        final CompletionRing ring = sender().completionRing();
        final StringBuilder builder = new StringBuilder();
        final int count = ring.available(limit);
        for (int i = 0; i < count; i++)
        {
            builder.append(Long.toHexString(ring.address(ring.position() + i))).append(' ');
        }
        ring.release(count);

        return builder.toString();
    }

    String receive(final int limit)
    {
        final RxRing ring = receiver().rxRing();
        final StringBuilder builder = new StringBuilder();
        final int count = ring.available(limit);
        for (int i = 0; i < count; i++)
        {
            final long sequence = ring.position() + i;
            builder.append(Long.toHexString(ring.address(sequence)))
                .append('/').append(ring.length(sequence))
                .append('/').append(ring.options(sequence));
            receiver().umem().wrap(ring.address(sequence), ring.length(sequence), bytes);
            builder.append('/').append(Integer.toHexString(bytes.hashCode())).append(' ');
        }
        ring.release(count);
        received += count;

        return builder.toString();
    }

    long received()
    {
        return received;
    }

    String observe()
    {
        return "tx=" + sender().txRing().size() + " completion=" + sender().completionRing().size() +
            " fill=" + receiver().fillRing().size() + " rx=" + receiver().rxRing().size() +
            " needsWakeup=" + sender().txRing().needsWakeup() + '/' + receiver().fillRing().needsWakeup() +
            " sender=" + sender().statistics() + " receiver=" + receiver().statistics();
    }

    /** Every byte of the sender's memory says where it is. */
    ObservedPair compose()
    {
        final Umem umem = sender().umem();
        for (int frame = 0; frame < umem.frameCount(); frame++)
        {
            umem.wrap(umem.frameAddress(frame), umem.frameLength(), bytes);
            for (int i = 0; i < umem.frameLength(); i++)
            {
                bytes.putByte(i, (byte)(frame * 7 + i));
            }
        }

        return this;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(sender, receiver, testbed);
    }
}
