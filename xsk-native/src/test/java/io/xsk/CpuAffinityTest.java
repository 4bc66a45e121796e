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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuAffinityTest
{
    @Test
    void shouldConfineTheCallingThreadAlone() throws Exception
    {
        final BitSet before = CpuAffinity.allowed();
        final int cpu = before.length() - 1;

        final BitSet after = onNewThread(() ->
        {
            CpuAffinity.pin(cpu);
            return CpuAffinity.allowed();
        });

        final BitSet expected = new BitSet();
        expected.set(cpu);
        assertEquals(expected, after);
        assertEquals(before, CpuAffinity.allowed());
    }

    @Test
    void shouldConfineAnotherThread() throws Exception
    {
        final CountDownLatch end = new CountDownLatch(1);
        final FutureTask<Integer> id = new FutureTask<>(CpuAffinity::threadId);
        final Thread thread = Thread.ofPlatform().start(() ->
        {
            id.run();
            awaitEnd(end);
        });
        final BitSet one = new BitSet();
        one.set(CpuAffinity.allowed().length() - 1);

        assertTrue(CpuAffinity.confine(id.get(), one));
        assertEquals(one, CpuAffinity.allowed(id.get()));
        final XskException exception =
            assertThrows(XskException.class, () -> CpuAffinity.confine(id.get(), new BitSet()));
        assertEquals("EINVAL", exception.errnoName());

        end.countDown();
        thread.join();
        while (!CpuAffinity.allowed(id.get()).isEmpty())
        {
            // The kernel's thread ends a little later than Java's.
            Thread.onSpinWait();
        }
        assertFalse(CpuAffinity.confine(id.get(), one));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 8191, 8192, Integer.MAX_VALUE})
    void shouldNameTheCpuThatIsNotThere(final int cpu) throws Exception
    {
        onNewThread(() ->
        {
            final XskException exception = assertThrows(XskException.class, () -> CpuAffinity.pin(cpu));
            assertEquals("EINVAL", exception.errnoName());
            assertTrue(exception.getMessage().contains("cpu=" + cpu + " allowed="), exception.getMessage());
            return null;
        });
    }

    private static void awaitEnd(final CountDownLatch end)
    {
        try
        {
            end.await();
        }
        catch (final InterruptedException ignore)
        {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T onNewThread(final Callable<T> action) throws Exception
    {
        final FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().start(task);
        return task.get();
    }
}
