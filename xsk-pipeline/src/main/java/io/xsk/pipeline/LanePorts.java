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

import io.xsk.Umem;
import io.xsk.XskException;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.XskStatistics;
import io.xsk.counters.LatencyRecorder;
import io.xsk.counters.PipelineCounters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.agrona.CloseHelper;

/**
 * The ports of one lane on their UMEM, and the ways of its transmitters: each a socket with memory of its own on a
 * queue of its own, or a relay through one of the ports.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
final class LanePorts
{
    private final PortSource source;
    private final PipelineCounters counters;
    private final String shardSuffix;
    /** All queues that the pipeline uses, as {@code eth1:0}. */
    private final Set<String> usedQueues;
    private final List<PortContext> contexts = new ArrayList<>();
    private final List<OwnedPort> ports = new ArrayList<>();
    private final List<TransmitRelay> relays = new ArrayList<>();
    private final Map<Transmitter, Way> ways = new LinkedHashMap<>();
    private final Umem umem;
    private FramePool frames;

    /** The socket of a transmitter with its memory. */
    private record OwnSocket(XskPort port, XskPort wakeups, Umem umem, FrameStack frames, int fillCount)
    {
    }

    /** How the packets of a transmitter leave: by a socket of its own, or through a port; the other is null. */
    private record Way(OwnSocket own, TransmitRelay relay)
    {
    }

    /**
     * Map the memory.
     *
     * @param source       of the ports.
     * @param umemContext  with the number of frames.
     * @param counters     of the pipeline.
     * @param usedQueues   of all ports of the pipeline.
     * @param shardSuffix  to tell the stages of several lanes apart; empty for one.
     */
    LanePorts(
        final PortSource source,
        final Umem.Context umemContext,
        final PipelineCounters counters,
        final Set<String> usedQueues,
        final String shardSuffix)
    {
        this.source = source;
        this.counters = counters;
        this.usedQueues = usedQueues;
        this.shardSuffix = shardSuffix;
        umem = Umem.allocate(umemContext);
    }

    /** Open one more port on the memory. */
    void open(final PortContext context, final int queue)
    {
        final XskPort port = source.open(context.socketContext().queue(queue).umem(umem));
        contexts.add(context);
        ports.add(new OwnedPort(port, PortCounters.of(counters, port.interfaceName(), queue)));
    }

    /** Open one more port on the memory, which is to be used as another one will be. */
    void openLike(final XskPort other, final PortContext context)
    {
        final XskSocket.Context sizes = context.socketContext();
        final XskPort port = source.open(new XskSocket.Context()
            .interfaceName(other.interfaceName())
            .queue(other.queue())
            .umem(umem)
            .fillRingCapacity(sizes.fillRingCapacity())
            .rxRingCapacity(sizes.rxRingCapacity())
            .txRingCapacity(sizes.txRingCapacity())
            .completionRingCapacity(sizes.completionRingCapacity()));
        contexts.add(context);
        ports.add(new OwnedPort(port, other, PortCounters.of(counters, port.interfaceName(), port.queue())));
    }

    /** All ports that there are are open; which frames may be where is known. */
    void conclude(final Class<?> reasons)
    {
        frames = new FramePool(umem, ports.size(), reasons);
    }

    OwnerPorts ownerPorts(final Enum<?>[] reasons)
    {
        return new OwnerPorts(
            frames, ports.toArray(OwnedPort[]::new), relays.toArray(TransmitRelay[]::new), reasons);
    }

    /** Find each transmitter of a stage its way. */
    void findWays(final Stage<?> stage)
    {
        for (final Transmitter transmitter : stage.transmitters)
        {
            frames.checkPort(transmitter.port());
            transmitter.take();
            addWay(transmitter, ownSocket(transmitter));
        }
    }

    /** Give each transmitter of a stage the way that it will have there. */
    void findWaysLike(final LanePorts others, final Stage<?> stage)
    {
        for (final Transmitter transmitter : stage.transmitters)
        {
            final OwnSocket own = others.ways.get(transmitter).own;
            addWay(transmitter, null == own ?
                null : open(own.port.interfaceName(), own.port.queue(), transmitter, own.port));
        }
    }

    /** Let each transmitter of a stage go its way; for the stage's thread, or before it is started. */
    void connect(final Stage<?> stage, final StageCounters stageCounters)
    {
        for (final Transmitter transmitter : stage.transmitters)
        {
            final Way way = ways.get(transmitter);
            if (null != way.own)
            {
                transmitter.connect(way.own.port, way.own.wakeups, way.own.frames, stageCounters);
            }
            else
            {
                transmitter.connect(way.relay, umem, stageCounters);
            }
        }
    }

    /** Every port, those of transmitters among them. */
    Stream<XskPort> all()
    {
        return Stream.concat(ports.stream().map(OwnedPort::port), ownSockets().map(OwnSocket::port));
    }

    /** Are all packets of files that are replayed in slots, or beyond? */
    boolean areReplaysTaken()
    {
        for (final OwnedPort port : ports)
        {
            if (port.port() instanceof final ReplayPort replay &&
                !(replay.hasEnded() && port.counters.packetsReceived.get() == replay.delivered()))
            {
                return false;
            }
        }

        return true;
    }

    void bind()
    {
        ports.forEach(port -> port.port().bind());
    }

    /** The programs are there, by interface: it is known who delivers metadata. */
    void onPrepared(final Map<String, PortSource.Link> links)
    {
        for (int i = 0; i < ports.size(); i++)
        {
            frames.metadataSignature(i, links.get(ports.get(i).port().interfaceName()).metadataSignature());
            if (contexts.get(i).isTransitTimed())
            {
                ports.get(i).timeTransits(i);
            }
        }
    }

    /** How long packets took to be sent, of the ports that were asked to time it; known once they are prepared. */
    Stream<LatencyRecorder> transits()
    {
        return ports.stream().map(OwnedPort::transits).filter(Objects::nonNull).map(TransitRecorder::recorder);
    }

    OwnedPort first()
    {
        return ports.getFirst();
    }

    List<OwnedPort> list()
    {
        return ports;
    }

    PortContext context(final int port)
    {
        return contexts.get(port);
    }

    /** The first port, which names the owner's thread. */
    String name()
    {
        return first().port().interfaceName() + ':' + first().port().queue();
    }

    /** The name of a stage among those of all lanes. */
    String label(final String stage)
    {
        return stage + shardSuffix;
    }

    int cpu()
    {
        return contexts.stream().mapToInt(PortContext::cpu).max().orElse(AgentThread.ANY_CPU);
    }

    FrameLedger transmittersLedger()
    {
        FrameLedger sum = FrameLedger.EMPTY;
        for (final OwnSocket own : ownSockets().toList())
        {
            final long sending = own.port.txRing().position() - own.port.completionRing().position();
            final long tx = own.port.txRing().size();
            sum = sum.plus(new FrameLedger(
                own.umem.frameCount(), own.frames.size(), own.fillCount, 0, 0, tx, sending - tx, 0, 0));
        }

        return sum;
    }

    /** Show what the kernel counts; the link of an interface is that of one of its ports. */
    void poll(final Map<XskPort, PortSource.Link> links)
    {
        for (final OwnedPort port : ports)
        {
            final XskStatistics statistics = port.statistics();
            port.counters.onStatistics(statistics);
            port.fullRing.onPolled(statistics.rxRingFull());
            if (null != links.get(port.port()))
            {
                port.counters.interfaceDropped.setRelease(links.get(port.port()).interfaceDropped());
            }
        }
    }

    void closePorts()
    {
        // Those that share the memory of the first are closed before it.
        final List<XskPort> reversed = new ArrayList<>();
        ownSockets().forEach(own -> reversed.add(own.port));
        ports.reversed().forEach(port -> reversed.add(port.port()));
        CloseHelper.closeAll(reversed);
    }

    void closeMemory()
    {
        ownSockets().forEach(own -> own.umem.close());
        umem.close();
    }

    /** A socket that only sends, on the queue that was asked for or one that nobody uses; null where there is none. */
    private OwnSocket ownSocket(final Transmitter transmitter)
    {
        final String interfaceName = ports.get(transmitter.port()).port().interfaceName();
        int queue = transmitter.queue();
        if (Transmitter.ANY_QUEUE == queue)
        {
            queue = source.queueCount(interfaceName) - 1;
            while (queue >= 0 && usedQueues.contains(interfaceName + ':' + queue))
            {
                queue--;
            }
        }
        if (queue < 0)
        {
            return null;
        }
        if (!usedQueues.add(interfaceName + ':' + queue))
        {
            throw new IllegalArgumentException(
                "a transmitter's queue must not be a port's or another's: interface=" + interfaceName +
                " queue=" + queue);
        }

        return open(interfaceName, queue, transmitter, null);
    }

    private void addWay(final Transmitter transmitter, final OwnSocket own)
    {
        TransmitRelay relay = null;
        if (null == own)
        {
            relay = new TransmitRelay(ports.get(transmitter.port()), transmitter.capacity());
            relays.add(relay);
        }
        ways.put(transmitter, new Way(own, relay));
    }

    private Stream<OwnSocket> ownSockets()
    {
        return ways.values().stream().map(Way::own).filter(Objects::nonNull);
    }

    /** Wakeups go to the other port where there is one. */
    private OwnSocket open(
        final String interfaceName, final int queue, final Transmitter transmitter, final XskPort wakeups)
    {
        final int capacity = transmitter.capacity();
        // The fill ring feeds the queue's receive side, whose packets go on to the kernel.
        final Umem memory = Umem.allocate(
            new Umem.Context().frameLength(umem.frameLength()).frameCount(3 * capacity));
        XskPort port = null;
        try
        {
            port = source.open(new XskSocket.Context()
                .interfaceName(interfaceName)
                .queue(queue)
                .umem(memory)
                .fillRingCapacity(capacity)
                .rxRingCapacity(0)
                .txRingCapacity(capacity)
                .completionRingCapacity(capacity));
            final FrameStack stack = new FrameStack(memory);
            final long sequence = port.fillRing().tryClaim(capacity);
            for (int i = 0; i < capacity; i++)
            {
                port.fillRing().put(sequence + i, stack.pop());
            }
            port.fillRing().commit();
            port.bind();

            return new OwnSocket(port, null == wakeups ? port : wakeups, memory, stack, capacity);
        }
        catch (final XskException exception)
        {
            CloseHelper.closeAll(port, memory);
            if (Transmitter.ANY_QUEUE != transmitter.queue())
            {
                throw exception;
            }

            return null;
        }
    }
}
