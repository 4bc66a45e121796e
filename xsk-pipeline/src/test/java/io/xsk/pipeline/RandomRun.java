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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.sim.PacketCounts;
import io.xsk.sim.PacketFate;
import io.xsk.sim.SimulatedFaults;
import io.xsk.sim.SimulatedInterface;
import io.xsk.sim.SimulatedKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * A pipeline on a simulated kernel of which everything follows from a seed: interfaces, queues, rings, the graph of its
 * stages, what they do to packets, what goes wrong at the interfaces, the rate, and the moment of its close. At the end
 * every packet and every frame must be accounted for, and those of a flow must have come in their order.
 */
final class RandomRun
{
    private static final int MAX_STAGES = 6;
    private static final int MAX_QUEUES = 3;
    private static final int MIN_LENGTH = 60;
    private static final int MAX_LENGTH = 200;
    private static final int MAGIC_INDEX = 14;
    private static final int FLOW_INDEX = 22;
    private static final int NUMBER_INDEX = 26;
    private static final int CHECK_INDEX = 34;
    private static final long MAGIC = 0x5851F42D4C957F2DL;
    private static final int SPARE_FRAMES = 8;
    private static final long HELD_NS = 20_000;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final AtomicLong outOfOrder = new AtomicLong();
    private final AtomicLong damaged = new AtomicLong();
    private final AtomicLong thrown = new AtomicLong();
    private final Queue<RetainedFrame> spare = new ConcurrentLinkedQueue<>();
    private final Queue<RetainedFrame> held = new ConcurrentLinkedQueue<>();
    private final List<SimulatedInterface> devices = new ArrayList<>();
    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private final SplittableRandom random;
    private final SimulatedKernel kernel;
    private final ThreadingMode mode;
    private final long seed;
    private final int queues;
    private final boolean isSharded;
    private final boolean isCabled;
    private final int stageCount;
    /** One in how many calls of a handler throws. */
    private final int throwsOneOf;
    private boolean isOrderKept = true;
    private boolean isSendingWhole = true;
    private String faultNames = "";

    RandomRun(final long seed, final ThreadingMode mode, final int throwsOneOf)
    {
        this.seed = seed;
        this.mode = mode;
        this.throwsOneOf = throwsOneOf;
        random = new SplittableRandom(seed);
        kernel = new SimulatedKernel(seed);
        queues = 1 + random.nextInt(MAX_QUEUES);
        final int interfaces = 1 + random.nextInt(2);
        for (int i = 0; i < interfaces; i++)
        {
            devices.add(kernel.addInterface("sim" + i, queues));
        }
        isCabled = 2 == interfaces && random.nextBoolean();
        if (isCabled)
        {
            kernel.connect(devices.getFirst(), devices.getLast());
        }
        isSharded = random.nextBoolean();
        stageCount = 1 + random.nextInt(MAX_STAGES);
        devices.forEach(device -> device.faults(faults()));
        for (int i = 0; i < SPARE_FRAMES; i++)
        {
            spare.add(new RetainedFrame());
        }
    }

    /** What came of it. */
    record Totals(long runs, long offered, long delivered, long handled, long sent, long thrown, long lost)
    {
        static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0);

        Totals plus(final Totals other)
        {
            return new Totals(
                runs + other.runs,
                offered + other.offered,
                delivered + other.delivered,
                handled + other.handled,
                sent + other.sent,
                thrown + other.thrown,
                lost + other.lost);
        }
    }

    /**
     * Let it run and verify how it ended.
     *
     * @param packets to inject before it is closed.
     */
    Totals run(final long packets)
    {
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context());
        final long[] numbers = new long[devices.size() * MAX_QUEUES];
        long injected = 0;
        while (injected < packets && !pipeline.isClosed())
        {
            for (int burst = random.nextInt(100); burst > 0; burst--)
            {
                inject(numbers);
                injected++;
            }
            for (int turns = random.nextInt(6); turns > 0; turns--)
            {
                turn(pipeline);
            }
            if (0 == random.nextInt(3))
            {
                release();
            }
        }
        close(pipeline);

        return verify(pipeline);
    }

    @Override
    public String toString()
    {
        return "seed=" + seed + " mode=" + mode + " interfaces=" + devices.size() + " queues=" + queues +
            " sharded=" + isSharded + " cabled=" + isCabled + " stages=" + stageCount + " faults=" + faultNames;
    }

    private XskPipeline.Context<FrameEvent> context()
    {
        final int ringCapacity = 32 << random.nextInt(4);
        final SplittableRandom ofGraph = random.split();
        final long graphSeed = ofGraph.nextLong();
        final XskPipeline.Context<FrameEvent> context = new XskPipeline.Context<>(FrameEvent::new)
            .simulated(kernel)
            .slotCount(8 << random.nextInt(6))
            .batchLimit(1 + random.nextInt(96))
            .threadingMode(mode)
            .sharded(isSharded)
            .slowStagePolicy(random.nextBoolean() ? SlowStagePolicy.BACKPRESSURE : SlowStagePolicy.DROP_NEWEST)
            .dropReasons(OwnerFixture.Reason.class)
            .retainable(SPARE_FRAMES)
            .closeTimeoutNs(isSendingWhole ? TimeUnit.SECONDS.toNanos(20) : TimeUnit.MILLISECONDS.toNanos(50))
            .idleStrategySupplier(() -> YieldingIdleStrategy.INSTANCE)
            .errorHandler(errors::add)
            .stages(stages -> declare(stages, new SplittableRandom(graphSeed + stages.shard())));
        devices.forEach(device -> context.port(port -> port
            .interfaceName(device.name())
            .allQueues()
            .socket(socket -> socket
                .fillRingCapacity(ringCapacity)
                .rxRingCapacity(ringCapacity)
                .txRingCapacity(ringCapacity)
                .completionRingCapacity(ringCapacity))));

        return context;
    }

    /** Any graph without a circle; one of its stages, and no other, says what becomes of the packets. */
    private void declare(final Stages<FrameEvent> stages, final SplittableRandom ofGraph)
    {
        final int deciding = ofGraph.nextInt(stageCount);
        final int ports = isSharded ? 1 : devices.size() * queues;
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < stageCount; i++)
        {
            final String[] before = names.stream().filter(name -> 0 == ofGraph.nextInt(2)).toArray(String[]::new);
            final Handler handler = new Handler(ofGraph.split(), i == deciding ? ports : 0);
            names.add("stage" + i);
            if (before.length > 0)
            {
                stages.after(before);
            }
            if (0 == i || before.length > 0)
            {
                stages.handle(names.getLast(), handler);
            }
            else
            {
                stages.and(names.getLast(), handler);
            }
            if (0 == ofGraph.nextInt(3))
            {
                stages.batchLimit(1 + ofGraph.nextInt(32));
            }
        }
    }

    private SimulatedFaults faults()
    {
        final SimulatedFaults faults = new SimulatedFaults();
        if (random.nextBoolean())
        {
            faultNames += " in";
            faults.loss(0.01).garbage(0.001).duplication(0.01).fillStarvation(0.01).fullReceiveRing(0.01);
        }
        if (random.nextBoolean())
        {
            faultNames += " out";
            faults.refusedWakeups(0.2).fullCompletionRing(0.05).lateCompletions(0.1, HELD_NS);
        }
        if (0 == random.nextInt(4))
        {
            faultNames += " reordering";
            isOrderKept = false;
            faults.reordering(0.05, HELD_NS);
        }
        if (0 == random.nextInt(4))
        {
            faultNames += " flapping";
            faults.flapping(0.001, HELD_NS);
        }
        if (0 == random.nextInt(16))
        {
            faultNames += " missing";
            isSendingWhole = false;
            faults.missingCompletions(0.001);
        }

        return faults;
    }

    private void inject(final long[] numbers)
    {
        final int device = random.nextInt(devices.size());
        final int queue = random.nextInt(queues);
        final int flow = device * MAX_QUEUES + queue;
        final long number = numbers[flow]++;
        packet.putLong(MAGIC_INDEX, MAGIC);
        packet.putInt(FLOW_INDEX, flow);
        packet.putLong(NUMBER_INDEX, number);
        packet.putLong(CHECK_INDEX, check(flow, number));
        devices.get(device).inject(queue, packet, 0, MIN_LENGTH + random.nextInt(MAX_LENGTH - MIN_LENGTH));
    }

    private static long check(final int flow, final long number)
    {
        return (number + 1) * MAGIC ^ flow;
    }

    private void turn(final XskPipeline<FrameEvent> pipeline)
    {
        kernel.doWork();
        if (ThreadingMode.INVOKER == mode)
        {
            pipeline.invoke();
        }
        else
        {
            Thread.yield();
        }
    }

    private void release()
    {
        RetainedFrame frame = held.poll();
        while (null != frame)
        {
            frame.release();
            spare.add(frame);
            frame = held.poll();
        }
    }

    /** The kernel goes on meanwhile, so that what it holds back comes; and then what was retained is given back. */
    private void close(final XskPipeline<FrameEvent> pipeline)
    {
        final Thread closing = Thread.currentThread();
        final Thread stepping = Thread.ofPlatform().start(() ->
        {
            while (!pipeline.isClosed() && closing.isAlive() && !Thread.interrupted())
            {
                kernel.doWork();
                Thread.yield();
            }
        });
        pipeline.close();
        release();
        pipeline.close();
        stepping.interrupt();
        try
        {
            stepping.join();
        }
        catch (final InterruptedException exception)
        {
            throw new IllegalStateException(exception);
        }
    }

    private Totals verify(final XskPipeline<FrameEvent> pipeline)
    {
        final PipelineCounters counters = pipeline.counters();
        final List<PacketCounts> counts = devices.stream().map(SimulatedInterface::counts).toList();
        counts.forEach(count -> assertEquals(count.offered(), count.accounted(), this::toString));
        final long delivered = counts.stream().mapToLong(count -> count.count(PacketFate.DELIVERED)).sum();
        final long dropped = counts.stream().mapToLong(PacketCounts::rxDropped).sum();
        final long sent = counts.stream().mapToLong(count -> count.txPackets() + count.txDropped()).sum();
        final long slow = counters.get(PipelineCounter.PACKETS_DROPPED_SLOW);
        final long handled = pipeline.drops().handled();
        final long unsent = counters.get(PipelineCounter.TRANSMITS_DISCARDED);

        assertTrue(pipeline.isClosed(), this::toString);
        assertEquals(0, damaged.get(), this::toString);
        assertEquals(0, outOfOrder.get(), this::toString);
        assertEquals(0, pipeline.ledger().lost(), () -> this + " " + pipeline.ledger());
        assertEquals(0, pipeline.drops().unaccounted(delivered + dropped), () -> this + " " + pipeline.drops());
        assertEquals(counters.get(PipelineCounter.KERNEL_RX_RING_FULL), counters.get(PipelineCounter.RX_RING_FULL_SLOW),
            this::toString);
        assertEquals(thrown.get(), counters.get(PipelineCounter.STAGE_ERRORS), this::toString);
        if (isSendingWhole)
        {
            assertEquals(delivered, handled + slow, this::toString);
            assertEquals(stageCount * handled, counters.get(PipelineCounter.PACKETS_HANDLED), this::toString);
            assertEquals(sent, counters.get(PipelineCounter.PACKETS_TRANSMITTED), this::toString);
            assertEquals(0, unsent, this::toString);
            assertEquals(thrown.get(), errors.stream().filter(this::isOfHandler).count(), this::toString);
            assertEquals(0, pipeline.ledger().slots() + pipeline.ledger().tx() + pipeline.ledger().completion(),
                () -> this + " " + pipeline.ledger());
        }

        return new Totals(1, counts.stream().mapToLong(PacketCounts::offered).sum(), delivered, handled,
            counters.get(PipelineCounter.PACKETS_TRANSMITTED), thrown.get(), pipeline.ledger().lost());
    }

    private boolean isOfHandler(final Throwable throwable)
    {
        return throwable instanceof StageException;
    }

    /** Of one stage in one lane. */
    private final class Handler implements EventHandler<FrameEvent>
    {
        private static final int RECYCLED = 50;
        private static final int TRANSMITTED = 90;
        private static final int DROPPED = 97;

        private final SplittableRandom dice;
        private final int ports;
        private final long[] last = new long[2 * MAX_QUEUES];

        /** For one that says what becomes of packets, with the number of ports; the others have none. */
        Handler(final SplittableRandom dice, final int ports)
        {
            this.dice = dice;
            this.ports = ports;
            Arrays.fill(last, -1);
        }

        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            verifyPacket(event);
            if (0 < ports)
            {
                decide(event);
            }
            if (0 == dice.nextInt(throwsOneOf))
            {
                thrown.incrementAndGet();
                throw new IllegalStateException("of a test");
            }
        }

        private void verifyPacket(final FrameEvent event)
        {
            // Garbage has no magic, and what was sent by us over the cable goes another way than its flow.
            if (event.length() >= MIN_LENGTH && MAGIC == event.packet().getLong(MAGIC_INDEX))
            {
                final int flow = event.packet().getInt(FLOW_INDEX);
                final long number = event.packet().getLong(NUMBER_INDEX);
                if (check(flow, number) != event.packet().getLong(CHECK_INDEX))
                {
                    damaged.incrementAndGet();
                }
                else if (isOrderKept && !isCabled)
                {
                    outOfOrder.addAndGet(number < last[flow] ? 1 : 0);
                    last[flow] = number;
                }
            }
        }

        private void decide(final FrameEvent event)
        {
            final int roll = dice.nextInt(100);
            final RetainedFrame frame = roll < DROPPED ? null : spare.poll();
            if (null != frame)
            {
                event.retain(frame);
                held.add(frame);
            }
            else if (roll >= TRANSMITTED)
            {
                event.drop(OwnerFixture.Reason.values()[roll & 1]);
            }
            else if (roll >= RECYCLED)
            {
                event.transmit(dice.nextInt(ports));
            }
        }
    }
}
