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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class LatencyRecorderTest
{
    private static final int COUNT = 200_000;

    private final LatencyRecorder recorder = new LatencyRecorder("decode");

    @Test
    void shouldTellWhatCameSinceTheLastTimeAndAll()
    {
        recorder.record(1_000, 1_500);
        recorder.record(1_000, 1_700);
        assertEquals(2, recorder.total().getTotalCount());
        recorder.record(1_000, 1_900);

        assertEquals(3, recorder.interval().getTotalCount());
        assertEquals(0, recorder.interval().getTotalCount());
        recorder.record(0, 40);
        assertEquals(40, recorder.interval().getMaxValue());

        assertEquals(4, recorder.total().getTotalCount());
        assertEquals(40, recorder.total().getMinValue());
        assertEquals(900, recorder.total().getMaxValue());
        assertEquals("decode", recorder.name());
    }

    @Test
    void shouldTakeTheLongestForThoseThatAreLonger()
    {
        recorder.record(Long.MIN_VALUE / 4, Long.MAX_VALUE / 4);
        recorder.record(0, LatencyRecorder.HIGHEST_NS);

        assertEquals(2, recorder.total().getTotalCount());
        assertEquals(2, recorder.total().getCountAtValue(LatencyRecorder.HIGHEST_NS));
        assertEquals(0, recorder.backwardCount());
    }

    @Test
    void shouldCountStampsThatAreLaterThanNow()
    {
        recorder.record(11, 10);
        recorder.record(10, 10);

        assertEquals(1, recorder.backwardCount());
        assertEquals(1, recorder.total().getTotalCount());
    }

    @Test
    void shouldLoseNothingWhileItIsRead() throws InterruptedException
    {
        final Thread writer = Thread.ofPlatform().start(() ->
        {
            for (int i = 0; i < COUNT; i++)
            {
                recorder.record(0, i);
            }
        });
        long count = 0;
        while (writer.isAlive())
        {
            count += recorder.interval().getTotalCount();
        }
        writer.join();
        count += recorder.interval().getTotalCount();

        assertEquals(COUNT, count);
        assertEquals(COUNT, recorder.total().getTotalCount());
    }

    @Test
    void shouldNotAllocateWhenItRecords()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        long fewest = Long.MAX_VALUE;
        for (int window = 0; window < 20 && fewest > 0; window++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < COUNT; i++)
            {
                recorder.record(i & 1, i & 0xFFFF);
            }
            fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertEquals(0, fewest);
        assertTrue(recorder.total().getTotalCount() >= COUNT / 2);
    }
}
