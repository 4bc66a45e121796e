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
package io.xsk.samples.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.KernelTest;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;

class MulticastMembershipKernelTest
{
    /** 239.100.1.1 as the kernel prints it. */
    private static final String GROUP = "010164EF";
    private static final String SOURCE_FILTER = "0xef640101 0x0a4d0001";

    @KernelTest
    void shouldHoldAndReleaseMemberships() throws IOException
    {
        final InetAddress group = InetAddress.getByName("239.100.1.1");
        final InetAddress source = InetAddress.getByName("10.77.0.1");
        try (
            NetworkNamespace one = NetworkNamespace.create("one");
            NetworkNamespace other = NetworkNamespace.create("other"))
        {
            NetworkNamespace.connect(one, "feed", other, "host", 1);
            other.addAddress("host", (Inet4Address)InetAddress.getByName("10.77.0.2"), 24);

            final MulticastMembership any = other.call(() ->
                MulticastMembership.join(NetworkInterface.getByName("host"), group));
            assertTrue(any.isValid());
            assertTrue(other.call(() -> read("igmp")).contains(GROUP));
            any.close();
            any.close();
            assertFalse(any.isValid());
            assertFalse(other.call(() -> read("igmp")).contains(GROUP));

            final MulticastMembership specific = other.call(() ->
                MulticastMembership.join(NetworkInterface.getByName("host"), group, source));
            assertTrue(other.call(() -> read("igmp")).contains(GROUP));
            assertEquals(1, count(other.call(() -> read("mcfilter"))));
            specific.close();
            assertEquals(0, count(other.call(() -> read("mcfilter"))));
        }
    }

    private static int count(final String filters)
    {
        return (int)filters.lines().filter(line -> line.replaceAll(" +", " ").contains(SOURCE_FILTER)).count();
    }

    /** What the kernel says in the namespace of this thread, not of the process. */
    private static String read(final String file) throws IOException
    {
        return Files.readString(Path.of("/proc/thread-self/net", file));
    }
}
