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
package io.xsk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.xsk.testing.Backend;
import io.xsk.testing.ConformanceCase;
import io.xsk.testing.ConformanceTest;
import io.xsk.testing.Endpoint;
import io.xsk.testing.Side;
import io.xsk.testing.TestProgram;
import io.xsk.testing.Traffic;

/**
 * The kernel's cases of sockets that come, go and change places.
 */
class ConformanceLifecycleTest extends ConformanceTest
{
    private static final int ROUNDS = 10;
    private static final int ROUND_COUNT = 512;
    /** So many of a device's receive ring may be without a frame while the driver waits for more to fill in at once. */
    private static final int UNFILLED = 32;

    /** TEARDOWN. */
    @ConformanceCase
    void shouldTeardown()
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            try (Endpoint receiver = receiver(); Endpoint sender = sender())
            {
                new Traffic(sender, receiver).stream(ROUND_COUNT, PACKET_LENGTH);
            }
        }
    }

    /** BIDIRECTIONAL. */
    @ConformanceCase
    void shouldSendBidirectional()
    {
        try (
            Endpoint right = receiver();
            Endpoint left = new Endpoint(testbed(), Side.LEFT, single(frames()), CAPACITY)
                .receive(TestProgram.REDIRECT))
        {
            new Traffic(left, right).stream(PACKET_COUNT, PACKET_LENGTH);
            new Traffic(right, left).stream(PACKET_COUNT, PACKET_LENGTH);
        }
    }

    /** HW_SW_MIN_RING_SIZE. */
    @ConformanceCase(except =
        {Backend.NATIVE, Backend.GENERIC, Backend.NATIVE_BUSY, Backend.GENERIC_BUSY, Backend.SIMULATED})
    void shouldRunWithHwSwMinRingSize()
    {
        final int entries = testbed().smallestHardwareRings();
        assertStream(entries, 1);
        assertStream(entries, entries - UNFILLED);
    }

    /** HW_SW_MAX_RING_SIZE. */
    @ConformanceCase(except =
        {Backend.NATIVE, Backend.GENERIC, Backend.NATIVE_BUSY, Backend.GENERIC_BUSY, Backend.SIMULATED})
    void shouldRunWithHwSwMaxRingSize()
    {
        final int entries = testbed().largestHardwareRings();
        assertStream(entries, entries - UNFILLED);
    }

    /** XDP_PROG_CLEANUP: the place in the map goes from one socket on the queue to another, then all is closed. */
    @ConformanceCase
    void shouldXdpProgCleanup()
    {
        final Umem umem = Umem.allocate(frames());
        try (
            Endpoint first = receiver(single(umem)).receive(TestProgram.REDIRECT);
            Endpoint second = new Endpoint(testbed(), Side.RIGHT, single(umem), 0);
            Endpoint sender = sender())
        {
            new Traffic(sender, first).stream(PACKET_COUNT, PACKET_LENGTH);
            first.attachment().put(0, second.port());
            new Traffic(sender, second).stream(PACKET_COUNT, PACKET_LENGTH);
            assertEquals(0, first.port().rxRing().size());
        }
        assertFalse(testbed().hasProgram(Side.RIGHT));
    }

    /** Over rings of sockets as long as those of the interface, and fill rings that are twice as long. */
    private void assertStream(final int entries, final int batch)
    {
        try (
            Endpoint receiver = new Endpoint(testbed(), Side.RIGHT, context(entries), 2 * entries)
                .receive(TestProgram.REDIRECT);
            Endpoint sender = sender(context(entries)))
        {
            new Traffic(sender, receiver).batch(batch).stream(PACKET_COUNT, PACKET_LENGTH);
        }
    }

    private static XskSocket.Context context(final int entries)
    {
        return single(frames().frameCount(4 * entries))
            .fillRingCapacity(2 * entries)
            .rxRingCapacity(entries)
            .txRingCapacity(entries)
            .completionRingCapacity(2 * entries);
    }
}
