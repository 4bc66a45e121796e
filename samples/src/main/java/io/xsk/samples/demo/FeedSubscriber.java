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

import io.xsk.bpf.Match;
import io.xsk.samples.market.FeedFrame;
import io.xsk.samples.market.FeedHandler;
import io.xsk.samples.market.FeedScript;
import io.xsk.samples.market.LineArbiter;
import io.xsk.samples.market.LineHandler;
import io.xsk.samples.market.MoldUdp64;
import io.xsk.samples.market.RecoveryClient;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * The handler's host: one thread takes the packets in, arbitrates, asks for what is missing, decodes, keeps the books
 * and hands each packet to the recorder, wherever they come from.
 */
final class FeedSubscriber
{
    /** Of the arbiter, for what was asked for. */
    static final int RECOVERY_LINE = 2;

    private static final int WINDOW = 64;
    private static final int HOLD_CAPACITY = 16 * 1024;
    private static final int MAX_PACKET_LENGTH = 1_472;
    private static final long REQUEST_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MAX_ATTEMPTS = 100;
    private static final int MAX_LOST_RUNS = 16;
    /** Where the publisher does not have what is missing either, nobody waits for it for long. */
    private static final long HOPELESS_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final MoldUdp64 protocol = new MoldUdp64();
    private final MessageSink sink = new MessageSink();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final LineArbiter arbiter = new LineArbiter(
        protocol,
        new LineArbiter.Context()
            .lineCount(RECOVERY_LINE + 1)
            .recoveryLine(RECOVERY_LINE)
            .window(WINDOW)
            .holdCapacity(HOLD_CAPACITY)
            .maxPacketLength(MAX_PACKET_LENGTH)
            .gapTimeoutNs(0),
        new Messages());
    private final FeedHandler feedHandler = new FeedHandler(arbiter, FeedFrame.PORT, FeedFrame.groups());
    private final RecoveryClient client;
    private final FeedScript script;
    private final FeedLatency latency;
    /** The first messages that were given up, two numbers for each run of them. */
    private final long[] lost = new long[2 * MAX_LOST_RUNS];
    private int lostRuns;
    private boolean isRecovering;
    private volatile long ends;
    private volatile boolean hasAll;
    private volatile boolean isStopped;

    /**
     * @param script   that is published.
     * @param latency  that is told what is handled.
     * @param recovery connected to the server of requests; closed when this has run.
     */
    FeedSubscriber(final FeedScript script, final FeedLatency latency, final DatagramChannel recovery)
    {
        this.script = script;
        this.latency = latency;
        client = new RecoveryClient(
            recovery,
            protocol,
            arbiter,
            RECOVERY_LINE,
            script.isComplete() ? REQUEST_TIMEOUT_NS : HOPELESS_TIMEOUT_NS,
            script.isComplete() ? MAX_ATTEMPTS : 1);
    }

    /**
     * The duty cycle, until it is stopped.
     *
     * @param source    of the packets; closed in the end.
     * @param isAllHere asked when there is nothing to do: has everything come that was sent? Then what is missing was
     *                  lost, though no packet follows.
     */
    void run(final PacketSource source, final BooleanSupplier isAllHere)
    {
        try
        {
            while (!isStopped)
            {
                final int workCount = doWork(source);
                if (0 == workCount && isAllHere.getAsBoolean())
                {
                    arbiter.onTime(System.nanoTime());
                    hasAll = arbiter.next() > script.expectations().messages();
                }
                source.idle(workCount);
            }
        }
        catch (final IOException exception)
        {
            errors.add(exception);
        }
        finally
        {
            CloseHelper.closeAll(errors::add, source, client);
        }
    }

    void stop()
    {
        isStopped = true;
    }

    /** Has every message come, or been given up, and has all that was sent been looked at? */
    boolean hasAll()
    {
        return hasAll;
    }

    FeedHandler feedHandler()
    {
        return feedHandler;
    }

    void onError(final Throwable error)
    {
        errors.add(error);
    }

    LineArbiter arbiter()
    {
        return arbiter;
    }

    RecoveryClient client()
    {
        return client;
    }

    MessageSink sink()
    {
        return sink;
    }

    /** What was given up, the first of it; to be read when this has run. */
    List<String> lost()
    {
        final List<String> runs = new ArrayList<>();
        for (int i = 0; i < lostRuns; i++)
        {
            runs.add(lost[2 * i] + " to " + lost[2 * i + 1]);
        }

        return runs;
    }

    List<Throwable> errors()
    {
        return errors;
    }

    long others()
    {
        return feedHandler.others();
    }

    long ends()
    {
        return ends;
    }

    static Match filter()
    {
        final Match[] groups = new Match[FeedFrame.lineCount()];
        for (int line = 0; line < groups.length; line++)
        {
            groups[line] = Match.udp().destination(FeedFrame.group(line).getHostAddress(), FeedFrame.PORT);
        }

        return Match.anyOf(groups);
    }

    private int doWork(final PacketSource source) throws IOException
    {
        final int packets = source.poll();
        isRecovering = true;
        final int responses = client.poll(System.nanoTime());
        isRecovering = false;

        return packets + responses;
    }

    private final class Messages implements LineHandler
    {
        private Messages()
        {
        }

        @Override
        public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
        {
            sink.onMessage(sequence, buffer, index, length);
            latency.onMessage(sequence, isRecovering);
        }

        @Override
        public void onGap(final long session, final long from, final long to)
        {
            client.onGap(to);
        }

        @Override
        public void onLost(final long from, final long to)
        {
            sink.onLost(to);
            if (lostRuns < MAX_LOST_RUNS)
            {
                lost[2 * lostRuns] = from;
                lost[2 * lostRuns + 1] = to;
                lostRuns++;
            }
        }

        @Override
        public void onEndOfSession(final long session, final long sequence)
        {
            // One writer, the handler's thread.
            ends = ends + 1;
        }
    }
}
