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
package io.xsk.capture;

/**
 * From the ticks of a pcapng interface to nanoseconds since 1970 began ({@code if_tsresol}, {@code if_tsoffset}). What
 * a {@code long} cannot hold becomes the nearest value that it can.
 */
final class TimestampResolution
{
    /** What an interface has that says nothing: microseconds. */
    static final int DEFAULT = 6;
    /** Nanoseconds. */
    static final int NANOSECONDS = 9;

    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int BINARY = 0x80;
    /** What fits in 64 bits without a sign. */
    private static final int MAX_POWER_OF_TEN = 19;

    private final boolean isBinary;
    private final int exponent;
    private final long factor;
    private final long offsetNs;

    /**
     * @param code    of the resolution: ticks a second are 10 to the power of it, or 2 to the power of its low 7 bits.
     * @param offsetS to add to each stamp in seconds.
     */
    TimestampResolution(final int code, final long offsetS)
    {
        isBinary = 0 != (code & BINARY);
        exponent = code & ~BINARY & 0xFF;
        factor = isBinary ? NS_PER_SECOND : powerOfTen(Math.abs(exponent - NANOSECONDS));
        offsetNs = multiplySaturated(offsetS);
    }

    long toNs(final long ticks)
    {
        final long ns = isBinary ? fromBinary(ticks) : fromDecimal(ticks);
        final long sum = ns + offsetNs;

        return ((ns ^ sum) & (offsetNs ^ sum)) < 0 ? saturated(offsetNs) : sum;
    }

    private long fromDecimal(final long ticks)
    {
        if (exponent > NANOSECONDS)
        {
            return 0 == factor ? 0 : Long.divideUnsigned(ticks, factor);
        }

        return 0 != Math.unsignedMultiplyHigh(ticks, factor) || ticks * factor < 0 ? Long.MAX_VALUE : ticks * factor;
    }

    private long fromBinary(final long ticks)
    {
        final long high = Math.unsignedMultiplyHigh(ticks, factor);
        final long low = ticks * factor;
        if (exponent >= Long.SIZE)
        {
            return high >>> Math.min(exponent - Long.SIZE, Long.SIZE - 1);
        }
        final long ns = 0 == exponent ? low : high << Long.SIZE - exponent | low >>> exponent;

        return high >>> exponent > 0 || ns < 0 ? Long.MAX_VALUE : ns;
    }

    private static long multiplySaturated(final long seconds)
    {
        final long ns = seconds * NS_PER_SECOND;

        return Math.multiplyHigh(seconds, NS_PER_SECOND) == ns >> Long.SIZE - 1 ? ns : saturated(seconds);
    }

    private static long saturated(final long sign)
    {
        // One more than the least value, which stands for no stamp at all.
        return sign < 0 ? Long.MIN_VALUE + 1 : Long.MAX_VALUE;
    }

    private static long powerOfTen(final int power)
    {
        long result = power > MAX_POWER_OF_TEN ? 0 : 1;
        for (int i = 0; i < power; i++)
        {
            result *= 10;
        }

        return result;
    }
}
