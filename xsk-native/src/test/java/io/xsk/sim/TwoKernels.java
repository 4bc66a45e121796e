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

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.xsk.Umem;
import io.xsk.XskSocket;
import io.xsk.testing.Backend;
import io.xsk.testing.TestProgram;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The same sender and the same receiver twice: over the kernel and over the one that plays it. What is done is done to
 * both, and what is seen of them must be the same.
 */
final class TwoKernels implements AutoCloseable
{
    private static final int HISTORY_LENGTH = 40;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private final ObservedPair real;
    private final ObservedPair simulated;
    private final Deque<String> history = new ArrayDeque<>();

    TwoKernels(final Umem.Context frames, final XskSocket.Context sockets, final TestProgram program)
    {
        real = new ObservedPair(Backend.NATIVE.open(), frames, sockets, program);
        simulated = new ObservedPair(Backend.SIMULATED.open(), frames, sockets, program);
    }

    /**
     * Do something to both. What the kernel does after a call has returned is waited for.
     *
     * @param name   of it, for people.
     * @param action that answers what the call itself said.
     */
    void both(final String name, final Function<ObservedPair, String> action)
    {
        history.add(name);
        if (history.size() > HISTORY_LENGTH)
        {
            history.remove();
        }
        final String expected = action.apply(real);
        assertEquals(expected, action.apply(simulated), this::toString);
        settle();
        assertEquals(real.observe(), simulated.observe(), this::toString);
    }

    /** So that a comparison in which nothing came is none. */
    long received()
    {
        return real.received();
    }

    private void settle()
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!real.observe().equals(simulated.observe()) && System.nanoTime() - deadlineNs < 0)
        {
            Thread.onSpinWait();
        }
    }

    @Override
    public String toString()
    {
        return "after " + history;
    }

    @Override
    public void close()
    {
        real.close();
        simulated.close();
    }
}
