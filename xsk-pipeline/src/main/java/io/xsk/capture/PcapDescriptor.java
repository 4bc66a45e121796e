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
 * The layout of classic pcap (draft-ietf-opsawg-pcap). A file begins with
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                             Magic                             |
 *  +-------------------------------+-------------------------------+
 *  |         Major version         |         Minor version         |
 *  +-------------------------------+-------------------------------+
 *  |                           Reserved                            |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                          Snap length                          |
 *  +-------+-+---------------------+-------------------------------+
 *  |  FCS  |f|       0             |           Link type           |
 *  +-------+-+---------------------+-------------------------------+
 * </pre>
 * and each of its packets with
 * <pre>
 *  +---------------------------------------------------------------+
 *  |                            Seconds                            |
 *  +---------------------------------------------------------------+
 *  |                 Microseconds or nanoseconds                   |
 *  +---------------------------------------------------------------+
 *  |                        Captured length                        |
 *  +---------------------------------------------------------------+
 *  |                        Original length                        |
 *  +---------------------------------------------------------------+
 * </pre>
 * in the byte order of whoever wrote it, which the magic tells.
 */
final class PcapDescriptor
{
    static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
    static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    static final short MAJOR_VERSION = 2;
    static final short MINOR_VERSION = 4;

    static final int MAGIC_OFFSET = 0;
    static final int MAJOR_VERSION_OFFSET = 4;
    static final int MINOR_VERSION_OFFSET = 6;
    static final int RESERVED_OFFSET = 8;
    static final int SNAP_LENGTH_OFFSET = 16;
    static final int LINK_TYPE_OFFSET = 20;
    static final int FILE_HEADER_LENGTH = 24;
    static final int LINK_TYPE_MASK = 0xFFFF;

    static final int SECONDS_OFFSET = 0;
    static final int FRACTION_OFFSET = 4;
    static final int CAPTURED_LENGTH_OFFSET = 8;
    static final int ORIGINAL_LENGTH_OFFSET = 12;
    static final int RECORD_HEADER_LENGTH = 16;

    private PcapDescriptor()
    {
    }
}
