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
package io.xsk.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineEventsTest
{
    private static final int COUNT = 100_000;

    @TempDir
    private Path directory;

    @Test
    void shouldRecordEveryKindOfEvent() throws IOException
    {
        final Path file = directory.resolve("events.jfr");
        try (Recording recording = new Recording())
        {
            recording.start();
            emitAll();
            recording.stop();
            recording.dump(file);
        }

        final Map<String, RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("io.xsk."))
            .collect(Collectors.toMap(event -> event.getEventType().getName(), Function.identity()));

        assertEquals(5, events.size());
        assertEquals("eth1:0", events.get("io.xsk.Launch").getString("ports"));
        assertEquals("SHARED", events.get("io.xsk.Launch").getString("threadingMode"));
        assertEquals(1_000, events.get("io.xsk.Close").getLong("packetsReceived"));
        assertEquals(2, events.get("io.xsk.Close").getLong("packetsDiscarded"));
        assertEquals(3, events.get("io.xsk.Close").getLong("framesLost"));
        assertEquals("NATIVE_COPY", events.get("io.xsk.ModeGot").getString("mode"));
        assertEquals("zero-copy: EOPNOTSUPP", events.get("io.xsk.ModeGot").getString("refusals"));
        assertEquals("decode", events.get("io.xsk.Error").getString("stage"));
        assertEquals("java.lang.IllegalStateException: why", events.get("io.xsk.Error").getString("cause"));
        assertEquals(Duration.ofNanos(1_500), events.get("io.xsk.Stall").getDuration("stalled"));
        assertEquals(9, events.get("io.xsk.Stall").getLong("backlog"));
        assertTrue(events.get("io.xsk.Stall").getBoolean("isOver"));
        assertNull(events.get("io.xsk.Stall").getStackTrace());
    }

    @Test
    void shouldAllocateNothingWhileNothingIsRecorded()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final StageException exception = new StageException("threw", "decode", 7, null);
        long fewest = Long.MAX_VALUE;
        for (int window = 0; window < 20 && fewest > 0; window++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < COUNT; i++)
            {
                PipelineEvents.error(exception);
                PipelineEvents.stall("decode", i, 9, 1_500, true);
            }
            fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertEquals(0, fewest);
    }

    private static void emitAll()
    {
        PipelineEvents.launch("ticks", "SHARED", "eth1:0", "decode, book");
        PipelineEvents.modeGot("eth1:0", "NATIVE_COPY", "zero-copy: EOPNOTSUPP");
        PipelineEvents.error(new StageException("threw", "decode", 7, new IllegalStateException("why")));
        PipelineEvents.stall("decode", 7, 9, 1_500, true);
        PipelineEvents.close("ticks", 1_000, 2, 3);
    }
}
