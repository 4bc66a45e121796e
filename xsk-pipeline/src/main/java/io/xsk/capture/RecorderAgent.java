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
package io.xsk.capture;

import static io.xsk.capture.RecordDescriptor.INTERFACE_OFFSET;
import static io.xsk.capture.RecordDescriptor.ORIGINAL_LENGTH_OFFSET;
import static io.xsk.capture.RecordDescriptor.PACKET_OFFSET;
import static io.xsk.capture.RecordDescriptor.SKIPPED_OFFSET;
import static io.xsk.capture.RecordDescriptor.TIMESTAMP_OFFSET;

import org.agrona.ErrorHandler;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The duty cycle of the thread that writes: takes packets from the ring and puts them into the file. When the ring is
 * empty, all that was taken goes to the file. After the disk has refused something, it takes and counts, and writes no
 * more.
 */
final class RecorderAgent implements Agent
{
    private static final int BATCH = 256;

    private final RingBuffer ring;
    private final CaptureRotation files;
    private final AtomicCounter skipped;
    private final AtomicCounter written;
    private final AtomicCounter refused;
    private final AtomicCounter bytes;
    private final AtomicCounter fileCount;
    private final ErrorHandler errorHandler;
    private final MessageHandler messageHandler = this::onMessage;
    private long notedSkips;
    private int lastInterfaceId;
    private boolean isUnflushed;
    private boolean hasFailed;

    RecorderAgent(
        final RingBuffer ring,
        final CaptureRotation files,
        final RecorderCounters counters,
        final ErrorHandler errorHandler)
    {
        this.ring = ring;
        this.files = files;
        this.errorHandler = errorHandler;
        skipped = counters.counter(RecorderCounter.SKIPPED);
        written = counters.counter(RecorderCounter.WRITTEN);
        refused = counters.counter(RecorderCounter.REFUSED);
        bytes = counters.counter(RecorderCounter.BYTES);
        fileCount = counters.counter(RecorderCounter.FILES);
        count();
    }

    @Override
    public int doWork()
    {
        final int count = ring.read(messageHandler, BATCH);
        if (0 == count && isUnflushed)
        {
            isUnflushed = false;
            flush();
        }

        return count;
    }

    /** What is still in the ring is written: the stage has ended. */
    @Override
    public void onClose()
    {
        // Not until it reads nothing: the padding before the ring begins anew counts as nothing.
        while (ring.consumerPosition() < ring.producerPosition())
        {
            ring.read(messageHandler, BATCH);
        }
        if (!hasFailed)
        {
            try
            {
                noteSkips(skipped.get(), lastInterfaceId);
                files.close();
            }
            catch (final CaptureException exception)
            {
                errorHandler.onError(exception);
            }
        }
        count();
    }

    @Override
    public String roleName()
    {
        return "xsk-recorder";
    }

    private void onMessage(final int typeId, final MutableDirectBuffer buffer, final int index, final int length)
    {
        if (hasFailed)
        {
            refused.incrementRelease();
            return;
        }
        try
        {
            write(buffer, index, length);
            written.incrementRelease();
            isUnflushed = true;
        }
        catch (final CaptureException exception)
        {
            refused.incrementRelease();
            onFailure(exception);
        }
    }

    private void write(final MutableDirectBuffer buffer, final int index, final int length)
    {
        final long timestampNs = buffer.getLong(index + TIMESTAMP_OFFSET);
        lastInterfaceId = buffer.getInt(index + INTERFACE_OFFSET);
        final CaptureWriter writer = files.writer(timestampNs, length);
        noteSkips(buffer.getLong(index + SKIPPED_OFFSET), lastInterfaceId);
        writer.write(
            lastInterfaceId,
            timestampNs,
            buffer,
            index + PACKET_OFFSET,
            length - PACKET_OFFSET,
            buffer.getInt(index + ORIGINAL_LENGTH_OFFSET));
    }

    private void noteSkips(final long skips, final int interfaceId)
    {
        if (skips > notedSkips)
        {
            files.writer().drop(interfaceId, skips - notedSkips);
            notedSkips = skips;
        }
    }

    private void flush()
    {
        try
        {
            if (!hasFailed)
            {
                files.writer().flush();
                count();
            }
        }
        catch (final CaptureException exception)
        {
            onFailure(exception);
        }
    }

    private void onFailure(final CaptureException exception)
    {
        hasFailed = true;
        errorHandler.onError(exception);
        try
        {
            if (null != files.writer())
            {
                files.writer().abandon();
            }
        }
        catch (final CaptureException ofClose)
        {
            errorHandler.onError(ofClose);
        }
    }

    private void count()
    {
        bytes.setRelease(files.length());
        fileCount.setRelease(files.count());
    }
}
