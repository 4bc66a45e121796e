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
package io.xsk.samples.fuzz;

import io.xsk.capture.CaptureException;
import io.xsk.capture.CaptureReader;
import java.io.ByteArrayInputStream;

/**
 * One capture file, pcap, pcapng or compressed: whole packets, then an end, and no exception but the documented one.
 */
public final class CaptureFuzz
{
    /** No packet is shorter than this in any format, but a compressed file may say much in few bytes. */
    private static final int MAX_PACKETS = 1 << 20;

    private CaptureFuzz()
    {
    }

    /**
     * Try one input.
     *
     * @param data a file.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        for (final boolean isAnyLinkType : new boolean[]{ true, false })
        {
            try (CaptureReader reader =
                CaptureReader.of(new ByteArrayInputStream(data), "memory", isAnyLinkType))
            {
                int count = 0;
                while (count < MAX_PACKETS && reader.next())
                {
                    count++;
                    reader.packet().boundsCheck(0, reader.packet().capacity());
                    if (reader.originalLength() < 0 || reader.interfaceId() < 0 || reader.dropCount() < 0)
                    {
                        throw new AssertionError("negative: " + reader.originalLength() + ' ' + reader.interfaceId() +
                            ' ' + reader.dropCount());
                    }
                }
                if (count < MAX_PACKETS && (null == reader.end() || reader.end().offset() < 0 || reader.next()))
                {
                    throw new AssertionError("no clear end: " + reader.end());
                }
            }
            catch (final CaptureException exception)
            {
                // No capture, or not Ethernet.
                if (!exception.getMessage().contains("memory"))
                {
                    throw exception;
                }
            }
        }
    }
}
