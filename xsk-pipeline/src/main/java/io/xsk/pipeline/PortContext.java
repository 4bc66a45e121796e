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

import io.xsk.NetDevice;
import io.xsk.XskSocket;
import io.xsk.bpf.XdpFilter;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import io.xsk.capture.ReplayPace;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Which queue of which interface, which of its packets, and where its owner runs.
 */
public final class PortContext
{
    private static final Function<XskMap, XdpProgram> REDIRECT = XdpProgram::redirectTo;

    private final XskSocket.Context socket = new XskSocket.Context();
    private Function<XskMap, XdpProgram> loader = REDIRECT;
    private XdpFilter filter;
    private boolean isMetadataWanted;
    private boolean isTransitTimed;
    private boolean hasAllQueues;
    private int cpu = AgentThread.ANY_CPU;
    private Path replayFile;
    private ReplayPace replayPace;

    /**
     * For queue 0 of an interface that must be set, with an owner on any CPU.
     */
    PortContext()
    {
    }

    /**
     * Set the interface, which is looked up in the network namespace of the thread that launches the pipeline.
     *
     * @param interfaceName such as {@code eth0}.
     * @return this for a fluent API.
     */
    public PortContext interfaceName(final String interfaceName)
    {
        socket.interfaceName(interfaceName);
        return this;
    }

    /**
     * The interface.
     *
     * @return its name, null if it was not set.
     */
    String interfaceName()
    {
        return socket.interfaceName();
    }

    /**
     * Set the queue of the interface.
     *
     * @param queue from 0.
     * @return this for a fluent API.
     */
    public PortContext queue(final int queue)
    {
        socket.queue(queue);
        return this;
    }

    /**
     * The queue of the interface.
     *
     * @return its number.
     */
    int queue()
    {
        return socket.queue();
    }

    /**
     * Be a port for each queue of the interface, in the order of the queues.
     *
     * @return this for a fluent API.
     */
    public PortContext allQueues()
    {
        hasAllQueues = true;
        return this;
    }

    /**
     * Set which packets come; what the filter does not redirect passes to the kernel as ever. Without it all packets of
     * the queue come. An interface has one program: where several ports are on one interface the first of them says it.
     *
     * @param filter that redirects the packets wanted, such as {@code udp().destination("239.1.1.1", 26477)}.
     * @return this for a fluent API.
     */
    public PortContext filter(final XdpFilter filter)
    {
        this.filter = filter;
        return this;
    }

    /**
     * Set which packets come, by a program of one's own rather than by a filter. A simulated kernel does not run it.
     *
     * @param loader of a program that redirects to the sockets of the map; it is closed with the pipeline.
     * @return this for a fluent API.
     */
    public PortContext program(final Function<XskMap, XdpProgram> loader)
    {
        this.loader = loader;
        return this;
    }

    /**
     * Ask for metadata of each packet, which {@link FrameEvent#metadata} shows: the mark of the filter's rule, what the
     * card says of the packet where driver and kernel tell, and a timestamp of the program's own. It costs each packet
     * some calls in the kernel. A program of one's own says for itself what it delivers, and a simulated kernel
     * delivers nothing.
     *
     * @param isWanted true to ask for it; then the port cannot be forced into generic mode.
     * @return this for a fluent API.
     */
    public PortContext metadata(final boolean isWanted)
    {
        isMetadataWanted = isWanted;
        return this;
    }

    /**
     * Record how long it takes from when a packet was received to when the port sent it, for the packets of slots:
     * {@link XskPipeline#latencies()}. It asks for {@link #metadata} and for transmit metadata; both stamps are of the
     * card where packets are not copied and it stamps them, of the kernel's CLOCK_TAI where they are copied. A packet
     * before which room was made is not recorded, since the stamp was there.
     *
     * @param isTimed true to record.
     * @return this for a fluent API.
     */
    public PortContext transitTimes(final boolean isTimed)
    {
        isTransitTimed = isTimed;
        return this;
    }

    /**
     * Take the packets of a capture file in place of live ones; the interface is then no more than a name, and
     * privileges are not needed. Filter, stages and verdicts do what they do with live packets, but for a program of
     * one's own, which does not run, and for packets to send: they are counted and are gone. The owner reads the file,
     * in each of its duty cycles as much as there is room for, so no packet is lost; a stage that is slow is waited
     * for. The end is told by {@link XskPipeline#awaitReplay(long)}.
     *
     * @param file of Ethernet packets, in pcap or pcapng.
     * @param pace of the packets.
     * @return this for a fluent API.
     */
    public PortContext replay(final Path file, final ReplayPace pace)
    {
        replayFile = file;
        replayPace = pace;
        return this;
    }

    /**
     * Pin the owner's thread. Where one owner has several ports, it is enough that one of them says it.
     *
     * @param cpu to run on, and nowhere else.
     * @return this for a fluent API.
     */
    public PortContext cpu(final int cpu)
    {
        this.cpu = XskPipeline.Context.validCpu(cpu, "owner");
        return this;
    }

    /**
     * The CPU of the owner's thread.
     *
     * @return its number, -1 for any.
     */
    int cpu()
    {
        return cpu;
    }

    /**
     * Set the sizes of the four rings.
     *
     * @param configurer of the socket; the interface, the queue and the UMEM are set here. A packet is in one slot, so
     *                   it cannot be in several frames.
     * @return this for a fluent API.
     */
    public PortContext socket(final Consumer<XskSocket.Context> configurer)
    {
        configurer.accept(socket);
        return this;
    }

    XskSocket.Context socketContext()
    {
        return socket;
    }

    boolean isReplay()
    {
        return null != replayFile;
    }

    Path replayFile()
    {
        return replayFile;
    }

    ReplayPace replayPace()
    {
        return replayPace;
    }

    boolean hasAllQueues()
    {
        return hasAllQueues;
    }

    /** Which packets come; null where that is for the program to say. */
    XdpFilter filter()
    {
        return filter;
    }

    boolean isMetadataWanted()
    {
        return isMetadataWanted || isTransitTimed;
    }

    boolean isTransitTimed()
    {
        return isTransitTimed;
    }

    /** Load the program where there is no filter. */
    XdpProgram load(final XskMap map, final NetDevice device)
    {
        return isMetadataWanted() && REDIRECT == loader ?
            XdpProgram.redirectTo(map, false, device) : loader.apply(map);
    }

    /** Every ring may be full at once, and then a frame must still be there for each place. */
    long requiredFrames()
    {
        return (long)socket.fillRingCapacity() + socket.rxRingCapacity() +
            socket.txRingCapacity() + socket.completionRingCapacity();
    }

    void conclude()
    {
        socket.conclude();
        if (0 == socket.rxRingCapacity() || 0 == socket.txRingCapacity())
        {
            throw new IllegalArgumentException("a port must have a receive ring and a transmit ring: " +
                "rxRingCapacity=" + socket.rxRingCapacity() + " txRingCapacity=" + socket.txRingCapacity());
        }
        if (socket.multiBuffer())
        {
            throw new IllegalArgumentException(
                "a pipeline takes packets in one frame each: multiBuffer=true interface=" + socket.interfaceName());
        }
        if (null != replayFile && null == replayPace)
        {
            throw new IllegalArgumentException("a replay must have a pace: file=" + replayFile);
        }
        if (null == loader)
        {
            throw new IllegalArgumentException("program must be set: interface=" + socket.interfaceName());
        }
    }
}
