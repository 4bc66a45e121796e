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

import com.sun.management.ThreadMXBean;
import io.xsk.XskMode;
import io.xsk.bpf.Match;
import io.xsk.capture.CaptureEnd;
import io.xsk.capture.CaptureException;
import io.xsk.capture.CaptureFormat;
import io.xsk.capture.CaptureReader;
import io.xsk.capture.CaptureWriter;
import io.xsk.capture.ReplayPace;
import io.xsk.capture.ReplayReport;
import io.xsk.counters.PipelineCounter;
import io.xsk.sim.SimulatedKernel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pipelines whose ports replay files: no interface, no privileges.
 */
class ReplayTest
{
    private static final long START_NS = 1_700_000_000_000_000_000L;
    private static final long STEP_NS = 1_000;
    private static final int NUMBER_INDEX = 42;
    private static final int PACKET_LENGTH = 64;
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(2);
    private static final int PORT = 26_477;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[4_096]);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void shouldHandleEveryPacketInOrderInEveryMode(final ThreadingMode threadingMode)
    {
        final int count = 20_000;
        final Path file = file("all.pcap", count);
        final List<Long> numbers = new ArrayList<>();
        final List<Long> stamps = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(64)
            .threadingMode(threadingMode)
            .port(port -> port.interfaceName("feed").replay(file, ReplayPace.virtualTime()))
            .stages(stages -> stages
                .handle("number", (event, sequence, endOfBatch) -> numbers.add(number(event)))
                .then("stamp", (event, sequence, endOfBatch) ->
                {
                    stamps.add(event.receivedNs());
                    event.verdict(0 == sequence % 3 ? Verdict.TRANSMIT : Verdict.RECYCLE);
                })));
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        final ReplayReport report = pipeline.replays().getFirst();
        pipeline.close();

        assertEquals(count, numbers.size());
        for (int i = 0; i < count; i++)
        {
            assertEquals(i, numbers.get(i));
            assertEquals(START_NS + i * STEP_NS, stamps.get(i));
        }
        assertEquals("feed:0", report.port());
        assertEquals(count, report.delivered());
        assertEquals(count, report.read());
        assertEquals(CaptureEnd.Kind.COMPLETE, report.end().kind());
        assertEquals(XskMode.NATIVE_COPY, pipeline.mode());
        assertEquals((count + 2) / 3, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
        assertCleanEnd(pipeline, count);
    }

    /** Everything that a handler sees, the ends of its batches too. */
    @Test
    void shouldDoTheSameInEveryRunInVirtualTime()
    {
        final Path file = file("all.pcapng", 5_000);
        final List<String> first = trace(file);

        assertEquals(5_000, first.size());
        assertEquals(first, trace(file));
    }

    @Test
    void shouldMergeFilesByTheirStampsWhateverTheBatchesAre() throws IOException
    {
        final Random random = new Random(4);
        final List<Path> files = new ArrayList<>();
        final long[] stamps = new long[3];
        for (int i = 0; i < stamps.length; i++)
        {
            files.add(folder.resolve(i + ".pcap"));
            stamps[i] = START_NS;
        }
        for (int i = 0; i < stamps.length; i++)
        {
            try (CaptureWriter writer = writer(files.get(i)))
            {
                for (int k = 0; k < 3_000; k++)
                {
                    // Runs longer than a batch, and stamps that are the same in several files.
                    stamps[i] += 0 == random.nextInt(100) ? 500 : random.nextInt(3);
                    write(writer, stamps[i], PACKET_LENGTH, k);
                }
            }
        }
        final List<Long> seen = new ArrayList<>();
        final XskPipeline.Context<FrameEvent> context = context(16)
            .batchLimit(8)
            .threadingMode(ThreadingMode.INVOKER)
            .stages(stages -> stages.handle("see", (event, sequence, endOfBatch) ->
                seen.add((event.receivedNs() - START_NS) * 10 + event.port())));
        for (int i = 0; i < stamps.length; i++)
        {
            final String name = "feed" + i;
            final Path file = files.get(i);
            context.port(port -> port.interfaceName(name).replay(file, ReplayPace.virtualTime()));
        }
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context);
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        pipeline.close();

        assertEquals(9_000, seen.size());
        assertTrue(seen.equals(seen.stream().sorted().toList()), "packets are not in the order of their stamps");
        assertCleanEnd(pipeline, 9_000);
    }

    @Test
    void shouldCountWhatTheFilterDoesNotRedirectAndWhatDoesNotFit()
    {
        final Path file = folder.resolve("mixed.pcap");
        try (CaptureWriter writer = writer(file))
        {
            for (int i = 0; i < 300; i++)
            {
                datagram(PORT + i % 3);
                write(writer, START_NS + i, 0 == i % 30 ? 4_000 : PACKET_LENGTH, i);
            }
        }
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(64)
            .threadingMode(ThreadingMode.INVOKER)
            .port(port -> port
                .interfaceName("feed")
                .allQueues()
                .filter(Match.udp().destination("239.1.1.1", PORT))
                .replay(file, ReplayPace.maximum()))
            .stages(stages -> stages.handle("none", (event, sequence, endOfBatch) ->
                assertEquals(PACKET_LENGTH, event.length()))));
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        final ReplayReport report = pipeline.replays().getFirst();
        pipeline.close();

        assertEquals(200, report.filteredOut());
        assertEquals(10, report.dropped());
        assertEquals(90, report.delivered());
        assertEquals(10, pipeline.statistics().rxDropped());
        assertCleanEnd(pipeline, 100);
    }

    @Test
    void shouldTellAnEndThatWasCutOff() throws IOException
    {
        final byte[] whole = Files.readAllBytes(file("whole.pcap", 10));
        final Path file = folder.resolve("cut.pcap");
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        final XskPipeline<FrameEvent> pipeline = launch(file, ReplayPace.maximum());
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        pipeline.close();

        assertEquals(9, pipeline.replays().getFirst().delivered());
        assertEquals(CaptureEnd.Kind.TRUNCATED, pipeline.replays().getFirst().end().kind());
        assertCleanEnd(pipeline, 9);
    }

    @Test
    void shouldEndAtOnceWithAnEmptyFile()
    {
        final XskPipeline<FrameEvent> pipeline = launch(file("empty.pcap", 0), ReplayPace.realTime());
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        pipeline.close();
        assertCleanEnd(pipeline, 0);
    }

    @Test
    void shouldComeNoEarlierThanDueInRealTimeAndTolerateStampsThatGoBack()
    {
        final Path file = folder.resolve("paced.pcap");
        final long gapNs = TimeUnit.MILLISECONDS.toNanos(2);
        final long[] offsets = new long[50];
        try (CaptureWriter writer = writer(file))
        {
            for (int i = 0; i < offsets.length; i++)
            {
                offsets[i] = 0 == i % 10 && i > 0 ? (i - 5) * gapNs : i * gapNs;
                write(writer, START_NS + offsets[i], PACKET_LENGTH, i);
            }
        }
        final List<Long> cameNs = new CopyOnWriteArrayList<>();
        final long beforeNs = System.nanoTime();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(64)
            .threadingMode(ThreadingMode.SHARED)
            .port(port -> port.interfaceName("feed").replay(file, ReplayPace.realTime(2)))
            .stages(stages -> stages.handle("clock", (event, sequence, endOfBatch) ->
            {
                assertEquals(sequence, number(event));
                cameNs.add(System.nanoTime());
            })));
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        final ReplayReport report = pipeline.replays().getFirst();
        pipeline.close();

        assertEquals(offsets.length, cameNs.size());
        for (int i = 0; i < offsets.length; i++)
        {
            assertTrue(cameNs.get(i) - beforeNs >= offsets[i] / 2, "packet " + i + " came before it was due");
        }
        assertTrue(report.longestDelayNs() >= 0);
        assertCleanEnd(pipeline, offsets.length);
    }

    /** With the stamps followed the test would run for years. */
    @Test
    void shouldNotWaitForAStampThatIsGarbage()
    {
        final Path file = folder.resolve("garbage.pcap");
        try (CaptureWriter writer = writer(file))
        {
            for (int i = 0; i < 100; i++)
            {
                write(writer, START_NS + i * STEP_NS + (30 == i ? TimeUnit.DAYS.toNanos(3_650) : 0), PACKET_LENGTH, i);
            }
        }
        final XskPipeline<FrameEvent> pipeline =
            launch(file, ReplayPace.realTime().maxWaitNs(TimeUnit.MILLISECONDS.toNanos(50)));
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        final ReplayReport report = pipeline.replays().getFirst();
        pipeline.close();

        assertEquals(100, report.delivered());
        assertEquals(2, report.jumps());
        assertCleanEnd(pipeline, 100);
    }

    /** The same stage sends what a file has from another, live port of its owner, without a copy. */
    @Test
    void shouldReplayOutOfALivePort()
    {
        final SimulatedKernel kernel = new SimulatedKernel(1);
        final List<Long> left = new ArrayList<>();
        kernel.addInterface("live", 1).onLeaving((queue, leaving) -> left.add(leaving.getLong(NUMBER_INDEX)));
        final Path file = file("out.pcap", 3_000);
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(64)
            .simulated(kernel)
            .threadingMode(ThreadingMode.INVOKER)
            .port(port -> port.interfaceName("file").replay(file, ReplayPace.maximum()))
            .port(port -> port.interfaceName("live"))
            .stages(stages -> stages.handle("send", (event, sequence, endOfBatch) -> event.transmit(1))));
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        pipeline.close();

        assertEquals(3_000, left.size());
        assertEquals(2_999, left.getLast());
        assertCleanEnd(pipeline, 3_000);
    }

    @Test
    void shouldStopInTheMiddleWhenItIsClosed()
    {
        final Path file = file("long.pcap", 10_000);
        final XskPipeline<FrameEvent> pipeline = launch(file, ReplayPace.maximum());
        pipeline.invoke();
        pipeline.invoke();
        assertFalse(pipeline.awaitReplay(0));
        pipeline.close();

        final ReplayReport report = pipeline.replays().getFirst();
        assertNull(report.end());
        assertTrue(report.delivered() > 0 && report.delivered() < 10_000, report::toString);
        assertFalse(pipeline.awaitReplay(TIMEOUT_NS));
        assertCleanEnd(pipeline, report.delivered());
    }

    @Test
    void shouldBeOverWhereNothingIsReplayed()
    {
        final SimulatedKernel kernel = new SimulatedKernel(1);
        kernel.addInterface("live", 1);
        try (XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(64)
            .simulated(kernel)
            .threadingMode(ThreadingMode.INVOKER)
            .port(port -> port.interfaceName("live"))
            .stages(stages -> stages.handle("none", (event, sequence, endOfBatch) ->
            {
            }))))
        {
            assertTrue(pipeline.awaitReplay(0));
            assertEquals(List.of(), pipeline.replays());
        }
    }

    @Test
    void shouldRefuseWhatCannotBeReplayed() throws IOException
    {
        final Path file = file("some.pcap", 1);
        final Path text = Files.writeString(folder.resolve("text"), "this is no capture");
        assertThrows(CaptureException.class, () -> launch(text, ReplayPace.maximum()));
        assertThrows(CaptureException.class, () -> launch(folder.resolve("none"), ReplayPace.maximum()));
        assertThrows(IllegalArgumentException.class, () -> launch(file, null));
        assertThrows(IllegalArgumentException.class, () -> ReplayPace.realTime(0));
        assertThrows(IllegalArgumentException.class, () -> ReplayPace.realTime(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> XskPipeline.launch(context(64)
            .slowStagePolicy(SlowStagePolicy.DROP_NEWEST)
            .port(port -> port.interfaceName("feed").replay(file, ReplayPace.maximum()))
            .stages(stages -> stages.handle("none", ReplayTest::ignore))));
        assertThrows(IllegalArgumentException.class, () -> XskPipeline.launch(context(64)
            .port(port -> port.interfaceName("feed").replay(file, ReplayPace.maximum()))
            .port(port -> port.interfaceName("feed").queue(1))
            .stages(stages -> stages.handle("none", ReplayTest::ignore))));
    }

    @Test
    void shouldWarmUpAndSendThroughTransmittersAsALivePortDoes()
    {
        final int count = 2_000;
        final Path file = file("some.pcap", count);
        final Transmitter relayed = new Transmitter();
        final Transmitter own = new Transmitter().queue(1);
        final long[] handled = new long[1];
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(64)
            .threadingMode(ThreadingMode.INVOKER)
            .warmUp(warmUp -> warmUp.packetLimit(1_000).packets(List.of(new byte[PACKET_LENGTH])))
            .port(port -> port.interfaceName("feed").replay(file, ReplayPace.virtualTime()))
            .stages(stages -> stages
                .handle("send", (event, sequence, endOfBatch) ->
                {
                    for (final Transmitter transmitter : List.of(relayed, own))
                    {
                        if (null != transmitter.tryClaim(PACKET_LENGTH))
                        {
                            transmitter.commit();
                        }
                    }
                    handled[0] = sequence + 1;
                }).transmits(relayed).transmits(own)));
        assertTrue(own.hasOwnQueue());
        assertFalse(relayed.hasOwnQueue());
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        pipeline.close();

        assertEquals(count, handled[0]);
        assertCleanEnd(pipeline, count);
    }

    /** The JVM itself allocates now and then when it compiles, so not every window is free of it. */
    @Test
    void shouldNotAllocate()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        datagram(PORT);
        final Path file = file("long.pcap", 400_000);
        final long[] sum = new long[1];
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(64)
            .threadingMode(ThreadingMode.INVOKER)
            .port(port -> port
                .interfaceName("feed")
                .filter(Match.udp().destination("239.1.1.1", PORT))
                .replay(file, ReplayPace.virtualTime()))
            .stages(stages -> stages.handle("sum", (event, sequence, endOfBatch) -> sum[0] += event.receivedNs())));
        long least = Long.MAX_VALUE;
        for (int window = 0; window < 20; window++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 250; i++)
            {
                pipeline.invoke();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(pipeline.replays().getFirst().delivered() > 250 * 20 * 32);
        assertNull(pipeline.replays().getFirst().end(), "the file is too short for the windows");
        pipeline.close();

        assertEquals(0, least);
        assertNotNull(pipeline.ledger());
    }

    private List<String> trace(final Path file)
    {
        final List<String> trace = new ArrayList<>();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(32)
            .threadingMode(ThreadingMode.INVOKER)
            .port(port -> port.interfaceName("feed").replay(file, ReplayPace.virtualTime()))
            .stages(stages -> stages.handle("trace", (event, sequence, endOfBatch) ->
                trace.add(sequence + " " + event.receivedNs() + ' ' + number(event) + ' ' + event.length() +
                    (endOfBatch ? " end" : "")))));
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        pipeline.close();
        assertCleanEnd(pipeline, trace.size());

        return trace;
    }

    private XskPipeline<FrameEvent> launch(final Path file, final ReplayPace pace)
    {
        return XskPipeline.launch(context(64)
            .threadingMode(ThreadingMode.INVOKER)
            .port(port -> port.interfaceName("feed").replay(file, pace))
            .stages(stages -> stages.handle("none", ReplayTest::ignore)));
    }

    private static void ignore(final FrameEvent event, final long sequence, final boolean endOfBatch)
    {
        // Recycled.
    }

    private XskPipeline.Context<FrameEvent> context(final int slotCount)
    {
        return new XskPipeline.Context<>(FrameEvent::new)
            .slotCount(slotCount)
            .countersDirectory(null)
            .errorHandler(errors::add);
    }

    private void assertCleanEnd(final XskPipeline<?> pipeline, final long count)
    {
        assertEquals(0, pipeline.drops().unaccounted(count), pipeline.drops()::toString);
        assertEquals(0, pipeline.ledger().lost(), pipeline.ledger()::toString);
        assertEquals(List.of(), errors);
    }

    private static long number(final FrameEvent event)
    {
        return event.packet().getLong(NUMBER_INDEX);
    }

    private Path file(final String name, final int count)
    {
        final Path file = folder.resolve(name);
        try (CaptureWriter writer = writer(file))
        {
            for (int i = 0; i < count; i++)
            {
                write(writer, START_NS + i * STEP_NS, PACKET_LENGTH, i);
            }
        }
        try (CaptureReader reader = CaptureReader.open(file))
        {
            assertEquals(count > 0, reader.next());
        }

        return file;
    }

    private static CaptureWriter writer(final Path file)
    {
        return CaptureWriter.create(file, CaptureFormat.of(file), List.of("feed"));
    }

    private void write(final CaptureWriter writer, final long stampNs, final int length, final long number)
    {
        packet.putLong(NUMBER_INDEX, number);
        writer.write(0, stampNs, packet, 0, length, length);
    }

    private void datagram(final int port)
    {
        packet.putShort(12, Short.reverseBytes((short)0x0800));
        packet.putByte(14, (byte)0x45);
        packet.putShort(16, Short.reverseBytes((short)(PACKET_LENGTH - 14)));
        packet.putByte(23, (byte)17);
        packet.putInt(30, Integer.reverseBytes(0xEF010101));
        packet.putShort(36, Short.reverseBytes((short)port));
        packet.putShort(38, Short.reverseBytes((short)(PACKET_LENGTH - 34)));
    }
}
