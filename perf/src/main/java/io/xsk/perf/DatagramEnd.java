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
package io.xsk.perf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.HdrHistogram.Histogram;

/**
 * What a Java program has without this library: a {@link DatagramChannel}, which either blocks or is asked again and
 * again. It drops what it receives, or sends it back, or measures the round trips to one that does.
 */
final class DatagramEnd implements Workload
{
    /** What it does with what it receives. */
    enum Role
    {
        DROP, ECHO, PING
    }

    static final int PORT = 9;

    private static final int BUFFER_LENGTH = 1 << 21;
    private static final long TIMEOUT_NS = 100_000_000;
    private static final long HIGHEST_NS = 10_000_000_000L;

    private final Counts counts = new Counts();
    private final Histogram roundTripNs = new Histogram(HIGHEST_NS, 3);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    private final DatagramChannel channel;
    private final Role role;
    private final int payloadLength;
    private final long warmUpCount;
    private long sequence;
    private long sentNs;
    private boolean isAnswered = true;

    /**
     * @param role          what to do.
     * @param local         address to be reached at, on {@link #PORT}.
     * @param remote        address of the other end.
     * @param length        of a packet in bytes, with its headers.
     * @param isBlocking    whether the channel blocks.
     * @param warmUpCount   of first round trips that are not measured.
     */
    DatagramEnd(
        final Role role,
        final InetAddress local,
        final InetAddress remote,
        final int length,
        final boolean isBlocking,
        final long warmUpCount)
    {
        this.role = role;
        this.warmUpCount = warmUpCount;
        payloadLength = Math.max(2 * Long.BYTES, length - PacketTemplate.UDP_HEADERS_LENGTH);
        try
        {
            channel = DatagramChannel.open()
                .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_LENGTH)
                .bind(new InetSocketAddress(local, PORT))
                .connect(new InetSocketAddress(remote, PORT));
            channel.configureBlocking(isBlocking);
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    @Override
    public int doWork()
    {
        try
        {
            return Role.PING == role ? ping() : receive();
        }
        catch (final AsynchronousCloseException ignore)
        {
            return 0;
        }
        catch (final ClosedChannelException ignore)
        {
            return 0;
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    @Override
    public Counts counts()
    {
        return counts;
    }

    @Override
    public Histogram roundTripNs()
    {
        return Role.PING == role ? roundTripNs : null;
    }

    /** A thread that blocks in the channel goes on. */
    @Override
    public void onStop()
    {
        try
        {
            channel.close();
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    private int receive() throws IOException
    {
        buffer.clear();
        final int length = channel.read(buffer);
        if (length <= 0)
        {
            return 0;
        }
        if (Role.ECHO == role)
        {
            channel.write(buffer.flip());
        }
        counts.add(1, length + PacketTemplate.UDP_HEADERS_LENGTH);

        return 1;
    }

    private int ping() throws IOException
    {
        final long nowNs = System.nanoTime();
        if (isAnswered || nowNs - sentNs > TIMEOUT_NS)
        {
            sentNs = nowNs;
            buffer.clear().putLong(0, ++sequence).putLong(Long.BYTES, nowNs).limit(payloadLength);
            channel.write(buffer);
            isAnswered = false;
        }
        buffer.clear();
        final int length = channel.read(buffer);
        if (length < payloadLength)
        {
            return 0;
        }
        final long answeredNs = System.nanoTime();
        isAnswered |= sequence == buffer.getLong(0);
        if (buffer.getLong(0) > warmUpCount)
        {
            roundTripNs.recordValue(Math.min(HIGHEST_NS, answeredNs - buffer.getLong(Long.BYTES)));
        }
        counts.add(1, length + PacketTemplate.UDP_HEADERS_LENGTH);

        return 1;
    }
}
