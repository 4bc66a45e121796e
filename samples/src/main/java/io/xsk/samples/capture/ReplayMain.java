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

import io.xsk.bpf.XdpFilter;
import io.xsk.capture.ReplayPace;
import io.xsk.capture.ReplayReport;
import io.xsk.counters.PipelineCounter;
import io.xsk.net.PacketParser;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import io.xsk.samples.CommandRunner;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Replays a capture file through a pipeline, which counts what is in it, or out of an interface.
 */
@Command(
    name = "xsk replay",
    description = "Replays a capture file through a pipeline that counts what is in it, or out of an interface.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:every packet of the file, or up to an interrupt, was handled, and sent if that was asked for",
        "1:packets do not fit or were not sent, the file was cut off or damaged, or something failed",
        "2:the options are wrong, or capabilities are missing"})
public final class ReplayMain extends CaptureCommand
{
    private static final int FRAME_LENGTH = 4_096;

    private final PacketParser parser = new PacketParser();
    private long bytes;
    private long datagrams;

    @Parameters(paramLabel = "FILE", description = "Capture file, pcap or pcapng, also compressed by gzip.")
    private Path file;

    @Option(names = "--interface", paramLabel = "NAME", description = "Send the packets out of this interface.")
    private String interfaceName;

    @Option(names = "--speed", paramLabel = "X|max", defaultValue = "1",
        description = "How fast: 2 for twice as fast as captured, max for as fast as it goes (${DEFAULT-VALUE}).")
    private String speed;

    @Option(names = "--busy-spin", description = "Never let the CPU go: packets leave within a microsecond or so.")
    private boolean isSpinning;

    @Option(names = "--max-wait", paramLabel = "SECONDS", defaultValue = "60",
        description = "Wait no longer between two packets, whatever their stamps are, and count it " +
            "(${DEFAULT-VALUE}).")
    private double maxWaitS;

    ReplayMain()
    {
    }

    /**
     * Replay.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new ReplayMain(), args);
    }

    @Override
    int run() throws Exception
    {
        final ReplayPace pace = pace();
        if (null != interfaceName)
        {
            CommandRunner.requireCapabilities();
        }
        final XskPipeline.Context<FrameEvent> context = new XskPipeline.Context<>(FrameEvent::new)
            .umem(umem -> umem.frameLength(FRAME_LENGTH))
            .idleStrategySupplier(
                () -> isSpinning ? BusySpinIdleStrategy.INSTANCE : new BackoffIdleStrategy())
            .port(port -> port.interfaceName(file.getFileName().toString()).replay(file, pace))
            .stages(stages -> stages.handle("count", this::onPacket));
        if (null != interfaceName)
        {
            // Whatever comes by the interface is the kernel's, as ever.
            context.port(port -> port.interfaceName(interfaceName).filter(XdpFilter.rules()));
        }
        final long beganNs = System.nanoTime();
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(context);
        try
        {
            await(
                () -> pipeline.isClosed() || pipeline.awaitReplay(0),
                Long.MAX_VALUE,
                () -> progress(pipeline, System.nanoTime() - beganNs));
        }
        finally
        {
            pipeline.close();
        }

        return report(pipeline, System.nanoTime() - beganNs);
    }

    private void onPacket(final FrameEvent event, final long sequence, final boolean endOfBatch)
    {
        bytes += event.length();
        datagrams += parser.parse(event.packet(), 0, event.length()).isUdp() ? 1 : 0;
        if (null != interfaceName)
        {
            event.transmit(1);
        }
    }

    private int report(final XskPipeline<FrameEvent> pipeline, final long elapsedNs)
    {
        final ReplayReport replay = pipeline.replays().getFirst();
        final long sent = pipeline.counters().get(PipelineCounter.PACKETS_TRANSMITTED);
        final Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("file", file.toString());
        summary.put("seconds", elapsedNs / 1e9);
        summary.put("packets", replay.delivered());
        summary.put("bytes", bytes);
        summary.put("datagrams", datagrams);
        summary.put("doNotFit", replay.dropped());
        summary.put("longestDelayUs", replay.longestDelayNs() / 1e3);
        summary.put("jumps", replay.jumps());
        summary.put("end", null == replay.end() ? "interrupted" : replay.end().toString());
        summary.put("framesLost", pipeline.ledger().lost());
        if (null != interfaceName)
        {
            summary.put("interface", interfaceName);
            summary.put("mode", pipeline.mode().label());
            summary.put("sent", sent);
            summary.put("unsent", pipeline.counters().get(PipelineCounter.TRANSMITS_DISCARDED));
            summary.put("invalid", pipeline.statistics().txInvalidDescriptors());
        }
        if (replay.jumps() > 0)
        {
            say("%,d stamps jump, and were waited for %s s at most%n", replay.jumps(), maxWaitS);
        }
        final boolean isAtEnd = null == replay.end() ? isStopped() : replay.end().isComplete();

        return report(summary, isAtEnd && 0 == replay.dropped() && 0 == pipeline.ledger().lost() &&
            (null == interfaceName || sent == replay.delivered() &&
                0 == pipeline.counters().get(PipelineCounter.TRANSMITS_DISCARDED)));
    }

    private void progress(final XskPipeline<FrameEvent> pipeline, final long elapsedNs)
    {
        final ReplayReport replay = pipeline.replays().getFirst();
        say("%,d packets in %.0f s, latest by %,.1f us%n",
            replay.delivered(), elapsedNs / 1e9, replay.longestDelayNs() / 1e3);
    }

    private ReplayPace pace()
    {
        if ("max".equals(speed))
        {
            return ReplayPace.maximum();
        }
        try
        {
            return ReplayPace.realTime(Double.parseDouble(speed)).maxWaitNs((long)(maxWaitS * 1e9));
        }
        catch (final IllegalArgumentException exception)
        {
            throw wrongOption(
                "--speed must be a positive number or max, and --max-wait not negative: --speed=" + speed +
                    " --max-wait=" + maxWaitS,
                exception);
        }
    }
}
