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

/**
 * An Ethernet header (IEEE 802.3); what it carries may be a {@link VlanFlyweight VLAN tag}:
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
    /** EtherType of ARP. */
    public static final int ETHER_TYPE_ARP = 0x0806;
    /** EtherType of a VLAN tag (IEEE 802.1Q). */
    public static final int ETHER_TYPE_VLAN = 0x8100;
    /** EtherType of IPv6. */
    public static final int ETHER_TYPE_IPV6 = 0x86DD;
    /** EtherType of the outer one of two VLAN tags (IEEE 802.1ad). */
    public static final int ETHER_TYPE_SERVICE_VLAN = 0x88A8;

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
        return uint16(ETHER_TYPE_OFFSET);
    }

    /**
     * Set what the packet carries.
     *
     * @param etherType of it.
     * @return this for a fluent API.
     */
    public EthernetFlyweight etherType(final int etherType)
    {
        uint16(ETHER_TYPE_OFFSET, etherType);
        return this;
    }

    /**
     * Where the packet goes to.
     *
     * @return the address in the low 48 bits.
     */
    public long destination()
    {
        return uint48(DESTINATION_OFFSET);
    }

    /**
     * Set where the packet goes to.
     *
     * @param address in the low 48 bits.
     * @return this for a fluent API.
     */
    public EthernetFlyweight destination(final long address)
    {
        uint48(DESTINATION_OFFSET, address);
        return this;
    }

    /**
     * Where the packet came from.
     *
     * @return the address in the low 48 bits.
     */
    public long source()
    {
        return uint48(SOURCE_OFFSET);
    }

    /**
     * Set where the packet comes from.
     *
     * @param address in the low 48 bits.
     * @return this for a fluent API.
     */
    public EthernetFlyweight source(final long address)
    {
        uint48(SOURCE_OFFSET, address);
        return this;
    }

    /**
     * Send the packet back to where it came from.
     */
    public void swapAddresses()
    {
        swap(index + DESTINATION_OFFSET, index + SOURCE_OFFSET, ADDRESS_LENGTH);
    }

    @Override
    public int headerLength()
    {
        return HEADER_LENGTH;
    }
}
