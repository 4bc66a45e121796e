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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.Cable;
import io.xsk.testing.ChildJvm;
import io.xsk.testing.KernelTest;
import io.xsk.testing.OpenSockets;
import io.xsk.testing.XskHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What is still used after it was closed.
 */
class CloseKernelTest
{
    private static final int CAPACITY = 64;
    private static final int CYCLES = 500;

    @KernelTest
    void shouldSurviveThatSocketsAreClosedUnderAThreadThatCalls() throws IOException, InterruptedException
    {
        final int rounds = Integer.getInteger("xsk.close.rounds", 100);

        final String output = ChildJvm.await(ChildJvm.start(List.of(),
            List.of("-Dagrona.disable.bounds.checks=true"), CloseRaceMain.class, String.valueOf(rounds)));

        assertEquals("status=0\nrounds=" + rounds + " refused=" + rounds + " mappedRings=0\n", output);
    }

    @KernelTest
    void shouldSayInDebugModeThatAClosedSocketIsUsed() throws IOException, InterruptedException
    {
        final String output = ChildJvm.await(ChildJvm.start(List.of(),
            List.of("-Dxsk.debug=true"), CloseRaceMain.class, "10"));

        assertEquals("status=0\nrounds=10 refused=10 mappedRings=0\n", output);
    }

    @KernelTest
    void shouldFindZerosInAUmemThatWasClosed()
    {
        final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(CAPACITY)))
        {
            umem.wrap(umem.frameAddress(3), umem.frameLength(), packet);
            packet.setMemory(0, packet.capacity(), (byte)7);
        }

        assertEquals(0, packet.getByte(0));
        packet.putByte(packet.capacity() - 1, (byte)1);
        assertEquals(1, packet.getByte(packet.capacity() - 1));
    }

    /** Neither rings nor ranges of addresses pile up. */
    @KernelTest
    void shouldGiveEverythingBackOverManyCycles() throws IOException, InterruptedException
    {
        final long ringsBefore = OpenSockets.mappedRings();
        final long pagesBefore = addressSpaceInPages();
        try (Cable cable = new Cable(1))
        {
            for (int i = 0; i < CYCLES; i++)
            {
                try (
                    Umem umem = Umem.allocate(new Umem.Context().frameCount(2 * CAPACITY));
                    XskSocket socket = cable.left().call(
                        () -> XskSocket.open(XskHost.context(LEFT, CAPACITY).umem(umem))))
                {
                    assertEquals(0, socket.queue());
                }
                assertEquals(ringsBefore, OpenSockets.mappedRings());
            }
        }

        // 500 cycles take 45,000 pages. The ranges go with the objects, so the collector is asked until it has run.
        final long tolerated = 10_000;
        for (int i = 0; i < 100 && addressSpaceInPages() - pagesBefore > tolerated; i++)
        {
            System.gc();
            Thread.onSpinWait();
        }
        assertTrue(addressSpaceInPages() - pagesBefore <= tolerated,
            "before=" + pagesBefore + " after=" + addressSpaceInPages());
    }

    private static long addressSpaceInPages() throws IOException
    {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/statm")))
        {
            return Long.parseLong(lines.findFirst().orElseThrow().split(" ")[0]);
        }
    }
}
