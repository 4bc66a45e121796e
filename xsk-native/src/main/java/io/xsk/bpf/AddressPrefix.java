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
package io.xsk.bpf;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An IPv4 or IPv6 address, of which the first bits count.
 *
 * @param version 4 or 6.
 * @param high    the first 8 bytes of the address; an IPv4 address is the upper half of them.
 * @param low     the last 8 bytes of an IPv6 address, 0 for IPv4.
 * @param length  how many bits count.
 */
record AddressPrefix(int version, long high, long low, int length)
{
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /** From {@code address} or {@code address/length}, both as numbers; names are not resolved. */
    static AddressPrefix parse(final String text)
    {
        final int slash = text.indexOf('/');
        final AddressPrefix address =
            of(InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)));

        return slash < 0 ? address : address.withLength(text, text.substring(slash + 1));
    }

    static AddressPrefix of(final InetAddress address)
    {
        final byte[] bytes = address.getAddress();
        final ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES * 2).put(0, bytes);
        final boolean isIpv4 = Integer.BYTES == bytes.length;

        return new AddressPrefix(isIpv4 ? 4 : 6, buffer.getLong(0), buffer.getLong(Long.BYTES),
            isIpv4 ? IPV4_BITS : IPV6_BITS);
    }

    /** The value of the first 64 bits that a prefix of this length leaves. */
    static long mask(final int length)
    {
        return length <= 0 ? 0 : -1L << Long.SIZE - Math.min(length, Long.SIZE);
    }

    private AddressPrefix withLength(final String text, final String lengthText)
    {
        final int prefixLength;
        try
        {
            prefixLength = Integer.parseInt(lengthText);
        }
        catch (final NumberFormatException exception)
        {
            throw new IllegalArgumentException("prefix must end in a number of bits: prefix=" + text, exception);
        }
        if (prefixLength < 0 || prefixLength > length)
        {
            throw new IllegalArgumentException(
                "prefix must have from 0 to " + length + " bits: prefix=" + text);
        }
        final long maskedHigh = high & mask(prefixLength);
        final long maskedLow = low & mask(prefixLength - Long.SIZE);
        if (maskedHigh != high || maskedLow != low)
        {
            throw new IllegalArgumentException("prefix has bits beyond its length: prefix=" + text);
        }

        return new AddressPrefix(version, high, low, prefixLength);
    }
}
