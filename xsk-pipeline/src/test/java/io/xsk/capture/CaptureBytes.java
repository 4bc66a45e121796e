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
package io.xsk.capture;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/**
 * Capture files in memory, put together byte by byte and not by the writers under test.
 */
final class CaptureBytes
{
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);

    CaptureBytes(final ByteOrder byteOrder)
    {
        bytes.order(byteOrder);
    }

    CaptureBytes pcapHeader(final int magic, final int linkType)
    {
        bytes.putInt(magic).putShort((short)2).putShort((short)4).putLong(0).putInt(65_535).putInt(linkType);
        return this;
    }

    CaptureBytes pcapPacket(final int seconds, final int fraction, final byte[] packet, final int originalLength)
    {
        bytes.putInt(seconds).putInt(fraction).putInt(packet.length).putInt(originalLength).put(packet);
        return this;
    }

    CaptureBytes section()
    {
        return block(0x0A0D0D0A, body(16).putInt(0x1A2B3C4D).putShort((short)1).putShort((short)0).putLong(-1));
    }

    CaptureBytes interfaceOf(final int linkType, final int snapLength, final byte[]... options)
    {
        return block(1, options(body(1024).putShort((short)linkType).putShort((short)0).putInt(snapLength), options));
    }

    CaptureBytes packet(final int interfaceId, final long ticks, final byte[] packet, final byte[]... options)
    {
        final ByteBuffer body = body(2048).putInt(interfaceId).putInt((int)(ticks >>> 32)).putInt((int)ticks)
            .putInt(packet.length).putInt(packet.length + 1).put(packet);

        return block(6, options(pad(body), options));
    }

    CaptureBytes simplePacket(final int originalLength, final byte[] packet)
    {
        return block(3, pad(body(1024).putInt(originalLength).put(packet)));
    }

    CaptureBytes obsoletePacket(final int interfaceId, final int drops, final byte[] packet)
    {
        return block(2, pad(body(1024).putShort((short)interfaceId).putShort((short)drops).putLong(0)
            .putInt(packet.length).putInt(packet.length).put(packet)));
    }

    CaptureBytes statistics(final int interfaceId, final byte[]... options)
    {
        return block(5, options(body(1024).putInt(interfaceId).putLong(0), options));
    }

    CaptureBytes block(final int type, final ByteBuffer body)
    {
        final int length = 12 + body.position();
        bytes.putInt(type).putInt(length).put(body.flip()).putInt(length);
        return this;
    }

    CaptureBytes raw(final int... words)
    {
        for (final int word : words)
        {
            bytes.putInt(word);
        }
        return this;
    }

    ByteBuffer body(final int capacity)
    {
        return ByteBuffer.allocate(capacity).order(bytes.order());
    }

    byte[] option(final int code, final long value)
    {
        return body(12).putShort((short)code).putShort((short)8).putLong(value).array();
    }

    byte[] option(final int code, final byte value)
    {
        return body(8).putShort((short)code).putShort((short)1).put(value).array();
    }

    int length()
    {
        return bytes.position();
    }

    byte[] toArray()
    {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    static byte[] packetOf(final int length, final int seed)
    {
        final byte[] packet = new byte[length];
        for (int i = 0; i < length; i++)
        {
            packet[i] = (byte)(seed + i);
        }

        return packet;
    }

    static byte[] gzip(final byte[] bytes)
    {
        final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(compressed))
        {
            stream.write(bytes);
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }

        return compressed.toByteArray();
    }

    static CaptureReader reader(final byte[] bytes)
    {
        return CaptureReader.of(new ByteArrayInputStream(bytes), "memory", false);
    }

    static byte[] packet(final CaptureReader reader)
    {
        final byte[] packet = new byte[reader.packet().capacity()];
        reader.packet().getBytes(0, packet);

        return packet;
    }

    private static ByteBuffer pad(final ByteBuffer body)
    {
        while (0 != (body.position() & 3))
        {
            body.put((byte)0);
        }

        return body;
    }

    private static ByteBuffer options(final ByteBuffer body, final byte[]... options)
    {
        for (final byte[] option : options)
        {
            body.put(option);
        }

        return 0 == options.length ? body : body.putInt(0);
    }
}
