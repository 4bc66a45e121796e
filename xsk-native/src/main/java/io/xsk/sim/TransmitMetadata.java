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
package io.xsk.sim;

import io.xsk.TxMetadata;
import io.xsk.Umem;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a sender asks for in the metadata of a packet, in copy mode ({@code xsk_skb_metadata} of net/xdp/xsk.c). A
 * launch time is taken and does nothing, as on an interface that has no such thing.
 */
final class TransmitMetadata
{
    private static final long TIMESTAMP_FLAG = 1;
    private static final long CHECKSUM_FLAG = 1 << 1;
    private static final long KNOWN_FLAGS = 7;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0L, 0);
    private final Umem umem;
    private final NanoClock clock;
    private boolean wantsTimestamp;

    TransmitMetadata(final Umem umem, final NanoClock clock)
    {
        this.umem = umem;
        this.clock = clock;
    }

    void reset()
    {
        wantsTimestamp = false;
    }

    boolean isValid(final long address, final int length)
    {
        if (0 == umem.txMetadataLength())
        {
            return false;
        }
        wrap(address);
        final long flags = buffer.getLong(TxMetadata.FLAGS_OFFSET);
        if (0 != (flags & ~KNOWN_FLAGS) || 0 != (flags & CHECKSUM_FLAG) && start() + offset() + Short.BYTES > length)
        {
            return false;
        }
        wantsTimestamp = 0 != (flags & TIMESTAMP_FLAG);

        return true;
    }

    /** Where the interface would do it and not the kernel, nothing is done, as on a cable of two virtual ones. */
    boolean wantsChecksum()
    {
        return umem.hasSoftwareChecksum() && 0 != (buffer.getLong(TxMetadata.FLAGS_OFFSET) & CHECKSUM_FLAG);
    }

    /** The sum over what follows the start, which already has that of the pseudo header in it. */
    void checksum(final MutableDirectBuffer packet, final int length)
    {
        long sum = 0;
        int index = start();
        for (; index + 1 < length; index += Short.BYTES)
        {
            sum += Short.toUnsignedInt(packet.getShort(index));
        }
        if (index < length)
        {
            sum += Byte.toUnsignedInt(packet.getByte(index));
        }
        while (0 != sum >>> Short.SIZE)
        {
            sum = (sum & 0xFFFF) + (sum >>> Short.SIZE);
        }
        final short checksum = (short)~sum;
        packet.putShort(start() + offset(), 0 == checksum ? -1 : checksum);
    }

    /** The packet is on its way. */
    void complete(final long address)
    {
        if (wantsTimestamp)
        {
            wrap(address);
            buffer.putLong(TxMetadata.TIMESTAMP_OFFSET, clock.nanoTime());
        }
    }

    private void wrap(final long address)
    {
        umem.wrap(umem.offsetOf(address) - umem.txMetadataLength(), TxMetadata.LENGTH, buffer);
    }

    private int start()
    {
        return Short.toUnsignedInt(buffer.getShort(TxMetadata.CHECKSUM_START_OFFSET));
    }

    private int offset()
    {
        return Short.toUnsignedInt(buffer.getShort(TxMetadata.CHECKSUM_OFFSET_OFFSET));
    }
}
