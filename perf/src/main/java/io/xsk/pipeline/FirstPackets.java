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
import io.xsk.NetDevice;
import io.xsk.bpf.LiveFrameGenerator;
import io.xsk.counters.DropTable;
import io.xsk.counters.PipelineCounter;
import io.xsk.netns.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BusySpinIdleStrategy;

/**
 * Packets that a pipeline loses in the seconds after its launch, while a generator sends all the time as fast as it
 * can: with a warm-up, or without. One run a JVM, since a second one would find the code compiled. On two hosts of its
 * own, joined by a virtual cable; the pipeline has the last CPU, everything else is on the first.
 * <pre>
 *     java -cp perf/target/xsk-perf.jar io.xsk.pipeline.FirstPackets warm|cold [seconds [ring capacity]]
 * </pre>
 */
public final class FirstPackets
{
    private static final String LEFT = "xleft";
    private static final String RIGHT = "xright";
    private static final int PACKET_LENGTH = 60;
    private static final int BATCH = 64;
    private static final int PACKETS_A_CALL = 4096 * BATCH;
    private static final int RING_CAPACITY_DEFAULT = 2048;
    private static final int SECONDS_DEFAULT = 3;
    private static final long FIRST_MS = 100;

    private static volatile boolean isSending = true;
    private static long waitedBeforeNs;

    private FirstPackets()
    {
    }

    /**
     * Run once.
     *
     * @param args {@code warm} or {@code cold}, for how many seconds, and with how many entries in the receive ring.
     * @throws InterruptedException if it is interrupted.
     */
    public static void main(final String[] args) throws InterruptedException
    {
        final int seconds = args.length > 1 ? Integer.parseInt(args[1]) : SECONDS_DEFAULT;
        final int ringCapacity = args.length > 2 ? Integer.parseInt(args[2]) : RING_CAPACITY_DEFAULT;
        final boolean isWarm = "warm".equals(args[0]);
        try (NetworkNamespace left = NetworkNamespace.create(LEFT);
            NetworkNamespace right = NetworkNamespace.create(RIGHT))
        {
            NetworkNamespace.connect(left, LEFT, right, RIGHT, 1);
            final Thread generator = Thread.ofPlatform().start(() -> left.run(FirstPackets::generate));
            final long beganNs = System.nanoTime();
            try (XskPipeline<FrameEvent> pipeline =
                right.call(() -> XskPipeline.launch(context(isWarm, ringCapacity))))
            {
                final long launchedNs = System.nanoTime();
                waitedBeforeNs = waitedNs(pipeline);
                System.out.printf("%s launchMs=%d", args[0], TimeUnit.NANOSECONDS.toMillis(launchedNs - beganNs));
                Thread.sleep(FIRST_MS);
                print(pipeline, FIRST_MS);
                Thread.sleep(TimeUnit.SECONDS.toMillis(1) - FIRST_MS);
                for (int second = 1; second <= seconds; second++)
                {
                    print(pipeline, TimeUnit.SECONDS.toMillis(second));
                    Thread.sleep(TimeUnit.SECONDS.toMillis(1));
                }
                isSending = false;
                generator.join();
                System.out.printf(" | longestDutyCycleUs=%d%n", TimeUnit.NANOSECONDS.toMicros(
                    pipeline.counters().get(PipelineCounter.LONGEST_DUTY_CYCLE, "port=" + RIGHT + ":0")));
            }
        }
    }

    private static void print(final XskPipeline<FrameEvent> pipeline, final long atMs)
    {
        final DropTable drops = pipeline.drops();
        System.out.printf(" | %d ms: handled=%d lost=%d waitedUs=%d", atMs, drops.handled(), drops.dropped(),
            TimeUnit.NANOSECONDS.toMicros(waitedNs(pipeline) - waitedBeforeNs));
    }

    /** For how long the hot thread was ready to run and another one had its CPU, see proc_pid_schedstat(5). */
    private static long waitedNs(final XskPipeline<FrameEvent> pipeline)
    {
        final int hot = pipeline.threadReport().threads().stream()
            .filter(ThreadPlacement::isHot).findFirst().orElseThrow().threadId();
        try
        {
            return Long.parseLong(Files.readString(Path.of("/proc/self/task/" + hot + "/schedstat")).split(" ")[1]);
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    private static XskPipeline.Context<FrameEvent> context(final boolean isWarm, final int ringCapacity)
    {
        final XskPipeline.Context<FrameEvent> context = new XskPipeline.Context<>(FrameEvent::new)
            .port(port -> port
                .interfaceName(RIGHT)
                .cpu(CpuAffinity.allowed().length() - 1)
                .socket(socket -> socket
                    .fillRingCapacity(2 * ringCapacity)
                    .rxRingCapacity(ringCapacity)))
            .threadingMode(ThreadingMode.SHARED)
            .idleStrategySupplier(() -> BusySpinIdleStrategy.INSTANCE)
            .stages(stages -> stages
                .handle("first", (event, sequence, endOfBatch) -> event.packet().putByte(0, (byte)1))
                .then("second", (event, sequence, endOfBatch) -> event.packet().putByte(1, (byte)2))
                .then("third", (event, sequence, endOfBatch) -> event.verdict(Verdict.RECYCLE)));
        return isWarm ? context.warmUp(warmUp ->
        {
        }) : context;
    }

    private static void generate()
    {
        CpuAffinity.pin(CpuAffinity.allowed().nextSetBit(0));
        try (LiveFrameGenerator generator =
            LiveFrameGenerator.open(NetDevice.byName(LEFT), new byte[PACKET_LENGTH], BATCH))
        {
            while (isSending)
            {
                generator.send(PACKETS_A_CALL);
            }
        }
    }
}
