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

import io.xsk.RxMetadata;
import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.bpf.FilterCounts;
import io.xsk.bpf.XdpFilter;
import io.xsk.capture.ReplayPace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ports that replay capture files, beside live ones.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
final class ReplayPortSource implements PortSource
{
    private final PortSource live;
    private final List<PortContext> contexts;
    private final ReplayClock clock = new ReplayClock();
    private final List<ReplayPort> ports = new ArrayList<>();
    /** That were opened, those of transmitters among them, by interface. */
    private final Map<String, Integer> lastQueues = new HashMap<>();

    /**
     * @param live     opens the ports that replay nothing.
     * @param contexts of all ports, checked.
     */
    ReplayPortSource(final PortSource live, final List<PortContext> contexts)
    {
        this.live = live;
        this.contexts = contexts;
    }

    /** An interface is replayed or it is not, and of what is replayed nothing is lost. */
    static void check(final List<PortContext> contexts, final SlowStagePolicy slowStagePolicy)
    {
        final Map<String, Boolean> byInterface = new HashMap<>();
        for (final PortContext context : contexts)
        {
            final boolean isReplay = context.isReplay();
            if (isReplay != byInterface.computeIfAbsent(context.interfaceName(), name -> isReplay))
            {
                throw new IllegalArgumentException(
                    "an interface is live or replayed, not both: interface=" + context.interfaceName());
            }
            if (isReplay && SlowStagePolicy.DROP_NEWEST == slowStagePolicy)
            {
                throw new IllegalArgumentException(
                    "a replay waits for slow stages: slowStagePolicy=" + slowStagePolicy +
                    " interface=" + context.interfaceName());
            }
        }
    }

    /** The ports with a file, in the order in which they were set. */
    List<ReplayPort> ports()
    {
        return ports;
    }

    @Override
    public int queueCount(final String interfaceName)
    {
        return isReplayed(interfaceName) ?
            1 + Math.max(
                lastQueues.getOrDefault(interfaceName, 0),
                contexts.stream()
                    .filter(context -> interfaceName.equals(context.interfaceName()) && !context.hasAllQueues())
                    .mapToInt(PortContext::queue).max().orElse(0)) :
            live.queueCount(interfaceName);
    }

    @Override
    public XskPort open(final XskSocket.Context context)
    {
        if (!isReplayed(context.interfaceName()))
        {
            return live.open(context);
        }
        context.conclude();
        lastQueues.merge(context.interfaceName(), context.queue(), Math::max);
        final PortContext port = 0 == context.rxRingCapacity() ? null : portOf(context);
        if (null == port)
        {
            return new ReplayPort(context, null, ReplayPace.maximum(), clock);
        }
        final XdpFilter filter = filterOf(context.interfaceName());
        final ReplaySource source = new ReplaySource(port.replayFile(), null == filter ? null : filter.model());
        final ReplayPort replay = new ReplayPort(context, source, port.replayPace(), clock);
        clock.add(replay);
        ports.add(replay);

        return replay;
    }

    @Override
    public Link prepare(final PortContext context, final List<XskPort> bound)
    {
        return context.isReplay() ?
            new ReplayLink(clock, bound.stream().map(ReplayPort.class::cast).toList()) :
            live.prepare(context, bound);
    }

    private boolean isReplayed(final String interfaceName)
    {
        return contexts.stream()
            .anyMatch(context -> context.isReplay() && context.interfaceName().equals(interfaceName));
    }

    private PortContext portOf(final XskSocket.Context context)
    {
        return contexts.stream()
            .filter(port -> port.interfaceName().equals(context.interfaceName()) &&
                (port.hasAllQueues() ? 0 : port.queue()) == context.queue())
            .findFirst().orElseThrow();
    }

    /** Of the first port of the interface, as for live ones. */
    private XdpFilter filterOf(final String interfaceName)
    {
        return contexts.stream()
            .filter(port -> port.interfaceName().equals(interfaceName))
            .findFirst().orElseThrow().filter();
    }

    private static final class ReplayLink implements Link
    {
        private final ReplayClock clock;
        private final List<ReplayPort> ports;

        ReplayLink(final ReplayClock clock, final List<ReplayPort> ports)
        {
            this.clock = clock;
            this.ports = ports;
        }

        @Override
        public void attach()
        {
            clock.start();
            ports.forEach(ReplayPort::attach);
        }

        @Override
        public void detach()
        {
            ports.forEach(ReplayPort::detach);
        }

        @Override
        public XskMode mode(final XskPort port)
        {
            return XskMode.NATIVE_COPY;
        }

        @Override
        public String refusal()
        {
            return "";
        }

        @Override
        public int metadataSignature()
        {
            return RxMetadata.NO_SIGNATURE;
        }

        /** Of the first port, whose filter is the interface's; the others may replay other files. */
        @Override
        public FilterCounts filterCounts()
        {
            return ports.getFirst().filterCounts();
        }

        @Override
        public long interfaceDropped()
        {
            return 0;
        }

        @Override
        public void close()
        {
            detach();
        }
    }
}
