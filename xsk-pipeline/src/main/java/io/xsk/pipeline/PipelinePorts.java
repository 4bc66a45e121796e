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

import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.XskStatistics;
import io.xsk.bpf.FilterCounts;
import io.xsk.counters.PipelineCounters;
import io.xsk.sim.SimulatedKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.CloseHelper;

/**
 * All ports of a pipeline, by lane, and what lets the packets of their interfaces come.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
final class PipelinePorts
{
    private final PortSource source;
    private final List<LanePorts> lanes = new ArrayList<>();
    private final Map<String, PortSource.Link> links = new LinkedHashMap<>();
    /** The link of an interface at the first of its ports. */
    private final Map<XskPort, PortSource.Link> linkOfFirst = new HashMap<>();
    private List<Place> places = List.of();
    private boolean areOpen;

    private record Place(PortContext context, int queue)
    {
        String queueName()
        {
            return context.interfaceName() + ':' + queue;
        }
    }

    PipelinePorts(final PortSource source)
    {
        this.source = source;
    }

    /**
     * Map the memory and open the ports; nothing is received yet. What was opened before a failure is closed by {@link
     * #close(boolean)}.
     */
    List<LanePorts> open(final XskPipeline.Context<?> context, final PipelineCounters counters)
    {
        places = context.ports().stream().flatMap(this::places).toList();
        final Set<String> usedQueues = new HashSet<>();
        for (final Place place : places)
        {
            if (!usedQueues.add(place.queueName()))
            {
                throw new IllegalArgumentException("a queue has one port: port=" + place.queueName());
            }
        }

        final int laneCount = context.isSharded() ? places.size() : 1;
        for (int i = 0; i < laneCount; i++)
        {
            final LanePorts lane = newLane(source, context, counters, usedQueues, i);
            lanes.add(lane);
            for (final Place place : placesOf(context, i))
            {
                lane.open(place.context, place.queue);
            }
            lane.conclude(context.dropReasonClass());
        }
        areOpen = true;

        return lanes;
    }

    /**
     * Open simulated ports like those of a lane, for a warm-up. They are the caller's, also if this fails halfway: the
     * list gets the lane before its ports are opened.
     */
    void rehearse(
        final XskPipeline.Context<?> context,
        final SimulatedKernel kernel,
        final PipelineCounters counters,
        final List<LanePorts> rehearsals)
    {
        places.stream().map(place -> place.context.interfaceName()).distinct().forEach(name ->
        {
            kernel.addInterface(name, source.queueCount(name));
            kernel.attach(name);
        });
        final PortSource simulated = new SimulatedPortSource(kernel);
        for (int i = 0; i < lanes.size(); i++)
        {
            final LanePorts lane = newLane(simulated, context, counters, new HashSet<>(), i);
            rehearsals.add(lane);
            for (int port = 0; port < lanes.get(i).list().size(); port++)
            {
                lane.openLike(lanes.get(i).list().get(port).port(), lanes.get(i).context(port));
            }
            lane.conclude(context.dropReasonClass());
        }
    }

    void bind()
    {
        lanes.forEach(LanePorts::bind);
        final Map<String, List<OwnedPort>> byInterface = new LinkedHashMap<>();
        final Map<String, PortContext> contexts = new HashMap<>();
        for (final LanePorts lane : lanes)
        {
            for (int i = 0; i < lane.list().size(); i++)
            {
                final OwnedPort port = lane.list().get(i);
                byInterface.computeIfAbsent(port.port().interfaceName(), name -> new ArrayList<>()).add(port);
                contexts.putIfAbsent(port.port().interfaceName(), lane.context(i));
            }
        }
        byInterface.forEach((name, ports) ->
        {
            final PortSource.Link link =
                source.prepare(contexts.get(name), ports.stream().map(OwnedPort::port).toList());
            links.put(name, link);
            linkOfFirst.put(ports.getFirst().port(), link);
        });
        lanes.forEach(lane -> lane.onPrepared(links));
    }

    /** What the filter of an interface counted. */
    FilterCounts filterCounts(final String interfaceName)
    {
        final PortSource.Link link = links.get(interfaceName);
        final FilterCounts counts = null == link ? null : link.filterCounts();
        if (null == counts)
        {
            throw new IllegalArgumentException("there is no filter on the interface: interface=" + interfaceName);
        }

        return counts;
    }

    void attach()
    {
        links.values().forEach(PortSource.Link::attach);
    }

    void detach()
    {
        links.values().forEach(PortSource.Link::detach);
    }

    /** Of several ports the worst. */
    XskMode mode()
    {
        return ports()
            .map(port -> links.get(port.interfaceName()).mode(port))
            .reduce((a, b) -> a.compareTo(b) > 0 ? a : b)
            .orElseThrow();
    }

    /** For people: every port. */
    String names()
    {
        return String.join(", ", ports().map(port -> port.interfaceName() + ':' + port.queue()).toList());
    }

    List<String> refusals()
    {
        final Stream<String> ofSockets = ports()
            .map(port -> port instanceof final XskSocket socket ? socket.zeroCopyRefusal() : "");

        return Stream.concat(ofSockets, links.values().stream().map(PortSource.Link::refusal))
            .filter(reason -> !reason.isEmpty())
            .toList();
    }

    XskStatistics statistics()
    {
        return lanes.stream()
            .flatMap(lane -> lane.list().stream())
            .map(OwnedPort::statistics)
            .reduce(XskStatistics::plus)
            .orElseThrow();
    }

    /** The warm-up is over. */
    void forgetWakeups()
    {
        lanes.forEach(lane -> lane.list().forEach(OwnedPort::forgetWakeups));
    }

    /** By the first of the ports on each interface. */
    Map<XskPort, PortSource.Link> links()
    {
        return linkOfFirst;
    }

    /** The first port of all. */
    XskPort first()
    {
        return lanes.getFirst().first().port();
    }

    boolean areOpen()
    {
        return areOpen;
    }

    /** Nobody may touch the rings any more, nor a frame unless frames are retained. */
    void close(final boolean isRetained)
    {
        areOpen = false;
        CloseHelper.closeAll(links.values());
        lanes.forEach(LanePorts::closePorts);
        if (!isRetained)
        {
            lanes.forEach(LanePorts::closeMemory);
        }
    }

    private LanePorts newLane(
        final PortSource portSource,
        final XskPipeline.Context<?> context,
        final PipelineCounters counters,
        final Set<String> usedQueues,
        final int shard)
    {
        return new LanePorts(
            portSource,
            context.umem(placesOf(context, shard).stream().map(Place::context).toList(), shard),
            counters,
            usedQueues,
            context.isSharded() ? "-" + shard : "");
    }

    private List<Place> placesOf(final XskPipeline.Context<?> context, final int shard)
    {
        return context.isSharded() ? List.of(places.get(shard)) : places;
    }

    private Stream<Place> places(final PortContext context)
    {
        return context.hasAllQueues() ?
            IntStream.range(0, source.queueCount(context.interfaceName()))
                .mapToObj(queue -> new Place(context, queue)) :
            Stream.of(new Place(context, context.queue()));
    }

    private Stream<XskPort> ports()
    {
        return lanes.stream().flatMap(lane -> lane.list().stream()).map(OwnedPort::port);
    }
}
