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

/**
 * Layout of what a program that delivers metadata puts just before a packet that it redirects; in the byte order of the
 * machine. It is no longer than what kernels before Linux 6.8 allow.
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+-----------------------------------------------+
 *  |     Flags     |             Signature of the program          |
 *  +---------------+---------------+-------------------------------+
 *  |           Hash type           |            VLAN tag           |
 *  +-------------------------------+-------------------------------+
 *  |                             Hash                              |
 *  +---------------------------------------------------------------+
 *  |                             Mark                              |
 *  +---------------------------------------------------------------+
 *  |                     Timestamp of the card                     |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                   Timestamp of the program                    |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *                              Packet
 * </pre>
 */
public final class RxMetadataDescriptor
{
    /** Length in bytes. */
    public static final int LENGTH = 32;
    /** Offset of the flags, and above their 8 bits the signature. */
    public static final int FLAGS_OFFSET = 0;
    /** Offset of what the card's hash is of, 16 bits. */
    public static final int HASH_TYPE_OFFSET = 4;
    /** Offset of the VLAN's tag, 16 bits. */
    public static final int VLAN_TCI_OFFSET = 6;
    /** Offset of the card's hash, 32 bits. */
    public static final int HASH_OFFSET = 8;
    /** Offset of the mark of the rule that matched, 32 bits. */
    public static final int MARK_OFFSET = 12;
    /** Offset of the card's timestamp, 64 bits. */
    public static final int TIMESTAMP_OFFSET = 16;
    /** Offset of the program's timestamp, 64 bits. */
    public static final int SOFTWARE_TIMESTAMP_OFFSET = 24;

    /** Bits that the signature stands above. */
    public static final int SIGNATURE_SHIFT = 8;
    /** The card's timestamp is there. */
    public static final int TIMESTAMP_FLAG = 1;
    /** The card's hash is there. */
    public static final int HASH_FLAG = 1 << 1;
    /** The card took a VLAN tag off the packet, and it is there. */
    public static final int VLAN_FLAG = 1 << 2;
    /** That tag was of IEEE 802.1ad, else of 802.1Q. */
    public static final int SERVICE_VLAN_FLAG = 1 << 3;
    /** The mark is there. */
    public static final int MARK_FLAG = 1 << 4;
    /** The program's timestamp is there. */
    public static final int SOFTWARE_TIMESTAMP_FLAG = 1 << 5;
    /** It is of CLOCK_TAI, else of CLOCK_MONOTONIC. */
    public static final int TAI_FLAG = 1 << 6;

    private RxMetadataDescriptor()
    {
    }
}
