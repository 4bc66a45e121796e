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
package io.xsk.perf.compare;

import io.xsk.NetDevice;
import io.xsk.bpf.LiveFrameGenerator;
import java.time.Duration;

/**
 * Packets from the left host every few milliseconds, which take next to no time of a CPU: whoever starts on the right
 * host has a packet as soon as it can receive one.
 */
final class Trickle implements AutoCloseable
{
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);
    private static final int PACKET_LENGTH = 64;

    private final Thread thread;
    private volatile boolean isClosed;

    Trickle(final Testbed bed)
    {
        thread = bed.startLeft(this::send);
    }

    @Override
    public void close()
    {
        isClosed = true;
        try
        {
            thread.join(JOIN_TIMEOUT);
        }
        catch (final InterruptedException ignore)
        {
            Thread.currentThread().interrupt();
        }
    }

    /** The kernel sleeps in each call, so the calls have the pace. */
    private void send()
    {
        try (LiveFrameGenerator generator = LiveFrameGenerator.open(
            NetDevice.byName(Testbed.LEFT), new byte[PACKET_LENGTH], 1))
        {
            while (!isClosed)
            {
                generator.send(1);
            }
        }
    }
}
