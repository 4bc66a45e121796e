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

import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.Cable;
import io.xsk.testing.ChildJvm;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Programs, maps and links with a path in a BPF file system, which only the host of the test sees.
 */
class PinningKernelTest
{
    private static final Path LINK = AttachedPrograms.FOLDER.resolve("feed_link");
    private static final Path MAP = AttachedPrograms.FOLDER.resolve("feed_map");
    private static final Path PROGRAM = AttachedPrograms.FOLDER.resolve("feed_program");
    private static final String READY = "ready";
    private static final int CAPACITY = 64;
    private static final int QUEUES = 4;
    private static final int LENGTH = 64;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    private Cable cable;
    private NetworkNamespace host;
    private NetDevice device;

    @BeforeEach
    void setUp()
    {
        cable = new Cable(1);
        host = cable.left();
        AttachedPrograms.mountBpfFileSystem(host);
        device = host.device(LEFT);
    }

    @AfterEach
    void tearDown()
    {
        cable.close();
    }

    @KernelTest
    void shouldGoOnAfterAKillAndBeTakenOver() throws Exception
    {
        final Process killed = host.call(() -> ChildJvm.start(List.of(), List.of(), Pinner.class, LEFT));
        try (BufferedReader output = killed.inputReader(StandardCharsets.UTF_8))
        {
            assertEquals(READY, output.readLine());
            final AttachedProgram running = AttachedPrograms.only(host, LEFT);
            assertTrue(host.call(running::holders).contains("pid " + killed.pid() + " (java)"),
                () -> running.holders().toString());

            killed.destroyForcibly().waitFor();
            assertEquals(running, AttachedPrograms.only(host, LEFT));
            assertEquals("[path " + LINK + ']', host.call(running::holders).toString());
        }
        finally
        {
            killed.destroyForcibly();
        }

        try (XskHost socket = new XskHost(host, LEFT, CAPACITY, CAPACITY))
        {
            host.run(() -> goOn(socket));
        }
        assertTrue(AttachedPrograms.on(host, LEFT).isEmpty());
    }

    @KernelTest
    void shouldStayWhenClosedAndGoWithTheFile() throws IOException
    {
        host.call(() ->
        {
            try (XskMap map = XskMap.create(1); XdpProgram program = XdpProgram.redirectTo(map))
            {
                final XdpLink link = program.attach(device);
                link.pin(LINK);
                link.close();
            }
            XdpLink.pinned(LINK, device).close();
            assertEquals(1, AttachedProgram.on(device).size());

            // The kernel lets go of what the file stood for a moment later.
            Files.delete(LINK);
            final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
            while (!AttachedProgram.on(device).isEmpty())
            {
                assertTrue(System.nanoTime() - deadlineNs < 0, "the program stays");
                Thread.yield();
            }
            return null;
        });
    }

    @KernelTest
    void shouldNotTakeOneThingForAnother()
    {
        host.run(() ->
        {
            try (XskMap map = XskMap.create(1); XdpProgram program = XdpProgram.redirectTo(map))
            {
                map.pin(MAP);
                program.pin(PROGRAM);

                assertThrows(IllegalArgumentException.class, () -> XskMap.pinned(PROGRAM));
                assertThrows(IllegalArgumentException.class, () -> XdpLink.pinned(MAP, device));
                final IllegalArgumentException exception =
                    assertThrows(IllegalArgumentException.class, () -> XdpProgram.pinned(MAP));
                assertTrue(exception.getMessage().startsWith("not a program: path=" + MAP), exception.getMessage());
            }
        });
    }

    @KernelTest
    void shouldSayWhyNothingCanBePinnedOrFoundThere()
    {
        host.run(() ->
        {
            try (XskMap map = XskMap.create(1))
            {
                map.pin(MAP);
                assertRefused("EEXIST", "there is something at this path", () -> map.pin(MAP));
                assertRefused("EPERM", "mount -t bpf", () -> map.pin(Path.of("/tmp/xsk_map_" + System.nanoTime())));
                assertRefused("ENOENT", "nothing is pinned there", () -> XskMap.pinned(PROGRAM));
                assertRefused("EACCES", "in a BPF file system", () -> XskMap.pinned(Path.of("/proc/version")));
            }
        });
    }

    /** As the next process does, with the map, the program and the link of the one that was killed. */
    private void goOn(final XskHost socket)
    {
        try (
            XskMap map = XskMap.pinned(MAP);
            XdpProgram program = XdpProgram.pinned(PROGRAM);
            XdpLink link = XdpLink.pinned(LINK, device))
        {
            assertEquals(AttachMode.NATIVE, link.mode());
            assertEquals(QUEUES, map.capacity());
            map.put(0, socket.socket());
            link.replace(program);
            try (XskHost sender = new XskHost(cable.right(), RIGHT, CAPACITY, 0))
            {
                sender.send(1, LENGTH);
                assertEquals(1, socket.number(socket.take()));
            }
            link.detach();
        }
        assertThrows(IllegalStateException.class, () -> XdpLink.pinned(LINK, device));
    }

    private static void assertRefused(final String errno, final String remedy, final Runnable action)
    {
        final XskException exception = assertThrows(XskException.class, action::run);
        assertEquals(errno, exception.errnoName(), exception::getMessage);
        assertTrue(exception.remedy().contains(remedy), exception::getMessage);
    }

    /**
     * A process that pins all it has and is then killed.
     */
    static final class Pinner
    {
        private Pinner()
        {
        }

        /**
         * @param args the interface.
         * @throws IOException if nobody reads what it says any more.
         */
        public static void main(final String[] args) throws IOException
        {
            final XskMap map = XskMap.create(QUEUES);
            final XdpProgram program = XdpProgram.redirectTo(map);
            final XdpLink link = program.attach(NetDevice.byName(args[0]));
            map.pin(MAP);
            program.pin(PROGRAM);
            link.pin(LINK);
            System.out.println(READY);

            // Until it is killed, or the test has ended without.
            System.in.read();
        }
    }
}
