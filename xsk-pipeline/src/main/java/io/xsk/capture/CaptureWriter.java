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

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes a capture file of Ethernet packets, with stamps in nanoseconds. Packets gather in a buffer and go to the file
 * when that is full, at {@link #flush()} and at {@link #close()}. However the process ends, the file is valid up to the
 * last whole packet that went to it. No packet costs an allocation.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public abstract sealed class CaptureWriter implements AutoCloseable permits PcapWriter, PcapNgWriter
{
    /** The longest part of a packet that is written, in bytes: what libpcap reads at most. */
    public static final int MAX_SNAP_LENGTH = 262_144;

    private static final int BUFFER_LENGTH = 1 << 20;
    private static final int BUFFER_ALIGNMENT = 4096;

    final UnsafeBuffer buffer;
    /** Index within the buffer where the next byte goes. */
    int index;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer bytes;
    private long flushedLength;
    private boolean isClosed;

    CaptureWriter(final Path file) throws IOException
    {
        this.file = file;
        channel = FileChannel.open(file, CREATE_NEW, WRITE);
        bytes = BufferUtil.allocateDirectAligned(BUFFER_LENGTH, BUFFER_ALIGNMENT);
        buffer = new UnsafeBuffer(bytes);
    }

    /**
     * Make a file.
     *
     * @param file           to make; there must be none of that name.
     * @param format         to write.
     * @param interfaceNames of the interfaces that the packets come from, by their number; one in classic pcap.
     * @return the writer, to be closed.
     * @throws CaptureException if there is a file already, or it cannot be made.
     */
    public static CaptureWriter create(final Path file, final CaptureFormat format, final List<String> interfaceNames)
    {
        if (interfaceNames.isEmpty() || CaptureFormat.PCAP == format && interfaceNames.size() > 1)
        {
            throw new IllegalArgumentException(
                "interfaces do not fit the format: format=" + format + " interfaceNames=" + interfaceNames);
        }
        try
        {
            return CaptureFormat.PCAP == format ? new PcapWriter(file) : new PcapNgWriter(file, interfaceNames);
        }
        catch (final FileAlreadyExistsException exception)
        {
            throw new CaptureException("capture file exists already, remove it or take another name: file=" + file);
        }
        catch (final IOException exception)
        {
            throw new CaptureException("capture file cannot be made: file=" + file, exception);
        }
    }

    /**
     * Write a packet.
     *
     * @param interfaceId    number of its interface.
     * @param timestampNs    in nanoseconds since 1970 began.
     * @param packet         that has the bytes.
     * @param packetIndex    of the first byte of the Ethernet header.
     * @param length         in bytes; of more than {@link #MAX_SNAP_LENGTH} only so many are written.
     * @param originalLength how long the packet was, where it was cut off before.
     * @throws CaptureException if the disk refuses it.
     */
    public abstract void write(
        int interfaceId, long timestampNs, DirectBuffer packet, int packetIndex, int length, int originalLength);

    /**
     * Note that packets are missing behind the last one that was written. It stands in the file with the next packet,
     * or with the statistics at its end; classic pcap has no place for it.
     *
     * @param interfaceId number of their interface.
     * @param count       of packets.
     */
    public abstract void drop(int interfaceId, long count);

    /**
     * How long the file is when everything is flushed.
     *
     * @return the length in bytes.
     */
    public final long length()
    {
        return flushedLength + index;
    }

    /**
     * The file that is written.
     *
     * @return its path.
     */
    public final Path file()
    {
        return file;
    }

    /**
     * Give all that was written to the file.
     *
     * @throws CaptureException if the disk refuses it. What was to be written is gone then.
     */
    public final void flush()
    {
        bytes.limit(index).position(0);
        index = 0;
        try
        {
            while (bytes.hasRemaining())
            {
                flushedLength += channel.write(bytes);
            }
        }
        catch (final IOException exception)
        {
            throw new CaptureException("capture file cannot be written: file=" + file + " length=" + flushedLength,
                exception);
        }
    }

    /**
     * Write what is left, and close the file. Idempotent.
     *
     * @throws CaptureException if the disk refuses it. The file is closed nevertheless.
     */
    @Override
    public final void close()
    {
        if (isClosed)
        {
            return;
        }
        try (channel)
        {
            finish();
            flush();
        }
        catch (final IOException exception)
        {
            throw new CaptureException("capture file was not closed: file=" + file, exception);
        }
        finally
        {
            isClosed = true;
        }
    }

    /** Close the file as it is, after the disk has refused something. */
    final void abandon()
    {
        isClosed = true;
        try
        {
            channel.close();
        }
        catch (final IOException exception)
        {
            throw new CaptureException("capture file was not closed: file=" + file, exception);
        }
    }

    /** Write what belongs behind the last packet. */
    abstract void finish();

    /** Have room in the buffer for a record. */
    final void require(final int length)
    {
        if (isClosed)
        {
            throw new IllegalStateException("capture file is closed: file=" + file);
        }
        if (BUFFER_LENGTH - index < length)
        {
            flush();
        }
    }
}
