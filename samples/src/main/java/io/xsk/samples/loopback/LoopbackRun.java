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
package io.xsk.samples.loopback;

import io.xsk.CpuAffinity;
import io.xsk.XskStatistics;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.netns.NetworkNamespace;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * The main job from end to end: two hosts of its own, joined by a virtual cable, or two interfaces of a simulated
 * kernel. On one a {@link Publisher} sends datagrams; on the other a pipeline receives them on an AF_XDP socket,
 * verifies them, and sends every tenth one back. At the end everything is added up.
 */
final class LoopbackRun
{
    private static final int PORT = 26400;

    private static final long WARM_UP_MIN_MS = 2_000;
    private static final long COMPILER_QUIET_MS = 500;
    private static final long POLL_INTERVAL_MS = 20;
    private static final long QUIET_MS = 200;
    private static final long QUIET_DEADLINE_MS = 5_000;
    /** Threads that want a CPU each: owner, two stages, publisher, and one for the rest. */
    private static final int CPUS_TO_SPIN = 5;
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final LoopbackCounts counts = new LoopbackCounts();
    private final Latency latency = new Latency();
    private final Latency roundTrip = new Latency();
    private final int seconds;
    private final int rate;
    private final boolean isSimulated;
    private final PrintStream out;

    /**
     * @param seconds     to send.
     * @param rate        in datagrams a second.
     * @param isSimulated true for a cable within the process, without the kernel.
     * @param out         for people.
     */
    LoopbackRun(final int seconds, final int rate, final boolean isSimulated, final PrintStream out)
    {
        this.seconds = seconds;
        this.rate = rate;
        this.isSimulated = isSimulated;
        this.out = out;
    }

    LoopbackSummary run() throws Exception
    {
        if (isSimulated)
        {
            return run(new SimulatedCable(PORT));
        }
        try (
            NetworkNamespace senderHost = NetworkNamespace.create(LoopbackCable.SENDER);
            NetworkNamespace receiverHost = NetworkNamespace.create(LoopbackCable.RECEIVER))
        {
            return run(new VirtualCable(senderHost, receiverHost, PORT));
        }
    }

    private LoopbackSummary run(final LoopbackCable cable) throws Exception
    {
        final XskPipeline<DatagramEvent> pipeline = cable.launch(context());
        final long allocatedBytes;
        try (pipeline; DatagramLine line = cable.open())
        {
            out.printf("%s on %s, queue 0, %,d datagrams/s for %d s%n",
                cable.mode(pipeline), LoopbackCable.RECEIVER, rate, seconds);
            allocatedBytes = drive(pipeline, new Publisher(line, rate, counts, roundTrip));
        }

        return summary(pipeline, cable, allocatedBytes);
    }

    private XskPipeline.Context<DatagramEvent> context()
    {
        final int[] cpus = CpuAffinity.allowed().stream().toArray();
        final Supplier<IdleStrategy> idleStrategySupplier = cpus.length >= CPUS_TO_SPIN ?
            () -> BusySpinIdleStrategy.INSTANCE :
            () -> new BackoffIdleStrategy(10, 20, 1_000, MAX_PARK_NS);

        return new XskPipeline.Context<>(DatagramEvent::new)
            .countersDirectory(PipelineCounters.directory())
            .port(port -> port.interfaceName(LoopbackCable.RECEIVER).queue(0).cpu(cpus[0]))
            .stages(stages -> stages
                .handle("verify", new VerifyHandler(PORT, counts)).cpu(cpus[1 % cpus.length])
                .then("answer", new AnswerHandler(latency)).cpu(cpus[2 % cpus.length]))
            .idleStrategySupplier(idleStrategySupplier);
    }

    /** Let the publisher send, report each second, and wait until nothing moves any more. */
    private long drive(final XskPipeline<DatagramEvent> pipeline, final Publisher publisher) throws Exception
    {
        final CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> publish(publisher));
        final CompilerQuiet compilerQuiet = new CompilerQuiet(COMPILER_QUIET_MS);
        final long startMs = millis();
        boolean isWarm = false;
        long allocatedBefore = 0;
        long elapsedMs = 0;
        for (int second = 1; !publishing.isDone(); elapsedMs = millis() - startMs)
        {
            if (!isWarm && isWarm(elapsedMs, compilerQuiet))
            {
                isWarm = true;
                latency.endWarmUp();
                roundTrip.endWarmUp();
                out.printf("       warm after %.1f s%n", elapsedMs / 1_000.0);
                allocatedBefore = allocatedBytes(pipeline);
            }
            if (elapsedMs >= TimeUnit.SECONDS.toMillis(second))
            {
                report(second++, pipeline);
            }
            Thread.sleep(POLL_INTERVAL_MS);
        }
        publishing.join();
        awaitQuiet(pipeline, publisher);

        return allocatedBytes(pipeline) - allocatedBefore;
    }

    /** At the latest when half of the time is over. */
    private boolean isWarm(final long elapsedMs, final CompilerQuiet compilerQuiet)
    {
        return compilerQuiet.isReached(elapsedMs) && elapsedMs >= WARM_UP_MIN_MS ||
            elapsedMs >= TimeUnit.SECONDS.toMillis(seconds) / 2;
    }

    private void report(final int second, final XskPipeline<DatagramEvent> pipeline)
    {
        out.printf("%4d s   sent %,d   received %,d   gaps %,d   sent back %,d   returned %,d%n",
            second,
            counts.sent.get(),
            counts.received.get(),
            counts.gaps.get(),
            pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED),
            counts.returned.get());
    }

    private void publish(final Publisher publisher)
    {
        try
        {
            publisher.publish(TimeUnit.SECONDS.toNanos(seconds));
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    private void awaitQuiet(final XskPipeline<DatagramEvent> pipeline, final Publisher publisher) throws Exception
    {
        final long deadlineMs = millis() + QUIET_DEADLINE_MS;
        long movedMs = millis();
        while (millis() - movedMs < QUIET_MS && millis() < deadlineMs)
        {
            final long before = counts.received.get() + pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED);
            final int returned = publisher.receive();
            Thread.sleep(1);
            final long after = counts.received.get() + pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED);
            if (0 != returned || before != after)
            {
                movedMs = millis();
            }
        }
    }

    private LoopbackSummary summary(
        final XskPipeline<DatagramEvent> pipeline, final LoopbackCable cable, final long allocatedBytes)
    {
        final XskStatistics statistics = pipeline.statistics();
        final Map<String, Long> dropped = new LinkedHashMap<>();
        dropped.put("senderInterface", cable.senderDropped());
        // The interface counts what the socket refused as well.
        dropped.put("receiverInterface",
            cable.receiverDropped() - statistics.rxDropped() - statistics.rxRingFull());
        dropped.put("socketRxDropped", statistics.rxDropped());
        dropped.put("socketRxRingFull", statistics.rxRingFull());
        dropped.put("discardedAtClose", pipeline.counters().get(PipelineCounter.PACKETS_DISCARDED));

        return new LoopbackSummary(
            cable.mode(pipeline),
            counts.sent.get(),
            counts.received.get(),
            counts.gaps.get(),
            counts.reordered.get(),
            counts.checksumErrors.get(),
            counts.unrecognised.get(),
            pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED),
            counts.returned.get(),
            dropped,
            pipeline.counters().get(PipelineCounter.STAGE_ERRORS),
            statistics,
            LoopbackSummary.Frames.of(pipeline.ledger()),
            allocatedBytes,
            latency.percentiles(),
            roundTrip.percentiles());
    }

    private static long allocatedBytes(final XskPipeline<DatagramEvent> pipeline)
    {
        final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean();

        return pipeline.threads().stream()
            .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId()))
            .sum();
    }

    private static long millis()
    {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
