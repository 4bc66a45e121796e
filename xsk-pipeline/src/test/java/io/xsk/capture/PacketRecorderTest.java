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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketRecorderTest
{
    private static final int PACKET_LENGTH = 1_000;
    private static final int RING_LENGTH = 1 << 16;

    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[PACKET_LENGTH]);

    @TempDir
    private Path directory;

    @Test
    void shouldSkipAndSayWhereWhenTheDiskIsSlow()
    {
        final Path file = directory.resolve("slow.pcapng");
        final PacketRecorder recorder = PacketRecorder.create(context(file));
        final RecorderAgent disk = recorder.agent();
        final long first = record(recorder, 0, 100);
        while (disk.doWork() > 0)
        {
            assertEquals(0, recorder.get(RecorderCounter.REFUSED));
        }
        final long second = record(recorder, 100, 1);
        assertEquals(1, second);
        assertEquals(100 - first, recorder.get(RecorderCounter.SKIPPED));
        final long third = record(recorder, 101, 200);
        disk.onClose();

        final long recorded = first + second + third;
        assertTrue(first > 20 && third > 20 && recorded < 301);
        assertEquals(recorded, recorder.get(RecorderCounter.RECORDED));
        assertEquals(recorded, recorder.get(RecorderCounter.WRITTEN));
        assertEquals(301 - recorded, recorder.get(RecorderCounter.SKIPPED));
        assertEquals(file.toFile().length(), recorder.get(RecorderCounter.BYTES));
        try (CaptureReader reader = CaptureReader.open(file))
        {
            long sequence = 0;
            while (reader.next())
            {
                sequence++;
                if (first + 1 == sequence)
                {
                    assertEquals(100, reader.packet().getLong(0));
                    assertEquals(100 - first, reader.dropCount());
                }
            }
            assertEquals(recorded, sequence);
            assertEquals(301 - recorded, reader.dropCount());
        }
    }

    @Test
    void shouldRotateByLengthAndByTime() throws IOException
    {
        final PacketRecorder byLength = PacketRecorder.create(
            context(directory.resolve("length.pcapng")).rotateLength(5_000).ringLength(1 << 20));
        record(byLength, 0, 10);
        byLength.agent().onClose();
        assertEquals(List.of(4, 4, 2), counts("length-"));
        assertEquals(3, byLength.get(RecorderCounter.FILES));

        final PacketRecorder byTime = PacketRecorder.create(
            context(directory.resolve("time.pcap")).rotateNs(3).ringLength(1 << 20));
        record(byTime, 0, 8);
        byTime.agent().onClose();
        assertEquals(List.of(3, 3, 2), counts("time-"));
    }

    @Test
    void shouldCutOffAtTheSnapLength()
    {
        final Path file = directory.resolve("snap.pcap");
        try (PacketRecorder recorder = PacketRecorder.launch(context(file).snapLength(64)))
        {
            record(recorder, 0, 1);
        }
        try (CaptureReader reader = CaptureReader.open(file))
        {
            assertTrue(reader.next());
            assertEquals(64, reader.packet().capacity());
            assertEquals(PACKET_LENGTH, reader.originalLength());
            assertFalse(reader.next());
        }
    }

    @Test
    void shouldBeValidUpToTheLastPacketWhenTheProcessIsKilled() throws Exception
    {
        for (final String suffix : List.of("pcap", "pcapng"))
        {
            final Path file = directory.resolve("killed." + suffix);
            final Process process = RecorderProcess.start("", file);
            long written = 0;
            try (BufferedReader output = process.inputReader())
            {
                for (int i = 0; i < 3; i++)
                {
                    written = Long.parseLong(output.readLine().split(" ")[1]);
                }
            }
            finally
            {
                process.destroyForcibly().waitFor();
            }

            assertTrue(file.toFile().length() >= written);
            final long recordLength = "pcap".equals(suffix) ?
                PcapDescriptor.RECORD_HEADER_LENGTH + RecorderProcess.PACKET_LENGTH :
                PcapNgDescriptor.DATA_OFFSET + RecorderProcess.PACKET_LENGTH + PcapNgDescriptor.TRAILER_LENGTH;
            assertTrue(countSequence(file) >= written / recordLength - 1);
        }
    }

    @Test
    void shouldSayOnceThatTheDiskIsFullAndCountTheRest() throws Exception
    {
        final Path file = directory.resolve("full.pcap");
        final Process process = RecorderProcess.start("ulimit -f 2000; ", file);
        try (BufferedReader output = process.inputReader())
        {
            final List<String> lines = output.lines().filter(line -> !line.startsWith("written")).toList();
            assertEquals(0, process.waitFor(), lines::toString);
            assertEquals(lines.get(0).split(" ")[1], lines.get(1).split(" ")[1]);
            assertTrue(lines.get(2).startsWith("errors 1 capture file cannot be written: file="), lines.get(2));
        }
        finally
        {
            process.destroyForcibly();
        }
        assertTrue(countSequence(file) > 15_000);
    }

    @Test
    void shouldRefuseWhatCannotBe()
    {
        final Path file = directory.resolve("refused.pcap");
        assertThrows(NullPointerException.class, () -> PacketRecorder.launch(new PacketRecorder.Context()));
        assertThrows(IllegalArgumentException.class, () -> PacketRecorder.launch(context(file).ringLength(100_000)));
        assertThrows(IllegalArgumentException.class, () -> PacketRecorder.launch(context(file).snapLength(0)));
        assertThrows(
            CaptureException.class, () -> PacketRecorder.launch(context(directory.resolve("no/such/file"))));
        assertFalse(Files.exists(file));
    }

    @Test
    void shouldNotAllocate()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final PacketRecorder recorder = PacketRecorder.create(context(directory.resolve("alloc.pcapng")));
        long least = Long.MAX_VALUE;
        for (int window = 0; window < 100; window++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            record(recorder, 0, 100);
            recorder.agent().doWork();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        recorder.agent().onClose();

        assertEquals(0, least);
        assertTrue(recorder.get(RecorderCounter.SKIPPED) > 0);
    }

    private static PacketRecorder.Context context(final Path file)
    {
        return new PacketRecorder.Context().file(file).ringLength(RING_LENGTH);
    }

    /** Packets with their number in them and as stamp; answers how many were not skipped. */
    private long record(final PacketRecorder recorder, final int firstSequence, final int count)
    {
        final long before = recorder.get(RecorderCounter.RECORDED);
        for (int i = 0; i < count; i++)
        {
            packet.putLong(0, firstSequence + i);
            recorder.record(0, firstSequence + i, packet, PACKET_LENGTH);
        }

        return recorder.get(RecorderCounter.RECORDED) - before;
    }

    private List<Integer> counts(final String prefix) throws IOException
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).sorted()
                .map(file ->
                {
                    try (CaptureReader reader = CaptureReader.open(file))
                    {
                        int count = 0;
                        while (reader.next())
                        {
                            count++;
                        }
                        return count;
                    }
                }).toList();
        }
    }

    private static long countSequence(final Path file)
    {
        try (CaptureReader reader = CaptureReader.open(file))
        {
            long sequence = 0;
            while (reader.next())
            {
                assertEquals(sequence, reader.packet().getLong(0));
                sequence++;
            }
            assertTrue(CaptureEnd.Kind.DAMAGED != reader.end().kind());

            return sequence;
        }
    }
}
