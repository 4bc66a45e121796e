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
package io.xsk.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class QueueSteeringTest
{
    @Test
    void shouldHaveNothingToSayWhereEveryQueueHasASocket()
    {
        final QueueSteering steering = new QueueSteering("eth0", 2, List.of(1, 0));

        assertTrue(steering.isComplete());
        assertEquals("", steering.advice());
        assertEquals(List.of(), steering.commands());
    }

    @Test
    void shouldLowerTheNumberOfQueuesToThatOfTheFirstSockets()
    {
        final QueueSteering steering = new QueueSteering("eth0", 8, List.of(0, 1));

        assertFalse(steering.isComplete());
        assertEquals(List.of("ethtool -L eth0 combined 2"), steering.commands());
        assertEquals("interface=eth0 queues=8 sockets on=[0, 1]: packets that come by the other queues go to the " +
            "kernel; run 'ethtool -L eth0 combined 2', or steer each flow: " +
            "'ethtool -N eth0 flow-type udp4 dst-ip ADDRESS dst-port PORT action 0'", steering.advice());
    }

    @Test
    void shouldSpreadTheHashOverARangeThatDoesNotStartAtTheFirstQueue()
    {
        assertEquals(List.of("ethtool -X eth0 start 4 equal 2"),
            new QueueSteering("eth0", 8, List.of(5, 4)).commands());
    }

    @Test
    void shouldSteerFlowsWhereThereIsNoRange()
    {
        final QueueSteering steering = new QueueSteering("eth0", 8, List.of(1, 3));

        assertEquals(List.of(), steering.commands());
        assertTrue(steering.advice().contains("kernel; steer each flow: 'ethtool -N eth0"), steering.advice());
        assertEquals("ethtool -N eth0 flow-type udp4 dst-ip 239.1.1.1 dst-port 26477 action 3",
            steering.flowCommand("239.1.1.1", 26477, 3));
        assertThrows(IllegalArgumentException.class, () -> steering.flowCommand("239.1.1.1", 26477, 2));
    }

    @Test
    void shouldRefuseQueuesThatTheInterfaceDoesNotHave()
    {
        assertThrows(IllegalArgumentException.class, () -> new QueueSteering("eth0", 2, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new QueueSteering("eth0", 2, List.of(2)));
        assertThrows(IllegalArgumentException.class, () -> new QueueSteering("eth0", 2, List.of(-1)));
    }
}
