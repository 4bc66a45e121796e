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
 * What the card and the program say of a packet that was received, in the UMEM just before it, laid out as
 * {@link RxMetadataDescriptor} shows. What is not there reads as 0, and {@code hasXxx} tells it from a value: bytes
 * that another program left are not taken for metadata, since they do not carry the signature of the program that is
 * asked for. What an earlier packet of the same program left is taken for it where the driver had no room before the
 * packet; drivers have it for all packets or for none.
 * <p>
 * It is of the first frame of a packet; a packet in several frames has none in the others. It is to be read before
 * {@link TxMetadata} is put in the same place. To read it allocates nothing.
 * <p>
 * <b>Note:</b> This class is not threadsafe. The bytes are of whoever has the frame.
 */
public final class RxMetadata
{
    /** Signature of a program that delivers no metadata. */
    public static final int NO_SIGNATURE = 0;

    private static final int ETHER_TYPE_VLAN = 0x8100;
    private static final int ETHER_TYPE_SERVICE_VLAN = 0x88A8;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0L, 0);
    private int flags;

    /**
     * Wrapped around nothing.
     */
    public RxMetadata()
    {
    }

    /**
     * Look at the metadata of a packet.
     *
     * @param umem      that has the packet.
     * @param address   of the packet's first byte, as it came from the receive ring.
     * @param signature of the program that redirected it, {@link io.xsk.bpf.XdpProgram#metadataSignature()}.
     * @return this for a fluent API.
     */
    public RxMetadata wrap(final Umem umem, final long address, final int signature)
    {
        flags = 0;
        final long offset = umem.offsetOf(address) - RxMetadataDescriptor.LENGTH;
        if (NO_SIGNATURE != signature && offset >= 0)
        {
            umem.wrap(offset, RxMetadataDescriptor.LENGTH, buffer);
            final int word = buffer.getInt(RxMetadataDescriptor.FLAGS_OFFSET);
            flags = word >>> RxMetadataDescriptor.SIGNATURE_SHIFT == signature ? word : 0;
        }

        return this;
    }

    /**
     * Did the card stamp the packet?
     *
     * @return true if it did.
     */
    public boolean hasTimestamp()
    {
        return has(RxMetadataDescriptor.TIMESTAMP_FLAG);
    }

    /**
     * When the card received the packet, by the card's own clock, which is TAI where ptp4l keeps it.
     *
     * @return the time in nanoseconds, 0 where there is none.
     */
    public long timestampNs()
    {
        return hasTimestamp() ? buffer.getLong(RxMetadataDescriptor.TIMESTAMP_OFFSET) : 0;
    }

    /**
     * Did the program stamp the packet?
     *
     * @return true if it did.
     */
    public boolean hasSoftwareTimestamp()
    {
        return has(RxMetadataDescriptor.SOFTWARE_TIMESTAMP_FLAG);
    }

    /**
     * When the program saw the packet, by the kernel's clock that {@link #isSoftwareTimestampTai()} tells.
     *
     * @return the time in nanoseconds, 0 where there is none.
     */
    public long softwareTimestampNs()
    {
        return hasSoftwareTimestamp() ? buffer.getLong(RxMetadataDescriptor.SOFTWARE_TIMESTAMP_OFFSET) : 0;
    }

    /**
     * Is the program's stamp of CLOCK_TAI, the one of {@link TxMetadata#timestampNs()} where packets are copied? If
     * not, it is of CLOCK_MONOTONIC, the one of {@link System#nanoTime()}, since the kernel is older than Linux 6.1.
     *
     * @return true if it is.
     */
    public boolean isSoftwareTimestampTai()
    {
        return has(RxMetadataDescriptor.TAI_FLAG);
    }

    /**
     * Did the card hash the packet?
     *
     * @return true if it did.
     */
    public boolean hasHash()
    {
        return has(RxMetadataDescriptor.HASH_FLAG);
    }

    /**
     * The card's hash, by which it chose the queue.
     *
     * @return the hash, 0 where there is none.
     */
    public int hash()
    {
        return hasHash() ? buffer.getInt(RxMetadataDescriptor.HASH_OFFSET) : 0;
    }

    /**
     * What the hash is of: bits of {@code enum xdp_rss_hash_type} of the kernel's {@code include/net/xdp.h}.
     *
     * @return the bits, 0 where there is no hash.
     */
    public int hashType()
    {
        return hasHash() ? Short.toUnsignedInt(buffer.getShort(RxMetadataDescriptor.HASH_TYPE_OFFSET)) : 0;
    }

    /**
     * Did the card take a VLAN tag off the packet?
     *
     * @return true if it did; false also where the tag is still in the packet.
     */
    public boolean hasVlan()
    {
        return has(RxMetadataDescriptor.VLAN_FLAG);
    }

    /**
     * The tag that the card took off: priority in 3 bits, drop eligible in 1, VLAN in 12.
     *
     * @return the tag, 0 where there is none.
     */
    public int vlanTci()
    {
        return hasVlan() ? Short.toUnsignedInt(buffer.getShort(RxMetadataDescriptor.VLAN_TCI_OFFSET)) : 0;
    }

    /**
     * The EtherType of the tag that the card took off.
     *
     * @return 0x8100 or 0x88A8, 0 where there is none.
     */
    public int vlanProtocol()
    {
        if (!hasVlan())
        {
            return 0;
        }

        return has(RxMetadataDescriptor.SERVICE_VLAN_FLAG) ? ETHER_TYPE_SERVICE_VLAN : ETHER_TYPE_VLAN;
    }

    /**
     * Did a rule mark the packet?
     *
     * @return true if it did.
     */
    public boolean hasMark()
    {
        return has(RxMetadataDescriptor.MARK_FLAG);
    }

    /**
     * The mark of the rule that matched.
     *
     * @return the mark, 0 where there is none.
     */
    public int mark()
    {
        return hasMark() ? buffer.getInt(RxMetadataDescriptor.MARK_OFFSET) : 0;
    }

    private boolean has(final int flag)
    {
        return 0 != (flags & flag);
    }
}
