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

import com.lmax.disruptor.EventHandler;
import io.xsk.CpuAffinity;
import io.xsk.NetDevice;
import io.xsk.RxMetadata;
import io.xsk.bpf.LiveFrameGenerator;
import io.xsk.counters.LatencyRecorder;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import io.xsk.netns.NetworkNamespace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * How long a packet of a {@link Transmitter} takes from its commit to the wire, on a queue of its own and through the
 * port's owner, in rounds that take turns. The wire is a virtual cable between two hosts of its own: at the other end
 * the XDP program stamps the packet, which the kernel runs as soon as the sender's driver has handed the packet over.
 * The time of the commit is in the packet. One packet is in flight: the other end sends it back, and its arrival is the
 * occasion of the next commit.
 * <p>
 * Both times are told on one clock. The program stamps by CLOCK_TAI, which runs beside the clock of
 * {@link System#nanoTime()} as long as nobody sets the time; how far apart they are is found before and after, and by
 * how much that has changed is printed.
 * <p>
 * The pipeline that sends has the last CPU, everything else is on the first.
 * <pre>
 *     java -cp perf/target/xsk-perf.jar io.xsk.pipeline.TransmitTimes [shared|dedicated [rounds [packets a round]]]
 * </pre>
 */
public final class TransmitTimes
{
    private static final String LEFT = "xleft";
    private static final String RIGHT = "xright";
    private static final int QUEUES = 2;
    private static final int PACKET_LENGTH = 60;
    private static final int COMMITTED_INDEX = 16;
    private static final int WAY_INDEX = 24;
    private static final int NUMBER_INDEX = 32;
    private static final int SEED_WAY = -1;
    private static final int ROUNDS_DEFAULT = 11;
    private static final int PACKETS_DEFAULT = 100_000;
    private static final int WARM_UP_ROUNDS = 2;
    private static final int CPUS_TO_SPIN = 3;
    private static final int OFFSET_SAMPLES = 10_000;
    private static final long LOST_AFTER_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private final ThreadingMode threadingMode;
    private final int rounds;
    private final long packets;
    private final Sender sender = new Sender();
    private final Wire wire;
    private long lostCount;

    private TransmitTimes(final ThreadingMode threadingMode, final int rounds, final long packets)
    {
        this.threadingMode = threadingMode;
        this.rounds = rounds;
        this.packets = packets;
        wire = new Wire(packets);
    }

    /**
     * Measure and print.
     *
     * @param args threading mode of the pipeline that sends, rounds, and packets in a round; all may be left out.
     */
    public static void main(final String[] args)
    {
        final ThreadingMode threadingMode =
            ThreadingMode.valueOf(args.length > 0 ? args[0].toUpperCase(Locale.ROOT) : "SHARED");
        final int rounds = args.length > 1 ? Integer.parseInt(args[1]) : ROUNDS_DEFAULT;
        final int packets = args.length > 2 ? Integer.parseInt(args[2]) : PACKETS_DEFAULT;
        measure(threadingMode, rounds, packets).print(threadingMode);
    }

    /**
     * Measure, on hosts of its own.
     *
     * @param threadingMode of the pipeline that sends, which is not the caller's to invoke.
     * @param rounds        for each way.
     * @param packets       in a round.
     * @return what was measured.
     */
    static Result measure(final ThreadingMode threadingMode, final int rounds, final int packets)
    {
        return new TransmitTimes(threadingMode, rounds, packets).run();
    }

    private Result run()
    {
        try (NetworkNamespace left = NetworkNamespace.create(LEFT);
            NetworkNamespace right = NetworkNamespace.create(RIGHT))
        {
            NetworkNamespace.connect(left, LEFT, right, RIGHT, QUEUES);
            try (XskPipeline<FrameEvent> sending = left.call(() -> XskPipeline.launch(sendingContext()));
                XskPipeline<FrameEvent> wireEnd = right.call(() -> XskPipeline.launch(wireContext())))
            {
                return right.call(() -> drive(sending.counters(), wireEnd));
            }
        }
    }

    private XskPipeline.Context<FrameEvent> sendingContext()
    {
        final int last = CpuAffinity.allowed().length() - 1;
        final boolean isSpinning =
            ThreadingMode.SHARED == threadingMode || CpuAffinity.allowed().cardinality() >= CPUS_TO_SPIN;
        final IdleStrategy idleStrategy = isSpinning ? BusySpinIdleStrategy.INSTANCE : YieldingIdleStrategy.INSTANCE;

        return new XskPipeline.Context<>(FrameEvent::new)
            .port(port -> port.interfaceName(LEFT).queue(0).cpu(last))
            .threadingMode(threadingMode)
            .idleStrategySupplier(() -> idleStrategy)
            .stages(stages -> stages.handle("send", sender)
                .cpu(isSpinning && ThreadingMode.DEDICATED == threadingMode ? last - 1 : last)
                .transmits(sender.transmitters[Way.OWN_QUEUE.ordinal()])
                .transmits(sender.transmitters[Way.THROUGH_OWNER.ordinal()]));
    }

    private XskPipeline.Context<FrameEvent> wireContext()
    {
        return new XskPipeline.Context<>(FrameEvent::new)
            .port(port -> port.interfaceName(RIGHT).allQueues().metadata(true))
            .threadingMode(ThreadingMode.INVOKER)
            .stages(stages -> stages.handle("wire", wire));
    }

    /** The other end of the cable, and the clock that the rounds go by. */
    private Result drive(final PipelineCounters counters, final XskPipeline<FrameEvent> wireEnd)
    {
        CpuAffinity.pin(CpuAffinity.allowed().nextSetBit(0));
        final List<List<Histogram>> histograms = List.of(new ArrayList<>(), new ArrayList<>());
        final long offsetBefore = offsetNs();
        wire.offsetNs = offsetBefore;
        try (LiveFrameGenerator seed = LiveFrameGenerator.open(NetDevice.byName(RIGHT), seedPacket(), 1))
        {
            for (int round = -WARM_UP_ROUNDS; round < rounds; round++)
            {
                for (int i = 0; i < Way.COUNT; i++)
                {
                    // In the other order in every other round.
                    final int way = 0 == round % 2 ? i : Way.COUNT - 1 - i;
                    sender.way = way;
                    wire.begin(way);
                    await(wireEnd, seed);
                    if (round >= 0)
                    {
                        histograms.get(way).add(wire.histogram.copy());
                    }
                    else
                    {
                        wire.forget();
                    }
                }
            }
        }

        return new Result(histograms, wire.earlyCount, wire.lateCount, lostCount,
            counters.get(PipelineCounter.TRANSMITS_WITHOUT_FRAME), offsetNs() - offsetBefore);
    }

    private void await(final XskPipeline<FrameEvent> wireEnd, final LiveFrameGenerator seed)
    {
        long arrived = wire.arrivedCount;
        long movedNs = System.nanoTime();
        while (wire.histogram.getTotalCount() < packets)
        {
            wireEnd.invoke();
            if (arrived != wire.arrivedCount)
            {
                arrived = wire.arrivedCount;
                movedNs = System.nanoTime();
            }
            else if (0 == arrived || System.nanoTime() - movedNs > LOST_AFTER_NS)
            {
                lostCount += 0 == arrived ? 0 : 1;
                seed.send(1);
                await(wireEnd, arrived);
                movedNs = System.nanoTime();
            }
        }
    }

    /** Until the seed has come back, or is late itself. */
    private void await(final XskPipeline<FrameEvent> wireEnd, final long arrived)
    {
        final long deadlineNs = System.nanoTime() + LOST_AFTER_NS;
        while (arrived == wire.arrivedCount && System.nanoTime() - deadlineNs < 0)
        {
            wireEnd.invoke();
        }
    }

    private static byte[] seedPacket()
    {
        final byte[] packet = new byte[PACKET_LENGTH];
        packet[WAY_INDEX] = SEED_WAY;
        return packet;
    }

    /** By how much the time of day is ahead of {@link System#nanoTime()}: where the two are read next to each other. */
    private static long offsetNs()
    {
        long least = Long.MAX_VALUE;
        long offsetNs = 0;
        for (int i = 0; i < OFFSET_SAMPLES; i++)
        {
            final long beforeNs = System.nanoTime();
            final Instant now = Instant.now();
            final long tookNs = System.nanoTime() - beforeNs;
            if (tookNs < least)
            {
                least = tookNs;
                offsetNs = now.getEpochSecond() * SECOND_NS + now.getNano() - beforeNs - tookNs / 2;
            }
        }

        return offsetNs;
    }

    /** The ways to the wire. */
    enum Way
    {
        /** A socket of the transmitter's. */
        OWN_QUEUE("own queue"),
        /** The socket of the port, which is the owner's. */
        THROUGH_OWNER("through the owner");

        static final int COUNT = values().length;

        private final String label;

        Way(final String label)
        {
            this.label = label;
        }
    }

    /**
     * What was measured.
     *
     * @param histograms    for each way one a round, in nanoseconds.
     * @param earlyCount    packets that were stamped before they were committed, which cannot be.
     * @param lateCount     packets that were stamped after they were looked at, which cannot be.
     * @param lostCount     packets that did not come for a second.
     * @param unsentCount   packets for which there was no frame.
     * @param offsetMovedNs by how much the clocks have moved against each other.
     */
    record Result(
        List<List<Histogram>> histograms,
        long earlyCount,
        long lateCount,
        long lostCount,
        long unsentCount,
        long offsetMovedNs)
    {
        long count(final Way way)
        {
            return histograms.get(way.ordinal()).stream().mapToLong(Histogram::getTotalCount).sum();
        }

        private void print(final ThreadingMode threadingMode)
        {
            System.out.printf("%s, from commit to the wire, ns: least and most of the rounds around their median%n",
                threadingMode);
            for (final Way way : Way.values())
            {
                System.out.printf("%s: packets=%d", way.label, count(way));
                for (final double percentile : PERCENTILES)
                {
                    final long[] values = percentile(way, percentile);
                    System.out.printf(" | %s %%: %d %d %d",
                        percentile, values[0], values[values.length / 2], values[values.length - 1]);
                }
                System.out.println();
            }
            System.out.printf("early=%d late=%d lost=%d unsent=%d clocksMovedNs=%d%n",
                earlyCount, lateCount, lostCount, unsentCount, offsetMovedNs);
        }

        private long[] percentile(final Way way, final double percentile)
        {
            return histograms.get(way.ordinal()).stream()
                .mapToLong(histogram -> histogram.getValueAtPercentile(percentile)).sorted().toArray();
        }
    }

    /** Answers each packet by a packet of its own. */
    private static final class Sender implements EventHandler<FrameEvent>
    {
        private final Transmitter[] transmitters = {new Transmitter().queue(1), new Transmitter().throughOwner()};
        private volatile int way;

        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            final int current = way;
            final Transmitter transmitter = transmitters[current];
            final MutableDirectBuffer packet = transmitter.tryClaim(PACKET_LENGTH);
            if (null != packet)
            {
                packet.setMemory(0, PACKET_LENGTH, (byte)0);
                packet.putByte(WAY_INDEX, (byte)current);
                packet.putLong(NUMBER_INDEX, sequence);
                packet.putLong(COMMITTED_INDEX, System.nanoTime());
                transmitter.commit();
            }
        }
    }

    /** Looks at the stamps, and sends each packet back. */
    private static final class Wire implements EventHandler<FrameEvent>
    {
        private final RxMetadata metadata = new RxMetadata();
        private final Histogram histogram = new Histogram(LatencyRecorder.HIGHEST_NS, 3);
        private final long packets;
        private long offsetNs;
        private int way;
        private long arrivedCount;
        private long earlyCount;
        private long lateCount;

        Wire(final long packets)
        {
            this.packets = packets;
        }

        private void begin(final int newWay)
        {
            way = newWay;
            histogram.reset();
        }

        private void forget()
        {
            earlyCount = 0;
            lateCount = 0;
        }

        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            final DirectBuffer packet = event.packet();
            arrivedCount++;
            // The first of a round may have been on its way since the last one, and one held to be lost may come.
            if (way == packet.getByte(WAY_INDEX) && histogram.getTotalCount() < packets)
            {
                record(packet.getLong(COMMITTED_INDEX), arrivedNs(event.metadata(metadata)));
            }
            event.transmit(0);
        }

        private void record(final long committedNs, final long arrivedNs)
        {
            final long takenNs = arrivedNs - committedNs;
            earlyCount += takenNs < 0 ? 1 : 0;
            lateCount += arrivedNs > System.nanoTime() ? 1 : 0;
            histogram.recordValue(Math.clamp(takenNs, 0, LatencyRecorder.HIGHEST_NS));
        }

        /** On the clock of {@link System#nanoTime()}. */
        private long arrivedNs(final RxMetadata stamps)
        {
            final long stampNs = stamps.softwareTimestampNs();
            if (!stamps.isSoftwareTimestampTai())
            {
                return stampNs;
            }
            // TAI is ahead of the time of day by whole seconds, as many as the kernel was told.
            final long behindNs = System.nanoTime() - (stampNs - offsetNs);

            return stampNs - offsetNs + Math.floorDiv(behindNs + SECOND_NS / 2, SECOND_NS) * SECOND_NS;
        }
    }
}
