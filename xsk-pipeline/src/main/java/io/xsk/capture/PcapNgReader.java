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
import static io.xsk.capture.PcapNgDescriptor.LINK_TYPE_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.MAJOR_VERSION;
import static io.xsk.capture.PcapNgDescriptor.MAJOR_VERSION_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.MIN_BLOCK_LENGTH;
import static io.xsk.capture.PcapNgDescriptor.OBSOLETE_DROP_COUNT_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.OBSOLETE_PACKET;
import static io.xsk.capture.PcapNgDescriptor.OPTION_CODE_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.OPTION_DROPPED;
import static io.xsk.capture.PcapNgDescriptor.OPTION_DROP_COUNT;
import static io.xsk.capture.PcapNgDescriptor.OPTION_END;
import static io.xsk.capture.PcapNgDescriptor.OPTION_LENGTH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.OPTION_TIMESTAMP_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.OPTION_TIMESTAMP_RESOLUTION;
import static io.xsk.capture.PcapNgDescriptor.OPTION_VALUE_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.ORIGINAL_LENGTH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.SECTION_HEADER;
import static io.xsk.capture.PcapNgDescriptor.SECTION_OPTIONS_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.SIMPLE_DATA_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.SIMPLE_ORIGINAL_LENGTH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.SIMPLE_PACKET;
import static io.xsk.capture.PcapNgDescriptor.SNAP_LENGTH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.STATISTICS_OPTIONS_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.TIMESTAMP_HIGH_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.TIMESTAMP_LOW_OFFSET;
import static io.xsk.capture.PcapNgDescriptor.TRAILER_LENGTH;
import static io.xsk.capture.PcapNgDescriptor.TYPE_OFFSET;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * Reads pcapng.
 */
final class PcapNgReader extends CaptureReader
{
    private static final int MAX_INTERFACES = 4096;
    private static final int NO_PACKET = 0;
    private static final int PACKET = 1;
    private static final int END = 2;

    private final DirectBuffer buffer;
    private final List<InterfaceDescription> interfaces = new ArrayList<>();
    private ByteOrder byteOrder = LITTLE_ENDIAN;
    private int linkType = LINK_TYPE_ETHERNET;
    private long dropsOfSections;
    /** Of the block that is being read. */
    private long blockOffset;
    private int index;
    private int bodyEnd;

    PcapNgReader(final CaptureInput input, final boolean isAnyLinkType)
    {
        super(input, isAnyLinkType);
        buffer = input.buffer();
    }

    @Override
    public int linkType()
    {
        return linkType;
    }

    @Override
    public long dropCount()
    {
        long sum = dropsOfSections;
        for (int i = 0; i < interfaces.size(); i++)
        {
            final InterfaceDescription description = interfaces.get(i);
            sum += Math.max(description.noted, description.dropped);
        }

        return sum;
    }

    @Override
    boolean read()
    {
        int result = NO_PACKET;
        while (NO_PACKET == result)
        {
            result = readBlock();
        }

        return PACKET == result;
    }

    private int readBlock()
    {
        blockOffset = input.offset();
        if (!input.require(MIN_BLOCK_LENGTH))
        {
            return toEnd(onEndOfInput(blockOffset, "the header of a block"));
        }
        index = input.index();
        final boolean isSection = SECTION_HEADER == buffer.getInt(index + TYPE_OFFSET, LITTLE_ENDIAN);
        if (isSection && !isByteOrderKnown())
        {
            return damage("a section without a byte order");
        }
        final int type = buffer.getInt(index + TYPE_OFFSET, byteOrder);
        final long length = Integer.toUnsignedLong(buffer.getInt(index + LENGTH_OFFSET, byteOrder));
        if (length < MIN_BLOCK_LENGTH || 0 != (length & ALIGNMENT - 1))
        {
            return damage("no block is so long: length=" + length);
        }

        return isRead(type) ? readWhole(type, length) : skip(length);
    }

    private int readWhole(final int type, final long length)
    {
        if (length > CaptureInput.MAX_RECORD_LENGTH)
        {
            return damage("no block of this type is so long: type=" + type + " length=" + length);
        }
        if (!input.require((int)length))
        {
            return toEnd(onEndOfInput(blockOffset, "a block"));
        }
        index = input.index();
        bodyEnd = index + (int)length - TRAILER_LENGTH;
        if (length != Integer.toUnsignedLong(buffer.getInt(bodyEnd, byteOrder)))
        {
            return damage("the two lengths of a block differ");
        }
        input.advance((int)length);

        return switch (type)
        {
            case SECTION_HEADER -> onSection();
            case INTERFACE_DESCRIPTION -> onInterface();
            case INTERFACE_STATISTICS -> onStatistics();
            case SIMPLE_PACKET -> onSimplePacket();
            default -> onEnhancedPacket(OBSOLETE_PACKET == type);
        };
    }

    private int skip(final long length)
    {
        if (!input.skip(length - TRAILER_LENGTH) || !input.require(TRAILER_LENGTH))
        {
            return toEnd(onEndOfInput(blockOffset, "a block"));
        }
        if (length != Integer.toUnsignedLong(buffer.getInt(input.index(), byteOrder)))
        {
            return damage("the two lengths of a block differ");
        }
        input.advance(TRAILER_LENGTH);

        return NO_PACKET;
    }

    private int onSection()
    {
        if (bodyEnd - index < SECTION_OPTIONS_OFFSET)
        {
            return damage("a section header that is too short");
        }
        final int version = buffer.getShort(index + MAJOR_VERSION_OFFSET, byteOrder);
        if (MAJOR_VERSION != version)
        {
            return damage("pcapng of another version: version=" + version);
        }
        dropsOfSections = dropCount();
        interfaces.clear();

        return NO_PACKET;
    }

    private int onInterface()
    {
        if (bodyEnd - index < INTERFACE_OPTIONS_OFFSET || MAX_INTERFACES == interfaces.size())
        {
            return damage("an interface that is too short, or one too many: count=" + interfaces.size());
        }
        int resolution = TimestampResolution.DEFAULT;
        long offsetS = 0;
        for (int option = first(INTERFACE_OPTIONS_OFFSET); isOption(option); option = next(option))
        {
            final int code = code(option);
            if (OPTION_TIMESTAMP_RESOLUTION == code && valueLength(option) >= 1)
            {
                resolution = buffer.getByte(option + OPTION_VALUE_OFFSET);
            }
            else if (OPTION_TIMESTAMP_OFFSET == code && valueLength(option) >= Long.BYTES)
            {
                offsetS = buffer.getLong(option + OPTION_VALUE_OFFSET, byteOrder);
            }
        }
        interfaces.add(new InterfaceDescription(
            Short.toUnsignedInt(buffer.getShort(index + LINK_TYPE_OFFSET, byteOrder)),
            buffer.getInt(index + SNAP_LENGTH_OFFSET, byteOrder),
            new TimestampResolution(resolution, offsetS)));

        return NO_PACKET;
    }

    private int onSimplePacket()
    {
        if (bodyEnd - index < SIMPLE_DATA_OFFSET || interfaces.isEmpty())
        {
            return damage("a simple packet that is too short, or before the interface");
        }
        final InterfaceDescription first = interfaces.getFirst();
        final int originalLength = buffer.getInt(index + SIMPLE_ORIGINAL_LENGTH_OFFSET, byteOrder);
        final long snapped = 0 == first.snapLength ?
            Integer.toUnsignedLong(originalLength) :
            Math.min(Integer.toUnsignedLong(originalLength), Integer.toUnsignedLong(first.snapLength));
        final int dataIndex = index + SIMPLE_DATA_OFFSET;

        return onPacket(0, NO_TIMESTAMP, dataIndex, (int)Math.min(snapped, bodyEnd - dataIndex), originalLength);
    }

    private int onEnhancedPacket(final boolean isObsolete)
    {
        if (bodyEnd - index < DATA_OFFSET)
        {
            return damage("a packet block that is too short");
        }
        final int interfaceId = isObsolete ?
            Short.toUnsignedInt(buffer.getShort(index + INTERFACE_OFFSET, byteOrder)) :
            buffer.getInt(index + INTERFACE_OFFSET, byteOrder);
        if (interfaceId < 0 || interfaceId >= interfaces.size())
        {
            return damage("a packet of an interface that was not described: interface=" + interfaceId);
        }
        final int length = buffer.getInt(index + CAPTURED_LENGTH_OFFSET, byteOrder);
        if (length < 0 || length > bodyEnd - index - DATA_OFFSET)
        {
            return damage("a packet that is longer than its block: length=" + length);
        }

        interfaces.get(interfaceId).noted += isObsolete ?
            obsoleteDrops() :
            option(DATA_OFFSET + BitUtil.align(length, ALIGNMENT), OPTION_DROP_COUNT);
        final long ticks =
            (long)buffer.getInt(index + TIMESTAMP_HIGH_OFFSET, byteOrder) << Integer.SIZE |
            Integer.toUnsignedLong(buffer.getInt(index + TIMESTAMP_LOW_OFFSET, byteOrder));

        return onPacket(
            interfaceId,
            interfaces.get(interfaceId).resolution.toNs(ticks),
            index + DATA_OFFSET,
            length,
            buffer.getInt(index + ORIGINAL_LENGTH_OFFSET, byteOrder));
    }

    private int onPacket(
        final int interfaceId, final long timestampNs, final int dataIndex, final int length, final int originalLength)
    {
        linkType = interfaces.get(interfaceId).linkType;
        requireEthernet(linkType, interfaceId);
        onPacket(timestampNs, interfaceId, dataIndex, length, originalLength);

        return PACKET;
    }

    private long obsoleteDrops()
    {
        final short count = buffer.getShort(index + OBSOLETE_DROP_COUNT_OFFSET, byteOrder);
        // All ones stand for a count that is not known.
        return -1 == count ? 0 : Short.toUnsignedInt(count);
    }

    private int onStatistics()
    {
        final int interfaceId = bodyEnd - index < STATISTICS_OPTIONS_OFFSET ?
            -1 :
            buffer.getInt(index + INTERFACE_OFFSET, byteOrder);
        if (interfaceId < 0 || interfaceId >= interfaces.size())
        {
            return damage("statistics of an interface that was not described: interface=" + interfaceId);
        }
        interfaces.get(interfaceId).dropped = option(STATISTICS_OPTIONS_OFFSET, OPTION_DROPPED);

        return NO_PACKET;
    }

    /** The value of an option of 64 bits, or 0. */
    private long option(final int optionsOffset, final int wanted)
    {
        for (int option = first(optionsOffset); isOption(option); option = next(option))
        {
            if (wanted == code(option) && valueLength(option) >= Long.BYTES)
            {
                return Math.max(0, buffer.getLong(option + OPTION_VALUE_OFFSET, byteOrder));
            }
        }

        return 0;
    }

    private int first(final int optionsOffset)
    {
        return index + optionsOffset;
    }

    private boolean isOption(final int option)
    {
        return bodyEnd - option >= OPTION_VALUE_OFFSET &&
            OPTION_END != code(option) && bodyEnd - option - OPTION_VALUE_OFFSET >= valueLength(option);
    }

    private int next(final int option)
    {
        return option + OPTION_VALUE_OFFSET + BitUtil.align(valueLength(option), ALIGNMENT);
    }

    private int code(final int option)
    {
        return Short.toUnsignedInt(buffer.getShort(option + OPTION_CODE_OFFSET, byteOrder));
    }

    private int valueLength(final int option)
    {
        return Short.toUnsignedInt(buffer.getShort(option + OPTION_LENGTH_OFFSET, byteOrder));
    }

    private boolean isByteOrderKnown()
    {
        final int magic = buffer.getInt(index + BYTE_ORDER_OFFSET, LITTLE_ENDIAN);
        byteOrder = BYTE_ORDER_MAGIC == magic ? LITTLE_ENDIAN : BIG_ENDIAN;

        return BYTE_ORDER_MAGIC == magic || BYTE_ORDER_MAGIC == Integer.reverseBytes(magic);
    }

    private int damage(final String reason)
    {
        return toEnd(onDamage(blockOffset, reason));
    }

    private static int toEnd(final boolean hasNext)
    {
        return hasNext ? PACKET : END;
    }

    private static boolean isRead(final int type)
    {
        return SECTION_HEADER == type || INTERFACE_DESCRIPTION == type || INTERFACE_STATISTICS == type ||
            ENHANCED_PACKET == type || OBSOLETE_PACKET == type || SIMPLE_PACKET == type;
    }

    /**
     * What is to be known of an interface.
     */
    private static final class InterfaceDescription
    {
        private final int linkType;
        private final int snapLength;
        private final TimestampResolution resolution;
        /** Packets lost, by what the packets say. */
        private long noted;
        /** Packets lost, by what the last statistics say. */
        private long dropped;

        private InterfaceDescription(
            final int linkType, final int snapLength, final TimestampResolution resolution)
        {
            this.linkType = linkType;
            this.snapLength = snapLength;
            this.resolution = resolution;
        }
    }
}
