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

import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.Ring;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import io.xsk.testing.Cable;
import io.xsk.testing.OpenSockets;
import io.xsk.testing.XskHost;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Closes sockets and their UMEM under a thread that goes on calling, as it must not. It prints the number of rounds in
 * which the thread was told so; what might happen instead kills the JVM.
 */
final class CloseRaceMain
{
    private static final int CAPACITY = 64;
    private static final int CALLS_AFTER_CLOSE = 5_000;

    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private final CountDownLatch running = new CountDownLatch(1);
    private final Umem umem;
    private final XskSocket socket;
    private volatile boolean isClosed;
    private volatile Throwable unexpected;
    private long refusals;

    private CloseRaceMain(final Umem umem, final XskSocket socket)
    {
        this.umem = umem;
        this.socket = socket;
    }

    public static void main(final String[] args) throws InterruptedException
    {
        final int rounds = Integer.parseInt(args[0]);
        int roundsRefused = 0;
        try (Cable cable = new Cable(1))
        {
            for (int round = 0; round < rounds; round++)
            {
                final Umem umem = Umem.allocate(new Umem.Context().frameCount(2 * CAPACITY));
                final XskSocket socket = cable.left().call(
                    () -> XskSocket.open(XskHost.context(LEFT, CAPACITY).umem(umem)));
                socket.bind();
                roundsRefused += new CloseRaceMain(umem, socket).race() > 0 ? 1 : 0;
            }
        }
        System.out.println("rounds=" + rounds + " refused=" + roundsRefused +
            " mappedRings=" + OpenSockets.mappedRings());
    }

    private long race() throws InterruptedException
    {
        final Thread hammer = new Thread(this::hammer, "hammer");
        hammer.start();
        running.await();
        for (int i = ThreadLocalRandom.current().nextInt(20_000); i > 0; i--)
        {
            Thread.onSpinWait();
        }
        while (!isSocketClosed())
        {
            Thread.onSpinWait();
        }
        umem.close();
        isClosed = true;
        hammer.join();
        if (null != unexpected)
        {
            throw new IllegalStateException(unexpected);
        }

        return refusals;
    }

    /** In debug mode it cannot be while the thread is polling. */
    private boolean isSocketClosed()
    {
        try
        {
            socket.close();
            return true;
        }
        catch (final IllegalStateException exception)
        {
            if (!exception.getMessage().startsWith("ring is being closed during a call"))
            {
                throw exception;
            }
            return false;
        }
    }

    private void hammer()
    {
        umem.wrap(umem.frameAddress(1), umem.frameLength(), packet);
        for (long calls = 0, callsAfter = 0; callsAfter < CALLS_AFTER_CLOSE; calls++)
        {
            callsAfter += isClosed ? 1 : 0;
            try
            {
                call((int)(calls % 6));
            }
            catch (final IllegalStateException | IllegalArgumentException expected)
            {
                refusals++;
            }
            catch (final Throwable throwable)
            {
                unexpected = throwable;
                return;
            }
            running.countDown();
        }
    }

    private void call(final int kind)
    {
        switch (kind)
        {
            case 0 -> fill(socket.fillRing());
            case 1 -> transmit(socket.txRing());
            case 2 -> receive(socket.rxRing());
            case 3 -> complete(socket.completionRing());
            case 4 -> packet.setMemory(0, packet.capacity(), packet.getByte(0));
            default -> umem.wrap(umem.frameAddress(1), umem.frameLength(), packet);
        }
    }

    private static void fill(final FillRing ring)
    {
        final int count = Math.max(1, ring.remainingCapacity(CAPACITY));
        final long sequence = ring.tryClaim(count);
        if (Ring.INSUFFICIENT_CAPACITY != sequence)
        {
            for (int i = 0; i < count; i++)
            {
                ring.put(sequence + i, 0);
            }
            ring.commit();
        }
        ring.needsWakeup();
    }

    private static void transmit(final TxRing ring)
    {
        final long sequence = ring.tryClaim(1);
        if (Ring.INSUFFICIENT_CAPACITY != sequence)
        {
            ring.put(sequence, 0, 64, 0);
            ring.abort();
        }
        ring.size();
    }

    private static void receive(final RxRing ring)
    {
        ring.poll((address, length, options) ->
        {
        }, CAPACITY);
        final int count = ring.available(CAPACITY);
        for (long sequence = ring.position(); sequence < ring.position() + count; sequence++)
        {
            ring.address(sequence);
        }
        ring.release(count);
    }

    private static void complete(final CompletionRing ring)
    {
        final int count = ring.available(CAPACITY);
        ring.release(count);
    }
}
