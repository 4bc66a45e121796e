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
import static io.xsk.capture.PcapDescriptor.LINK_TYPE_MASK;
import static io.xsk.capture.PcapDescriptor.LINK_TYPE_OFFSET;
import static io.xsk.capture.PcapDescriptor.MAGIC_MICROSECONDS;
import static io.xsk.capture.PcapDescriptor.MAGIC_NANOSECONDS;
import static io.xsk.capture.PcapDescriptor.MAGIC_OFFSET;
import static io.xsk.capture.PcapDescriptor.MAJOR_VERSION;
import static io.xsk.capture.PcapDescriptor.MAJOR_VERSION_OFFSET;
import static io.xsk.capture.PcapDescriptor.ORIGINAL_LENGTH_OFFSET;
import static io.xsk.capture.PcapDescriptor.RECORD_HEADER_LENGTH;
import static io.xsk.capture.PcapDescriptor.SECONDS_OFFSET;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Reads classic pcap.
 */
final class PcapReader extends CaptureReader
{
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long NS_PER_MICROSECOND = 1_000L;
    private static final int MAX_CAPTURED_LENGTH = CaptureInput.MAX_RECORD_LENGTH - RECORD_HEADER_LENGTH;

    private final ByteOrder byteOrder;
    private final long fractionNs;
    private final int linkType;

    PcapReader(final CaptureInput input, final boolean isAnyLinkType)
    {
        super(input, isAnyLinkType);
        final DirectBuffer buffer = input.buffer();
        final int index = input.index();
        final int magic = buffer.getInt(index + MAGIC_OFFSET, LITTLE_ENDIAN);
        final int reversed = Integer.reverseBytes(magic);
        byteOrder = isMagic(magic) ? LITTLE_ENDIAN : BIG_ENDIAN;
        if (!isMagic(magic) && !isMagic(reversed))
        {
            throw new CaptureException("neither pcap nor pcapng: file=" + input.name() +
                " magic=0x" + Integer.toHexString(reversed));
        }
        if (!input.require(FILE_HEADER_LENGTH))
        {
            throw new CaptureException("the file ends within its header: file=" + input.name());
        }
        fractionNs = MAGIC_NANOSECONDS == magic || MAGIC_NANOSECONDS == reversed ? 1 : NS_PER_MICROSECOND;
        final int version = buffer.getShort(index + MAJOR_VERSION_OFFSET, byteOrder);
        if (MAJOR_VERSION != version)
        {
            throw new CaptureException("pcap of another version: file=" + input.name() + " version=" + version);
        }
        linkType = buffer.getInt(index + LINK_TYPE_OFFSET, byteOrder) & LINK_TYPE_MASK;
        requireEthernet(linkType, 0);
        input.advance(FILE_HEADER_LENGTH);
    }

    @Override
    public int linkType()
    {
        return linkType;
    }

    @Override
    boolean read()
    {
        final long offset = input.offset();
        if (!input.require(RECORD_HEADER_LENGTH))
        {
            return onEndOfInput(offset, "the header of a packet");
        }
        final DirectBuffer buffer = input.buffer();
        final int length = buffer.getInt(input.index() + CAPTURED_LENGTH_OFFSET, byteOrder);
        if (length < 0 || length > MAX_CAPTURED_LENGTH)
        {
            return onDamage(offset, "no packet is so long: length=" + Integer.toUnsignedString(length));
        }
        if (!input.require(RECORD_HEADER_LENGTH + length))
        {
            return onEndOfInput(offset, "a packet");
        }

        final int index = input.index();
        final long seconds = Integer.toUnsignedLong(buffer.getInt(index + SECONDS_OFFSET, byteOrder));
        final long fraction = Integer.toUnsignedLong(buffer.getInt(index + FRACTION_OFFSET, byteOrder));
        onPacket(
            seconds * NS_PER_SECOND + fraction * fractionNs,
            0,
            index + RECORD_HEADER_LENGTH,
            length,
            buffer.getInt(index + ORIGINAL_LENGTH_OFFSET, byteOrder));
        input.advance(RECORD_HEADER_LENGTH + length);

        return true;
    }

    private static boolean isMagic(final int magic)
    {
        return MAGIC_MICROSECONDS == magic || MAGIC_NANOSECONDS == magic;
    }
}
