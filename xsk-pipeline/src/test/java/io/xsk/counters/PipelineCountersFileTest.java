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
package io.xsk.counters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.counters.PipelineCountersReader.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineCountersFileTest
{
    @TempDir
    private Path directory;

    @Test
    void shouldReadTheCountersOfAProcessWhileItCounts() throws Exception
    {
        try (CountersProcess process = new CountersProcess(directory))
        {
            final PipelineCountersReader reader = onlyReader();
            assertEquals(process.pid(), reader.pid());
            assertEquals("of another process", reader.name());
            assertEquals(State.LIVE, reader.state());
            assertEquals(1, packetsReceived(reader));

            process.count();
            process.count();

            assertEquals(3, packetsReceived(reader));
            assertFalse(reader.removeIfStale());

            process.endInOrder();
            assertEquals(List.of(), PipelineCountersReader.list(directory));
            assertEquals(3, packetsReceived(reader));
        }
    }

    @Test
    void shouldTellAndRemoveTheFileOfAProcessThatWasKilled() throws Exception
    {
        try (CountersProcess process = new CountersProcess(directory))
        {
            process.count();
            process.kill();

            final PipelineCountersReader reader = onlyReader();
            assertEquals(State.STALE, reader.state());
            assertEquals(2, packetsReceived(reader));
            assertTrue(reader.removeIfStale());
            assertFalse(reader.removeIfStale());
            assertEquals(List.of(), PipelineCountersReader.list(directory));
        }
    }

    @Test
    void shouldNotTakeAnotherProcessWithTheSameIdForTheOneThatCrashed() throws IOException
    {
        try (PipelineCounters counters = new PipelineCounters(directory, "older"))
        {
            alter(counters, CountersFileDescriptor.START_TICKS_OFFSET);

            assertEquals(State.STALE, onlyReader().state());
        }
    }

    @Test
    void shouldNotJudgeAProcessOfAnotherNamespace() throws IOException
    {
        try (PipelineCounters counters = new PipelineCounters(directory, "in a container"))
        {
            alter(counters, CountersFileDescriptor.PID_NAMESPACE_OFFSET);

            assertEquals(State.UNKNOWN, onlyReader().state());
            assertFalse(onlyReader().removeIfStale());
        }
    }

    /** Eleven of them, so that a running number has a digit more than another one. */
    @Test
    void shouldListTheFilesOfAProcessInTheOrderInWhichTheyWereMade() throws IOException
    {
        final List<PipelineCounters> made = new ArrayList<>();
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < 11; i++)
        {
            names.add("pipeline " + i);
            made.add(new PipelineCounters(directory, names.getLast()));
        }

        assertEquals(names, PipelineCountersReader.list(directory).stream().map(PipelineCountersReader::name).toList());
        made.forEach(PipelineCounters::close);
    }

    @Test
    void shouldKeepTheFilesOfPipelinesInOneProcessApart() throws IOException
    {
        try (PipelineCounters one = new PipelineCounters(directory, "one");
            PipelineCounters other = new PipelineCounters(directory, "other"))
        {
            one.counter(PipelineCounter.PACKETS_RECEIVED, "port=eth1:0").setRelease(1);
            other.counter(PipelineCounter.PACKETS_RECEIVED, "port=eth1:0").setRelease(2);

            final List<PipelineCountersReader> readers = PipelineCountersReader.list(directory);
            assertEquals(List.of("one", "other"), readers.stream().map(PipelineCountersReader::name).toList());
            assertEquals(1, packetsReceived(readers.get(0)));
            assertEquals(2, packetsReceived(readers.get(1)));
        }
    }

    @Test
    void shouldGoOnCountingInAFileThatIsClosed()
    {
        final PipelineCounters counters = new PipelineCounters(directory, "closed");
        final AtomicCounter errors = counters.counter(PipelineCounter.STAGE_ERRORS, "stage=decode");
        counters.close();
        counters.close();

        assertFalse(Files.exists(counters.file()));
        errors.incrementRelease();
        assertEquals(1, counters.get(PipelineCounter.STAGE_ERRORS, "stage=decode"));
    }

    @Test
    void shouldCutALongNameAndLongLabels() throws IOException
    {
        final String longName = "n".repeat(10_000);
        try (PipelineCounters counters = new PipelineCounters(directory, longName))
        {
            for (final PipelineCounter counter : PipelineCounter.values())
            {
                counters.counter(counter, longName);
            }

            assertEquals(CountersFileDescriptor.MAX_NAME_LENGTH, onlyReader().name().length());
            assertEquals(PipelineCounter.values().length, labels(onlyReader()).size());
            assertTrue(labels(onlyReader()).stream()
                .allMatch(label -> CountersReader.MAX_LABEL_LENGTH == label.length()));
        }
    }

    @Test
    void shouldSayWhereAFileCannotBeMade() throws IOException
    {
        final Path file = Files.createFile(directory.resolve("file"));

        final IllegalStateException exception =
            assertThrows(IllegalStateException.class, () -> new PipelineCounters(file, "name"));

        assertTrue(exception.getMessage().contains(PipelineCounters.DIRECTORY_PROP_NAME), exception.getMessage());
        assertTrue(exception.getMessage().contains("file=" + file), exception.getMessage());
    }

    @Test
    void shouldPassOverWhatIsNoWholeFileOfCounters() throws IOException
    {
        final byte[] good = goodFile();
        final Path path = directory.resolve("xsk-1.counters");
        for (final int length : new int[]{0, 1, 4095, 4096, good.length - 1})
        {
            Files.write(path, Arrays.copyOf(good, length));
            assertEquals(List.of(), PipelineCountersReader.list(directory), "length=" + length);
            assertThrows(IOException.class, () -> PipelineCountersReader.map(path));
        }
        Files.write(path, good);
        assertEquals(1, PipelineCountersReader.list(directory).size());
    }

    @Test
    void shouldReadNothingOutsideOfAFileWithRandomBytes() throws IOException
    {
        final byte[] good = goodFile();
        final Path path = directory.resolve("xsk-1.counters");
        final Random random = new Random(2026);
        int readCount = 0;
        for (int i = 0; i < 100; i++)
        {
            final byte[] bad = good.clone();
            final int end = i % 2 == 0 ? 56 : 8192;
            for (int j = 0; j < 4; j++)
            {
                bad[8 + random.nextInt(end - 8)] = (byte)random.nextInt();
            }
            final int label = CountersFileDescriptor.HEADER_LENGTH + CountersReader.LABEL_OFFSET;
            ByteBuffer.wrap(bad).order(ByteOrder.nativeOrder()).putInt(label, random.nextInt());
            Files.write(path, bad);
            for (final PipelineCountersReader reader : PipelineCountersReader.list(directory))
            {
                labels(reader);
                reader.state();
                readCount++;
            }
        }
        assertTrue(readCount > 50, "readCount=" + readCount);
    }

    private byte[] goodFile() throws IOException
    {
        try (PipelineCounters counters = new PipelineCounters(directory, "good"))
        {
            counters.counter(PipelineCounter.PACKETS_RECEIVED, "port=eth1:0");
            return Files.readAllBytes(counters.file());
        }
    }

    private void alter(final PipelineCounters counters, final int offset) throws IOException
    {
        final byte[] bytes = Files.readAllBytes(counters.file());
        bytes[offset]++;
        Files.write(counters.file(), bytes);
    }

    private PipelineCountersReader onlyReader() throws IOException
    {
        final List<PipelineCountersReader> readers = PipelineCountersReader.list(directory);
        assertEquals(1, readers.size());

        return PipelineCountersReader.map(readers.getFirst().path());
    }

    private static List<String> labels(final PipelineCountersReader reader)
    {
        final List<String> labels = new ArrayList<>();
        reader.forEach((typeId, label, value) -> labels.add(label));

        return labels;
    }

    private static long packetsReceived(final PipelineCountersReader reader)
    {
        final long[] result = {-1};
        reader.forEach((typeId, label, value) ->
        {
            if (PipelineCounter.PACKETS_RECEIVED.typeId() == typeId)
            {
                result[0] = value;
            }
        });

        return result[0];
    }
}
