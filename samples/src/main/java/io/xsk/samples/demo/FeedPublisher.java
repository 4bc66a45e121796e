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
package io.xsk.samples.demo;

import io.xsk.samples.market.FeedScript;
import io.xsk.samples.market.RerequestServer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The other host: sends each packet of the script when it is due, and answers requests meanwhile. What is lost is what
 * the script says and nothing else: where the handler is far behind, this waits rather than run over the queue of the
 * cable. The wait shows in the latencies, since they count from when a packet was due.
 */
final class FeedPublisher
{
    /** A virtual cable's queue takes 256 packets. */
    private static final int MAX_IN_FLIGHT = 128;
    private static final int ANSWER_INTERVAL = 32;
    private static final long STUCK_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long WORTH_PARKING_NS = 4 * PARK_NS;

    private final FeedScript script;
    private final DemoHosts hosts;
    private final RerequestServer server;
    private final PacketSource source;
    private final FeedLatency latency;
    private final boolean isBusy;
    private volatile long sent;
    private volatile boolean isDone;
    private volatile boolean isStopped;
    private long given;
    private long waits;

    /**
     * @param script  to publish.
     * @param hosts   to publish on.
     * @param server  of requests.
     * @param source  of the handler, by which it is known how far behind that is.
     * @param latency that is told what is sent.
     * @param isBusy  true to look at the clock all the time, rather than to let the CPU go until a packet is due.
     */
    FeedPublisher(
        final FeedScript script,
        final DemoHosts hosts,
        final RerequestServer server,
        final PacketSource source,
        final FeedLatency latency,
        final boolean isBusy)
    {
        this.script = script;
        this.hosts = hosts;
        this.server = server;
        this.source = source;
        this.latency = latency;
        this.isBusy = isBusy;
    }

    /**
     * Send everything, and go on answering requests until it is stopped.
     *
     * @param startNs by {@link System#nanoTime()}, from which the times of the script count.
     * @throws IOException if a socket fails.
     */
    void publish(final long startNs) throws IOException
    {
        for (final FeedScript.Transmission transmission : script.transmissions())
        {
            if (isStopped)
            {
                return;
            }
            if (0 == sent % ANSWER_INTERVAL)
            {
                // Who is late has no time to spare, but nobody else answers.
                server.poll();
            }
            awaitDue(startNs + transmission.timeNs());
            awaitRoom();
            latency.onSend(transmission);
            hosts.send(transmission.line(), script.buffer(), transmission.index(), transmission.length());
            // One writer, this thread.
            sent = sent + 1;
        }
        isDone = true;
        while (!isStopped)
        {
            if (0 == server.poll())
            {
                LockSupport.parkNanos(PARK_NS);
            }
        }
    }

    /** Frames that are on the cable or beyond. */
    long sent()
    {
        return sent;
    }

    boolean isDone()
    {
        return isDone;
    }

    /** Has everything been sent, and has the handler taken it in? */
    boolean isAllReceived()
    {
        return isDone && source.received() >= sent;
    }

    void stop()
    {
        isStopped = true;
    }

    /** How often it had to wait for the handler; to be read when it has ended. */
    long waits()
    {
        return waits;
    }

    private void awaitDue(final long dueNs) throws IOException
    {
        long remainingNs = dueNs - System.nanoTime();
        while (remainingNs > 0)
        {
            if (0 == server.poll())
            {
                idle(remainingNs);
            }
            remainingNs = dueNs - System.nanoTime();
        }
    }

    private void awaitRoom() throws IOException
    {
        if (isFull())
        {
            waits++;
            final long deadlineNs = System.nanoTime() + STUCK_NS;
            while (isFull() && !isStopped)
            {
                if (System.nanoTime() - deadlineNs > 0)
                {
                    // They will not come any more; the counts will not add up, and say so.
                    given = sent - source.received();
                }
                server.poll();
                Thread.yield();
            }
        }
    }

    private boolean isFull()
    {
        return sent - given - source.received() >= MAX_IN_FLIGHT;
    }

    private void idle(final long remainingNs)
    {
        if (isBusy)
        {
            Thread.onSpinWait();
        }
        else if (remainingNs > WORTH_PARKING_NS)
        {
            LockSupport.parkNanos(PARK_NS);
        }
        else
        {
            Thread.yield();
        }
    }
}
