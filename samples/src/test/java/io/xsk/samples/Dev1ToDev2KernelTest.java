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
package io.xsk.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.KernelTest;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class Dev1ToDev2KernelTest
{
    private static final int COUNT = 20_000;

    @KernelTest
    void shouldAddUpOnOneThread()
    {
        assertAddsUp(Dev1ToDev2.run("--count=" + COUNT), 74);
    }

    @KernelTest
    void shouldAddUpOnTwoThreads()
    {
        assertAddsUp(Dev1ToDev2.run("--multithreaded", "--payload-length=1472", "--count=" + COUNT), 1_514);
    }

    @KernelTest
    void shouldAddUpWhenTheRingsAreTooSmall()
    {
        final String[] rings = {"--fill=8", "--rx=4", "--tx=16", "--completion=16", "--batch=32", "--count=" + COUNT};
        final String[] multithreaded = {"--multithreaded", "--fill=8", "--rx=4", "--count=" + COUNT};

        assertAddsUp(Dev1ToDev2.run(rings), 74);
        assertAddsUp(Dev1ToDev2.run(multithreaded), 74);
    }

    @Test
    void shouldRefuseOptionsThatCannotBe()
    {
        for (final String option : new String[]{
            "--count=0", "--fill=3", "--tx=0", "--rx=-1", "--completion=131072", "--frame-length=1024",
            "--payload-length=1473", "--batch=0", "--poll-timeout-ms=0", "--no-such-option", "8192"})
        {
            assertThrows(ParameterException.class, () -> Dev1ToDev2.run(option), option);
        }
    }

    private static void assertAddsUp(final ThroughputResult result, final int packetLength)
    {
        assertEquals(COUNT, result.sent(), result::toString);
        assertEquals(COUNT, result.completed(), result::toString);
        assertEquals(COUNT, result.received() + result.lost(), result::toString);
        assertEquals(0, result.damaged(), result::toString);
        assertEquals(packetLength, result.packetLength());
        assertTrue(result.received() > 0, result::toString);
        assertTrue(result.addsUp(), result::toString);
    }
}
