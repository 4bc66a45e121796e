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

/**
 * The layout of pcapng (draft-ietf-opsawg-pcapng). A file is a chain of blocks,
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                             Type                              |
 *  +---------------------------------------------------------------+
 *  |                            Length                             |
 *  +---------------------------------------------------------------+
 *  |              Body, padded to a multiple of 4                 ...
 *  +---------------------------------------------------------------+
 *  |                         Length again                          |
 *  +---------------------------------------------------------------+
 * </pre>
 * in sections that each begin with a section header and have a byte order of their own. A packet is
 * <pre>
 *  +---------------------------------------------------------------+
 *  |                           Interface                           |
 *  +---------------------------------------------------------------+
 *  |               Timestamp, in ticks of the interface            |
 *  |                    high half before the low                   |
 *  +---------------------------------------------------------------+
 *  |                        Captured length                        |
 *  +---------------------------------------------------------------+
 *  |                        Original length                        |
 *  +---------------------------------------------------------------+
 *  |              Packet, padded to a multiple of 4               ...
 *  +---------------------------------------------------------------+
 *  |                            Options                           ...
 *  +---------------------------------------------------------------+
 * </pre>
 * and an option
 * <pre>
 *  +-------------------------------+-------------------------------+
 *  |             Code              |            Length             |
 *  +-------------------------------+-------------------------------+
 *  |              Value, padded to a multiple of 4                ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
final class PcapNgDescriptor
{
    static final int TYPE_OFFSET = 0;
    static final int LENGTH_OFFSET = 4;
    static final int BODY_OFFSET = 8;
    static final int TRAILER_LENGTH = 4;
    static final int MIN_BLOCK_LENGTH = BODY_OFFSET + TRAILER_LENGTH;
    static final int ALIGNMENT = 4;

    static final int SECTION_HEADER = 0x0A0D0D0A;
    static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    static final short MAJOR_VERSION = 1;
    static final short MINOR_VERSION = 0;
    static final long LENGTH_UNKNOWN = -1L;
    static final int BYTE_ORDER_OFFSET = BODY_OFFSET;
    static final int MAJOR_VERSION_OFFSET = BODY_OFFSET + 4;
    static final int MINOR_VERSION_OFFSET = BODY_OFFSET + 6;
    static final int SECTION_LENGTH_OFFSET = BODY_OFFSET + 8;
    static final int SECTION_OPTIONS_OFFSET = BODY_OFFSET + 16;

    static final int INTERFACE_DESCRIPTION = 1;
    static final int LINK_TYPE_OFFSET = BODY_OFFSET;
    static final int SNAP_LENGTH_OFFSET = BODY_OFFSET + 4;
    static final int INTERFACE_OPTIONS_OFFSET = BODY_OFFSET + 8;

    static final int OBSOLETE_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int SIMPLE_ORIGINAL_LENGTH_OFFSET = BODY_OFFSET;
    static final int SIMPLE_DATA_OFFSET = BODY_OFFSET + 4;

    static final int INTERFACE_STATISTICS = 5;
    static final int STATISTICS_OPTIONS_OFFSET = BODY_OFFSET + 12;

    static final int ENHANCED_PACKET = 6;
    static final int INTERFACE_OFFSET = BODY_OFFSET;
    /** Of an obsolete packet, whose interface takes two bytes. */
    static final int OBSOLETE_DROP_COUNT_OFFSET = BODY_OFFSET + 2;
    static final int TIMESTAMP_HIGH_OFFSET = BODY_OFFSET + 4;
    static final int TIMESTAMP_LOW_OFFSET = BODY_OFFSET + 8;
    static final int CAPTURED_LENGTH_OFFSET = BODY_OFFSET + 12;
    static final int ORIGINAL_LENGTH_OFFSET = BODY_OFFSET + 16;
    static final int DATA_OFFSET = BODY_OFFSET + 20;

    static final int OPTION_CODE_OFFSET = 0;
    static final int OPTION_LENGTH_OFFSET = 2;
    static final int OPTION_VALUE_OFFSET = 4;
    static final int OPTION_END = 0;
    /** Of a section: the application that wrote it. */
    static final int OPTION_USER_APPLICATION = 4;
    static final int OPTION_INTERFACE_NAME = 2;
    static final int OPTION_TIMESTAMP_RESOLUTION = 9;
    static final int OPTION_TIMESTAMP_OFFSET = 14;
    /** Of a packet: how many were lost between the one before and this. */
    static final int OPTION_DROP_COUNT = 4;
    /** Of the statistics: packets received by the interface. */
    static final int OPTION_RECEIVED = 4;
    /** Of the statistics: packets dropped for lack of resources. */
    static final int OPTION_DROPPED = 5;

    private PcapNgDescriptor()
    {
    }
}
