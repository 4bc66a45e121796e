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

import io.xsk.CpuAffinity;
import io.xsk.XskException;
import io.xsk.proc.ProcStat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The threads of this process, and the CPUs that each may use: those it had, less the ones kept for hot threads. There
 * is one for the process, since there is one affinity for each thread, whoever keeps cores.
 */
final class ThreadKeeper
{
    static final ThreadKeeper INSTANCE = new ThreadKeeper();

    private static final Path TASKS = Path.of("/proc/self/task");

    private final Map<HotCores, BitSet> keptByOwner = new HashMap<>();
    private final Map<Integer, KeptThread> threads = new TreeMap<>();
    /** What the threads could use together before any core was kept. */
    private BitSet original;

    /** Answers a warning, or null. */
    synchronized String keep(final HotCores owner, final BitSet cpus)
    {
        keptByOwner.put(owner, cpus);
        try
        {
            move();
        }
        catch (final XskException exception)
        {
            giveBack(owner);
            throw exception;
        }

        return less(original, kept()).isEmpty() ? warning() : null;
    }

    /** From now on a thread is where it wants to be. */
    synchronized void addHot(final HotCores owner, final int threadId)
    {
        look();
        threads.get(threadId).hotOwner = owner;
    }

    /** Move every thread to where it should be; answers how many were not there. */
    synchronized int move()
    {
        if (keptByOwner.isEmpty())
        {
            return 0;
        }
        look();

        return placeAll();
    }

    synchronized void giveBack(final HotCores owner)
    {
        if (null == keptByOwner.remove(owner))
        {
            return;
        }
        look();
        for (final KeptThread thread : threads.values())
        {
            thread.hotOwner = owner == thread.hotOwner ? null : thread.hotOwner;
        }
        try
        {
            placeAll();
        }
        finally
        {
            forgetIfNothingIsKept();
        }
    }

    synchronized List<ThreadPlacement> report()
    {
        look();
        final List<ThreadPlacement> placements = new ArrayList<>();
        threads.forEach((threadId, thread) -> placements.add(
            new ThreadPlacement(threadId, thread.name, (BitSet)thread.current.clone(), null != thread.hotOwner)));
        forgetIfNothingIsKept();

        return placements;
    }

    private void forgetIfNothingIsKept()
    {
        if (keptByOwner.isEmpty())
        {
            threads.clear();
            original = null;
        }
    }

    /** Learn of threads that have started or ended, and of what threads have changed themselves. */
    private void look()
    {
        final Map<Integer, KeptThread> known = new HashMap<>(threads);
        threads.clear();
        final String[] names = TASKS.toFile().list();
        for (final String name : null == names ? new String[0] : names)
        {
            final int threadId = Integer.parseInt(name);
            final ProcStat stat = ProcStat.read(TASKS.resolve(name));
            final BitSet current = CpuAffinity.allowed(threadId);
            if (null != stat && !current.isEmpty())
            {
                final KeptThread before = known.get(threadId);
                final boolean isSame = null != before && before.startTicks == stat.startTicks();
                final KeptThread thread = isSame ? before : new KeptThread(threadId, stat.startTicks());
                thread.name = stat.name();
                see(thread, current, isSame);
                threads.put(threadId, thread);
            }
        }
        if (null == original)
        {
            original = new BitSet();
            threads.values().forEach(thread -> original.or(thread.former));
        }
    }

    private void see(final KeptThread thread, final BitSet current, final boolean isKnown)
    {
        if (!isKnown)
        {
            // A new thread has the CPUs of the one that started it: a hot one's, or what we left of the process's.
            final BitSet kept = kept();
            final boolean isInherited = null != original &&
                (less(current, kept).isEmpty() || current.equals(less(original, kept)));
            thread.former = isInherited ? original : current;
        }
        else if (null == thread.hotOwner && !current.equals(thread.current))
        {
            thread.former = current;
        }
        thread.current = current;
    }

    /** All that can be; then throws what the kernel said of one that could not. */
    private int placeAll()
    {
        XskException failure = null;
        int count = 0;
        for (final KeptThread thread : threads.values())
        {
            try
            {
                count += null == thread.hotOwner && place(thread) ? 1 : 0;
            }
            catch (final XskException exception)
            {
                failure = exception;
            }
        }
        if (null != failure)
        {
            throw failure;
        }

        return count;
    }

    private boolean place(final KeptThread thread)
    {
        final BitSet kept = kept();
        final BitSet own = less(thread.former, kept);
        final BitSet target = own.isEmpty() ? less(original, kept) : own;
        // Where nothing is left, a thread stays where it was before.
        final BitSet placed = target.isEmpty() ? thread.former : target;
        final boolean isToBeMoved = !placed.equals(thread.current);
        if (isToBeMoved && CpuAffinity.confine(thread.threadId, placed))
        {
            thread.current = placed;
        }

        return isToBeMoved;
    }

    private BitSet kept()
    {
        final BitSet kept = new BitSet();
        keptByOwner.values().forEach(kept::or);

        return kept;
    }

    private String warning()
    {
        return "no core is left for the threads of the JVM and the cold ones, they share those of the hot threads: " +
            "hot=" + kept() + " allowed=" + original + ". Measured on two cores, with 3.5 million packets a second " +
            "on a veth pair into 2,048 entries: a program pinned as a whole to one core lost 0.2 to 3 % of the " +
            "packets, and its round trip's 99.99 % was 4 ms, as compilers took the core for milliseconds; with the " +
            "other threads on the other core the median loss was 0. Leave a core free of hot threads";
    }

    private static BitSet less(final BitSet cpus, final BitSet taken)
    {
        final BitSet result = (BitSet)cpus.clone();
        result.andNot(taken);

        return result;
    }

    /** A thread, told from a later one with the same id by when it started. */
    private static final class KeptThread
    {
        private final int threadId;
        private final long startTicks;
        private String name;
        private BitSet former;
        private BitSet current;
        private HotCores hotOwner;

        private KeptThread(final int threadId, final long startTicks)
        {
            this.threadId = threadId;
            this.startTicks = startTicks;
        }
    }
}
