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

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Whole files with a few bytes changed, or cut off. {@code -Dlong=SECONDS} goes on for so long, with another seed.
 */
class CaptureReaderMutationTest
{
    private static final int ROUNDS = 5_000;
    private static final long LONG_S = Long.getLong("long", 0);

    @Test
    void shouldEndClearlyWhateverTheFileHolds()
    {
        final long seed = LONG_S > 0 ? System.nanoTime() : 17;
        final Random random = new Random(seed);
        final List<byte[]> files = files();
        final long startNs = System.nanoTime();
        for (int i = 0; i < ROUNDS || System.nanoTime() - startNs < LONG_S * 1_000_000_000L; i++)
        {
            final byte[] file = files.get(i % files.size()).clone();
            for (int changes = random.nextInt(6); changes > 0; changes--)
            {
                file[random.nextInt(file.length)] = (byte)(random.nextBoolean() ? random.nextInt() : 0xFF);
            }
            final int length = random.nextInt(4) > 0 ? file.length : random.nextInt(file.length);
            final int round = i;
            read(Arrays.copyOf(file, length), 0 == i % 2, () -> "seed=" + seed + " round=" + round);
        }
    }

    private static void read(
        final byte[] file, final boolean isAnyLinkType, final Supplier<String> message)
    {
        try (CaptureReader reader =
            CaptureReader.of(new ByteArrayInputStream(file), "memory", isAnyLinkType))
        {
            int count = 0;
            while (reader.next())
            {
                count++;
                reader.packet().boundsCheck(0, reader.packet().capacity());
                assertTrue(reader.originalLength() >= 0 && reader.interfaceId() >= 0, message);
            }
            assertTrue(count <= file.length, message);
            assertTrue(null != reader.end() && reader.end().offset() >= 0, message);
        }
        catch (final CaptureException ofFile)
        {
            // No capture, or not Ethernet: the one exception there is.
            assertTrue(ofFile.getMessage().contains("memory"), message);
        }
    }

    private static List<byte[]> files()
    {
        final CaptureBytes classic = new CaptureBytes(ByteOrder.BIG_ENDIAN).pcapHeader(0xa1b23c4d, 1);
        final CaptureBytes next = new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
        next.section().interfaceOf(1, 64, next.option(9, (byte)0x89), next.option(14, 7L));
        for (int i = 0; i < 4; i++)
        {
            classic.pcapPacket(i, i, CaptureBytes.packetOf(20 + i, i), 20);
            next.packet(0, i, CaptureBytes.packetOf(20 + i, i), next.option(4, 1L));
        }
        next.simplePacket(9, CaptureBytes.packetOf(9, 1)).obsoletePacket(0, 1, CaptureBytes.packetOf(9, 1))
            .statistics(0, next.option(5, 5L));

        return List.of(classic.toArray(), next.toArray(), CaptureBytes.gzip(next.toArray()));
    }
}
