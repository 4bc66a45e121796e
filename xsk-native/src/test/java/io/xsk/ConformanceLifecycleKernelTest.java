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

import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.xsk.bpf.AttachMode;
import io.xsk.testing.ConformanceTest;
import io.xsk.testing.KernelTestInEachMode;
import io.xsk.testing.Traffic;
import io.xsk.testing.XskHost;

/**
 * The kernel's cases of sockets that come, go and change places.
 */
class ConformanceLifecycleKernelTest extends ConformanceTest
{
    private static final int ROUNDS = 10;
    private static final int ROUND_COUNT = 512;

    /** TEARDOWN. */
    @KernelTestInEachMode
    void shouldTeardown(final AttachMode mode)
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            try (XskHost receiver = receiver(mode); XskHost sender = sender())
            {
                new Traffic(sender, receiver).stream(ROUND_COUNT, PACKET_LENGTH);
            }
        }
    }

    /** BIDIRECTIONAL. */
    @KernelTestInEachMode
    void shouldSendBidirectional(final AttachMode mode)
    {
        try (
            XskHost right = receiver(mode);
            XskHost left = new XskHost(cable.left(), single(LEFT, frames()), 0, FRAME_COUNT, CAPACITY)
                .receive(mode, false))
        {
            new Traffic(left, right).stream(PACKET_COUNT, PACKET_LENGTH);
            new Traffic(right, left).stream(PACKET_COUNT, PACKET_LENGTH);
        }
    }

    /** XDP_PROG_CLEANUP: the place in the map goes from one socket on the queue to another, then all is closed. */
    @KernelTestInEachMode
    void shouldXdpProgCleanup(final AttachMode mode)
    {
        final Umem umem = Umem.allocate(frames());
        try (
            XskHost first = receiver(XskHost.context(RIGHT, CAPACITY).umem(umem)).receive(mode, false);
            XskHost second = new XskHost(
                cable.right(), XskHost.context(RIGHT, CAPACITY).umem(umem), 0, FRAME_COUNT, 0);
            XskHost sender = sender())
        {
            new Traffic(sender, first).stream(PACKET_COUNT, PACKET_LENGTH);
            first.map().put(0, second.socket());
            new Traffic(sender, second).stream(PACKET_COUNT, PACKET_LENGTH);
            assertEquals(0, first.socket().rxRing().size());
        }
        assertEquals(0, cable.right().device(RIGHT).xdpProgramId());
    }
}
