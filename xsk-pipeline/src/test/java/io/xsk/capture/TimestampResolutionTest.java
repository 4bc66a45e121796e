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

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampResolutionTest
{
    private static final BigInteger NS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger MIN = BigInteger.valueOf(-Long.MAX_VALUE);

    @Test
    void shouldAgreeWithNumbersOfAnyLength()
    {
        final Random random = new Random(7);
        for (int code = 0; code < 256; code++)
        {
            for (int i = 0; i < 200; i++)
            {
                final long offsetS = 0 == i % 3 ? random.nextLong() >> random.nextInt(64) : 0;
                final long ticks = random.nextLong() >>> random.nextInt(64);

                assertEquals(
                    expected(code, offsetS, ticks),
                    new TimestampResolution(code, offsetS).toNs(ticks),
                    "code=" + code + " offsetS=" + offsetS + " ticks=" + Long.toUnsignedString(ticks));
            }
        }
    }

    private static long expected(final int code, final long offsetS, final long ticks)
    {
        final BigInteger scaled = new BigInteger(Long.toUnsignedString(ticks)).multiply(NS_PER_SECOND);
        final BigInteger ns = (code & 0x80) != 0 ?
            scaled.shiftRight(code & 0x7F) :
            scaled.divide(BigInteger.TEN.pow(code));
        final BigInteger offset = BigInteger.valueOf(offsetS).multiply(NS_PER_SECOND);

        return ns.min(MAX).add(offset.min(MAX).max(MIN)).min(MAX).max(MIN).longValueExact();
    }
}
