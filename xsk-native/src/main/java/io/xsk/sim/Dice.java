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
package io.xsk.sim;

import org.agrona.MutableDirectBuffer;

/**
 * Random numbers that follow from a seed, without allocation (SplitMix64).
 */
final class Dice
{
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    Dice(final long seed)
    {
        state = mix(seed);
    }

    boolean roll(final double rate)
    {
        return rate > 0 && (next() >>> 11) * UNIT < rate;
    }

    int upTo(final int limit)
    {
        return (int)((next() >>> Integer.SIZE) * limit >>> Integer.SIZE);
    }

    void fill(final MutableDirectBuffer buffer, final int length)
    {
        for (int i = 0; i < length; i++)
        {
            buffer.putByte(i, (byte)next());
        }
    }

    private long next()
    {
        state += GAMMA;
        return mix(state);
    }

    private static long mix(final long value)
    {
        final long first = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        final long second = (first ^ (first >>> 27)) * 0x94D049BB133111EBL;

        return second ^ (second >>> 31);
    }
}
