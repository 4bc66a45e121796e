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
package io.xsk.samples.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.CloseHelper;

/**
 * Sends back over TCP what comes, on the host of the thread that made it.
 */
final class EchoServer implements AutoCloseable
{
    private static final byte[] TEXT = "the kernel has its network as before".getBytes(StandardCharsets.US_ASCII);
    private static final int TIMEOUT_MS = 5_000;

    private final ServerSocket serverSocket;

    EchoServer(final InetAddress address) throws IOException
    {
        serverSocket = new ServerSocket(0, 0, address);
        Thread.ofPlatform().daemon().name("echo").start(this::run);
    }

    InetSocketAddress address()
    {
        return (InetSocketAddress)serverSocket.getLocalSocketAddress();
    }

    /** From the host of the calling thread. */
    static boolean isEchoed(final InetSocketAddress address) throws IOException
    {
        try (Socket socket = new Socket())
        {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(address, TIMEOUT_MS);
            socket.getOutputStream().write(TEXT);
            socket.shutdownOutput();

            return Arrays.equals(TEXT, socket.getInputStream().readAllBytes());
        }
    }

    @Override
    public void close()
    {
        CloseHelper.close(serverSocket);
    }

    private void run()
    {
        while (!serverSocket.isClosed())
        {
            try (Socket socket = serverSocket.accept())
            {
                socket.setSoTimeout(TIMEOUT_MS);
                socket.getInputStream().transferTo(socket.getOutputStream());
            }
            catch (final IOException ignore)
            {
                // Closed, or the client has gone: it counts what did not come back.
                Thread.onSpinWait();
            }
        }
    }
}
