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
 * A request or reply of ARP for IPv4 over Ethernet (RFC 826):
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |         Hardware type         |         Protocol type         |
 *  +---------------+---------------+-------------------------------+
 *  |  Hardware len |  Protocol len |           Operation           |
 *  +---------------+---------------+-------------------------------+
 *  |                        Sender hardware                        |
 *  +                               +-------------------------------+
 *  |                               |        Sender protocol        |
 *  +-------------------------------+-------------------------------+
 *  |        Sender protocol        |        Target hardware        |
 *  +-------------------------------+                               +
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                        Target protocol                        |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class ArpFlyweight extends Flyweight
{
    /** Operation: who has that address? */
    public static final int REQUEST = 1;
    /** Operation: I have it. */
    public static final int REPLY = 2;

    /** Offset of the type of the hardware addresses. */
    public static final int HARDWARE_TYPE_OFFSET = 0;
    /** Offset of the type of the protocol addresses. */
    public static final int PROTOCOL_TYPE_OFFSET = HARDWARE_TYPE_OFFSET + Short.BYTES;
    /** Offset of the length of the hardware addresses. */
    public static final int HARDWARE_LENGTH_OFFSET = PROTOCOL_TYPE_OFFSET + Short.BYTES;
    /** Offset of the length of the protocol addresses. */
    public static final int PROTOCOL_LENGTH_OFFSET = HARDWARE_LENGTH_OFFSET + Byte.BYTES;
    /** Offset of the operation. */
    public static final int OPERATION_OFFSET = PROTOCOL_LENGTH_OFFSET + Byte.BYTES;
    /** Offset of the sender's Ethernet address. */
    public static final int SENDER_HARDWARE_OFFSET = OPERATION_OFFSET + Short.BYTES;
    /** Offset of the sender's IPv4 address. */
    public static final int SENDER_PROTOCOL_OFFSET = SENDER_HARDWARE_OFFSET + EthernetFlyweight.ADDRESS_LENGTH;
    /** Offset of the target's Ethernet address. */
    public static final int TARGET_HARDWARE_OFFSET = SENDER_PROTOCOL_OFFSET + Integer.BYTES;
    /** Offset of the target's IPv4 address. */
    public static final int TARGET_PROTOCOL_OFFSET = TARGET_HARDWARE_OFFSET + EthernetFlyweight.ADDRESS_LENGTH;
    /** Length of the whole in bytes. */
    public static final int HEADER_LENGTH = TARGET_PROTOCOL_OFFSET + Integer.BYTES;

    private static final int HARDWARE_TYPE_ETHERNET = 1;

    /**
     * Wrapped around nothing.
     */
    public ArpFlyweight()
    {
    }

    /** Those of other hardware or protocols are not valid here. */
    @Override
    public boolean isValid()
    {
        return length >= HEADER_LENGTH &&
            HARDWARE_TYPE_ETHERNET == uint16(HARDWARE_TYPE_OFFSET) &&
            EthernetFlyweight.ETHER_TYPE_IPV4 == uint16(PROTOCOL_TYPE_OFFSET) &&
            EthernetFlyweight.ADDRESS_LENGTH == uint8(HARDWARE_LENGTH_OFFSET) &&
            Integer.BYTES == uint8(PROTOCOL_LENGTH_OFFSET);
    }

    /**
     * What it is.
     *
     * @return {@link #REQUEST}, {@link #REPLY}, or another.
     */
    public int operation()
    {
        return uint16(OPERATION_OFFSET);
    }

    /**
     * The Ethernet address of the sender.
     *
     * @return the address in the low 48 bits.
     */
    public long senderHardware()
    {
        return uint48(SENDER_HARDWARE_OFFSET);
    }

    /**
     * The IPv4 address of the sender.
     *
     * @return the address.
     */
    public int senderProtocol()
    {
        return int32(SENDER_PROTOCOL_OFFSET);
    }

    /**
     * The Ethernet address of the target.
     *
     * @return the address in the low 48 bits; in a request it says nothing.
     */
    public long targetHardware()
    {
        return uint48(TARGET_HARDWARE_OFFSET);
    }

    /**
     * The IPv4 address of the target.
     *
     * @return the address.
     */
    public int targetProtocol()
    {
        return int32(TARGET_PROTOCOL_OFFSET);
    }

    /**
     * Write the whole.
     *
     * @param operation      {@link #REQUEST} or {@link #REPLY}.
     * @param senderHardware in the low 48 bits.
     * @param senderProtocol an IPv4 address.
     * @param targetHardware in the low 48 bits; 0 in a request.
     * @param targetProtocol an IPv4 address.
     * @throws IllegalArgumentException if there is no room.
     */
    public void compose(
        final int operation,
        final long senderHardware,
        final int senderProtocol,
        final long targetHardware,
        final int targetProtocol)
    {
        requireRoom(HEADER_LENGTH, 0);
        uint16(HARDWARE_TYPE_OFFSET, HARDWARE_TYPE_ETHERNET);
        uint16(PROTOCOL_TYPE_OFFSET, EthernetFlyweight.ETHER_TYPE_IPV4);
        uint8(HARDWARE_LENGTH_OFFSET, EthernetFlyweight.ADDRESS_LENGTH);
        uint8(PROTOCOL_LENGTH_OFFSET, Integer.BYTES);
        uint16(OPERATION_OFFSET, operation);
        uint48(SENDER_HARDWARE_OFFSET, senderHardware);
        int32(SENDER_PROTOCOL_OFFSET, senderProtocol);
        uint48(TARGET_HARDWARE_OFFSET, targetHardware);
        int32(TARGET_PROTOCOL_OFFSET, targetProtocol);
    }

    /**
     * Make a request the reply to it, in place.
     *
     * @param hardware address of whoever has the IPv4 address that was asked for, in the low 48 bits.
     */
    public void answer(final long hardware)
    {
        compose(REPLY, hardware, targetProtocol(), senderHardware(), senderProtocol());
    }

    @Override
    public int headerLength()
    {
        return HEADER_LENGTH;
    }

    /** Nothing is carried: what may follow pads the packet. */
    @Override
    public int payloadLength()
    {
        return 0;
    }
}
