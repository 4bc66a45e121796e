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
package io.xsk.bpf;

import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class ReplaceUnderTrafficKernelTest
{
    private static final int CAPACITY = 256;
    private static final int BATCH = 32;
    private static final int LENGTH = 64;
    /** In generic mode the kernel waits for a grace period at each. */
    private static final int MIN_REPLACEMENTS = 20;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    private final AtomicBoolean isRunning = new AtomicBoolean(true);
    private final AtomicInteger replacements = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @KernelTest
    void shouldLoseNoPacketInNativeMode() throws InterruptedException
    {
        assertNoneIsLost(AttachMode.NATIVE);
    }

    @KernelTest
    void shouldLoseNoPacketInGenericMode() throws InterruptedException
    {
        assertNoneIsLost(AttachMode.GENERIC);
    }

    private void assertNoneIsLost(final AttachMode mode) throws InterruptedException
    {
        try (
            Cable cable = new Cable(1);
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive(mode, false);
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0);
            XdpProgram one = XdpProgram.redirectTo(receiver.map());
            XdpProgram other = XdpProgram.redirectTo(receiver.map()))
        {
            final Thread replacer = Thread.ofPlatform().start(() -> replace(receiver.link(), one, other));
            long number = 0;
            try
            {
                while (replacements.get() < MIN_REPLACEMENTS && null == failure.get())
                {
                    for (int i = 0; i < BATCH; i++)
                    {
                        sender.send(number + i, LENGTH);
                    }
                    for (int i = 0; i < BATCH; i++)
                    {
                        final long address = await(receiver);
                        assertEquals(number++, receiver.number(address));
                        receiver.fill(address);
                    }
                }
            }
            finally
            {
                isRunning.set(false);
                replacer.join();
            }

            assertNull(failure.get());
            assertEquals(-1, receiver.take());
            assertEquals(number, cable.right().device(RIGHT).rxPackets());
            assertEquals(0, cable.right().device(RIGHT).rxDropped());
            assertEquals(0, receiver.socket().statistics().rxDropped());
        }
    }

    private static long await(final XskHost receiver)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        long address = receiver.take();
        while (address < 0)
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "a packet did not come");
            Thread.yield();
            address = receiver.take();
        }

        return address;
    }

    private void replace(final XdpLink link, final XdpProgram one, final XdpProgram other)
    {
        try
        {
            while (isRunning.get())
            {
                link.replace(0 == replacements.getAndIncrement() % 2 ? one : other);
            }
        }
        catch (final RuntimeException exception)
        {
            failure.set(exception);
        }
    }
}
