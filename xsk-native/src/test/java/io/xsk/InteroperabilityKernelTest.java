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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.netns.NetworkNamespace;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import io.xsk.testing.XskHost;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/**
 * Programs that were not written here, on the other end of the cable.
 */
class InteroperabilityKernelTest
{
    private static final int CAPACITY = 64;
    private static final int PACKET_LENGTH = 100;
    private static final int PACKET_COUNT = 5;
    private static final int UDP_PAYLOAD_INDEX = 14 + 20 + 8;

    /** The file format of libpcap: a header of 24 bytes, and one of 16 before each packet. */
    private static final int PCAP_HEADER_LENGTH = 24;
    private static final int PCAP_PACKET_HEADER_LENGTH = 16;

    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private Cable cable;

    /** Runs only when the test does: a condition on a test is evaluated before its instance is set up. */
    @BeforeEach
    void setUp()
    {
        cable = new Cable(1);
    }

    @AfterEach
    void tearDown()
    {
        cable.close();
    }

    @KernelTest
    void shouldReceiveWhatBashSends() throws Exception
    {
        final Inet4Address left = (Inet4Address)InetAddress.getByName("10.80.0.1");
        final Inet4Address right = (Inet4Address)InetAddress.getByName("10.80.0.2");
        cable.left().addAddress(LEFT, left, 24);
        cable.left().addNeighbour(LEFT, right, cable.right().device(RIGHT).macAddress());
        try (XskHost receiver = new XskHost(cable.right(), RIGHT, CAPACITY, CAPACITY).receive())
        {
            final Process bash = start(cable.left(), "bash", "-c", "echo -n tick > /dev/udp/10.80.0.2/26400");
            assertEquals(0, bash.waitFor());
            assertTrue(receiver.socket().awaitRx(-1));

            assertEquals(1, receiver.socket().rxRing().available(CAPACITY));
            final int length = receiver.socket().rxRing().length(0);
            receiver.socket().umem().wrap(receiver.take(), length, packet);
            assertEquals(UDP_PAYLOAD_INDEX + 4, length);
            assertEquals("tick", packet.getStringWithoutLengthAscii(UDP_PAYLOAD_INDEX, 4));
        }
    }

    @KernelTest
    void shouldSendWhatTcpdumpReads() throws Exception
    {
        Assumptions.assumeTrue(isInstalled("tcpdump") || "required".equals(System.getProperty("xsk.kernel.tests")),
            "tcpdump is not installed");
        final Process tcpdump = start(cable.left(),
            "tcpdump", "--immediate-mode", "-U", "-n", "-i", LEFT, "-c", String.valueOf(PACKET_COUNT), "-w", "-");
        try (
            XskHost sender = new XskHost(cable.right(), RIGHT, CAPACITY, 0);
            DataInputStream capture = new DataInputStream(tcpdump.getInputStream()))
        {
            awaitLine(tcpdump.errorReader(StandardCharsets.UTF_8), "listening on " + LEFT);
            for (int number = 0; number < PACKET_COUNT; number++)
            {
                sender.send(number, PACKET_LENGTH);
            }

            capture.readNBytes(PCAP_HEADER_LENGTH);
            for (int number = 0; number < PACKET_COUNT; number++)
            {
                capture.readNBytes(PCAP_PACKET_HEADER_LENGTH);
                final long address = sender.socket().umem().frameAddress(CAPACITY + number) +
                    sender.socket().umem().packetOffset();
                final byte[] sent = new byte[PACKET_LENGTH];
                sender.socket().umem().wrap(address, PACKET_LENGTH, packet);
                packet.getBytes(0, sent);
                assertArrayEquals(sent, capture.readNBytes(PACKET_LENGTH));
            }
            assertEquals(0, tcpdump.waitFor());
        }
        finally
        {
            tcpdump.destroyForcibly();
        }
    }

    private static boolean isInstalled(final String program)
    {
        return Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static Process start(final NetworkNamespace host, final String... command)
    {
        return host.call(() -> new ProcessBuilder(command).start());
    }

    private static void awaitLine(final BufferedReader reader, final String text) throws Exception
    {
        String line = reader.readLine();
        while (!line.contains(text))
        {
            line = reader.readLine();
        }
    }
}
