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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads captures, whatever their link type: bytes are bytes to a filter.
 */
final class PcapFile
{
    private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
    private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
    private static final int FILE_HEADER_LENGTH = 24;
    private static final int PACKET_HEADER_LENGTH = 16;
    private static final int CAPTURED_LENGTH_OFFSET = 8;

    private PcapFile()
    {
    }

    static List<byte[]> packets(final Path file) throws IOException
    {
        final ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(file));
        if (!isMagic(buffer.getInt(0)))
        {
            buffer.order(ByteOrder.LITTLE_ENDIAN);
        }
        if (!isMagic(buffer.getInt(0)))
        {
            throw new IOException("not a capture: file=" + file);
        }
        final List<byte[]> packets = new ArrayList<>();
        buffer.position(FILE_HEADER_LENGTH);
        while (buffer.remaining() > PACKET_HEADER_LENGTH)
        {
            final int length = buffer.getInt(buffer.position() + CAPTURED_LENGTH_OFFSET);
            buffer.position(buffer.position() + PACKET_HEADER_LENGTH);
            // Some of these captures end in the middle of a packet.
            final byte[] packet = new byte[Math.min(length, buffer.remaining())];
            buffer.get(packet);
            packets.add(packet);
        }

        return packets;
    }

    private static boolean isMagic(final int word)
    {
        return MAGIC_MICROSECONDS == word || MAGIC_NANOSECONDS == word;
    }
}
