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

import static io.xsk.capture.PcapNgDescriptor.ALIGNMENT;
import static io.xsk.capture.PcapNgDescriptor.BYTE_ORDER_MAGIC;
import static io.xsk.capture.PcapNgDescriptor.BYTE_ORDER_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.CAPTURED_LENGTH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.DATA_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.ENHANCED_PACKET;
import static io.xsk.capture.PcapNgDescriptor.INTERFACE_DESCRIPTION;
import static io.xsk.capture.PcapNgDescriptor.INTERFACE_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.INTERFACE_OPTIONS_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.INTERFACE_STATISTICS;
import static io.xsk.capture.PcapNgDescriptor.LENGTH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.LENGTH_UNKNOWN;
import static io.xsk.capture.PcapNgDescriptor.LINK_TYPE_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.MAJOR_VERSION;
import static io.xsk.capture.PcapNgDescriptor.MAJOR_VERSION_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.MINOR_VERSION;
import static io.xsk.capture.PcapNgDescriptor.MINOR_VERSION_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.OPTION_CODE_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.OPTION_DROPPED;
import static io.xsk.capture.PcapNgDescriptor.OPTION_DROP_COUNT;
import static io.xsk.capture.PcapNgDescriptor.OPTION_END;
import static io.xsk.capture.PcapNgDescriptor.OPTION_INTERFACE_NAME;
import static io.xsk.capture.PcapNgDescriptor.OPTION_LENGTH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.OPTION_RECEIVED;
import static io.xsk.capture.PcapNgDescriptor.OPTION_TIMESTAMP_RESOLUTION;
import static io.xsk.capture.PcapNgDescriptor.OPTION_USER_APPLICATION;
import static io.xsk.capture.PcapNgDescriptor.OPTION_VALUE_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.ORIGINAL_LENGTH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.SECTION_HEADER;
import static io.xsk.capture.PcapNgDescriptor.SECTION_LENGTH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.SECTION_OPTIONS_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.SNAP_LENGTH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.STATISTICS_OPTIONS_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.TIMESTAMP_HIGH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.TIMESTAMP_LOW_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.TRAILER_LENGTH;
import static io.xsk.capture.PcapNgDescriptor.TYPE_OFFSET;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * Writes pcapng.
 */
final class PcapNgWriter extends CaptureWriter
{
    private static final byte[] APPLICATION = "XSK Pipeline".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_NAME_LENGTH = 255;
    private static final int OPTION_OF_LONG_LENGTH = OPTION_VALUE_OFFSET + Long.BYTES;
    /** The options of a packet with a note: the note, and the end of the options. */
    private static final int NOTE_LENGTH = OPTION_OF_LONG_LENGTH + OPTION_VALUE_OFFSET;
    private static final int MAX_HEADER_LENGTH = 1024;

    /** By interface. */
    private final long[] written;
    private final long[] dropped;
    private final long[] pending;
    private long lastTimestampNs;

    PcapNgWriter(final Path file, final List<String> interfaceNames) throws IOException
    {
        super(file);
        written = new long[interfaceNames.size()];
        dropped = new long[interfaceNames.size()];
        pending = new long[interfaceNames.size()];

        final int blockIndex = begin(SECTION_HEADER, MAX_HEADER_LENGTH);
        buffer.putInt(blockIndex + BYTE_ORDER_OFFSET, BYTE_ORDER_MAGIC, LITTLE_ENDIAN);
        buffer.putShort(blockIndex + MAJOR_VERSION_OFFSET, MAJOR_VERSION, LITTLE_ENDIAN);
        buffer.putShort(blockIndex + MINOR_VERSION_OFFSET, MINOR_VERSION, LITTLE_ENDIAN);
        buffer.putLong(blockIndex + SECTION_LENGTH_OFFSET, LENGTH_UNKNOWN, LITTLE_ENDIAN);
        index = blockIndex + SECTION_OPTIONS_OFFSET;
        putOption(OPTION_USER_APPLICATION, APPLICATION, APPLICATION.length);
        endOptions();
        end(blockIndex);
        for (final String name : interfaceNames)
        {
            describe(name.getBytes(StandardCharsets.UTF_8));
        }
        flush();
    }

    @Override
    public void write(
        final int interfaceId,
        final long timestampNs,
        final DirectBuffer packet,
        final int packetIndex,
        final int length,
        final int originalLength)
    {
        final int snapped = Math.min(length, MAX_SNAP_LENGTH);
        final long drops = pending[interfaceId];
        final int blockIndex = begin(
            ENHANCED_PACKET, DATA_OFFSET + BitUtil.align(snapped, ALIGNMENT) + NOTE_LENGTH + TRAILER_LENGTH);
        buffer.putInt(blockIndex + INTERFACE_OFFSET, interfaceId, LITTLE_ENDIAN);
        putTimestamp(blockIndex, timestampNs);
        buffer.putInt(blockIndex + CAPTURED_LENGTH_OFFSET, snapped, LITTLE_ENDIAN);
        buffer.putInt(blockIndex + ORIGINAL_LENGTH_OFFSET, originalLength, LITTLE_ENDIAN);
        buffer.putBytes(blockIndex + DATA_OFFSET, packet, packetIndex, snapped);
        index = blockIndex + DATA_OFFSET + snapped;
        pad();
        if (drops > 0)
        {
            putOption(OPTION_DROP_COUNT, drops);
            endOptions();
            pending[interfaceId] = 0;
        }
        end(blockIndex);
        written[interfaceId]++;
        lastTimestampNs = timestampNs;
    }

    @Override
    public void drop(final int interfaceId, final long count)
    {
        pending[interfaceId] += count;
        dropped[interfaceId] += count;
    }

    @Override
    void finish()
    {
        for (int interfaceId = 0; interfaceId < written.length; interfaceId++)
        {
            final int blockIndex = begin(INTERFACE_STATISTICS, MAX_HEADER_LENGTH);
            buffer.putInt(blockIndex + INTERFACE_OFFSET, interfaceId, LITTLE_ENDIAN);
            putTimestamp(blockIndex, lastTimestampNs);
            index = blockIndex + STATISTICS_OPTIONS_OFFSET;
            putOption(OPTION_RECEIVED, written[interfaceId] + dropped[interfaceId]);
            putOption(OPTION_DROPPED, dropped[interfaceId]);
            endOptions();
            end(blockIndex);
        }
    }

    private void describe(final byte[] name)
    {
        final int blockIndex = begin(INTERFACE_DESCRIPTION, MAX_HEADER_LENGTH);
        buffer.putInt(blockIndex + LINK_TYPE_OFFSET, CaptureReader.LINK_TYPE_ETHERNET, LITTLE_ENDIAN);
        buffer.putInt(blockIndex + SNAP_LENGTH_OFFSET, MAX_SNAP_LENGTH, LITTLE_ENDIAN);
        index = blockIndex + INTERFACE_OPTIONS_OFFSET;
        putOption(OPTION_INTERFACE_NAME, name, Math.min(name.length, MAX_NAME_LENGTH));
        putOption(OPTION_TIMESTAMP_RESOLUTION, new byte[]{ TimestampResolution.NANOSECONDS }, 1);
        endOptions();
        end(blockIndex);
    }

    private int begin(final int type, final int maxLength)
    {
        require(maxLength);
        buffer.putInt(index + TYPE_OFFSET, type, LITTLE_ENDIAN);

        return index;
    }

    private void end(final int blockIndex)
    {
        final int length = index + TRAILER_LENGTH - blockIndex;
        buffer.putInt(blockIndex + LENGTH_OFFSET, length, LITTLE_ENDIAN);
        buffer.putInt(index, length, LITTLE_ENDIAN);
        index += TRAILER_LENGTH;
    }

    private void putTimestamp(final int blockIndex, final long timestampNs)
    {
        buffer.putInt(blockIndex + TIMESTAMP_HIGH_OFFSET, (int)(timestampNs >>> Integer.SIZE), LITTLE_ENDIAN);
        buffer.putInt(blockIndex + TIMESTAMP_LOW_OFFSET, (int)timestampNs, LITTLE_ENDIAN);
    }

    private void putOption(final int code, final long value)
    {
        putOptionHeader(code, Long.BYTES);
        buffer.putLong(index, value, LITTLE_ENDIAN);
        index += Long.BYTES;
    }

    private void putOption(final int code, final byte[] value, final int length)
    {
        putOptionHeader(code, length);
        buffer.putBytes(index, value, 0, length);
        index += length;
        pad();
    }

    private void endOptions()
    {
        putOptionHeader(OPTION_END, 0);
    }

    private void putOptionHeader(final int code, final int length)
    {
        buffer.putShort(index + OPTION_CODE_OFFSET, (short)code, LITTLE_ENDIAN);
        buffer.putShort(index + OPTION_LENGTH_OFFSET, (short)length, LITTLE_ENDIAN);
        index += OPTION_VALUE_OFFSET;
    }

    /** Blocks begin at multiples of 4 in the file, and in the buffer as well, which begins with one. */
    private void pad()
    {
        while (0 != (index & ALIGNMENT - 1))
        {
            buffer.putByte(index++, (byte)0);
        }
    }
}
