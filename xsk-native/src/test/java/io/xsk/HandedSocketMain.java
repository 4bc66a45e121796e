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

import io.xsk.ffi.DescriptorChannel;
import io.xsk.ffi.IfXdp;
import io.xsk.ffi.Sockets;
import io.xsk.ffi.ThreadCapabilities;
import io.xsk.testing.XskHost;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A process without privileges that is handed a socket: one that nothing was done to, which it makes its own and sends
 * a packet with, or one that is in use elsewhere, which it wakes.
 */
final class HandedSocketMain
{
    static final int PACKET_LENGTH = 64;
    private static final int CAPACITY = 64;
    private static final int ATTEMPTS = 1_000;

    private HandedSocketMain()
    {
    }

    public static void main(final String[] args)
    {
        ThreadCapabilities.dropAll();
        try (DescriptorChannel channel = DescriptorChannel.connect(Path.of(args[1])))
        {
            final int fd = channel.receive();
            System.out.print("socket=" + Sockets.socket(IfXdp.AF_XDP, Sockets.SOCK_RAW, 0));
            System.out.println(" done=" + ("own".equals(args[0]) ? own(fd) : Sockets.wakeupTx(fd)));
        }
    }

    private static boolean own(final int fd)
    {
        try (
            Umem umem = Umem.allocate(new Umem.Context().frameCount(CAPACITY));
            XskSocket socket = XskSocket.open(XskHost.context(LEFT, CAPACITY).umem(umem).fd(fd)))
        {
            socket.bind();
            final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
            umem.wrap(0, PACKET_LENGTH, packet);
            packet.setMemory(0, PACKET_LENGTH, (byte)-1);
            socket.txRing().put(socket.txRing().tryClaim(1), 0, PACKET_LENGTH, 0);
            socket.txRing().commit();
            for (int i = 0; i < ATTEMPTS && socket.txRing().size() > 0; i++)
            {
                socket.wakeupTx();
            }

            return 0 == socket.txRing().size();
        }
    }
}
