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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StallWatcherTest
{
    private static final long THRESHOLD_NS = 1_000;

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 2_000);
    private final AtomicLong progress = new AtomicLong(-1);
    private final AtomicLong backlog = new AtomicLong();
    private final List<String> told = new ArrayList<>();
    private final StallWatcher watcher = new StallWatcher(nowNs::get, THRESHOLD_NS,
        (name, at, stalledNs, isOver) -> told.add(name + " " + at + " " + stalledNs + " " + isOver));

    StallWatcherTest()
    {
        watcher.watch("decode", progress::get, backlog::get);
    }

    @Test
    void shouldTellOnceOfAStallAndOnceOfItsEnd()
    {
        backlog.set(3);
        look(0);
        look(THRESHOLD_NS);
        assertEquals(List.of(), told);

        look(1);
        assertEquals(List.of("decode -1 1001 false"), told);
        look(5_000);
        assertEquals(1, told.size());

        progress.set(0);
        look(10);
        assertEquals(List.of("decode -1 1001 false", "decode 0 6011 true"), told);
        look(0);
        assertEquals(2, told.size());
    }

    @Test
    void shouldNotTakeOneWithNothingToDoForStalled()
    {
        for (int i = 0; i < 10; i++)
        {
            look(2 * THRESHOLD_NS);
        }
        backlog.set(1);
        look(2 * THRESHOLD_NS);

        assertEquals(List.of(), told);
    }

    @Test
    void shouldNotTakeOneThatAdvancesForStalled()
    {
        backlog.set(100);
        for (int i = 0; i < 10; i++)
        {
            progress.incrementAndGet();
            look(2 * THRESHOLD_NS);
        }

        assertEquals(List.of(), told);
    }

    @Test
    void shouldCountAStallThatEndsBecauseTheWorkIsGone()
    {
        backlog.set(1);
        look(0);
        look(2_000);
        backlog.set(0);
        look(10);

        assertEquals(List.of("decode -1 2000 false", "decode -1 2010 true"), told);
    }

    @Test
    void shouldWatchEachForItself()
    {
        watcher.watch("book", () -> 7, () -> 1);
        backlog.set(1);
        look(0);
        progress.set(5);
        look(2_000);

        assertEquals(List.of("book 7 2000 false"), told);
    }

    private void look(final long laterNs)
    {
        nowNs.addAndGet(laterNs);
        final int before = told.size();
        assertEquals(watcher.doWork(), told.size() - before);
    }
}
