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
package io.xsk.samples.loopback;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.xsk.net.InternetChecksum;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What a datagram of the sample carries, in network byte order:
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                           Sequence                            |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                    Scheduled time to send                     |
 *  |                                                               |
 *  +-------------------------------+-------------------------------+
 *  |           Checksum            |            Filler            ...
 *  +-------------------------------+-------------------------------+
 * </pre>
 * The time is of {@link System#nanoTime()}, the checksum an {@link InternetChecksum} over the whole.
 */
final class DatagramDescriptor
{
    static final int SEQUENCE_OFFSET = 0;
    static final int SCHEDULED_TIME_OFFSET = SEQUENCE_OFFSET + Long.BYTES;
    static final int CHECKSUM_OFFSET = SCHEDULED_TIME_OFFSET + Long.BYTES;
    static final int FILLER_OFFSET = CHECKSUM_OFFSET + Short.BYTES;
    static final int LENGTH = 64;

    private DatagramDescriptor()
    {
    }

    static void put(
        final MutableDirectBuffer buffer, final int index, final long sequence, final long scheduledTimeNs)
    {
        buffer.putLong(index + SEQUENCE_OFFSET, sequence, BIG_ENDIAN);
        buffer.putLong(index + SCHEDULED_TIME_OFFSET, scheduledTimeNs, BIG_ENDIAN);
        buffer.putShort(index + CHECKSUM_OFFSET, (short)0, BIG_ENDIAN);
        buffer.setMemory(index + FILLER_OFFSET, LENGTH - FILLER_OFFSET, (byte)sequence);
        buffer.putShort(index + CHECKSUM_OFFSET, (short)InternetChecksum.compute(buffer, index, LENGTH), BIG_ENDIAN);
    }

    static boolean isChecksumRight(final DirectBuffer buffer, final int index)
    {
        return 0 == InternetChecksum.compute(buffer, index, LENGTH);
    }

    static long sequence(final DirectBuffer buffer, final int index)
    {
        return buffer.getLong(index + SEQUENCE_OFFSET, BIG_ENDIAN);
    }

    static long scheduledTimeNs(final DirectBuffer buffer, final int index)
    {
        return buffer.getLong(index + SCHEDULED_TIME_OFFSET, BIG_ENDIAN);
    }
}
