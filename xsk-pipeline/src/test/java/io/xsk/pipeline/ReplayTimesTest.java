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
package io.xsk.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.capture.ReplayPace;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayTimesTest
{
    private static final long FIRST_NS = 1_700_000_000_000_000_000L;
    private static final long MAX_WAIT_NS = 1_000;

    @Test
    void shouldKeepTheTimesOfStampsThatDoNotJump()
    {
        final ReplayTimes times = new ReplayTimes(ReplayPace.realTime(2).maxWaitNs(MAX_WAIT_NS));
        for (final long offsetNs : new long[]{ 0, 2_000, 1_500, 3_999, 2_000, 5_998 })
        {
            assertEquals(offsetNs / 2, times.next(FIRST_NS + offsetNs, FIRST_NS));
        }
        assertEquals(0, times.jumps());
    }

    /** A pause is cut, and what follows it keeps its pace. */
    @Test
    void shouldWaitNoLongerThanTheLimit()
    {
        final ReplayTimes times = new ReplayTimes(ReplayPace.realTime().maxWaitNs(MAX_WAIT_NS));
        assertEquals(0, times.next(FIRST_NS, FIRST_NS));
        assertEquals(1_000, times.next(FIRST_NS + 1_000_000, FIRST_NS));
        assertEquals(1_007, times.next(FIRST_NS + 1_000_007, FIRST_NS));
        assertEquals(1_005, times.next(FIRST_NS + 1_000_005, FIRST_NS));
        assertEquals(1, times.jumps());
    }

    /** One stamp is garbage, ahead or behind: it costs the limit once, and the others keep their pace. */
    @Test
    void shouldGoOnBehindAStampThatIsGarbage()
    {
        for (final long garbageNs : new long[]{ Long.MAX_VALUE, FIRST_NS * 2, FIRST_NS + 10_000_000 })
        {
            final ReplayTimes times = new ReplayTimes(ReplayPace.realTime().maxWaitNs(MAX_WAIT_NS));
            assertEquals(0, times.next(FIRST_NS, FIRST_NS));
            assertEquals(1_000, times.next(garbageNs, FIRST_NS));
            assertEquals(1_000, times.next(FIRST_NS + 20, FIRST_NS));
            assertEquals(1_010, times.next(FIRST_NS + 30, FIRST_NS));
            assertEquals(2, times.jumps());
        }
        for (final long garbageNs : new long[]{ Long.MIN_VALUE, 0, FIRST_NS - 10_000_000 })
        {
            final ReplayTimes times = new ReplayTimes(ReplayPace.realTime().maxWaitNs(MAX_WAIT_NS));
            assertEquals(10, times.next(FIRST_NS + 10, FIRST_NS));
            assertEquals(10, times.next(garbageNs, FIRST_NS));
            assertEquals(1_010, times.next(FIRST_NS + 20, FIRST_NS));
            assertEquals(1_020, times.next(FIRST_NS + 30, FIRST_NS));
            assertEquals(2, times.jumps());
        }
    }

    /** The clock's first stamp is the garbage. */
    @Test
    void shouldGoOnWhateverTheFirstStampIs()
    {
        for (final long firstNs : new long[]{ Long.MIN_VALUE, 0, Long.MAX_VALUE })
        {
            final ReplayTimes times = new ReplayTimes(ReplayPace.realTime().maxWaitNs(MAX_WAIT_NS));
            assertEquals(0, times.next(firstNs, firstNs));
            final long dueNs = times.next(FIRST_NS, firstNs);
            assertTrue(dueNs >= 0 && dueNs <= MAX_WAIT_NS, () -> "dueNs=" + dueNs);
            assertTrue(times.jumps() > 0);
        }
    }

    /** Stamps further apart than a long tells, at a speed at which the time between them is less. */
    @Test
    void shouldNotTakeTheLongestTimeForNone()
    {
        final long firstNs = Long.MIN_VALUE + 1;
        final ReplayTimes times = new ReplayTimes(ReplayPace.realTime(16).maxWaitNs(MAX_WAIT_NS));
        assertEquals(0, times.next(firstNs, firstNs));
        assertEquals(MAX_WAIT_NS, times.next(Long.MAX_VALUE, firstNs));
        assertEquals(1, times.jumps());
    }

    @Test
    void shouldNeverWaitLongerThanTheLimitWhateverTheStampsAre()
    {
        final Random random = new Random(7);
        final ReplayTimes times = new ReplayTimes(ReplayPace.realTime(3).maxWaitNs(MAX_WAIT_NS));
        long latestNs = 0;
        for (int i = 0; i < 100_000; i++)
        {
            final long dueNs = times.next(random.nextLong() >> random.nextInt(64), 5);
            assertTrue(dueNs - latestNs <= MAX_WAIT_NS);
            latestNs = Math.max(latestNs, dueNs);
        }
        assertTrue(times.jumps() > 0);
    }

    @Test
    void shouldRefuseALimitThatCannotBe()
    {
        assertThrows(IllegalArgumentException.class, () -> ReplayPace.realTime().maxWaitNs(-1));
        assertEquals(0, ReplayPace.realTime().maxWaitNs(0).maxWaitNs());
        assertEquals(Double.MIN_VALUE, ReplayPace.realTime(Double.MIN_VALUE).maxWaitNs(5).speed());
    }
}
