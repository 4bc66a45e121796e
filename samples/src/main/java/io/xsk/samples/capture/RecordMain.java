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
package io.xsk.samples.capture;

import io.xsk.bpf.Match;
import io.xsk.capture.PacketRecorder;
import io.xsk.capture.RecorderCounter;
import io.xsk.counters.PipelineCounter;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import io.xsk.samples.CommandRunner;
import io.xsk.samples.market.MulticastMembership;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Records what comes by an interface in capture files.
 */
@Command(
    name = "xsk record",
    description = {
        "Records packets in a capture file. What is recorded comes to this process and not to the kernel, so say which",
        "packets those are."},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:every packet that came was recorded, until the end or an interrupt",
        "1:packets are missing in the file, which says so, or something failed",
        "2:the options are wrong, or capabilities are missing"})
public final class RecordMain extends CaptureCommand
{
    @Parameters(index = "0", paramLabel = "INTERFACE", description = "Interface to record on, all of its queues.")
    private String interfaceName;

    @Parameters(index = "1", paramLabel = "FILE",
        description = "File to make; a name that ends in .pcap for classic pcap, any other for pcapng.")
    private Path file;

    @Option(names = "--udp", paramLabel = "ADDRESS:PORT",
        description = "Record datagrams to this address and port; may be said several times.")
    private List<String> datagrams = new ArrayList<>();

    @Option(names = "--all", description = "Record every packet: the kernel gets none, nor does a remote shell.")
    private boolean isAll;

    @Option(names = "--join", description = "Join the groups among the addresses.")
    private boolean isToJoin;

    @Option(names = "--seconds", paramLabel = "N", description = "End after this time; else when interrupted.")
    private long seconds = TimeUnit.DAYS.toSeconds(36_500);

    @Option(names = "--packets", paramLabel = "N", description = "End when so many packets came, or some more.")
    private long packets = Long.MAX_VALUE;

    @Option(names = "--snap", paramLabel = "BYTES", description = "Record no more than this of a packet.")
    private int snapLength = 65_535;

    @Option(names = "--rotate-bytes", paramLabel = "N", description = "Begin another file before one gets longer.")
    private long rotateLength;

    @Option(names = "--rotate-seconds", paramLabel = "N", description = "Begin another file after this time.")
    private long rotateS;

    RecordMain()
    {
    }

    /**
     * Record.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new RecordMain(), args);
    }

    @Override
    int run() throws Exception
    {
        if (isAll != datagrams.isEmpty())
        {
            throw wrongOption("say what to record: either --udp or --all", null);
        }
        if (seconds < 1 || packets < 1 || snapLength < 1 || rotateLength < 0 || rotateS < 0)
        {
            throw wrongOption("numbers must be positive", null);
        }
        final Match match = match();
        CommandRunner.requireCapabilities();
        final List<MulticastMembership> memberships = join();
        final PacketRecorder recorder = PacketRecorder.launch(new PacketRecorder.Context()
            .file(file)
            .interfaceNames(interfaceName)
            .snapLength(snapLength)
            .rotateLength(rotateLength)
            .rotateNs(TimeUnit.SECONDS.toNanos(rotateS)));
        final XskPipeline<FrameEvent> pipeline;
        final long beganNs = System.nanoTime();
        try
        {
            pipeline = XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
                .port(port -> port.interfaceName(interfaceName).allQueues().filter(match))
                .stages(stages -> stages.handle("record", recorder)));
            say("recording %s in %s, %s, until interrupted%n", interfaceName, file, pipeline.mode().label());
            await(
                () -> pipeline.isClosed() || pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED) >= packets,
                TimeUnit.SECONDS.toNanos(seconds),
                () -> progress(pipeline, recorder));
            pipeline.close();
        }
        finally
        {
            recorder.close();
            CloseHelper.closeAll(memberships);
        }

        return report(pipeline, recorder, System.nanoTime() - beganNs);
    }

    private int report(
        final XskPipeline<FrameEvent> pipeline, final PacketRecorder recorder, final long elapsedNs)
    {
        final Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("interface", interfaceName);
        summary.put("file", file.toString());
        summary.put("mode", pipeline.mode().label());
        summary.put("seconds", elapsedNs / 1e9);
        summary.put("received", pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED));
        summary.put("written", recorder.get(RecorderCounter.WRITTEN));
        summary.put("skipped", recorder.get(RecorderCounter.SKIPPED));
        summary.put("refused", recorder.get(RecorderCounter.REFUSED));
        summary.put("bytes", recorder.get(RecorderCounter.BYTES));
        summary.put("files", recorder.get(RecorderCounter.FILES));
        summary.put("dropped", pipeline.drops().causes());
        summary.put("framesLost", pipeline.ledger().lost());

        return report(summary, 0 == pipeline.drops().dropped() && 0 == pipeline.ledger().lost() &&
            recorder.get(RecorderCounter.WRITTEN) == pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED));
    }

    private void progress(final XskPipeline<FrameEvent> pipeline, final PacketRecorder recorder)
    {
        say("%,d packets, %,d skipped, %,d dropped before, %,d bytes%n",
            recorder.get(RecorderCounter.RECORDED),
            recorder.get(RecorderCounter.SKIPPED),
            pipeline.drops().dropped(),
            recorder.get(RecorderCounter.BYTES));
    }

    private Match match()
    {
        if (isAll)
        {
            return Match.anything();
        }
        final Match[] matches = new Match[datagrams.size()];
        for (int i = 0; i < matches.length; i++)
        {
            final int colon = datagrams.get(i).lastIndexOf(':');
            try
            {
                matches[i] = Match.udp().destination(
                    datagrams.get(i).substring(0, Math.max(0, colon)),
                    Integer.parseInt(datagrams.get(i).substring(colon + 1)));
            }
            catch (final IllegalArgumentException exception)
            {
                throw wrongOption("--udp must be ADDRESS:PORT: " + datagrams.get(i), exception);
            }
        }

        return Match.anyOf(matches);
    }

    private List<MulticastMembership> join() throws Exception
    {
        final List<MulticastMembership> memberships = new ArrayList<>();
        final NetworkInterface networkInterface = NetworkInterface.getByName(interfaceName);
        if (isToJoin && null == networkInterface)
        {
            throw wrongOption("there is no such interface: " + interfaceName, null);
        }
        for (final String datagram : isToJoin ? datagrams : List.<String>of())
        {
            final InetAddress address = InetAddress.getByName(datagram.substring(0, datagram.lastIndexOf(':')));
            if (address.isMulticastAddress())
            {
                memberships.add(MulticastMembership.join(networkInterface, address));
            }
        }

        return memberships;
    }
}
