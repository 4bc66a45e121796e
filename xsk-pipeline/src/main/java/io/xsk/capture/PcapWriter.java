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

import static io.xsk.capture.PcapDescriptor.CAPTURED_LENGTH_OFFSET;
import static io.xsk.capture.PcapDescriptor.FILE_HEADER_LENGTH;
import static io.xsk.capture.PcapDescriptor.FRACTION_OFFSET;
import static io.xsk.capture.PcapDescriptor.LINK_TYPE_OFFSET;
import static io.xsk.capture.PcapDescriptor.MAGIC_NANOSECONDS;
import static io.xsk.capture.PcapDescriptor.MAGIC_OFFSET;
import static io.xsk.capture.PcapDescriptor.MAJOR_VERSION;
import static io.xsk.capture.PcapDescriptor.MAJOR_VERSION_OFFSET;
import static io.xsk.capture.PcapDescriptor.MINOR_VERSION;
import static io.xsk.capture.PcapDescriptor.MINOR_VERSION_OFFSET;
import static io.xsk.capture.PcapDescriptor.ORIGINAL_LENGTH_OFFSET;
import static io.xsk.capture.PcapDescriptor.RECORD_HEADER_LENGTH;
import static io.xsk.capture.PcapDescriptor.RESERVED_OFFSET;
import static io.xsk.capture.PcapDescriptor.SECONDS_OFFSET;
import static io.xsk.capture.PcapDescriptor.SNAP_LENGTH_OFFSET;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * Writes classic pcap.
 */
final class PcapWriter extends CaptureWriter
{
    private static final long NS_PER_SECOND = 1_000_000_000L;

    PcapWriter(final Path file) throws IOException
    {
        super(file);
        buffer.putInt(MAGIC_OFFSET, MAGIC_NANOSECONDS, LITTLE_ENDIAN);
        buffer.putShort(MAJOR_VERSION_OFFSET, MAJOR_VERSION, LITTLE_ENDIAN);
        buffer.putShort(MINOR_VERSION_OFFSET, MINOR_VERSION, LITTLE_ENDIAN);
        buffer.putLong(RESERVED_OFFSET, 0, LITTLE_ENDIAN);
        buffer.putInt(SNAP_LENGTH_OFFSET, MAX_SNAP_LENGTH, LITTLE_ENDIAN);
        buffer.putInt(LINK_TYPE_OFFSET, CaptureReader.LINK_TYPE_ETHERNET, LITTLE_ENDIAN);
        index = FILE_HEADER_LENGTH;
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
        require(RECORD_HEADER_LENGTH + snapped);
        buffer.putInt(index + SECONDS_OFFSET, (int)Math.floorDiv(timestampNs, NS_PER_SECOND), LITTLE_ENDIAN);
        buffer.putInt(index + FRACTION_OFFSET, (int)Math.floorMod(timestampNs, NS_PER_SECOND), LITTLE_ENDIAN);
        buffer.putInt(index + CAPTURED_LENGTH_OFFSET, snapped, LITTLE_ENDIAN);
        buffer.putInt(index + ORIGINAL_LENGTH_OFFSET, originalLength, LITTLE_ENDIAN);
        buffer.putBytes(index + RECORD_HEADER_LENGTH, packet, packetIndex, snapped);
        index += RECORD_HEADER_LENGTH + snapped;
    }

    @Override
    public void drop(final int interfaceId, final long count)
    {
    }

    @Override
    void finish()
    {
    }
}
