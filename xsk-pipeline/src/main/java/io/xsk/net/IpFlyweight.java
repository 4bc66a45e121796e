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
 * What IPv4 and IPv6 headers have in common.
 */
public abstract sealed class IpFlyweight extends Flyweight permits Ipv4Flyweight, Ipv6Flyweight
{
    /** Protocol number of ICMP. */
    public static final int PROTOCOL_ICMP = 1;
    /** Protocol number of TCP. */
    public static final int PROTOCOL_TCP = 6;
    /** Protocol number of UDP. */
    public static final int PROTOCOL_UDP = 17;
    /** Protocol number of ICMPv6. */
    public static final int PROTOCOL_ICMPV6 = 58;

    static final int TIME_TO_LIVE_DEFAULT = 64;

    IpFlyweight()
    {
    }

    /**
     * What the packet carries.
     *
     * @return the protocol's number.
     */
    public abstract int protocol();

    /**
     * Is the packet only a part of what was sent?
     *
     * @return true if what it carries cannot be read by itself.
     */
    public abstract boolean isFragment();

    /**
     * Over how many routers it may still go.
     *
     * @return the time to live, or the hop limit.
     */
    public abstract int timeToLive();

    /**
     * Take one from the time to live, as a router does; checksums stay right.
     *
     * @return false, and nothing is changed, if the packet must not be sent on.
     */
    public abstract boolean decrementTimeToLive();

    /**
     * Send the packet back to where it came from. Checksums stay right.
     */
    public abstract void swapAddresses();

    /**
     * Write a header without options or extension headers. The addresses, and then the checksum if there is one, are
     * for the caller to write.
     *
     * @param protocol      that it carries.
     * @param payloadLength in bytes.
     * @throws IllegalArgumentException if there is no room.
     */
    public abstract void compose(int protocol, int payloadLength);

    /** The sum of the 16-bit words of both addresses. */
    abstract long addressSum();

    /** The sum of the header that the checksums of the protocols above cover but that is not sent. */
    final long pseudoHeaderSum(final int protocol, final int length)
    {
        return addressSum() + protocol + length;
    }
}
