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

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.xsk.counters.PipelineCounters;
import io.xsk.perf.HotCpu;
import io.xsk.perf.PacketBenchmark;
import io.xsk.ring.FillRing;
import io.xsk.ring.RxRing;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One packet's turn on one thread, from the receive ring through slots and empty stages to the fill ring: by a
 * pipeline in {@link ThreadingMode#SHARED}, and by a loop that does the same by hand. Part of both is the other end of
 * the rings.
 */
@State(Scope.Thread)
public class TurnBenchmark extends PacketBenchmark
{
    private static final int BATCH = 64;
    private static final int SLOTS = 4096;
    private static final int SLOTS_MASK = SLOTS - 1;

    /** Stages that each packet passes. */
    @Param("3")
    int stages;

    /** Frames that go round. */
    @Param("4096")
    int frames;

    private final List<EventHandler<FrameEvent>> handlers = new ArrayList<>();
    private EventHandler<FrameEvent>[] handlerArray;
    private EndlessPort port;
    private LaneAgent lane;
    private FrameEvent[] slots;
    private long sequence;

    /**
     * Without ports.
     */
    public TurnBenchmark()
    {
    }

    /**
     * Make port and pipeline.
     */
    @Setup
    @SuppressWarnings("unchecked")
    public void setUp()
    {
        HotCpu.pinIfSaid();
        port = new EndlessPort(frames, frames);
        for (int i = 0; i < stages; i++)
        {
            handlers.add(switch (i % 3)
            {
                case 0 -> new First();
                case 1 -> new Second();
                default -> new Third();
            });
        }
        handlerArray = handlers.toArray(EventHandler[]::new);
        slots = new FrameEvent[SLOTS];
        for (int i = 0; i < SLOTS; i++)
        {
            slots[i] = new FrameEvent();
        }
        final OwnerAgent<FrameEvent> owner = assemble();
        owner.prefill();
    }

    /**
     * Give the memory back.
     */
    @TearDown
    public void tearDown()
    {
        port.close();
    }

    /**
     * A batch through the pipeline.
     *
     * @return the work that it counts.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int pipeline()
    {
        port.receive(BATCH);

        return lane.doWork();
    }

    /**
     * A batch through the loop.
     *
     * @return how many packets it had.
     * @throws Exception that no handler throws.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int byHand() throws Exception
    {
        port.receive(BATCH);
        final RxRing rxRing = port.rxRing();
        final FillRing fillRing = port.fillRing();
        final int count = rxRing.available(BATCH);
        final long from = rxRing.position();
        final long to = fillRing.tryClaim(count);
        for (int i = 0; i < count; i++)
        {
            final FrameEvent slot = slots[(int)(sequence + i) & SLOTS_MASK];
            slot.onReceive(port.umem(), rxRing.address(from + i), rxRing.length(from + i), 0, 0);
            for (final EventHandler<FrameEvent> handler : handlerArray)
            {
                handler.onEvent(slot, sequence + i, i == count - 1);
            }
            fillRing.put(to + i, port.umem().frameOf(slot.address()));
        }
        rxRing.release(count);
        fillRing.commit();
        sequence += count;

        return count;
    }

    private OwnerAgent<FrameEvent> assemble()
    {
        final RingBuffer<FrameEvent> ring =
            RingBuffer.createSingleProducer(FrameEvent::new, SLOTS, new BusySpinWaitStrategy());
        final PipelineCounters counters = new PipelineCounters();
        final List<StageAgent<FrameEvent>> agents = new ArrayList<>();
        Sequence before = null;
        for (final EventHandler<FrameEvent> handler : handlers)
        {
            final String name = "stage-" + agents.size();
            agents.add(new StageAgent<>(
                name,
                new Stage<>(name, handler, List.of()),
                ring,
                null == before ? ring.newBarrier() : ring.newBarrier(before),
                BATCH,
                TurnBenchmark::onError,
                StageCounters.of(counters, name),
                TurnBenchmark::onError));
            before = agents.getLast().sequence();
        }
        final OwnerAgent<FrameEvent> owner = owner(port, ring, agents, counters);
        lane = new LaneAgent(owner, agents);

        return owner;
    }

    /** The owner of a port, before these stages of which the last is the last. */
    static OwnerAgent<FrameEvent> owner(
        final EndlessPort port,
        final RingBuffer<FrameEvent> ring,
        final List<StageAgent<FrameEvent>> stages,
        final PipelineCounters counters)
    {
        return new OwnerAgent<>(
            "owner",
            new OwnerPorts(
                new FramePool(port.umem(), 1, Reason.class),
                new OwnedPort[]{ new OwnedPort(port, PortCounters.of(counters, port.interfaceName(), port.queue())) },
                new TransmitRelay[0],
                Reason.values()),
            ring,
            ring.newBarrier(stages.getLast().sequence()),
            new SlowStages(
                stages.stream().map(StageAgent::sequence).toArray(Sequence[]::new),
                stages.stream()
                    .map(stage -> StageCounters.of(counters, stage.roleName()))
                    .toArray(StageCounters[]::new)),
            new OwnerAgent.Settings(BATCH, SlowStagePolicy.BACKPRESSURE, false));
    }

    private static void onError(final Throwable throwable)
    {
        throw new IllegalStateException(throwable);
    }

    /** There is none. */
    private enum Reason
    {
    }

    private static final class First implements EventHandler<FrameEvent>
    {
        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            // Three classes, so that the call is a virtual one.
        }
    }

    private static final class Second implements EventHandler<FrameEvent>
    {
        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            // The second of them.
        }
    }

    private static final class Third implements EventHandler<FrameEvent>
    {
        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            // The third of them.
        }
    }
}
