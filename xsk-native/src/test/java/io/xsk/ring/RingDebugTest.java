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
package io.xsk.ring;

import static io.xsk.testing.RingMemory.LAYOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.RingMemory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/**
 * The rings in debug mode.
 */
@Tag("debug")
@Timeout(60)
class RingDebugTest
{
    private static final int CAPACITY = 8;
    private static final int FRAME_LENGTH = 2048;
    private static final String QUEUE = "interface=eth1 queue=3";

    private final FrameGuard guard = new FrameGuard(CAPACITY * FRAME_LENGTH, FRAME_LENGTH, false);
    private final FrameGuard.Port port = guard.port(QUEUE);
    private final UnsafeBuffer fillBuffer = RingMemory.allocate(CAPACITY, RingDescriptor.ADDRESS_LENGTH, 0);
    private final UnsafeBuffer rxBuffer = RingMemory.allocate(CAPACITY, RingDescriptor.PACKET_LENGTH, 0);
    private final UnsafeBuffer txBuffer = RingMemory.allocate(CAPACITY, RingDescriptor.PACKET_LENGTH, 0);
    private final UnsafeBuffer completionBuffer = RingMemory.allocate(CAPACITY, RingDescriptor.ADDRESS_LENGTH, 0);
    private final FillRing fill = new FillRing(fillBuffer, LAYOUT, CAPACITY, port);
    private final TxRing tx = new TxRing(txBuffer, LAYOUT, CAPACITY, port);
    private final RxRing rx = new RxRing(rxBuffer, LAYOUT, CAPACITY, port);
    private final CompletionRing completion = new CompletionRing(completionBuffer, LAYOUT, CAPACITY, port);
    /** The kernel's ends of two of them, unchecked. */
    private final TxRing kernelRx = new TxRing(rxBuffer, LAYOUT, CAPACITY);
    private final FillRing kernelCompletion = new FillRing(completionBuffer, LAYOUT, CAPACITY);

    @Test
    void shouldCommitNothingOfABatchWithAFrameThatIsGivenTwice()
    {
        final long first = fill.tryClaim(3);
        fill.put(first, 0);
        fill.put(first + 1, FRAME_LENGTH);
        fill.put(first + 2, 256);

        assertMistake("frame is given twice: ring=fill " + QUEUE + " address=256", fill::commit);
        assertEquals(0, fill.size());
        assertEquals("", guard.holderOf(0));
        assertEquals(CAPACITY, fill.remainingCapacity(CAPACITY));
        fill(0);
        assertEquals(1, fill.size());
    }

    @Test
    void shouldCommitNothingOfABatchWithAPacketThatIsNotWithinTheUmem()
    {
        final long first = tx.tryClaim(2);
        tx.put(first, 256, 64, 0);
        tx.put(first + 1, CAPACITY * FRAME_LENGTH, 64, 0);

        assertMistake("address is not within the umem: ring=tx " + QUEUE + " address=16384", tx::commit);
        assertEquals(0, tx.size());
        assertEquals("", guard.holderOf(256));
    }

    @Test
    void shouldRefuseAFrameThatWasSentAndNotCompleted()
    {
        tx.put(tx.tryClaim(1), 256, 64, 0);
        tx.commit();
        assertMistake("frame is given twice: ring=fill " + QUEUE + " address=0", () -> fill(0));

        kernelCompletion.put(kernelCompletion.tryClaim(1), 256);
        kernelCompletion.commit();
        assertEquals(1, completion.available(CAPACITY));
        fill(0);
        assertEquals(256, completion.address(0));
        completion.release(1);
    }

    @Test
    void shouldReportFramesThatTheKernelWasNotGivenAndGoOn()
    {
        fill(FRAME_LENGTH);
        kernelRx(256);
        kernelRx(FRAME_LENGTH + 256);
        kernelRx(2 * FRAME_LENGTH + 256);

        final IllegalStateException exception =
            assertThrows(IllegalStateException.class, () -> rx.available(CAPACITY));
        assertTrue(exception.getMessage().startsWith(
            "the kernel gives a frame that it was not given: ring=rx " + QUEUE + " address=256"));
        assertEquals(1, exception.getSuppressed().length);
        assertEquals(3, rx.available(CAPACITY));
        assertEquals("", guard.holderOf(FRAME_LENGTH));
    }

    @Test
    void shouldRefuseAnEntryThatIsNotClaimed()
    {
        assertMistake("entry is written that is not claimed: FillRing", () -> fill.put(0, 0));
        fill(0);
        assertMistake("entry is written that is not claimed: FillRing", () -> fill.put(0, FRAME_LENGTH));
        assertMistake("entry is written that is not claimed: TxRing", () -> tx.put(0, 0, 64, 0));
    }

    @Test
    void shouldRefuseAnEntryThatWasReleased()
    {
        fill(0);
        kernelRx(256);
        assertMistake("entry is read that is not there or was released: RxRing", () -> rx.address(0));
        assertEquals(1, rx.available(1));
        assertEquals(256, rx.address(0));
        rx.release(1);
        assertMistake("entry is read that is not there or was released: RxRing", () -> rx.address(0));
        assertMistake("entry is read that is not there or was released: RxRing", () -> rx.length(0));
        assertMistake("entry is read that is not there or was released: RxRing", () -> rx.options(0));
        assertMistake("entry is read that is not there or was released: CompletionRing", () -> completion.address(0));
    }

    @Test
    void shouldRefuseACallByAnotherThreadThanTheOwner() throws InterruptedException
    {
        fill(0);
        assertMistake("ring belongs to another thread: FillRing{capacity=8, position=1} caller=intruder owner=" +
            Thread.currentThread().getName(), onThread("intruder", () -> fill.tryClaim(1)));

        fill.handOver();
        assertEquals(null, onThread("second", () -> fill.tryClaim(1)).get());
        // The second thread has ended: the ring is free.
        fill.abort();
        assertEquals(null, onThread("monitor", fill::size).get());
    }

    @Test
    void shouldLetThreadsTakeTurnsUnderALock() throws InterruptedException
    {
        final AtomicReference<RuntimeException> thrown = new AtomicReference<>();
        kernelRx.underLock();
        assertEquals(0, kernelRx.tryClaim(1));
        final Thread other = Thread.ofPlatform().start(() ->
        {
            try
            {
                kernelRx.abort();
            }
            catch (final RuntimeException exception)
            {
                thrown.set(exception);
            }
        });
        other.join();

        assertNull(thrown.get());
        kernelRx.close();
        assertThrows(IllegalStateException.class, () -> kernelRx.tryClaim(1));
    }

    @Test
    void shouldRefuseToBeClosedDuringAPoll() throws InterruptedException
    {
        fill(0);
        kernelRx(256);
        final CountDownLatch inside = new CountDownLatch(1);
        final CountDownLatch refused = new CountDownLatch(1);
        final Thread poller = new Thread(() -> rx.poll((address, length, options) ->
        {
            inside.countDown();
            await(refused);
        }, 1), "poller");
        poller.start();
        await(inside);

        assertMistake("ring is being closed during a call: RxRing{capacity=8, position=0} caller=poller closer=" +
            Thread.currentThread().getName(), rx::close);
        refused.countDown();
        poller.join();
        rx.close();
    }

    @Test
    void shouldNameBothThreadsWhenAClosedRingIsUsed() throws InterruptedException
    {
        fill.close();

        assertMistake("ring is closed: FillRing{capacity=8, position=0} caller=late closedBy=" +
            Thread.currentThread().getName(), onThread("late", () -> fill.tryClaim(1)));
    }

    private void fill(final long address)
    {
        fill.put(fill.tryClaim(1), address);
        fill.commit();
    }

    private void kernelRx(final long address)
    {
        kernelRx.put(kernelRx.tryClaim(1), address, 64, 0);
        kernelRx.commit();
    }

    private static AtomicReference<Throwable> onThread(final String name, final Executable executable)
        throws InterruptedException
    {
        final AtomicReference<Throwable> thrown = new AtomicReference<>();
        final Thread thread = new Thread(() ->
        {
            try
            {
                executable.execute();
            }
            catch (final Throwable throwable)
            {
                thrown.set(throwable);
            }
        }, name);
        thread.start();
        thread.join();

        return thrown;
    }

    private static void await(final CountDownLatch latch)
    {
        try
        {
            latch.await();
        }
        catch (final InterruptedException exception)
        {
            throw new IllegalStateException(exception);
        }
    }

    private static void assertMistake(final String expected, final Executable executable)
    {
        final String message = assertThrows(IllegalStateException.class, executable).getMessage();
        assertTrue(message.startsWith(expected), message);
    }

    private static void assertMistake(final String expected, final AtomicReference<Throwable> thrown)
    {
        assertMistake(expected, () ->
        {
            throw thrown.get();
        });
    }
}
