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
package io.xsk.ring;

/**
 * Layout of the entries of the four rings, in the byte order of the machine ({@code include/uapi/linux/if_xdp.h}).
 * <p>
 * An entry of the fill and completion rings is the address of a frame within the UMEM:
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                            Address                            |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 * </pre>
 * An entry of the receive and transmit rings is a {@code struct xdp_desc}, which describes a packet:
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                            Address                            |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                            Length                             |
 *  +---------------------------------------------------------------+
 *  |                            Options                            |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class RingDescriptor
{
    /** Length in bytes of an entry of the fill and completion rings. */
    public static final int ADDRESS_LENGTH = Long.BYTES;

    /** Offset of the address of a packet within its descriptor. */
    public static final int PACKET_ADDRESS_OFFSET = 0;
    /** Offset of the length of a packet within its descriptor. */
    public static final int PACKET_LENGTH_OFFSET = PACKET_ADDRESS_OFFSET + Long.BYTES;
    /** Offset of the options of a packet within its descriptor. */
    public static final int PACKET_OPTIONS_OFFSET = PACKET_LENGTH_OFFSET + Integer.BYTES;
    /** Length in bytes of an entry of the receive and transmit rings. */
    public static final int PACKET_LENGTH = PACKET_OPTIONS_OFFSET + Integer.BYTES;

    /** In an address of an unaligned UMEM: the frame's first byte is below this bit, the offset into it above. */
    public static final int UNALIGNED_OFFSET_SHIFT = 48;
    /** In an address of an unaligned UMEM: the bits of the frame's first byte. */
    public static final long UNALIGNED_FRAME_MASK = (1L << UNALIGNED_OFFSET_SHIFT) - 1;

    /** In a ring's flags: the kernel wants to be woken by a system call ({@code XDP_RING_NEED_WAKEUP}). */
    public static final int NEED_WAKEUP_FLAG = 1;

    /** In a packet's options: the next entry has more of it ({@code XDP_PKT_CONTD}). */
    public static final int CONTINUED_OPTION = 1;
    /** In the options of a packet to send: metadata lie before it in its frame ({@code XDP_TX_METADATA}). */
    public static final int TX_METADATA_OPTION = 2;

    private RingDescriptor()
    {
    }
}
