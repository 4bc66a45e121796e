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

import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import com.sun.management.ThreadMXBean;
import io.xsk.NetDevice;
import io.xsk.XskStatistics;
import io.xsk.bpf.LiveFrameGenerator;
import io.xsk.counters.PipelineCounter;
import io.xsk.testing.KernelTest;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;

/**
 * Warm-ups of pipelines on sockets, at the right end of a cable.
 */
@Tag("also-debug")
class WarmUpKernelTest extends PipelineOnCable
{
    private static final long PACKET_LIMIT = 20_000;
    private static final int GENERATED_AT_ONCE = 8_192;
    private static final long ENOUGH = 100_000;
    private static final int WINDOWS = 50;
    private static final int WINDOW = 1_000;

    WarmUpKernelTest()
    {
        super(1);
    }

    @KernelTest
    void shouldLetNoPacketInBeforeItIsOver()
    {
        for (final ThreadingMode threadingMode : List.of(ThreadingMode.SHARED, ThreadingMode.DEDICATED))
        {
            final ProgramWatcher watcher = new ProgramWatcher();
            final XskPipeline<FrameEvent> pipeline = launch(context()
                .threadingMode(threadingMode)
                .warmUp(warmUp -> warmUp.packetLimit(PACKET_LIMIT))
                .stages(stages -> stages.handle("echo", watcher)));

            assertEquals(List.of(0, 0, 0), List.of(watcher.atStart, watcher.atFirst, watcher.atEnd));
            assertNotEquals(0, cable.right().device(RIGHT).xdpProgramId());
            assertEquals(new XskStatistics(0, 0, 0, 0, 0, 0), pipeline.statistics());
            assertEquals(0, pipeline.counters().get(PipelineCounter.KERNEL_TX_RING_EMPTY));
            assertEquals(0, pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED));
            assertEquals(0, pipeline.counters().get(PipelineCounter.WAKEUPS));

            send(pipeline, 0, 1_000);
            pipeline.close();
            assertEquals(1_000, watcher.handledCount.get());
            assertEquals(1_000, pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
            assertEquals(0, pipeline.ledger().lost());
            assertEquals(List.of(), errors);
        }
    }

    /** The generator is at it when the program is attached. How many are lost then is the machine's business. */
    @KernelTest
    void shouldAccountForEveryPacketFromTheFirstOneOn() throws Exception
    {
        final CountDownLatch stop = new CountDownLatch(1);
        final Thread generator = cable.left().call(() -> Thread.ofPlatform().start(() -> generate(stop)));
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .threadingMode(ThreadingMode.SHARED)
            .warmUp(warmUp -> warmUp.packetLimit(PACKET_LIMIT))
            .stages(stages -> stages
                .handle("first", new ProgramWatcher())
                .then("second", (event, sequence, endOfBatch) -> event.packet().putByte(0, (byte)1))
                .then("third", (event, sequence, endOfBatch) -> event.verdict(Verdict.RECYCLE))));

        await(() -> pipeline.drops().handled() + pipeline.drops().dropped() > ENOUGH);
        stop.countDown();
        generator.join();
        pipeline.close();

        // What found no room on the way to the program is dropped by the interface, and not among what it received.
        final long sent = cable.right().call(WarmUpKernelTest::received) + pipeline.drops().causes().get("interface");
        assertEquals(0, pipeline.drops().unaccounted(sent), () -> pipeline.drops().toString());
        assertTrue(pipeline.drops().handled() > 0);
        assertEquals(0, pipeline.ledger().lost());
        assertEquals(List.of(), errors);
    }

    /** The debug mode allocates for each frame and each batch: it remembers who has them. */
    @Tag("not-debug")
    @KernelTest
    void shouldAllocateNothingAfterIt()
    {
        final XskPipeline<FrameEvent> pipeline = launch(context()
            .warmUp(warmUp -> warmUp.packetLimit(10 * PACKET_LIMIT))
            .latencyHistograms(true)
            .stages(stages -> stages.handle("echo", new ProgramWatcher())));
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();

        // The JVM itself allocates a little on a thread whose code it compiles, should it not have done so by now.
        long allocated = -1;
        for (int window = 0; window < WINDOWS && 0 != allocated; window++)
        {
            final long before = allocatedBytes(threads, pipeline);
            send(pipeline, 0, WINDOW);
            allocated = allocatedBytes(threads, pipeline) - before;
        }
        pipeline.close();

        assertEquals(0, allocated);
    }

    private static long allocatedBytes(final ThreadMXBean threads, final XskPipeline<FrameEvent> pipeline)
    {
        return pipeline.threads().stream()
            .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId()))
            .sum();
    }

    private static void generate(final CountDownLatch stop)
    {
        try (LiveFrameGenerator generator =
            LiveFrameGenerator.open(NetDevice.byName(LEFT), new byte[PACKET_LENGTH], LiveFrameGenerator.MAX_BATCH))
        {
            while (stop.getCount() > 0)
            {
                generator.send(GENERATED_AT_ONCE);
            }
        }
    }

    /** What came to the right end's program, as the interface has counted. Without a program nothing is counted. */
    private static long received() throws Exception
    {
        return Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
            .filter(line -> line.strip().startsWith(RIGHT + ':'))
            .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip().split(" +")[1]))
            .findFirst()
            .orElseThrow();
    }

    /** Sends all back, and looks whether a program is attached. */
    private static final class ProgramWatcher implements EventHandler<FrameEvent>, WarmUpAware
    {
        private final AtomicInteger handledCount = new AtomicInteger();
        private volatile int atStart = -1;
        private volatile int atFirst = -1;
        private volatile int atEnd = -1;

        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            if (-1 == atFirst)
            {
                atFirst = NetDevice.byName(RIGHT).xdpProgramId();
            }
            handledCount.lazySet(handledCount.getPlain() + 1);
            event.verdict(Verdict.TRANSMIT);
        }

        @Override
        public void onWarmUpStart()
        {
            atStart = NetDevice.byName(RIGHT).xdpProgramId();
        }

        @Override
        public void onWarmUpEnd()
        {
            atEnd = NetDevice.byName(RIGHT).xdpProgramId();
            handledCount.set(0);
        }
    }
}
