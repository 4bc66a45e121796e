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

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Asks a re-request server of MoldUDP64 for what is missing on all lines, over a socket of the kernel, and gives what
 * comes to the arbiter as a line of its own. A server may answer with fewer messages than it was asked for; the rest is
 * asked for again. After so many requests without an answer the messages are given up.
 * <p>
 * The socket is touched only while the arbiter is in a gap.
 * <p>
 * <b>Note:</b> This class is not threadsafe: it belongs to the arbiter's thread.
 */
public final class RecoveryClient implements AutoCloseable
{
    private static final int MAX_PACKET_LENGTH = 1 << 16;
    private static final int BATCH = 16;

    private final DatagramChannel channel;
    private final MoldUdp64 protocol;
    private final LineArbiter arbiter;
    private final int line;
    private final long timeoutNs;
    private final int maxAttempts;
    private final ByteBuffer requestBytes = ByteBuffer.allocateDirect(MoldUdp64.HEADER_LENGTH);
    private final UnsafeBuffer request = new UnsafeBuffer(requestBytes);
    private final ByteBuffer responseBytes = BufferUtil.allocateDirectAligned(MAX_PACKET_LENGTH, Long.BYTES);
    private final UnsafeBuffer response = new UnsafeBuffer(responseBytes);
    private long to = -1;
    private long askedFrom;
    private long askedAtNs;
    private int attempts;
    private long requests;
    private long timeouts;
    private long responses;

    /**
     * Take over a socket.
     *
     * @param channel     connected to the server and not blocking; closed with this.
     * @param protocol    that the arbiter uses, which knows the session.
     * @param arbiter     that gets what comes.
     * @param line        of the arbiter that is kept for this.
     * @param timeoutNs   until a request is made again.
     * @param maxAttempts without an answer until the messages are given up.
     */
    public RecoveryClient(
        final DatagramChannel channel,
        final MoldUdp64 protocol,
        final LineArbiter arbiter,
        final int line,
        final long timeoutNs,
        final int maxAttempts)
    {
        this.channel = channel;
        this.protocol = protocol;
        this.arbiter = arbiter;
        this.line = line;
        this.timeoutNs = timeoutNs;
        this.maxAttempts = maxAttempts;
    }

    /**
     * Messages are missing: to be called by {@link LineHandler#onGap}. The next {@link #poll} asks for them.
     *
     * @param last number of the last.
     */
    public void onGap(final long last)
    {
        protocol.getSession(request, MoldUdp64.SESSION_OFFSET);
        to = last;
        askedFrom = -1;
        attempts = 0;
    }

    /**
     * Take what has come, and ask for what has not. It never waits.
     *
     * @param nowNs of {@link System#nanoTime()}.
     * @return the number of packets that came.
     * @throws IOException if the socket fails.
     */
    public int poll(final long nowNs) throws IOException
    {
        int count = 0;
        while (count < BATCH && arbiter.isInGap() && receive())
        {
            count++;
        }
        if (arbiter.isInGap())
        {
            final long from = arbiter.next();
            if (from != askedFrom)
            {
                attempts = 0;
                ask(from, nowNs);
            }
            else if (nowNs - askedAtNs > timeoutNs)
            {
                timeouts++;
                onTimeout(from, nowNs);
            }
        }

        return count;
    }

    /**
     * Requests made, those made again among them.
     *
     * @return the number of requests.
     */
    public long requests()
    {
        return requests;
    }

    /**
     * Requests that were not answered in time.
     *
     * @return the number of requests.
     */
    public long timeouts()
    {
        return timeouts;
    }

    /**
     * Packets that came.
     *
     * @return the number of packets.
     */
    public long responses()
    {
        return responses;
    }

    /**
     * Close the socket. Idempotent.
     */
    @Override
    public void close()
    {
        CloseHelper.close(channel);
    }

    private void onTimeout(final long from, final long nowNs) throws IOException
    {
        if (attempts < maxAttempts)
        {
            ask(from, nowNs);
        }
        else
        {
            arbiter.giveUp(to);
        }
    }

    private boolean receive() throws IOException
    {
        try
        {
            responseBytes.clear();
            final int length = channel.read(responseBytes);
            if (length <= 0)
            {
                return false;
            }
            responses++;
            arbiter.onPacket(line, response, 0, length);
            return true;
        }
        catch (final PortUnreachableException ignore)
        {
            // The server is not there, or not yet: the request will time out.
            return false;
        }
    }

    private void ask(final long from, final long nowNs) throws IOException
    {
        askedFrom = from;
        askedAtNs = nowNs;
        attempts++;
        requests++;
        request.putLong(MoldUdp64.SEQUENCE_OFFSET, from, BIG_ENDIAN);
        request.putShort(
            MoldUdp64.COUNT_OFFSET, (short)Math.min(to - from + 1, MoldUdp64.MAX_REQUEST_COUNT), BIG_ENDIAN);
        requestBytes.clear();
        try
        {
            channel.write(requestBytes);
        }
        catch (final PortUnreachableException ignore)
        {
            // Of the request before, and this one counts as made.
            askedAtNs = nowNs;
        }
    }
}
