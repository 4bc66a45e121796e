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

import com.google.gson.Gson;
import io.xsk.bpf.XdpFilter;
import io.xsk.capture.CaptureException;
import io.xsk.capture.ReplayPace;
import io.xsk.capture.ReplayReport;
import io.xsk.counters.PipelineCounter;
import io.xsk.net.PacketParser;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import io.xsk.samples.CommandRunner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Replays a capture file through a pipeline, which counts what is in it, or out of an interface.
 */
@Command(
    name = "xsk replay",
    description = "Replays a capture file through a pipeline that counts what is in it, or out of an interface.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:every packet of the file was handled, and sent if that was asked for",
        "1:packets do not fit or were not sent, the file was cut off or damaged, or something failed",
        "2:the options are wrong, or capabilities are missing"})
public final class ReplayMain implements Callable<Integer>
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

    @Option(names = "--json",
        description = "Print one JSON object as the last line; everything else goes to the standard error.")
    private boolean isJson;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this text.")
    private boolean isHelp;

    @Spec
    private CommandSpec spec;

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
    public Integer call() throws Exception
    {
        final ReplayPace pace = pace();
        if (null != interfaceName)
        {
            CommandRunner.requireCapabilities();
        }
        try
        {
            return replay(pace);
        }
        catch (final CaptureException exception)
        {
            spec.commandLine().getErr().println("xsk replay: " + exception.getMessage());
            return CommandRunner.EXIT_FAILED;
        }
    }

    private int replay(final ReplayPace pace) throws Exception
    {
        final PrintWriter people = isJson ? spec.commandLine().getErr() : spec.commandLine().getOut();
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
        try (RunningUntil until = new RunningUntil())
        {
            until.await(
                () -> pipeline.isClosed() || pipeline.awaitReplay(0),
                Long.MAX_VALUE,
                () -> progress(people, pipeline, System.nanoTime() - beganNs));
            pipeline.close();

            return report(people, pipeline, System.nanoTime() - beganNs);
        }
        finally
        {
            pipeline.close();
        }
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

    private int report(final PrintWriter people, final XskPipeline<FrameEvent> pipeline, final long elapsedNs)
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
        summary.forEach((name, value) -> people.printf("%-16s%s%n", name, value));
        people.flush();
        if (isJson)
        {
            spec.commandLine().getOut().println(new Gson().toJson(summary));
            spec.commandLine().getOut().flush();
        }
        final boolean isWhole = null != replay.end() && replay.end().isComplete() && 0 == replay.dropped() &&
            0 == pipeline.ledger().lost() &&
            (null == interfaceName || sent == replay.delivered() &&
                0 == pipeline.counters().get(PipelineCounter.TRANSMITS_DISCARDED));

        return isWhole ? 0 : CommandRunner.EXIT_FAILED;
    }

    private static void progress(
        final PrintWriter people, final XskPipeline<FrameEvent> pipeline, final long elapsedNs)
    {
        final ReplayReport replay = pipeline.replays().getFirst();
        people.printf("%,d packets in %.0f s, latest by %,.1f us%n",
            replay.delivered(), elapsedNs / 1e9, replay.longestDelayNs() / 1e3);
        people.flush();
    }

    private ReplayPace pace()
    {
        if ("max".equals(speed))
        {
            return ReplayPace.maximum();
        }
        try
        {
            return ReplayPace.realTime(Double.parseDouble(speed));
        }
        catch (final IllegalArgumentException exception)
        {
            throw new ParameterException(
                spec.commandLine(), "--speed must be a positive number or max: " + speed, exception);
        }
    }
}
