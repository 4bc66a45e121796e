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

import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the driver, or the kernel for it, shall do with a packet that is sent, and what it says of it afterwards. It
 * lies just before the packet in its frame ({@code struct xsk_tx_metadata}), and counts if the packet's options have
 * {@link io.xsk.ring.RingDescriptor#TX_METADATA_OPTION}:
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                             Flags                             |
 *  |                                                               |
 *  +-------------------------------+-------------------------------+
 *  |        Checksum start         |        Checksum offset        |  until it is sent
 *  +-------------------------------+-------------------------------+
 *  |                            (padding)                          |
 *  +-------------------------------+-------------------------------+
 *  |                       Timestamp, 64 bits                     ...  once it is completed, from byte 8 on
 *  +---------------------------------------------------------------+
 *  |                          Launch time                          |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 * </pre>
 * <b>Note:</b> This class is not threadsafe. The bytes are the kernel's from when the packet was committed until it is
 * completed.
 */
public final class TxMetadata
{
    /** Length in bytes. */
    public static final int LENGTH = 24;
    /** Offset of the flags. */
    public static final int FLAGS_OFFSET = 0;
    /** Offset of where the checksum starts, before the packet is sent. */
    public static final int CHECKSUM_START_OFFSET = 8;
    /** Offset of where the checksum goes, before the packet is sent. */
    public static final int CHECKSUM_OFFSET_OFFSET = 10;
    /** Offset of the timestamp, once the packet is completed. */
    public static final int TIMESTAMP_OFFSET = 8;
    /** Offset of the launch time. */
    public static final int LAUNCH_TIME_OFFSET = 16;

    private static final long TIMESTAMP_FLAG = 1;
    private static final long CHECKSUM_FLAG = 1 << 1;
    private static final long LAUNCH_TIME_FLAG = 1 << 2;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0L, 0);

    /**
     * Wrapped around nothing.
     */
    public TxMetadata()
    {
    }

    /**
     * Look at the metadata of a packet.
     *
     * @param umem    that has the packet, allocated with room for metadata.
     * @param address of the packet's first byte, at least {@link #LENGTH} into its frame.
     * @return this for a fluent API.
     * @throws IllegalArgumentException if the UMEM has no room for metadata, or the packet lies too far ahead.
     */
    public TxMetadata wrap(final Umem umem, final long address)
    {
        if (0 == umem.txMetadataLength())
        {
            throw new IllegalArgumentException("umem was allocated without transmit metadata: " + umem);
        }
        if (umem.offsetOf(address) - umem.frameOf(address) < LENGTH)
        {
            throw new IllegalArgumentException("there is no room for metadata before the packet: address=" + address);
        }
        umem.wrap(umem.offsetOf(address) - LENGTH, LENGTH, buffer);

        return this;
    }

    /**
     * Ask for nothing.
     *
     * @return this for a fluent API.
     */
    public TxMetadata clear()
    {
        buffer.putLong(FLAGS_OFFSET, 0);
        return this;
    }

    /**
     * Ask for the time at which the packet was sent.
     *
     * @return this for a fluent API.
     */
    public TxMetadata requestTimestamp()
    {
        return request(TIMESTAMP_FLAG);
    }

    /**
     * Ask for a checksum of the kind of UDP and TCP over the packet from one place to its end. The place where it goes
     * must hold the sum of the pseudo header.
     *
     * @param start  in bytes from the packet's first one: the transport header.
     * @param offset of the checksum in bytes from there.
     * @return this for a fluent API.
     */
    public TxMetadata requestChecksum(final int start, final int offset)
    {
        buffer.putShort(CHECKSUM_START_OFFSET, (short)start);
        buffer.putShort(CHECKSUM_OFFSET_OFFSET, (short)offset);
        return request(CHECKSUM_FLAG);
    }

    /**
     * Ask for the packet to be sent at a time, from Linux 6.15 on, by an interface that can, see {@link
     * XskFeature#TX_LAUNCH_TIME}. Other interfaces ignore it; older kernels take the packet for invalid and count
     * it ({@link XskStatistics#txInvalidDescriptors()}). {@link XskSocket.Context#requiredFeatures} has both refused
     * when the socket is opened.
     *
     * @param timeNs of the interface's own clock, in nanoseconds.
     * @return this for a fluent API.
     */
    public TxMetadata launchTimeNs(final long timeNs)
    {
        buffer.putLong(LAUNCH_TIME_OFFSET, timeNs);
        return request(LAUNCH_TIME_FLAG);
    }

    /**
     * The time at which the packet was sent, to be read when it is completed, if it was asked for. Where packets are
     * copied the kernel takes it from its TAI clock, else the driver from the interface's own.
     *
     * @return the time in nanoseconds.
     */
    public long timestampNs()
    {
        return buffer.getLong(TIMESTAMP_OFFSET);
    }

    private TxMetadata request(final long flag)
    {
        buffer.putLong(FLAGS_OFFSET, buffer.getLong(FLAGS_OFFSET) | flag);
        return this;
    }
}
