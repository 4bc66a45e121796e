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
package io.xsk.net;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * An Ethernet header without tags (IEEE 802.3):
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                        Destination                            |
 *  +                               +-------------------------------+
 *  |                               |                               |
 *  +-------------------------------+                               +
 *  |                            Source                             |
 *  +-------------------------------+-------------------------------+
 *  |           EtherType           |
 *  +-------------------------------+
 * </pre>
 */
public final class EthernetFlyweight extends Flyweight
{
    /** EtherType of IPv4. */
    public static final int ETHER_TYPE_IPV4 = 0x0800;

    /** Offset of the destination's address. */
    public static final int DESTINATION_OFFSET = 0;
    /** Length of an address in bytes. */
    public static final int ADDRESS_LENGTH = 6;
    /** Offset of the source's address. */
    public static final int SOURCE_OFFSET = DESTINATION_OFFSET + ADDRESS_LENGTH;
    /** Offset of the EtherType. */
    public static final int ETHER_TYPE_OFFSET = SOURCE_OFFSET + ADDRESS_LENGTH;
    /** Length of the header in bytes. */
    public static final int HEADER_LENGTH = ETHER_TYPE_OFFSET + Short.BYTES;

    /**
     * Wrapped around nothing.
     */
    public EthernetFlyweight()
    {
    }

    @Override
    public boolean isValid()
    {
        return length >= HEADER_LENGTH;
    }

    /**
     * What the packet carries.
     *
     * @return the EtherType.
     */
    public int etherType()
    {
        return Short.toUnsignedInt(buffer.getShort(index + ETHER_TYPE_OFFSET, BIG_ENDIAN));
    }

    /**
     * Send the packet back to where it came from.
     */
    public void swapAddresses()
    {
        swap(index + DESTINATION_OFFSET, index + SOURCE_OFFSET, ADDRESS_LENGTH);
    }

    @Override
    public int payloadIndex()
    {
        return index + HEADER_LENGTH;
    }

    @Override
    public int payloadLength()
    {
        return length - HEADER_LENGTH;
    }
}
