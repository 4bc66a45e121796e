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
package io.xsk.samples.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.aeron.archive.client.AeronArchive;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the tests of streams over Aeron have in common: a media driver of one thread, and messages that can be told from
 * each other.
 */
final class AeronTesting
{
    static final int STREAM = 7;
    static final int LENGTH = 40;

    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(2);

    private AeronTesting()
    {
    }

    /** It soon notices who is gone. */
    static MediaDriver.Context driver(final Path folder)
    {
        return new MediaDriver.Context()
            .threadingMode(ThreadingMode.SHARED)
            .aeronDirectoryName(folder.toString())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .publicationConnectionTimeoutNs(TimeUnit.SECONDS.toNanos(1))
            .imageLivenessTimeoutNs(TimeUnit.SECONDS.toNanos(2))
            .timerIntervalNs(TimeUnit.MILLISECONDS.toNanos(50))
            .untetheredWindowLimitTimeoutNs(TimeUnit.MILLISECONDS.toNanos(100));
    }

    /** An archive on the same media driver. */
    static AeronArchive.Context archive()
    {
        return new AeronArchive.Context()
            .controlRequestChannel("aeron:ipc")
            .controlRequestStreamId(AeronArchive.Configuration.localControlStreamId())
            .controlResponseChannel("aeron:ipc");
    }

    static LineArbiter arbiter(final LineHandler handler)
    {
        return new LineArbiter(new MoldUdp64(), new LineArbiter.Context().window(64).holdCapacity(64), handler);
    }

    /** A message that says its number in each of its longs. */
    static void publish(final LineHandler republisher, final long number)
    {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
        for (int index = 0; index < LENGTH; index += Long.BYTES)
        {
            message.putLong(index, number * (index + 1));
        }
        republisher.onMessage(number, message, 0, LENGTH);
    }

    /** Messages, while the subscribers take what comes. */
    static void publish(
        final LineHandler republisher, final long from, final long to, final AeronSubscriber... subscribers)
    {
        for (long number = from; number <= to; number++)
        {
            publish(republisher, number);
            for (final AeronSubscriber subscriber : subscribers)
            {
                subscriber.poll(Integer.MAX_VALUE);
            }
        }
    }

    static void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean())
        {
            assertFalse(System.nanoTime() - deadlineNs > 0, "not in time");
            Thread.yield();
        }
    }

    static int freePort() throws SocketException
    {
        try (DatagramSocket socket = new DatagramSocket())
        {
            return socket.getLocalPort();
        }
    }

    /** Wants each message once and in order, from a number on, or from whatever comes first. */
    static final class Receiver implements LineProtocol.MessageHandler
    {
        static final long ANY = -1;

        private long next;

        Receiver(final long first)
        {
            next = first;
        }

        @Override
        public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
        {
            assertEquals(ANY == next ? sequence : next, sequence);
            assertEquals(LENGTH, length);
            for (int offset = 0; offset < length; offset += Long.BYTES)
            {
                assertEquals(sequence * (offset + 1), buffer.getLong(index + offset));
            }
            next = sequence + 1;
        }

        long last()
        {
            return next - 1;
        }
    }
}
