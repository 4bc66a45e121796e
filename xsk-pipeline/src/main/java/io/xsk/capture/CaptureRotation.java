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

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A recording in one file, or in several of bounded length and time that are numbered from 1 on.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class CaptureRotation
{
    private final Path path;
    private final CaptureFormat format;
    private final List<String> interfaceNames;
    private final long maxLength;
    private final long maxTimeNs;
    private CaptureWriter writer;
    private long emptyLength;
    private long firstTimestampNs;
    private long closedLength;
    private int count;

    /**
     * @param path           of the file, or of all files but for their number.
     * @param interfaceNames by number.
     * @param maxLength      of a file in bytes, or 0 for any.
     * @param maxTimeNs      from the first stamp in a file to the last, or 0 for any.
     */
    CaptureRotation(final Path path, final List<String> interfaceNames, final long maxLength, final long maxTimeNs)
    {
        this.path = path;
        this.format = CaptureFormat.of(path);
        this.interfaceNames = interfaceNames;
        this.maxLength = maxLength;
        this.maxTimeNs = maxTimeNs;
    }

    /** The file for a packet: the one in hand, or the next. */
    CaptureWriter writer(final long timestampNs, final int packetLength)
    {
        final boolean isEmpty = writer.length() == emptyLength;
        if (!isEmpty && (isTooLong(packetLength) || isTooLate(timestampNs)))
        {
            close();
            open();
            firstTimestampNs = timestampNs;
        }
        else if (isEmpty)
        {
            firstTimestampNs = timestampNs;
        }

        return writer;
    }

    CaptureWriter writer()
    {
        return writer;
    }

    void open()
    {
        count++;
        writer = CaptureWriter.create(file(), format, interfaceNames);
        emptyLength = writer.length();
    }

    void close()
    {
        final CaptureWriter closing = writer;
        closing.close();
        closedLength += closing.length();
        writer = null;
    }

    int count()
    {
        return count;
    }

    /** Of all files in bytes. */
    long length()
    {
        return closedLength + (null == writer ? 0 : writer.length());
    }

    private boolean isTooLong(final int packetLength)
    {
        return maxLength > 0 && writer.length() + packetLength > maxLength;
    }

    private boolean isTooLate(final long timestampNs)
    {
        return maxTimeNs > 0 && timestampNs - firstTimestampNs >= maxTimeNs;
    }

    private Path file()
    {
        if (0 == maxLength && 0 == maxTimeNs)
        {
            return path;
        }
        final String name = path.getFileName().toString();
        final int dot = name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.');

        return path.resolveSibling(
            String.format(Locale.ROOT, "%s-%05d%s", name.substring(0, dot), count, name.substring(dot)));
    }
}
