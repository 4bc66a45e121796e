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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.ffi.DescriptorChannel;
import io.xsk.ffi.Epoll;
import io.xsk.ffi.IfXdp;
import io.xsk.ffi.Sockets;
import io.xsk.testing.Cable;
import io.xsk.testing.ChildJvm;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * The descriptor of a socket in other hands: the kernel's epoll, and other processes.
 */
class SocketDescriptorKernelTest
{
    private static final int CAPACITY = 64;
    private static final int PACKET_LENGTH = HandedSocketMain.PACKET_LENGTH;

    @TempDir
    private Path folder;

    @KernelTest
    void shouldBeWatchedByEpollWithOthers()
    {
        try (
            Cable cable = new Cable(1);
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive();
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0);
            Epoll epoll = new Epoll())
        {
            assertEquals(0, epoll.add(receiver.socket().fd(), Sockets.POLLIN));
            assertEquals(-1, epoll.await(0));

            sender.send(1, PACKET_LENGTH);
            assertEquals(receiver.socket().fd(), epoll.await(-1));
            assertEquals(1, receiver.number(receiver.take()));
            assertEquals(-1, epoll.await(0));

            assertEquals(0, epoll.add(sender.socket().fd(), Sockets.POLLOUT));
            assertEquals(sender.socket().fd(), epoll.await(-1));
        }
    }

    /** The privileged process makes the socket; the one that has no privileges does all the rest. */
    @KernelTest
    void shouldServeAProcessWithoutPrivilegesThatItIsHandedTo() throws IOException, InterruptedException
    {
        try (
            Cable cable = new Cable(1);
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive())
        {
            final int fd = cable.left().call(() -> Sockets.socket(IfXdp.AF_XDP, Sockets.SOCK_RAW, 0));
            final String output = handOver(cable, "own", fd);
            Sockets.close(fd);

            assertEquals("status=0\nsocket=-1 done=true\n", output);
            assertEquals(-1, receiver.number(receiver.take()));
        }
    }

    @KernelTest
    void shouldBeWokenByAnotherProcessThatItsDescriptorIsHandedTo() throws IOException, InterruptedException
    {
        try (
            Cable cable = new Cable(1);
            XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive();
            XskHost sender = new XskHost(cable.left(), LEFT, CAPACITY, 0))
        {
            final XskSocket socket = sender.socket();
            sender.compose(0, 7, PACKET_LENGTH);
            socket.txRing().put(socket.txRing().tryClaim(1), 0, PACKET_LENGTH, 0);
            socket.txRing().commit();
            assertEquals(-1, receiver.take());

            assertEquals("status=0\nsocket=-1 done=true\n", handOver(cable, "wake", socket.fd()));
            assertEquals(7, receiver.number(receiver.take()));
            assertTrue(socket.awaitTx(-1));
        }
    }

    private String handOver(final Cable cable, final String what, final int fd)
        throws IOException, InterruptedException
    {
        final Path path = folder.resolve("channel");
        try (DescriptorChannel listener = DescriptorChannel.listen(path))
        {
            final Process process = cable.left().call(() -> start(what, path));
            try (DescriptorChannel channel = listener.accept())
            {
                channel.send(fd);
                return ChildJvm.await(process);
            }
        }
    }

    private static Process start(final String what, final Path path)
    {
        try
        {
            return ChildJvm.start(List.of(), List.of(), HandedSocketMain.class, what, path.toString());
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }
}
