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
package io.xsk.counters;

import static org.agrona.concurrent.status.CountersReader.COUNTER_LENGTH;
import static org.agrona.concurrent.status.CountersReader.METADATA_LENGTH;

/**
 * The layout of a file of counters, in the byte order of the machine: a header, then the metadata and the values of
 * Agrona's {@link org.agrona.concurrent.status.CountersReader}.
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                             Magic                             |
 *  +---------------------------------------------------------------+
 *  |           Version (0 while the file is being made)            |
 *  +---------------------------------------------------------------+
 *  |                           Capacity                            |
 *  +---------------------------------------------------------------+
 *  |                          Name length                          |
 *  +---------------------------------------------------------------+
 *  |                          Process id                           |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                Start of the process (clock ticks)             |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                 Namespace of the process id                   |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                  Making of the file (epoch ms)                |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                          Name (UTF-8)                        ...
 *  +---------------------------------------------------------------+
 *  |                  Metadata, from byte 4096 on                 ...
 *  +---------------------------------------------------------------+
 *  |                            Values                            ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
final class CountersFileDescriptor
{
    /** What a file begins with: XSKC. */
    static final int MAGIC = 0x58534B43;
    /** The version of this layout. */
    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int CAPACITY_OFFSET = VERSION_OFFSET + Integer.BYTES;
    static final int NAME_LENGTH_OFFSET = CAPACITY_OFFSET + Integer.BYTES;
    static final int PID_OFFSET = NAME_LENGTH_OFFSET + Integer.BYTES;
    static final int START_TICKS_OFFSET = PID_OFFSET + Long.BYTES;
    static final int PID_NAMESPACE_OFFSET = START_TICKS_OFFSET + Long.BYTES;
    static final int CREATED_MS_OFFSET = PID_NAMESPACE_OFFSET + Long.BYTES;
    static final int NAME_OFFSET = CREATED_MS_OFFSET + Long.BYTES;
    static final int HEADER_LENGTH = 4096;
    static final int MAX_NAME_LENGTH = HEADER_LENGTH - NAME_OFFSET;
    static final int MAX_CAPACITY = (Integer.MAX_VALUE - HEADER_LENGTH) / (METADATA_LENGTH + COUNTER_LENGTH);

    private CountersFileDescriptor()
    {
    }

    static int metadataLength(final int capacity)
    {
        return capacity * METADATA_LENGTH;
    }

    static int valuesOffset(final int capacity)
    {
        return HEADER_LENGTH + metadataLength(capacity);
    }

    static int valuesLength(final int capacity)
    {
        return capacity * COUNTER_LENGTH;
    }

    static int fileLength(final int capacity)
    {
        return valuesOffset(capacity) + valuesLength(capacity);
    }
}
