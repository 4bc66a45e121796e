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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What can go wrong, one by one and all together, and that every packet is accounted for.
 */
class SimulatedFaultsTest
{
    private static final int COUNT = 10_000;
    private static final double RATE = 0.1;
    private static final long DELAY_NS = 20_000;

    @Test
    void shouldLosePackets()
    {
        final Run run = new Run(1, new SimulatedFaults().loss(RATE));

        assertFault(run, run.counts.count(PacketFate.LOST));
        assertEquals(COUNT, run.received.size() + run.counts.count(PacketFate.LOST));
        assertEquals(run.received.stream().sorted().toList(), run.received);
    }

    @Test
    void shouldDuplicatePackets()
    {
        final Run run = new Run(1, new SimulatedFaults().duplication(RATE));

        assertFault(run, run.counts.duplicated());
        assertEquals(COUNT + run.counts.duplicated(), run.received.size());
        assertEquals(COUNT, new HashSet<>(run.received).size());
    }

    @Test
    void shouldReorderPackets()
    {
        final Run run = new Run(1, new SimulatedFaults().reordering(RATE, DELAY_NS));

        assertEquals(COUNT, run.received.size());
        assertNotEquals(run.received.stream().sorted().toList(), run.received);
        assertEquals(COUNT, new HashSet<>(run.received).size());
    }

    @Test
    void shouldAddGarbage()
    {
        final Run run = new Run(1, new SimulatedFaults().garbage(RATE));

        assertFault(run, run.counts.garbage());
        assertEquals(COUNT + run.counts.garbage(), run.received.size());
    }

    @Test
    void shouldTakeTheInterfaceDownForATime()
    {
        final Run run = new Run(1, new SimulatedFaults().flapping(0.01, DELAY_NS));

        final long lost = run.counts.count(PacketFate.INTERFACE_DOWN) + run.txDropped;
        assertFault(run, lost);
        assertEquals(COUNT, run.received.size() + lost);
    }

    @Test
    void shouldStarveTheFillRingAndFillTheReceiveRing()
    {
        final Run run = new Run(1, new SimulatedFaults().fillStarvation(RATE).fullReceiveRing(RATE));

        assertFault(run, run.counts.count(PacketFate.NO_FRAME));
        assertFault(run, run.counts.count(PacketFate.RING_FULL));
        assertEquals(COUNT, run.received.size() +
            run.counts.count(PacketFate.NO_FRAME) + run.counts.count(PacketFate.RING_FULL));
    }

    @Test
    void shouldRefuseWakeupsAndFillTheCompletionRing()
    {
        try (SimulatedPair pair = new SimulatedPair(1))
        {
            pair.left.faults(new SimulatedFaults().refusedWakeups(1));
            assertFalse(pair.send(1));
            assertFalse(pair.sender.wakeupRx());
            assertEquals(1, pair.sender.txRing().size());

            pair.left.faults(new SimulatedFaults().fullCompletionRing(1));
            assertFalse(pair.sender.wakeupTx());
            assertEquals(1, pair.sender.txRing().size());

            pair.left.faults(new SimulatedFaults());
            assertTrue(pair.sender.wakeupTx());
            assertEquals(1, pair.complete());
        }
    }

    @Test
    void shouldCompleteLateAndInAnotherOrder()
    {
        try (SimulatedPair pair = new SimulatedPair(1))
        {
            pair.left.faults(new SimulatedFaults().lateCompletions(1, DELAY_NS));
            final long first = pair.put(1);
            pair.sender.wakeupTx();
            pair.left.faults(new SimulatedFaults());
            final long second = pair.put(2);
            pair.sender.wakeupTx();
            assertEquals(1, pair.sender.completionRing().size());
            assertEquals(0, pair.kernel.advance(DELAY_NS - 1));
            assertEquals(1, pair.kernel.advance(1));

            assertEquals(second, pair.sender.completionRing().address(0));
            assertEquals(first, pair.sender.completionRing().address(1));
        }
    }

    @Test
    void shouldReserveRoomForWhatIsCompletedLate()
    {
        try (SimulatedPair pair = new SimulatedPair(1))
        {
            pair.left.faults(new SimulatedFaults().lateCompletions(1, DELAY_NS));
            for (int i = 0; i < CAPACITY; i++)
            {
                assertTrue(pair.send(i));
            }
            assertFalse(pair.send(CAPACITY));
            assertEquals(CAPACITY, pair.kernel.advance(DELAY_NS));
            assertEquals(CAPACITY, pair.complete());
            assertTrue(pair.sender.wakeupTx());
        }
    }

    @Test
    void shouldNameTheFramesThatItKeeps()
    {
        try (SimulatedPair pair = new SimulatedPair(1))
        {
            pair.left.faults(new SimulatedFaults().missingCompletions(1));
            for (int i = 0; i < 2 * CAPACITY; i++)
            {
                assertTrue(pair.send(i));
            }
            assertEquals(0, pair.complete());
            assertEquals(2 * CAPACITY, pair.sender.framesWithheld());
        }
    }

    @Test
    void shouldDoTheSameAgainForTheSameSeedAndSomethingElseForAnother()
    {
        final Run run = new Run(7, everything());

        assertEquals(run, new Run(7, everything()));
        assertNotEquals(run, new Run(8, everything()));
    }

    @Test
    void shouldAccountForEveryPacketWhateverHappens()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            final Run run = new Run(seed, everything());

            assertEquals(run.counts.offered(), run.counts.accounted());
            assertEquals(run.received.size(), run.counts.count(PacketFate.DELIVERED));
            assertEquals(COUNT, run.counts.arrived() + run.txDropped);
        }
    }

    @Test
    void shouldRefuseRatesThatAreNone()
    {
        assertThrows(IllegalArgumentException.class, () -> new SimulatedFaults().loss(1.01));
        assertThrows(IllegalArgumentException.class, () -> new SimulatedFaults().garbage(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new SimulatedFaults().reordering(0.1, -1));
    }

    private static SimulatedFaults everything()
    {
        return new SimulatedFaults()
            .loss(RATE)
            .duplication(RATE)
            .reordering(RATE, DELAY_NS)
            .garbage(RATE)
            .flapping(0.001, DELAY_NS)
            .fillStarvation(RATE)
            .fullReceiveRing(RATE)
            .refusedWakeups(RATE)
            .fullCompletionRing(RATE)
            .lateCompletions(RATE, DELAY_NS)
            .missingCompletions(0.01);
    }

    private static void assertFault(final Run run, final long count)
    {
        assertEquals(run.counts.offered(), run.counts.accounted());
        assertTrue(count > 0 && count < COUNT / 2, () -> "count=" + count + " " + run.counts);
    }

    /** Sends numbered packets and receives what comes; equal to another if the same packets came at the same times. */
    private static final class Run
    {
        private final List<Long> received = new ArrayList<>();
        private final List<Long> timesNs = new ArrayList<>();
        private final PacketCounts counts;
        private final long txDropped;

        private Run(final long seed, final SimulatedFaults faults)
        {
            try (SimulatedPair pair = new SimulatedPair(seed))
            {
                pair.left.faults(faults);
                pair.right.faults(faults);
                pair.fillFrames(CAPACITY);
                for (int number = 0; number < COUNT; number++)
                {
                    pair.put(number);
                    while (pair.sender.txRing().size() > 0)
                    {
                        pair.sender.wakeupTx();
                        step(pair);
                    }
                }
                pair.kernel.advance(DELAY_NS);
                step(pair);
                counts = pair.right.counts();
                txDropped = pair.left.counts().txDropped();
            }
        }

        private void step(final SimulatedPair pair)
        {
            pair.kernel.doWork();
            pair.complete();
            while (pair.receiver.rxRing().size() > 0)
            {
                received.add(pair.receive());
                timesNs.add(pair.kernel.clock().nanoTime());
            }
        }

        @Override
        public boolean equals(final Object other)
        {
            return other instanceof final Run run && received.equals(run.received) && timesNs.equals(run.timesNs) &&
                counts.equals(run.counts) && txDropped == run.txDropped;
        }

        @Override
        public int hashCode()
        {
            return received.hashCode();
        }
    }
}
