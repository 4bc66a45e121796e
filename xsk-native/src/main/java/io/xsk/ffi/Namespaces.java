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
package io.xsk.ffi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The network namespace of the calling thread, see network_namespaces(7).
 */
public final class Namespaces
{
    private static final Path NETWORK_OF_THREAD = Path.of("/proc/thread-self/ns/net");
    private static final int CLONE_NEWNET = 0x40000000;

    private Namespaces()
    {
    }

    /**
     * Move the calling thread alone into a new network namespace. Threads that it starts from now on live there too.
     *
     * @return 0 or the negative errno.
     */
    public static int unshareNetwork()
    {
        return SystemCall.UNSHARE.call(CLONE_NEWNET, 0, 0);
    }

    /**
     * Which network namespace the calling thread is in.
     *
     * @return the number that {@code ls -l /proc/thread-self/ns} shows; 0 where there is no such file.
     */
    public static long networkOfThisThread()
    {
        try
        {
            final String link = Files.readSymbolicLink(NETWORK_OF_THREAD).toString();
            return Long.parseLong(link, link.indexOf('[') + 1, link.indexOf(']'), 10);
        }
        catch (final IOException ignore)
        {
            // Without /proc nobody can tell, and then all threads are taken to be in the same one.
            return 0;
        }
    }
}
