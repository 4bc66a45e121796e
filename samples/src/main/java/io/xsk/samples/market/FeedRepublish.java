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
package io.xsk.samples.market;

import io.aeron.exceptions.AeronException;
import io.xsk.bpf.Match;
import io.xsk.capture.CaptureException;
import io.xsk.capture.ReplayPace;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.PortContext;
import io.xsk.pipeline.XskPipeline;
import io.xsk.samples.CommandRunner;
import io.xsk.samples.Stoppable;
import io.xsk.samples.UntilStopped;
import java.io.PrintWriter;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Hands the messages of a feed on over Aeron, and optionally records them in an Aeron Archive: to a subscriber in the
 * same process, which shows that all of them arrive, or to those in other processes and on other hosts, which are
 * {@link FeedSubscribe}.
 */
@Command(
    name = "feed-republish",
    description = "Arbitrate a feed from a file or an interface and hand its messages on over Aeron to subscribers.")
public final class FeedRepublish implements Callable<Integer>, Stoppable
{
    private static final int WINDOW = 64;
    private static final int POLL_LIMIT = 64;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long FOR_EVER_NS = Long.MAX_VALUE;

    private final UntilStopped until = new UntilStopped();
    private long bytes;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AeronOptions aeron;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Capture file to read.")
    private Path file;

    @Option(names = "--interface", paramLabel = "NAME",
        description = "Take the feed from this interface in place of a file; with --serve.")
    private String interfaceName;

    @Option(names = "--serve",
        description = "For subscribers in other processes: begin with the first, or at once where an archive keeps " +
        "all for them, and stay until interrupted.")
    private boolean isToServe;

    @Option(names = "--real-time", description = "At the pace of the file; else as fast as it goes.")
    private boolean isRealTime;

    @Option(names = "--policy", defaultValue = "WAIT",
        description = "What becomes of a message while subscribers are slow, ${COMPLETION-CANDIDATES} " +
        "(${DEFAULT-VALUE}).")
    private AeronRepublisher.Policy policy;

    @Option(names = "--archive", paramLabel = "DIR",
        description = "Record the stream in this folder, where an earlier recording of it goes on.")
    private Path archive;

    @Option(names = "--archive-control", paramLabel = "HOST:PORT", defaultValue = "localhost:8010",
        description = "Where subscribers ask for what was recorded (${DEFAULT-VALUE}).")
    private String archiveControl;

    private FeedRepublish()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new FeedRepublish(), args);
    }

    @Override
    public Integer call() throws InterruptedException, SocketException
    {
        if (null == file == (null == interfaceName) || null != interfaceName && !isToServe)
        {
            throw new ParameterException(spec.commandLine(), "say either FILE, or --interface with --serve");
        }
        if (archiveControl.lastIndexOf(':') < 1)
        {
            throw new ParameterException(
                spec.commandLine(), "--archive-control must be HOST:PORT: " + archiveControl);
        }
        if (null != interfaceName)
        {
            CommandRunner.requireCapabilities("a FILE needs none of them");
        }
        try (AeronRepublisher republisher = AeronRepublisher.launch(context()))
        {
            return isToServe ? serve(republisher) : handOn(republisher);
        }
        catch (final CaptureException | AeronException | IllegalStateException exception)
        {
            onError(exception);
            return CommandRunner.EXIT_FAILED;
        }
    }

    /** The recording is brought to its end then. */
    @Override
    public void stop()
    {
        until.stop();
    }

    private AeronRepublisher.Context context()
    {
        final AeronRepublisher.Context context = new AeronRepublisher.Context()
            .stream(aeron.channel(), aeron.streamId())
            .policy(policy)
            .errorHandler(this::onError);
        if (null != archive)
        {
            context.archive(AeronRecording.context(archive.toFile(), archiveControl));
        }

        return aeron.isExternal() ? context.external(aeron.directory()) : context.embedded(aeron.embedded());
    }

    /** To a subscriber of its own. */
    private int handOn(final AeronRepublisher republisher)
    {
        final LineArbiter arbiter = arbiter(republisher);
        try (AeronSubscriber subscriber = AeronSubscriber.launch(
            new AeronSubscriber.Context((sequence, buffer, index, length) -> bytes += length)
                .external(republisher.aeronDirectory())
                .stream(aeron.channel(), aeron.streamId())))
        {
            await(() -> republisher.isConnected() && subscriber.isLive());
            try (XskPipeline<FrameEvent> pipeline = launch(arbiter))
            {
                receive(pipeline, republisher, subscriber);
            }
            await(() -> null == archive || republisher.recordedPosition() >= republisher.position());
            report(arbiter, republisher);
            spec.commandLine().getOut().printf("subscriber received %,d messages, %,d bytes%n",
                subscriber.received(), bytes);
            spec.commandLine().getOut().flush();

            return arbiter.delivered() > 0 && subscriber.received() == arbiter.delivered() ?
                0 : CommandRunner.EXIT_FAILED;
        }
    }

    /** The replay may take its time; what has not come some time after it will not come. */
    private void receive(
        final XskPipeline<FrameEvent> pipeline,
        final AeronRepublisher republisher,
        final AeronSubscriber subscriber)
    {
        try
        {
            while (!until.isStopped() && !pipeline.isClosed() && !pipeline.awaitReplay(0))
            {
                if (0 == subscriber.poll(POLL_LIMIT))
                {
                    Thread.yield();
                }
            }
            await(() -> 0 == subscriber.poll(POLL_LIMIT) && subscriber.received() == republisher.published());
        }
        finally
        {
            // Nobody takes messages any more, and a stage that waits for it could not be closed.
            republisher.stopWaiting();
        }
    }

    /** To those of others. */
    private int serve(final AeronRepublisher republisher) throws InterruptedException, SocketException
    {
        final PrintWriter out = spec.commandLine().getOut();
        final LineArbiter arbiter = arbiter(republisher);
        out.printf("serving stream %d on %s, media driver in %s%s%n",
            aeron.streamId(), aeron.channel(), republisher.aeronDirectory(),
            null == archive ? "" : ", recording " + republisher.recordingId() + " from " + republisher.position());
        out.flush();
        until.await(() -> republisher.isConnected() || republisher.isCutOff(), FOR_EVER_NS, () ->
        {
        });
        if (!until.isStopped())
        {
            republish(arbiter, republisher);
        }
        report(arbiter, republisher);

        return until.isStopped() && !republisher.isCutOff() && republisher.published() >= arbiter.delivered() ?
            0 : CommandRunner.EXIT_FAILED;
    }

    /** Until it is stopped, unless it cannot go on. */
    private void republish(final LineArbiter arbiter, final AeronRepublisher republisher)
        throws InterruptedException, SocketException
    {
        final PrintWriter out = spec.commandLine().getOut();
        final List<MulticastMembership> memberships = new ArrayList<>();
        try (XskPipeline<FrameEvent> pipeline = launch(arbiter))
        {
            try
            {
                join(memberships);
                out.printf("republishing %s, %s%n", null == file ? interfaceName : file, pipeline.mode().label());
                out.flush();
                until.await(
                    () -> republisher.isCutOff() || pipeline.isClosed(),
                    FOR_EVER_NS,
                    () -> report(arbiter, republisher));
            }
            finally
            {
                CloseHelper.closeAll(memberships);
                republisher.stopWaiting();
            }
        }
    }

    /** The kernel tells the switch that the lines are wanted; nothing comes to its own sockets. */
    private void join(final List<MulticastMembership> memberships) throws SocketException
    {
        for (int line = 0; null != interfaceName && line < FeedFrame.lineCount(); line++)
        {
            memberships.add(MulticastMembership.join(
                NetworkInterface.getByName(interfaceName), FeedFrame.group(line)));
        }
    }

    private void onPort(final PortContext port)
    {
        if (null == interfaceName)
        {
            port.interfaceName("feed").replay(file, isRealTime ? ReplayPace.realTime() : ReplayPace.maximum());
            return;
        }
        final Match[] lines = new Match[FeedFrame.lineCount()];
        for (int line = 0; line < lines.length; line++)
        {
            lines[line] = Match.udp().destination(FeedFrame.group(line).getHostAddress(), FeedFrame.PORT);
        }
        port.interfaceName(interfaceName).allQueues().filter(Match.anyOf(lines));
    }

    private XskPipeline<FrameEvent> launch(final LineArbiter arbiter)
    {
        return XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
            .port(this::onPort)
            .stages(stages -> stages.handle(
                "republish", new FeedHandler(arbiter, FeedFrame.PORT, FeedFrame.GROUPS))));
    }

    private void report(final LineArbiter arbiter, final AeronRepublisher republisher)
    {
        spec.commandLine().getOut().printf(
            "arbitrated %,d messages; published %,d, dropped %,d, unheard %,d, cut off %,d%s%n",
            arbiter.delivered(), republisher.published(), republisher.dropped(), republisher.unheard(),
            republisher.cutOff(), null == archive || republisher.isCutOff() ? "" :
            String.format("; recorded up to %,d", republisher.recordedPosition()));
        spec.commandLine().getOut().flush();
    }

    private void onError(final Throwable error)
    {
        spec.commandLine().getErr().println("xsk sample feed-republish: " + error.getMessage());
    }

    private static LineArbiter arbiter(final AeronRepublisher republisher)
    {
        return new LineArbiter(
            new MoldUdp64(), new LineArbiter.Context().window(WINDOW).holdCapacity(WINDOW), republisher);
    }

    private static void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean() && System.nanoTime() - deadlineNs < 0)
        {
            Thread.yield();
        }
    }
}
