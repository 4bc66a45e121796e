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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Packets from the left host every millisecond, which take next to no time of a CPU: whoever starts on the right host
 * has a packet as soon as it can receive one.
 */
final class Trickle implements AutoCloseable
{
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int BROADCAST = 255;
    private static final int PORT = 9;
    private static final int PAYLOAD_LENGTH = 22;

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

    /** To all hosts, since nobody answers who would have to say where one is. */
    private void send()
    {
        final ByteBuffer payload = ByteBuffer.allocateDirect(PAYLOAD_LENGTH);
        try (DatagramChannel channel = DatagramChannel.open())
        {
            channel.setOption(StandardSocketOptions.SO_BROADCAST, true)
                .connect(new InetSocketAddress(Testbed.address(BROADCAST), PORT));
            while (!isClosed)
            {
                channel.write(payload.clear());
                LockSupport.parkNanos(INTERVAL_NS);
            }
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }
}
