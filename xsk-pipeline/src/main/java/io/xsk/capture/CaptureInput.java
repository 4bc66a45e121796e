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

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of a capture file, through one buffer that is used again and again.
 */
final class CaptureInput implements AutoCloseable
{
    /** The longest record that can be read at once, in bytes: longer than any packet that Linux puts together. */
    static final int MAX_RECORD_LENGTH = 1 << 20;

    private static final int CAPACITY = 2 * MAX_RECORD_LENGTH;
    private static final int GZIP_MAGIC = 0x8b1f;
    private static final int GZIP_BUFFER_LENGTH = 1 << 16;

    private final InputStream stream;
    private final String name;
    private final byte[] bytes = new byte[CAPACITY];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private int index;
    private int limit;
    private long offset;
    private String fault;

    /**
     * @param stream to read, and to close; it supports marks.
     * @param name   of the file, for messages.
     * @throws IOException if it cannot be read.
     */
    CaptureInput(final InputStream stream, final String name) throws IOException
    {
        this.stream = isGzip(stream) ? new GZIPInputStream(stream, GZIP_BUFFER_LENGTH) : stream;
        this.name = name;
    }

    String name()
    {
        return name;
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    /** Index within the buffer of the next byte. */
    int index()
    {
        return index;
    }

    /** Offset within the file of the next byte. */
    long offset()
    {
        return offset;
    }

    /** What is wrong with the compressed form, or null. */
    String fault()
    {
        return fault;
    }

    /**
     * Have the next bytes in the buffer, in one piece; what was there before is overwritten.
     *
     * @param length in bytes, at most {@link #MAX_RECORD_LENGTH}.
     * @return false if the file ends before.
     */
    boolean require(final int length)
    {
        if (limit - index >= length)
        {
            return true;
        }
        if (CAPACITY - index < length)
        {
            System.arraycopy(bytes, index, bytes, 0, limit - index);
            limit -= index;
            index = 0;
        }
        while (limit - index < length)
        {
            final int count = read();
            if (count <= 0)
            {
                return false;
            }
            limit += count;
        }

        return true;
    }

    /** How many bytes are there before the end of the file, after it was not possible to have as many as required. */
    int remaining()
    {
        return limit - index;
    }

    /**
     * Go on behind bytes that are in the buffer.
     *
     * @param length in bytes.
     */
    void advance(final int length)
    {
        index += length;
        offset += length;
    }

    /**
     * Go on behind bytes that need not be in the buffer.
     *
     * @param length in bytes.
     * @return false if the file ends before.
     */
    boolean skip(final long length)
    {
        long left = length;
        while (left > 0)
        {
            if (!require(1))
            {
                return false;
            }
            final int step = (int)Math.min(left, limit - index);
            advance(step);
            left -= step;
        }

        return true;
    }

    @Override
    public void close()
    {
        try
        {
            stream.close();
        }
        catch (final IOException exception)
        {
            throw new CaptureException("capture file was not closed: file=" + name, exception);
        }
    }

    private int read()
    {
        if (null != fault)
        {
            return -1;
        }
        try
        {
            return stream.read(bytes, limit, CAPACITY - limit);
        }
        catch (final EOFException | ZipException exception)
        {
            fault = exception.getMessage();
            return -1;
        }
        catch (final IOException exception)
        {
            throw new CaptureException("capture file cannot be read: file=" + name + " offset=" + offset, exception);
        }
    }

    private static boolean isGzip(final InputStream stream) throws IOException
    {
        stream.mark(Short.BYTES);
        final int magic = stream.read() | stream.read() << Byte.SIZE;
        stream.reset();

        return GZIP_MAGIC == magic;
    }
}
