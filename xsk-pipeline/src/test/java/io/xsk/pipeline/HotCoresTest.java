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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.xsk.CpuAffinity;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the real threads of this JVM; what is asserted is read from /proc, not from the class under test. */
class HotCoresTest
{
    private final ThreadKeeper keeper = new ThreadKeeper();
    private final BitSet allowed = CpuAffinity.allowed();
    private final int hotCpu = allowed.length() - 1;
    private final int otherCpu = allowed.nextSetBit(0);
    private final ExecutorService hotThread = Executors.newSingleThreadExecutor();
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void requireTwoCpus()
    {
        assumeTrue(allowed.cardinality() > 1, "one CPU only");
    }

    @AfterEach
    void endThreads()
    {
        end.countDown();
        hotThread.shutdown();
    }

    @Test
    void shouldKeepAllThreadsButTheHotOneOffItsCore() throws Exception
    {
        final int hotId = onHotThread(CpuAffinity::threadId);
        final Map<Integer, String> before = allowedLists();
        try (HotCores hotCores = HotCores.keep(keeper, cpus(hotCpu)))
        {
            onHotThread(() ->
            {
                hotCores.pin(hotCpu);
                return null;
            });
            hotCores.doWork();

            assertNull(hotCores.warning());
            assertEquals(Integer.toString(hotCpu), allowedLists().get(hotId));
            final List<ThreadPlacement> report = hotCores.report();
            assertTrue(report.size() > 5, report::toString);
            for (final ThreadPlacement placement : report)
            {
                assertEquals(hotId == placement.threadId(), placement.isHot(), placement::toString);
                assertEquals(placement.isHot(), placement.cpus().get(hotCpu), placement::toString);
            }
            assertTrue(report.stream().anyMatch(placement -> placement.name().contains("CompilerThre")),
                report::toString);
            assertTrue(report.stream().anyMatch(placement -> placement.name().startsWith("VM Thread")),
                report::toString);
            for (final int threadId : before.keySet())
            {
                final BitSet now = CpuAffinity.allowed(threadId);
                assertTrue(hotId == threadId || !now.get(hotCpu), () -> threadId + " " + now);
            }
        }

        assertGivenBack(before);
        assertEquals(allowed, CpuAffinity.allowed(hotId));
    }

    @Test
    void shouldMoveThreadsThatStartLater() throws Exception
    {
        final int childId;
        try (HotCores hotCores = HotCores.keep(keeper, cpus(hotCpu)))
        {
            onHotThread(() ->
            {
                hotCores.pin(hotCpu);
                return null;
            });
            hotCores.doWork();
            assertEquals(0, hotCores.doWork());

            childId = onHotThread(this::startThread);
            assertEquals(cpus(hotCpu), CpuAffinity.allowed(childId));
            assertTrue(hotCores.doWork() > 0);
            assertFalse(CpuAffinity.allowed(childId).get(hotCpu));
        }

        assertEquals(allowed, CpuAffinity.allowed(childId));
        assertEquals(0, keeper.move());
    }

    @Test
    void shouldGiveAThreadWhichWasElsewhereBackToWhereItWas() throws Exception
    {
        onHotThread(() ->
        {
            CpuAffinity.pin(hotCpu);
            return null;
        });
        try (HotCores hotCores = HotCores.keep(keeper, cpus(hotCpu)))
        {
            assertFalse(onHotThread(CpuAffinity::allowed).get(hotCpu));
            assertNotNull(hotCores.report());
        }
        assertEquals(cpus(hotCpu), onHotThread(CpuAffinity::allowed));
    }

    @Test
    void shouldGiveAThreadBackToWhereItPutItselfMeanwhile() throws Exception
    {
        assertEquals(allowed, onHotThread(CpuAffinity::allowed));
        try (HotCores hotCores = HotCores.keep(keeper, cpus(hotCpu)))
        {
            onHotThread(() ->
            {
                CpuAffinity.pin(hotCpu);
                return null;
            });
            hotCores.doWork();
            assertFalse(onHotThread(CpuAffinity::allowed).get(hotCpu));
        }

        assertEquals(cpus(hotCpu), onHotThread(CpuAffinity::allowed));
    }

    @Test
    void shouldKeepCoresForTwoOwnersUntilTheLastGivesThemBack() throws Exception
    {
        final Map<Integer, String> before = allowedLists();
        final HotCores one = HotCores.keep(keeper, cpus(hotCpu));
        final HotCores other = HotCores.keep(keeper, cpus(hotCpu));
        onHotThread(() ->
        {
            one.pin(hotCpu);
            return null;
        });
        other.doWork();
        assertEquals(cpus(hotCpu), onHotThread(CpuAffinity::allowed));

        one.close();
        assertFalse(CpuAffinity.allowed().get(hotCpu));
        other.close();
        other.close();
        assertGivenBack(before);
    }

    @Test
    void shouldSayWhatItCostsThatNoCoreIsLeft() throws Exception
    {
        final Map<Integer, String> before = allowedLists();
        try (HotCores hotCores = HotCores.keep(keeper, allowed))
        {
            assertTrue(hotCores.warning().contains("0.2 to 3 %"), hotCores.warning());
            assertTrue(hotCores.warning().contains("hot=" + allowed + " allowed=" + allowed), hotCores.warning());
            assertEquals(allowed, CpuAffinity.allowed());
        }
        assertGivenBack(before);
    }

    @Test
    void shouldRefuseToPinToACoreThatIsNotKept()
    {
        try (HotCores hotCores = HotCores.keep(keeper, cpus(hotCpu)))
        {
            assertThrows(IllegalArgumentException.class, () -> hotCores.pin(otherCpu));
            assertThrows(IllegalArgumentException.class, () -> hotCores.pin(-1));
        }
        assertEquals(allowed, CpuAffinity.allowed());
    }

    private int startThread() throws InterruptedException
    {
        final int[] id = new int[1];
        final CountDownLatch started = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() ->
        {
            id[0] = CpuAffinity.threadId();
            started.countDown();
            try
            {
                end.await();
            }
            catch (final InterruptedException ignore)
            {
                Thread.currentThread().interrupt();
            }
        });
        started.await();

        return id[0];
    }

    private <T> T onHotThread(final Callable<T> action) throws Exception
    {
        return hotThread.submit(action).get();
    }

    /** Threads that have ended since are passed over. */
    private static void assertGivenBack(final Map<Integer, String> before) throws IOException
    {
        final Map<Integer, String> after = allowedLists();
        before.keySet().retainAll(after.keySet());
        after.keySet().retainAll(before.keySet());
        assertEquals(before, after);
        assertTrue(after.size() > 5);
    }

    private static Map<Integer, String> allowedLists() throws IOException
    {
        final Map<Integer, String> lists = new TreeMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task")))
        {
            for (final Path task : tasks)
            {
                try
                {
                    final String line = Files.readAllLines(task.resolve("status")).stream()
                        .filter(each -> each.startsWith("Cpus_allowed_list:")).findFirst().orElseThrow();
                    lists.put(Integer.parseInt(task.getFileName().toString()), line.split("\\s+")[1]);
                }
                catch (final NoSuchFileException ignore)
                {
                    // It has ended.
                }
            }
        }

        return lists;
    }

    private static BitSet cpus(final int cpu)
    {
        final BitSet cpus = new BitSet();
        cpus.set(cpu);

        return cpus;
    }
}
