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
package io.xsk.net;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Captures that made other programs read where they must not. They are not part of the project: they are looked for in
 * {@code ../shared/data} beside the checkout, or where the environment variable {@code XSK_SHARED_DATA} says.
 */
class RobustnessCapturesTest
{
    private static final String ENVIRONMENT = "XSK_SHARED_DATA";
    private static final int FILE_HEADER_LENGTH = 24;
    private static final int RECORD_HEADER_LENGTH = 16;
    private static final int RECORD_LENGTH_OFFSET = 8;
    private static final int MAGIC_US = 0xA1B2C3D4;
    private static final int MAGIC_NS = 0xA1B23C4D;

    private final PacketParser parser = new PacketParser();
    private int packetCount;
    private int ipCount;
    private int udpCount;
    private int rightChecksumCount;

    @Test
    void shouldParseEveryPacketOfEveryCapture() throws IOException
    {
        final Path captures = captures();
        assumeTrue(Files.isDirectory(captures), () -> "not there: " + captures);

        try (DirectoryStream<Path> files = Files.newDirectoryStream(captures, "*.pcap"))
        {
            for (final Path file : files)
            {
                parse(ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        }

        assertTrue(packetCount > 100, "packetCount=" + packetCount);
        assertTrue(ipCount > 20, "ipCount=" + ipCount);
        assertTrue(udpCount > 10, "udpCount=" + udpCount);
        assertTrue(rightChecksumCount > 5, "rightChecksumCount=" + rightChecksumCount + " udpCount=" + udpCount);
    }

    private static Path captures() throws IOException
    {
        final String environment = System.getenv(ENVIRONMENT);
        final Path data = null == environment ? Path.of("../../shared/data") : Path.of(environment);
        final Path captures = data.resolve("robustness");
        if (null != environment && !Files.isDirectory(captures))
        {
            throw new IOException(ENVIRONMENT + " names a directory without captures: " + captures);
        }

        return captures;
    }

    /** Each packet at its own length, at every cut of its first bytes, and at an index that is wrong by one. */
    private void parse(final ByteBuffer file)
    {
        final int magic = file.getInt(0);
        if (MAGIC_US != magic && MAGIC_NS != magic)
        {
            file.order(ByteOrder.LITTLE_ENDIAN);
        }
        file.position(FILE_HEADER_LENGTH);
        while (file.remaining() >= RECORD_HEADER_LENGTH)
        {
            final int length = file.getInt(file.position() + RECORD_LENGTH_OFFSET);
            file.position(file.position() + RECORD_HEADER_LENGTH);
            final int present = Math.min(length, file.remaining());
            final byte[] bytes = new byte[present];
            file.get(bytes);
            for (int cut = 0; cut <= Math.min(128, present); cut++)
            {
                read(new UnsafeBuffer(bytes, 0, cut));
                read(new UnsafeBuffer(bytes, cut, present - cut));
            }
            read(new UnsafeBuffer(bytes));
            packetCount++;
            ipCount += parser.isIp() ? 1 : 0;
            udpCount += parser.isUdp() ? 1 : 0;
            rightChecksumCount += parser.isUdp() && 0 != parser.udp().checksum() &&
                parser.udp().isChecksumRight(parser.ip()) ? 1 : 0;
        }
    }

    private void read(final UnsafeBuffer packet)
    {
        parser.parse(packet);
        if (parser.isIp())
        {
            final long sum = InternetChecksum.sum(packet, parser.ip().payloadIndex(), parser.ip().payloadLength());
            assertTrue(sum >= 0);
        }
        if (parser.isUdp())
        {
            parser.udp().isChecksumRight(parser.ip());
            assertTrue(parser.udp().payloadIndex() + parser.udp().payloadLength() <= packet.capacity());
        }
    }
}
