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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import io.xsk.CpuAffinity;
import io.xsk.counters.LatencyRecorder;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.sim.SimulatedInterface;
import io.xsk.sim.SimulatedKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a pipeline does besides its packets: it keeps its cores, sees stalls, measures, and shows its counters.
 */
@Timeout(60)
class PipelineWatchTest
{
    private static final String INTERFACE = "sim0";
    private static final EventHandler<FrameEvent> NOTHING = (event, sequence, endOfBatch) ->
    {
    };

    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[64]);
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final SimulatedKernel kernel = new SimulatedKernel(1);
    private final SimulatedInterface device = kernel.addInterface(INTERFACE, 1);

    @Test
    void shouldKeepTheOtherThreadsOffItsCores()
    {
        final BitSet allowed = CpuAffinity.allowed();
        final int last = allowed.length() - 1;
        final BitSet hotCpus = new BitSet();
        hotCpus.set(last);
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(last)
            .stages(stages -> stages.handle("only", NOTHING)));

        final ThreadReport report = pipeline.threadReport();
        pipeline.close();

        final List<ThreadPlacement> hot = report.threads().stream().filter(ThreadPlacement::isHot).toList();
        assertEquals(1, hot.size(), report::toString);
        assertEquals("xsk-owner-sim0:", hot.getFirst().name());
        assertEquals(hotCpus, hot.getFirst().cpus());
        assertEquals(allowed.cardinality() < 2, report.threads().stream()
            .anyMatch(thread -> !thread.isHot() && thread.cpus().get(last)), report::toString);
        assertEquals(allowed.cardinality() < 2, null != report.warning());
        assertTrue(report.toString().contains("hot  " + hot.getFirst().threadId() + " xsk-owner-sim0: " + hotCpus));
        assertEquals(allowed, CpuAffinity.allowed());
        assertFalse(pipeline.threadReport().threads().stream().anyMatch(ThreadPlacement::isHot));
    }

    @Test
    void shouldLeaveTheOtherThreadsWhereTheyAreWhenThatIsSaid()
    {
        final BitSet allowed = CpuAffinity.allowed();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(allowed.length() - 1)
            .keepCores(false)
            .stages(stages -> stages.handle("only", NOTHING)));

        assertEquals(allowed, CpuAffinity.allowed());
        assertNull(pipeline.threadReport().warning());
        pipeline.close();
    }

    @Test
    void shouldCountAStageThatStandsStill()
    {
        final CountDownLatch gate = new CountDownLatch(1);
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(AgentThread.ANY_CPU)
            .threadingMode(ThreadingMode.DEDICATED)
            .stallThresholdNs(TimeUnit.MILLISECONDS.toNanos(1))
            .stages(stages -> stages
                .handle("before", NOTHING)
                .then("slow", (event, sequence, endOfBatch) -> gate.await())));
        assertEquals(0, pipeline.counters().get(PipelineCounter.STALLS));

        device.inject(0, packet, 0, packet.capacity());
        while (0 == pipeline.counters().get(PipelineCounter.STALLS, "stage=slow"))
        {
            Thread.yield();
        }
        gate.countDown();
        pipeline.close();

        assertEquals(1, pipeline.counters().get(PipelineCounter.STALLS, "stage=slow"));
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldRecordHowLongPacketsTakeToTheEndOfEachStage()
    {
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context(AgentThread.ANY_CPU)
            .threadingMode(ThreadingMode.INVOKER)
            .latencyHistograms(true)
            .stages(stages -> stages.handle("first", NOTHING).then("second", NOTHING)));
        for (int i = 0; i < 100; i++)
        {
            device.inject(0, packet, 0, packet.capacity());
            pipeline.invoke();
        }
        pipeline.close();

        assertEquals(
            List.of("stage=first", "stage=second"), pipeline.latencies().stream().map(LatencyRecorder::name).toList());
        pipeline.latencies().forEach(latencies -> assertEquals(100, latencies.total().getTotalCount()));
        assertTrue(pipeline.latencies().getFirst().total().getMinValue() <=
            pipeline.latencies().getLast().total().getMaxValue());
    }

    @Test
    void shouldHaveAFileOfCountersUnlessThatIsNotWanted(@TempDir final Path directory)
    {
        final XskPipeline<FrameEvent> byDefault = XskPipeline.launch(context(AgentThread.ANY_CPU)
            .stages(stages -> stages.handle("only", NOTHING)));
        final Path file = byDefault.counters().file();
        assertNotNull(file);
        assertEquals(PipelineCounters.directory(), file.getParent());
        assertTrue(Files.exists(file));
        byDefault.close();
        assertFalse(Files.exists(file));

        final XskPipeline<FrameEvent> elsewhere = XskPipeline.launch(context(AgentThread.ANY_CPU)
            .countersDirectory(directory)
            .stages(stages -> stages.handle("only", NOTHING)));
        assertEquals(directory, elsewhere.counters().file().getParent());
        elsewhere.close();

        final XskPipeline<FrameEvent> without = XskPipeline.launch(context(AgentThread.ANY_CPU)
            .countersDirectory(null)
            .stages(stages -> stages.handle("only", NOTHING)));
        assertNull(without.counters().file());
        without.close();
    }

    private XskPipeline.Context<FrameEvent> context(final int cpu)
    {
        return new XskPipeline.Context<>(FrameEvent::new)
            .simulated(kernel)
            .port(port ->
            {
                port.interfaceName(INTERFACE);
                if (AgentThread.ANY_CPU != cpu)
                {
                    port.cpu(cpu);
                }
            })
            .threadingMode(ThreadingMode.SHARED)
            .idleStrategySupplier(() -> YieldingIdleStrategy.INSTANCE)
            .errorHandler(errors::add);
    }
}
