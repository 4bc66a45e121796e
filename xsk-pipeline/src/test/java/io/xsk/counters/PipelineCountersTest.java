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
package io.xsk.counters;

import static io.xsk.counters.PipelineCounter.LONGEST_DUTY_CYCLE;
import static io.xsk.counters.PipelineCounter.PACKETS_HANDLED;
import static io.xsk.counters.PipelineCounter.PACKETS_RECEIVED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipelineCountersTest
{
    private final PipelineCounters counters = new PipelineCounters();

    @Test
    void shouldCountForEachPortAndInAll()
    {
        counters.counter(PACKETS_RECEIVED, "port=eth1:0").getAndAddRelease(2);
        counters.counter(PACKETS_RECEIVED, "port=eth1:1").getAndAddRelease(3);

        assertEquals(2, counters.get(PACKETS_RECEIVED, "port=eth1:0"));
        assertEquals(3, counters.get(PACKETS_RECEIVED, "port=eth1:1"));
        assertEquals(5, counters.get(PACKETS_RECEIVED));
        assertEquals(0, counters.get(PACKETS_RECEIVED, "port=eth2:0"));
    }

    @Test
    void shouldGiveTheSameCounterForTheSameOwner()
    {
        counters.counter(PACKETS_RECEIVED, "port=eth1:0").getAndAddRelease(2);
        counters.counter(PACKETS_RECEIVED, "port=eth1:0").getAndAddRelease(3);

        assertEquals(5, counters.get(PACKETS_RECEIVED));
    }

    @Test
    void shouldTellTheLongestDutyCycleOfAll()
    {
        counters.counter(LONGEST_DUTY_CYCLE, "port=eth1:0").proposeMaxRelease(700);
        counters.counter(LONGEST_DUTY_CYCLE, "stage=decode").proposeMaxRelease(900);

        assertEquals(900, counters.get(LONGEST_DUTY_CYCLE));
        assertEquals(700, counters.get(LONGEST_DUTY_CYCLE, "port=eth1:0"));
    }

    @Test
    void shouldHaveOneTypeAndOneLabelForEachCounter()
    {
        final Set<Object> typesAndLabels = new HashSet<>();
        for (final PipelineCounter counter : PipelineCounter.values())
        {
            assertTrue(typesAndLabels.add(counter.typeId()), counter.name());
            assertTrue(typesAndLabels.add(counter.label()), counter.name());
        }
    }

    @Test
    void shouldSayThatThereIsNoRoom()
    {
        assertNull(counters.file());
        final IllegalStateException exception = assertThrows(IllegalStateException.class, () ->
        {
            for (int i = 0; i <= PipelineCounters.CAPACITY_DEFAULT; i++)
            {
                counters.counter(PACKETS_HANDLED, "stage=" + i);
            }
        });

        assertEquals("no room for another counter: capacity=2048 label=packets handled: stage=2048",
            exception.getMessage());
    }
}
