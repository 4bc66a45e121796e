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

import static io.xsk.sim.SimulatedPair.CAPACITY;
import static io.xsk.sim.SimulatedPair.PACKET_LENGTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.xsk.testing.ChildJvm;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Once its objects are there the kernel allocates nothing for a packet: sent, injected, held back or completed late.
 */
class SimulatedKernelAllocationTest
{
    private static final String DONE = "nothing was allocated";
    private static final int WINDOWS = 40;
    private static final int PACKETS_PER_WINDOW = 8 * 1024;
    private static final long DELAY_NS = 20_000;

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[PACKET_LENGTH]);

    /** In a JVM of its own: where a test has mocked a buffer, those of all tests are instrumented and allocate. */
    @Test
    void shouldNotAllocateWhateverGoesWrong() throws Exception
    {
        final String output =
            ChildJvm.await(ChildJvm.start(List.of(), List.of(), SimulatedKernelAllocationTest.class));

        assertTrue(output.endsWith(DONE), output);
    }

    /**
     * What runs in the other JVM.
     *
     * @param args none.
     */
    public static void main(final String[] args)
    {
        final SimulatedKernelAllocationTest test = new SimulatedKernelAllocationTest();
        test.assertNoAllocation(new SimulatedFaults());
        test.assertNoAllocation(new SimulatedFaults()
            .loss(0.1)
            .duplication(0.1)
            .reordering(0.1, DELAY_NS)
            .garbage(0.1)
            .refusedWakeups(0.1)
            .lateCompletions(0.1, DELAY_NS)
            .missingCompletions(0.1));
        System.out.print(DONE);
    }

    private void assertNoAllocation(final SimulatedFaults faults)
    {
        try (SimulatedPair pair = new SimulatedPair(1))
        {
            pair.left.faults(faults);
            pair.right.faults(faults);
            pair.fillFrames(CAPACITY);
            long least = Long.MAX_VALUE;
            for (int window = 0; window < WINDOWS; window++)
            {
                final long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < PACKETS_PER_WINDOW; i++)
                {
                    turn(pair, i);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }

            assertEquals(0, least);
        }
    }

    private void turn(final SimulatedPair pair, final long number)
    {
        if (pair.sender.txRing().remainingCapacity(1) > 0)
        {
            pair.put(number);
        }
        pair.sender.wakeupTx();
        pair.kernel.inject("right", 0, packet, 0, PACKET_LENGTH);
        pair.kernel.doWork();
        pair.complete();
        while (pair.receiver.rxRing().available(1) > 0)
        {
            pair.receive();
        }
    }
}
