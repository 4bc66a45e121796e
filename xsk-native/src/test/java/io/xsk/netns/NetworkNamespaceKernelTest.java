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
package io.xsk.netns;

import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

class NetworkNamespaceKernelTest
{
    @KernelTest
    void shouldJoinTwoHostsThatAreNotThisOne()
    {
        try (Cable cable = new Cable(2))
        {
            final NetDevice left = cable.left().device(LEFT);
            final NetDevice right = cable.right().device(RIGHT);

            assertTrue(left.isUp());
            assertTrue(right.isUp());
            assertEquals(2, left.rxQueues());
            assertEquals(1500, right.mtu());
            assertNotEquals(left.macAddress(), right.macAddress());
            assertThrows(XskException.class, () -> cable.left().device(RIGHT));
            assertThrows(XskException.class, () -> NetDevice.byName(LEFT));
        }
    }

    @KernelTest
    void shouldChangeTheMtu()
    {
        try (Cable cable = new Cable(1))
        {
            cable.left().mtu(LEFT, 9000);
            cable.right().mtu(RIGHT, 68);

            assertEquals(9000, cable.left().device(LEFT).mtu());
            assertEquals(68, cable.right().device(RIGHT).mtu());
            assertTrue(cable.left().device(LEFT).isUp());
        }
    }

    @KernelTest
    void shouldLeaveTheMtuThatTheDriverRefuses()
    {
        try (Cable cable = new Cable(1))
        {
            for (final int mtu : new int[]{ -1, 0, 67, 70_000 })
            {
                final XskException exception =
                    assertThrows(XskException.class, () -> cable.left().mtu(LEFT, mtu));
                assertEquals("EINVAL", exception.errnoName());
                assertTrue(exception.getMessage().contains("mtu=" + mtu), exception.getMessage());
            }
            assertThrows(XskException.class, () -> cable.left().mtu(RIGHT, 1500));

            assertEquals(1500, cable.left().device(LEFT).mtu());
        }
    }

    @KernelTest
    void shouldLeaveNothingBehind() throws IOException
    {
        final String namespace;
        try (NetworkNamespace host = NetworkNamespace.create("host"))
        {
            namespace = host.call(() -> namespaceOf(Path.of("/proc/thread-self")));
            assertTrue(isInUse(namespace));
        }

        // The kernel's thread ends a little after the JVM's has; the test's timeout bounds the wait.
        while (isInUse(namespace))
        {
            Thread.yield();
        }
    }

    @KernelTest
    void shouldKeepThreadsThatItStartsInTheNamespace() throws Exception
    {
        try (NetworkNamespace host = NetworkNamespace.create("host"))
        {
            final String namespace = host.call(() -> namespaceOf(Path.of("/proc/thread-self")));
            final String[] ofChild = new String[1];
            final Thread child = host.call(() -> Thread.ofPlatform().start(() ->
                ofChild[0] = namespaceOf(Path.of("/proc/thread-self"))));
            child.join();

            assertEquals(namespace, ofChild[0]);
            assertNotEquals(namespace, namespaceOf(Path.of("/proc/thread-self")));
        }
    }

    @KernelTest
    void shouldThrowWhatTheActionThrows()
    {
        try (NetworkNamespace host = NetworkNamespace.create("host"))
        {
            final IllegalStateException unchecked = new IllegalStateException("unchecked");
            final IOException checked = new IOException("checked");

            assertEquals(unchecked, assertThrows(IllegalStateException.class, () -> host.run(() ->
            {
                throw unchecked;
            })));
            assertEquals(checked, assertThrows(CompletionException.class, () -> host.call(() ->
            {
                throw checked;
            })).getCause());
        }
    }

    private static boolean isInUse(final String namespace) throws IOException
    {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task")))
        {
            return tasks.anyMatch(task -> namespace.equals(namespaceOf(task)));
        }
    }

    private static String namespaceOf(final Path task)
    {
        try
        {
            return Files.readSymbolicLink(task.resolve("ns/net")).toString();
        }
        catch (final IOException ignore)
        {
            return "ended";
        }
    }
}
