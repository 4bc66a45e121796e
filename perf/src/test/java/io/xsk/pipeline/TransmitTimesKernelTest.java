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

import io.xsk.testing.KernelTest;

/**
 * Stamps of both ways to the wire, of packets that a stage makes itself.
 */
class TransmitTimesKernelTest
{
    private static final int ROUNDS = 3;
    private static final int PACKETS = 200;

    @KernelTest
    void shouldStampEachPacketBetweenItsCommitAndItsArrivalOnBothWays()
    {
        final TransmitTimes.Result result = TransmitTimes.measure(ThreadingMode.SHARED, ROUNDS, PACKETS);

        for (final TransmitTimes.Way way : TransmitTimes.Way.values())
        {
            assertEquals(ROUNDS * PACKETS, result.count(way), way::name);
        }
        assertEquals(0, result.earlyCount(), result::toString);
        assertEquals(0, result.lateCount(), result::toString);
    }
}
