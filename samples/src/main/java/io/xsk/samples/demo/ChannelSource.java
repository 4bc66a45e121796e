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

import io.xsk.samples.market.LineArbiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The JDK's way, for comparison: a {@link DatagramChannel} for each line, asked all the time, or waited for with a
 * {@link Selector}.
 */
final class ChannelSource implements PacketSource
{
    private static final int MAX_LENGTH = 2_048;
    private static final int BATCH = 16;
    private static final long MAX_WAIT_MS = 10;

    private final ByteBuffer bytes = BufferUtil.allocateDirectAligned(MAX_LENGTH, Long.BYTES);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final List<DatagramChannel> lines;
    private final LineArbiter arbiter;
    private final Selector selector;
    private volatile long received;

    /**
     * @param lines      a channel for each line, which do not block; closed with this.
     * @param recovery   to wake up for as well.
     * @param arbiter    that gets what comes.
     * @param isBlocking true to wait in the kernel.
     */
    ChannelSource(
        final List<DatagramChannel> lines,
        final DatagramChannel recovery,
        final LineArbiter arbiter,
        final boolean isBlocking)
        throws IOException
    {
        this.lines = lines;
        this.arbiter = arbiter;
        selector = isBlocking ? Selector.open() : null;
        if (isBlocking)
        {
            recovery.register(selector, SelectionKey.OP_READ);
            for (final DatagramChannel line : lines)
            {
                line.register(selector, SelectionKey.OP_READ);
            }
        }
    }

    @Override
    public int poll() throws IOException
    {
        int count = 0;
        for (int line = 0; line < lines.size(); line++)
        {
            for (int i = 0; i < BATCH && null != lines.get(line).receive(bytes.clear()); i++)
            {
                arbiter.onPacket(line, buffer, 0, bytes.position());
                count++;
            }
        }
        if (count > 0)
        {
            // One writer, the handler's thread.
            received = received + count;
        }

        return count;
    }

    @Override
    public void idle(final int workCount) throws IOException
    {
        if (0 == workCount && null != selector)
        {
            selector.select(MAX_WAIT_MS);
            selector.selectedKeys().clear();
        }
        else if (0 == workCount)
        {
            Thread.onSpinWait();
        }
    }

    @Override
    public long received()
    {
        return received;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(lines);
        CloseHelper.close(selector);
    }
}
