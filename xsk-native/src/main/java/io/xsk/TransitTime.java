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
package io.xsk;

import io.xsk.ring.RingDescriptor;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How long it takes from when a packet was received to when it was sent again from the same frame, by stamps of one
 * clock: the card's where packets are not copied and it stamps both ways, which holds for one that is sent by the
 * interface it came by; where packets are copied, the program's and the kernel's, both of CLOCK_TAI. Where one of them
 * is wanting there is no time.
 * <p>
 * Between {@link #request} and {@link #complete} the stamp is kept before the packet, as {@link TxMetadata} lies there:
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |              Whether there is a stamp, 64 bits               ...
 *  +---------------------------------------------------------------+
 *  |              Flags of the transmit metadata, 64 bits         ...
 *  +---------------------------------------------------------------+
 *  |              Timestamp of the sending, 64 bits               ...
 *  +---------------------------------------------------------------+
 *  |              Timestamp of the reception, 64 bits             ...  (the launch time, which is not asked for)
 *  +---------------------------------------------------------------+
 *                              Packet
 * </pre>
 * Neither call allocates.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the owner of the transmit ring.
 */
public final class TransitTime
{
    /** There is no time. */
    public static final long UNKNOWN = -1;

    private static final int LENGTH = Long.BYTES + TxMetadata.LENGTH;
    private static final int MARKER_OFFSET = 0;
    private static final int METADATA_OFFSET = Long.BYTES;
    private static final int SENT_OFFSET = METADATA_OFFSET + TxMetadata.TIMESTAMP_OFFSET;
    private static final int RECEIVED_OFFSET = METADATA_OFFSET + TxMetadata.LAUNCH_TIME_OFFSET;
    private static final long MARKER = 0x5452_414E_5349_5421L;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0L, 0);
    private final TxMetadata txMetadata = new TxMetadata();
    private final Umem umem;
    private final boolean isZeroCopy;

    /**
     * For the packets of a socket.
     *
     * @param umem       allocated with {@link Umem.Context#txMetadata}.
     * @param isZeroCopy whether the socket's packets are not copied, {@link XskSocket#isZeroCopy()}.
     * @throws IllegalArgumentException if the UMEM has no room for transmit metadata.
     */
    public TransitTime(final Umem umem, final boolean isZeroCopy)
    {
        if (0 == umem.txMetadataLength())
        {
            throw new IllegalArgumentException("umem was allocated without transmit metadata: " + umem);
        }
        this.umem = umem;
        this.isZeroCopy = isZeroCopy;
    }

    /**
     * Ask for the time of a packet, before it is put on the transmit ring. It is to be said of each packet that the
     * socket sends, also of those that were not received: else what an earlier packet left in the frame is taken for
     * it.
     *
     * @param address  of the packet's first byte as it will be sent. Nothing but metadata is before it: a header that
     *                 was made room for is in it.
     * @param received what was said of the packet when it came, mostly in the same place; it is lost by this.
     * @return the options to send the packet with, {@link RingDescriptor#TX_METADATA_OPTION} or 0.
     */
    public int request(final long address, final RxMetadata received)
    {
        if (umem.offsetInFrame(address) < LENGTH)
        {
            return 0;
        }
        final long stampNs = stampNs(received);
        umem.wrap(umem.offsetOf(address) - LENGTH, LENGTH, buffer);
        if (0 == stampNs)
        {
            buffer.putLong(MARKER_OFFSET, 0);
            return 0;
        }
        txMetadata.wrap(umem, address).clear().requestTimestamp();
        buffer.putLong(SENT_OFFSET, 0);
        buffer.putLong(RECEIVED_OFFSET, stampNs);
        buffer.putLong(MARKER_OFFSET, MARKER);

        return RingDescriptor.TX_METADATA_OPTION;
    }

    /**
     * The time of a packet, once it is completed and before its frame is used again.
     *
     * @param address of the packet, as it came from the completion ring.
     * @return the time in nanoseconds, {@link #UNKNOWN} where a stamp is wanting or the two are not in order.
     */
    public long complete(final long address)
    {
        if (umem.offsetInFrame(address) < LENGTH)
        {
            return UNKNOWN;
        }
        umem.wrap(umem.offsetOf(address) - LENGTH, LENGTH, buffer);
        if (MARKER != buffer.getLong(MARKER_OFFSET))
        {
            return UNKNOWN;
        }
        buffer.putLong(MARKER_OFFSET, 0);
        final long sentNs = buffer.getLong(SENT_OFFSET);

        return 0 == sentNs ? UNKNOWN : Math.max(UNKNOWN, sentNs - buffer.getLong(RECEIVED_OFFSET));
    }

    private long stampNs(final RxMetadata received)
    {
        if (isZeroCopy)
        {
            return received.timestampNs();
        }

        return received.isSoftwareTimestampTai() ? received.softwareTimestampNs() : 0;
    }
}
