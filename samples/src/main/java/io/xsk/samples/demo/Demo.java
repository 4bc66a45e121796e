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
package io.xsk.samples.demo;

import io.xsk.CpuAffinity;
import io.xsk.capture.CaptureReader;
import io.xsk.capture.PacketRecorder;
import io.xsk.capture.RecorderCounter;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import io.xsk.samples.loopback.CompilerQuiet;
import io.xsk.samples.market.FeedExpectations;
import io.xsk.samples.market.FeedScript;
import io.xsk.samples.market.LineArbiter;
import io.xsk.samples.market.LineTracker;
import io.xsk.samples.market.RerequestServer;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Market data from end to end: a feed of ITCH 5.0 over MoldUDP64 is published on two lines, with losses, repetitions
 * and reordering that follow from a seed; on the other host a pipeline takes it from an AF_XDP socket, while the kernel
 * serves everything else on the same interface. At the end every count is compared with what is known of the feed.
 */
final class Demo
{
    private static final long WARM_UP_MIN_MS = 2_000;
    private static final long COMPILER_QUIET_MS = 500;
    private static final long POLL_INTERVAL_MS = 20;
    private static final long KERNEL_PATH_INTERVAL_MS = 500;
    private static final long STUCK_MS = 20_000;
    private static final int MAX_RESPONSE_LENGTH = 1_400;
    private static final String WAY = "AF_XDP, parked when idle";
    private static final int NOWHERE = -1;

    private final Options options;
    private final FeedScript script;
    private final MessageSink wanted;
    private final PrintStream out;
    private final DemoReport report = new DemoReport();
    private final int[] cpus = CpuAffinity.allowed().stream().toArray();
    private long allocatedBytes;

    /**
     * @param options of the run.
     * @param out     for people.
     */
    Demo(final Options options, final PrintStream out)
    {
        this.options = options;
        this.out = out;
        script = options.script;
        wanted = MessageSink.of(script);
    }

    /** For what has run. */
    DemoReport report()
    {
        return report;
    }

    DemoSummary run() throws Exception
    {
        final Path folder = Files.createTempDirectory("xsk-demo");
        final Path file = null == options.recordFile ? folder.resolve("feed.pcapng") : options.recordFile;
        try (DemoHosts hosts = options.isSimulated ? new SimulatedHosts() : new KernelHosts())
        {
            final DemoSummary summary = run(hosts, file);
            if (options.isCompared)
            {
                compare(hosts, summary);
            }

            return summary;
        }
        finally
        {
            if (null == options.recordFile)
            {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        }
    }

    private DemoSummary run(final DemoHosts hosts, final Path file) throws Exception
    {
        final FeedLatency latency = new FeedLatency(script);
        final PacketRecorder recorder = PacketRecorder.launch(
            new PacketRecorder.Context().file(file).interfaceNames(DemoHosts.INTERFACE));
        try (
            DatagramChannel serverChannel = hosts.openServer();
            RerequestServer server = new RerequestServer(serverChannel, script, MAX_RESPONSE_LENGTH, 0))
        {
            if (options.isWithholding)
            {
                server.withholdFirst();
            }
            final FeedSubscriber subscriber =
                new FeedSubscriber(script, latency, hosts.openClient(serverChannel));
            final PipelineSource source;
            final FeedPublisher publisher;
            try (recorder)
            {
                source = new PipelineSource(hosts, subscriber, recorder, false);
                publisher = new FeedPublisher(script, hosts, server, source, latency, false);
                out.printf("%s on %s, queue 0: %,d messages on two lines in %.1f s%n",
                    hosts.mode(source.pipeline()), DemoHosts.INTERFACE,
                    script.expectations().messages(), script.durationNs() / 1e9);
                drive(hosts, subscriber, source, publisher, latency, NOWHERE);
            }
            report.add(WAY, latency.sinceDue().curve());

            return new Outcome(hosts, source.pipeline(), subscriber, publisher, recorder, server, latency)
                .summary(file);
        }
    }

    /**
     * The same handler over several ways, which differ in nothing else: nobody records, publisher and handler have a
     * CPU each, where there are two, and neither lets it go but the handler that waits in the kernel.
     */
    private void compare(final DemoHosts hosts, final DemoSummary summary) throws Exception
    {
        compare(hosts, "AF_XDP, busy", summary,
            (subscriber, client) -> new PipelineSource(hosts, subscriber, null, true));
        compare(hosts, "DatagramChannel, busy", summary,
            (subscriber, client) -> new ChannelSource(hosts.openLines(), client, subscriber.arbiter(), false));
        compare(hosts, "DatagramChannel, blocking", summary,
            (subscriber, client) -> new ChannelSource(hosts.openLines(), client, subscriber.arbiter(), true));
    }

    private void compare(
        final DemoHosts hosts, final String name, final DemoSummary summary, final SourceOpener opener)
        throws Exception
    {
        final FeedLatency latency = new FeedLatency(script);
        try (
            DatagramChannel serverChannel = hosts.openServer();
            RerequestServer server = new RerequestServer(serverChannel, script, MAX_RESPONSE_LENGTH, 0))
        {
            final DatagramChannel client = hosts.openClient(serverChannel);
            final FeedSubscriber subscriber = new FeedSubscriber(script, latency, client);
            final PacketSource source = opener.open(subscriber, client);
            final FeedPublisher publisher = new FeedPublisher(script, hosts, server, source, latency, true);
            out.printf("%n%s, the same feed%n", name);
            drive(hosts, subscriber, source, publisher, latency, cpus.length - 1);

            final List<String> differences = new ArrayList<>();
            compareFeed(subscriber, differences);
            differences.forEach(difference -> summary.differences().add(name + ": " + difference));
            report.add(name, latency.sinceDue().curve());
            summary.comparison().add(new DemoSummary.Way(
                name,
                subscriber.arbiter().delivered(),
                differences.isEmpty(),
                publisher.waits(),
                allocatedBytes,
                latency.percentiles()));
        }
    }

    private void compareFeed(final FeedSubscriber subscriber, final List<String> differences)
    {
        final FeedExpectations expected = script.expectations();
        final long lost = script.isComplete() ? 0 : expected.lostBoth();
        final LineArbiter arbiter = subscriber.arbiter();
        final MessageSink sink = subscriber.sink();
        differences.addAll(expected.differences(arbiter));
        compare(differences, "messages", expected.messages() - lost, arbiter.delivered());
        compare(differences, "messages handled", expected.messages() - lost, sink.messages());
        compare(differences, "lost", lost, arbiter.lost());
        if (lost != arbiter.lost())
        {
            subscriber.lost().forEach(run -> differences.add("given up: messages " + run));
        }
        compare(differences, "out of order", 0, sink.outOfOrder());
        compare(differences, "missing on both lines", expected.lostBoth(), arbiter.gapMessages());
        compare(differences, "recovered", expected.lostBoth() - lost,
            arbiter.line(FeedSubscriber.RECOVERY_LINE).messages());
        compare(differences, "ends of session", Math.min(1, expected.endsOfSession()), subscriber.ends());
        compare(differences, "malformed", wanted.malformed(), sink.malformed());
        compare(differences, "orders unknown", wanted.book().unknownOrders(), sink.book().unknownOrders());
        compare(differences, "frames of no line", 0, subscriber.others());
        if (!wanted.checksum().equals(sink.checksum()))
        {
            differences.add("checksum: expected " + wanted.checksum() + ", found " + sink.checksum());
        }
        subscriber.errors().forEach(error -> differences.add("error: " + error));
    }

    /**
     * Let both sides run, and go through the kernel meanwhile, until everything has come or nothing comes any more.
     *
     * @param handlerCpu among those of the process, that the handler has, while the publisher has the first; or {@link
     *                   #NOWHERE} to let the kernel choose, which it does as well where there is but one.
     */
    private void drive(
        final DemoHosts hosts,
        final FeedSubscriber subscriber,
        final PacketSource source,
        final FeedPublisher publisher,
        final FeedLatency latency,
        final int handlerCpu)
        throws Exception
    {
        final long startNs = System.nanoTime();
        latency.start(startNs);
        final Thread handling = Thread.ofPlatform().name("handler").start(() ->
        {
            pin(handlerCpu, handlerCpu);
            subscriber.run(source, publisher::isAllReceived);
        });
        final CompletableFuture<Void> publishing = new CompletableFuture<>();
        Thread.ofPlatform().name("publisher").start(() ->
        {
            pin(0, handlerCpu);
            publish(publisher, startNs, publishing);
        });
        final CompilerQuiet compilerQuiet = new CompilerQuiet(COMPILER_QUIET_MS);
        long progress = 0;
        long progressMs = 0;
        boolean isWarm = false;
        long allocatedBefore = 0;
        long triedMs = -KERNEL_PATH_INTERVAL_MS;
        int second = 1;
        for (long elapsedMs = 0;
            !subscriber.hasAll() && handling.isAlive() && !publishing.isDone() &&
                elapsedMs - progressMs < STUCK_MS;
            elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs))
        {
            if (progress != publisher.sent() + source.received())
            {
                progress = publisher.sent() + source.received();
                progressMs = elapsedMs;
            }
            if (!isWarm && isWarm(elapsedMs, compilerQuiet))
            {
                isWarm = true;
                latency.endWarmUp();
                out.printf("       warm after %.1f s%n", elapsedMs / 1_000.0);
                allocatedBefore = allocatedBytes(handling);
            }
            if (elapsedMs - triedMs >= KERNEL_PATH_INTERVAL_MS && !publisher.isDone())
            {
                triedMs = elapsedMs;
                hosts.tryKernelPath();
            }
            if (elapsedMs >= TimeUnit.SECONDS.toMillis(second))
            {
                out.printf("%4d s   published %,d frames   received %,d%n",
                    second++, publisher.sent(), source.received());
            }
            Thread.sleep(POLL_INTERVAL_MS);
        }
        allocatedBytes = allocatedBytes(handling) - allocatedBefore;
        publisher.stop();
        subscriber.stop();
        handling.join();
        publishing.join();
    }

    private long durationMs()
    {
        return TimeUnit.NANOSECONDS.toMillis(script.durationNs());
    }

    /** At the latest when half of the time is over. */
    private boolean isWarm(final long elapsedMs, final CompilerQuiet compilerQuiet)
    {
        return compilerQuiet.isReached(elapsedMs) && elapsedMs >= WARM_UP_MIN_MS ||
            elapsedMs >= durationMs() / 2;
    }

    private static void compare(
        final List<String> differences, final String name, final long expected, final long found)
    {
        FeedExpectations.compare(differences, name, expected, found);
    }

    private void pin(final int cpu, final int handlerCpu)
    {
        if (handlerCpu > 0)
        {
            CpuAffinity.pin(cpus[cpu]);
        }
    }

    private static void publish(
        final FeedPublisher publisher, final long startNs, final CompletableFuture<Void> publishing)
    {
        try
        {
            publisher.publish(startNs);
            publishing.complete(null);
        }
        catch (final IOException | RuntimeException exception)
        {
            publishing.completeExceptionally(exception);
        }
    }

    private static long allocatedBytes(final Thread thread)
    {
        return ((com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean())
            .getThreadAllocatedBytes(thread.threadId());
    }

    /** Adds everything up when all is closed. */
    private final class Outcome
    {
        private final List<String> differences = new ArrayList<>();
        private final DemoHosts hosts;
        private final XskPipeline<FrameEvent> pipeline;
        private final FeedSubscriber subscriber;
        private final FeedPublisher publisher;
        private final PacketRecorder recorder;
        private final RerequestServer server;
        private final FeedLatency latency;

        private Outcome(
            final DemoHosts hosts,
            final XskPipeline<FrameEvent> pipeline,
            final FeedSubscriber subscriber,
            final FeedPublisher publisher,
            final PacketRecorder recorder,
            final RerequestServer server,
            final FeedLatency latency)
        {
            this.hosts = hosts;
            this.pipeline = pipeline;
            this.subscriber = subscriber;
            this.publisher = publisher;
            this.recorder = recorder;
            this.server = server;
            this.latency = latency;
        }

        private DemoSummary summary(final Path file)
        {
            final long fileFrames = frames(file);
            compareFeed(subscriber, differences);
            compare(differences, "orders", wanted.book().orders(), subscriber.sink().book().orders());
            compare(differences, "levels", wanted.book().levels(), subscriber.sink().book().levels());
            comparePipeline(fileFrames);

            return new DemoSummary(
                hosts.mode(pipeline),
                WAY,
                script.expectations(),
                publisher.sent(),
                publisher.waits(),
                line(FeedScript.LINE_A),
                line(FeedScript.LINE_B),
                new DemoSummary.Arbitrated(
                    subscriber.arbiter().delivered(),
                    subscriber.arbiter().lost(),
                    subscriber.sink().outOfOrder(),
                    subscriber.arbiter().gaps(),
                    subscriber.arbiter().gapMessages(),
                    subscriber.arbiter().line(FeedSubscriber.RECOVERY_LINE).messages(),
                    subscriber.client().requests(),
                    subscriber.client().timeouts(),
                    server.requests(),
                    subscriber.sink().checksum(),
                    wanted.checksum()),
                subscriber.sink().book(),
                wanted.book().equals(subscriber.sink().book()),
                hosts.kernelPath(),
                pipeline.drops().causes(),
                pipeline.drops().unaccounted(publisher.sent()),
                DemoSummary.Frames.of(pipeline.ledger()),
                new DemoSummary.Recorded(
                    null == options.recordFile ? null : file.toString(),
                    recorder.get(RecorderCounter.WRITTEN),
                    recorder.get(RecorderCounter.SKIPPED),
                    fileFrames),
                allocatedBytes,
                latency.percentiles(),
                new ArrayList<>(),
                differences);
        }

        private void comparePipeline(final long fileFrames)
        {
            final long frames = script.expectations().framesA() + script.expectations().framesB();
            compare(differences, "frames published", frames, publisher.sent());
            compare(differences, "frames unaccounted for", 0, pipeline.drops().unaccounted(publisher.sent()));
            compare(differences, "frames dropped", 0, pipeline.drops().dropped());
            compare(differences, "frames of the UMEM lost", 0, pipeline.ledger().lost());
            compare(differences, "frames recorded", frames, recorder.get(RecorderCounter.WRITTEN));
            compare(differences, "frames in the file", frames, fileFrames);
            if (null != hosts.kernelPath() && !hosts.kernelPath().isWhole())
            {
                differences.add("kernel path: " + hosts.kernelPath());
            }
        }

        private DemoSummary.Line line(final int number)
        {
            final LineTracker line = subscriber.arbiter().line(number);

            return new DemoSummary.Line(
                line.frames(), line.won(), line.gaps(), line.reordered(), line.repeated(), line.messages());
        }

        private static long frames(final Path file)
        {
            try (CaptureReader reader = CaptureReader.open(file))
            {
                long frames = 0;
                while (reader.next())
                {
                    frames++;
                }

                return reader.end().isComplete() ? frames : -1;
            }
        }
    }

    /**
     * What is to be run.
     *
     * @param script        to publish.
     * @param recordFile    to be made and kept, or null for one that is removed.
     * @param isSimulated   rather than over the kernel.
     * @param isCompared    with the JDK's channels, afterwards.
     * @param isWithholding the first message that is asked for, so that it fails.
     */
    record Options(
        FeedScript script, Path recordFile, boolean isSimulated, boolean isCompared, boolean isWithholding)
    {
    }

    /** A way by which packets come to a handler. */
    @FunctionalInterface
    private interface SourceOpener
    {
        PacketSource open(FeedSubscriber subscriber, DatagramChannel client) throws IOException;
    }
}
