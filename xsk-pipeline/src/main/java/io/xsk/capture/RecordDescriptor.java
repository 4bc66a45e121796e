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
 * A packet on its way from the recording stage to the thread that writes it, in the machine's byte order:
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                           Timestamp                           |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |              Packets skipped before this one, ever            |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                        Original length                        |
 *  +---------------------------------------------------------------+
 *  |                           Interface                           |
 *  +---------------------------------------------------------------+
 *  |                             Packet                           ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
final class RecordDescriptor
{
    static final int TYPE_ID = 1;
    static final int TIMESTAMP_OFFSET = 0;
    static final int SKIPPED_OFFSET = TIMESTAMP_OFFSET + Long.BYTES;
    static final int ORIGINAL_LENGTH_OFFSET = SKIPPED_OFFSET + Long.BYTES;
    static final int INTERFACE_OFFSET = ORIGINAL_LENGTH_OFFSET + Integer.BYTES;
    static final int PACKET_OFFSET = INTERFACE_OFFSET + Integer.BYTES;

    private RecordDescriptor()
    {
    }
}
