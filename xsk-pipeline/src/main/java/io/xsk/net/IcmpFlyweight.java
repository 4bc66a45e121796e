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
 * An ICMP (RFC 792) or ICMPv6 (RFC 4443) message; identifier and sequence are those of an echo request or reply:
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+---------------+-------------------------------+
 *  |     Type      |     Code      |           Checksum            |
 *  +---------------+---------------+-------------------------------+
 *  |          Identifier           |           Sequence            |
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
public final class IcmpFlyweight extends Flyweight
{
    /** Type of an echo reply of ICMP. */
    public static final int ECHO_REPLY = 0;
    /** Type of an echo request of ICMP. */
    public static final int ECHO_REQUEST = 8;
    /** Type of an echo request of ICMPv6. */
    public static final int V6_ECHO_REQUEST = 128;
    /** Type of an echo reply of ICMPv6. */
    public static final int V6_ECHO_REPLY = 129;

    /** Offset of the type. */
    public static final int TYPE_OFFSET = 0;
    /** Offset of the code. */
    public static final int CODE_OFFSET = 1;
    /** Offset of the checksum. */
    public static final int CHECKSUM_OFFSET = 2;
    /** Offset of an echo's identifier. */
    public static final int IDENTIFIER_OFFSET = 4;
    /** Offset of an echo's sequence. */
    public static final int SEQUENCE_OFFSET = 6;
    /** Length of the header in bytes. */
    public static final int HEADER_LENGTH = 8;

    /**
     * Wrapped around nothing.
     */
    public IcmpFlyweight()
    {
    }

    @Override
    public boolean isValid()
    {
        return length >= HEADER_LENGTH;
    }

    /**
     * What it is about.
     *
     * @return the type.
     */
    public int type()
    {
        return uint8(TYPE_OFFSET);
    }

    /**
     * What it is about, within its type.
     *
     * @return the code; 0 of an echo.
     */
    public int code()
    {
        return uint8(CODE_OFFSET);
    }

    /**
     * The checksum of the message.
     *
     * @return the checksum as it stands there.
     */
    public int checksum()
    {
        return uint16(CHECKSUM_OFFSET);
    }

    /**
     * Who sent an echo request.
     *
     * @return the identifier.
     */
    public int identifier()
    {
        return uint16(IDENTIFIER_OFFSET);
    }

    /**
     * Which one of its sender's an echo request is.
     *
     * @return the sequence.
     */
    public int sequence()
    {
        return uint16(SEQUENCE_OFFSET);
    }

    /**
     * Is the message as it was sent?
     *
     * @param ip header of the message: ICMPv6 covers its addresses.
     * @return true if its checksum is right.
     */
    public boolean isChecksumRight(final IpFlyweight ip)
    {
        return 0 == compute(ip);
    }

    /**
     * Compute the checksum of the message and write it.
     *
     * @param ip header of the message: ICMPv6 covers its addresses.
     */
    public void updateChecksum(final IpFlyweight ip)
    {
        uint16(CHECKSUM_OFFSET, 0);
        uint16(CHECKSUM_OFFSET, compute(ip));
    }

    /**
     * Write the header of an echo request or reply, with a checksum of 0. The message is all that was wrapped.
     *
     * @param type       of the four.
     * @param identifier of the sender.
     * @param sequence   of the request.
     * @throws IllegalArgumentException if there is no room.
     */
    public void compose(final int type, final int identifier, final int sequence)
    {
        requireRoom(HEADER_LENGTH, 0);
        uint8(TYPE_OFFSET, type);
        uint8(CODE_OFFSET, 0);
        uint16(CHECKSUM_OFFSET, 0);
        uint16(IDENTIFIER_OFFSET, identifier);
        uint16(SEQUENCE_OFFSET, sequence);
    }

    /**
     * Make an echo request the reply to it, in place. The checksum stays right, if it was; the addresses are for the
     * caller to swap.
     *
     * @return false, and nothing is changed, if it is not an echo request.
     */
    public boolean answer()
    {
        final int reply = switch (type())
        {
            case ECHO_REQUEST -> ECHO_REPLY;
            case V6_ECHO_REQUEST -> V6_ECHO_REPLY;
            default -> type();
        };
        final boolean isRequest = reply != type();
        if (isRequest)
        {
            // Type and code are the 16-bit word that the checksum covers.
            final int word = uint16(TYPE_OFFSET);
            uint8(TYPE_OFFSET, reply);
            uint16(CHECKSUM_OFFSET, InternetChecksum.update(checksum(), word, uint16(TYPE_OFFSET)));
        }

        return isRequest;
    }

    @Override
    public int headerLength()
    {
        return HEADER_LENGTH;
    }

    private int compute(final IpFlyweight ip)
    {
        final long pseudoHeaderSum =
            ip instanceof Ipv6Flyweight ? ip.pseudoHeaderSum(IpFlyweight.PROTOCOL_ICMPV6, length) : 0;
        return InternetChecksum.ofSum(pseudoHeaderSum + InternetChecksum.sum(buffer, index, length));
    }
}
