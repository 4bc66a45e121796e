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

import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import io.xsk.testing.Cable;
import io.xsk.testing.HugePages;
import io.xsk.testing.KernelTest;
import io.xsk.testing.LoadedPrograms;
import io.xsk.testing.XskHost;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;

/**
 * What the portable tests of libxdp show ({@code lib/libxdp/tests} of github.com/xdp-project/xdp-tools), shown of the
 * sockets and programs here. {@code docs/parity.md} says which is which.
 */
class LibxdpCasesKernelTest
{
    private static final int QUEUES = 3;
    private static final int CAPACITY = 64;
    private static final int CYCLES = 20;
    private static final int ODD_FRAME_LENGTH = 4_095;
    private static final int PACKET_LENGTH = 1_500;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    /**
     * test_xsk_prog_refcnt_bpffs, test_xsk_prog_refcnt_legacy. There the program goes with the last socket; here it
     * goes with its link, whichever sockets come and go.
     */
    @KernelTest
    void shouldKeepTheProgramWhileSocketsComeAndGoAndNoLonger()
    {
        try (Cable cable = new Cable(QUEUES); XskMap map = XskMap.create(QUEUES))
        {
            final XdpLink link;
            try (XdpProgram program = XdpProgram.redirectTo(map))
            {
                link = cable.right().call(() -> program.attach(NetDevice.byName(RIGHT)));
            }
            final int programId = cable.right().device(RIGHT).xdpProgramId();
            assertNotEquals(0, programId);

            final List<XskHost> hosts = new ArrayList<>();
            for (int queue = 0; queue < QUEUES; queue++)
            {
                hosts.add(open(cable, queue));
                map.put(queue, hosts.getLast().socket());
            }
            while (!hosts.isEmpty())
            {
                hosts.remove(hosts.size() / 2).close();
                assertEquals(programId, cable.right().device(RIGHT).xdpProgramId());
            }

            link.close();
            assertEquals(0, cable.right().device(RIGHT).xdpProgramId());
            await(() -> !LoadedPrograms.isThere(programId));
        }
    }

    /** test_xsk_umem_flags: the flags of a UMEM reach the kernel, whatever length its structure has there. */
    @KernelTest
    void shouldTakeFramesOfAnOddLengthWhereTheyAreUnalignedAndRefuseThemElsewhere()
    {
        final Umem.Context frames = new Umem.Context().frameLength(ODD_FRAME_LENGTH).frameCount(2 * CAPACITY);
        assertThrows(IllegalArgumentException.class, () -> Umem.allocate(frames));

        try (HugePages _ = new HugePages(1); Cable cable = new Cable(1))
        {
            final Umem umem = Umem.allocate(frames.unaligned(true).pageSize(PageSize.MIB_2));
            try (
                XskHost receiver = new XskHost(
                    cable.right(), XskHost.context(RIGHT, CAPACITY).umem(umem), 0, 2 * CAPACITY, CAPACITY).receive();
                XskHost sender = new XskHost(cable.left(), Cable.LEFT, CAPACITY, 0))
            {
                sender.send(1, PACKET_LENGTH);
                assertEquals(1, receiver.number(receiver.take()));
            }
        }
    }

    /** test_link_detach: somebody else detaches the program; its link is then of no use, and closes. */
    @KernelTest
    void shouldCloseALinkThatSomebodyElseDetached()
    {
        try (
            Cable cable = new Cable(1);
            XskHost receiver = open(cable, 0);
            XskMap map = XskMap.create(1);
            XdpProgram program = XdpProgram.redirectTo(map))
        {
            map.put(0, receiver.socket());
            final NetDevice device = cable.right().device(RIGHT);
            try (XdpLink link = cable.right().call(() -> program.attach(device)))
            {
                cable.right().call(() -> program.takeOver(device)).close();
                assertEquals(0, cable.right().device(RIGHT).xdpProgramId());
                assertEquals("ENOLINK", assertThrows(XskException.class, () -> link.replace(program)).errnoName());
            }
            cable.right().call(() -> program.attach(device)).close();
        }
    }

    /** test_xsk_map_leak. */
    @KernelTest
    void shouldLeaveNoMapBehind() throws IOException
    {
        try (Cable cable = new Cable(1))
        {
            final long before = openBpfObjects();
            for (int i = 0; i < CYCLES; i++)
            {
                open(cable, 0).receive().close();
            }

            assertEquals(before, openBpfObjects());
            assertEquals(0, cable.right().device(RIGHT).xdpProgramId());
        }
    }

    private static XskHost open(final Cable cable, final int queue)
    {
        return new XskHost(cable.right(), XskHost.context(RIGHT, CAPACITY).queue(queue)
            .umem(Umem.allocate(new Umem.Context().frameCount(2 * CAPACITY))), 0, 2 * CAPACITY, CAPACITY);
    }

    /** Maps, programs and links that this process has open. */
    private static long openBpfObjects() throws IOException
    {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd")))
        {
            return StreamSupport.stream(descriptors.spliterator(), false)
                .filter(LibxdpCasesKernelTest::isBpfObject)
                .count();
        }
    }

    private static boolean isBpfObject(final Path descriptor)
    {
        try
        {
            return Files.readSymbolicLink(descriptor).toString().contains("bpf");
        }
        catch (final IOException ignore)
        {
            // It was closed in the meantime.
            return false;
        }
    }

    private static void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "did not come in time");
            Thread.onSpinWait();
        }
    }
}
