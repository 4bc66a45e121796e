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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pipelines of which everything is random. With {@code -Dlong} there are more of them, and with {@code -Dsoak} one
 * thread drives them until a thousand million packets were offered, which takes minutes; {@code -Dsoak=PACKETS} says
 * how many. A failure names its seed.
 */
@Tag("also-debug")
class PipelinePropertiesTest
{
    private static final boolean IS_LONG = null != System.getProperty("long");
    private static final boolean IS_SOAK = null != System.getProperty("soak");
    private static final int SEEDS = IS_LONG ? 5_000 : 60;
    private static final int PACKETS = 3_000;
    private static final int THROWS_ONE_OF = 200;
    private static final long SOAK_PACKETS = IS_SOAK ? Long.getLong("soak", 1_000_000_000L) : 1_000_000L;
    private static final long SOAK_PACKETS_PER_RUN = IS_SOAK ? 2_000_000L : 100_000L;
    /** An exception costs more than a thousand packets. */
    private static final int SOAK_THROWS_ONE_OF = 50_000;
    private static final long REPORT_INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = "DEDICATED", mode = EnumSource.Mode.EXCLUDE)
    void shouldAccountForEverythingWhateverThePipeline(final ThreadingMode mode)
    {
        RandomRun.Totals totals = RandomRun.Totals.NONE;
        for (long seed = 1; seed <= SEEDS; seed++)
        {
            totals = totals.plus(run(seed, mode, THROWS_ONE_OF, 1 + seed * 7_919 % PACKETS));
        }

        assertEquals(SEEDS, totals.runs());
        assertTrue(totals.handled() > 0 && totals.sent() > 0 && totals.thrown() > 0, totals::toString);
        if (IS_LONG)
        {
            System.out.println("long " + mode + ": " + totals);
        }
    }

    @Test
    void shouldAccountForEverythingInTheLongRun()
    {
        final long startNs = System.nanoTime();
        long reportNs = startNs;
        RandomRun.Totals totals = RandomRun.Totals.NONE;
        for (long seed = 1_000_000; totals.offered() < SOAK_PACKETS; seed++)
        {
            totals = totals.plus(run(seed, ThreadingMode.INVOKER, SOAK_THROWS_ONE_OF, SOAK_PACKETS_PER_RUN));
            if (IS_SOAK && (System.nanoTime() - reportNs > REPORT_INTERVAL_NS || totals.offered() >= SOAK_PACKETS))
            {
                reportNs = System.nanoTime();
                final long elapsedS = TimeUnit.NANOSECONDS.toSeconds(reportNs - startNs);
                System.out.println("soak after " + elapsedS + " s: " + totals);
            }
        }

        assertTrue(totals.offered() >= SOAK_PACKETS, totals::toString);
        assertEquals(0, totals.lost());
    }

    private static RandomRun.Totals run(
        final long seed, final ThreadingMode mode, final int throwsOneOf, final long packets)
    {
        final RandomRun run = new RandomRun(seed, mode, throwsOneOf);
        try
        {
            return run.run(packets);
        }
        catch (final RuntimeException exception)
        {
            throw new AssertionError("run failed: " + run, exception);
        }
    }
}
