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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.KernelTest;
import java.io.IOException;

/**
 * Each sample of a pipeline comes out as it says.
 */
class PipelineSamplesKernelTest
{
    @KernelTest
    void shouldSumUpWhatBothSidesOfTheDiamondFound() throws IOException
    {
        long squares = 0;
        long bits = 0;
        for (long number = 0; number < Diamond.DATAGRAM_COUNT; number++)
        {
            squares += number * number;
            bits += Long.bitCount(number);
        }

        final long[] sums = Diamond.run();

        assertEquals(squares, sums[0]);
        assertEquals(bits, sums[1]);
    }

    @KernelTest
    void shouldForwardBothWays() throws IOException
    {
        assertEquals(ForwardBetweenPorts.ROUND_TRIPS, ForwardBetweenPorts.run());
    }

    @KernelTest
    void shouldAnswerEveryTenthDatagram() throws IOException
    {
        assertEquals(AnswerPackets.ANSWER_COUNT, AnswerPackets.run());
    }

    @KernelTest
    void shouldKeepPacketsOrSayWhyNot() throws IOException
    {
        final KeepPackets.Result result = KeepPackets.run();

        assertTrue(result.handled() >= KeepPackets.DATAGRAM_COUNT, result::toString);
        assertTrue(result.isComplete(), result::toString);
        assertTrue(result.dropped() > 0, result::toString);
    }

    @KernelTest
    void shouldHandleEveryPacketOnTheAgentsThread() throws IOException
    {
        assertTrue(InvokeInAgent.run() >= InvokeInAgent.DATAGRAM_COUNT);
    }
}
