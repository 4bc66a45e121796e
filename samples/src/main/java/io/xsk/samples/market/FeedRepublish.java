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

import io.xsk.capture.CaptureException;
import io.xsk.capture.ReplayPace;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import io.xsk.samples.CommandRunner;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Replays a feed on two lines, and hands the arbitrated messages on over Aeron to a subscriber, which has a client of
 * its own as another process would.
 */
@Command(
    name = "feed-republish",
    description = "Arbitrate a feed from a capture file and hand its messages on over Aeron to a subscriber.")
public final class FeedRepublish implements Callable<Integer>
{
    private static final int WINDOW = 64;
    private static final int STREAM_ID = 1001;
    private static final int POLL_LIMIT = 64;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    private long bytes;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Capture file to read.")
    private Path file;

    @Option(names = "--channel", defaultValue = "aeron:ipc",
        description = "Of the stream, such as aeron:udp?endpoint=localhost:40456 (${DEFAULT-VALUE}).")
    private String channel;

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
    public Integer call()
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        try (
            AeronRepublisher republisher = AeronRepublisher.launch(new AeronRepublisher.Context()
                .stream(channel, STREAM_ID)
                .policy(AeronRepublisher.Policy.WAIT));
            AeronSubscriber subscriber = new AeronSubscriber(
                republisher.aeronDirectory(), channel, STREAM_ID, (sequence, buffer, index, length) -> bytes += length))
        {
            while (!(republisher.isConnected() && subscriber.isConnected()) && System.nanoTime() - deadlineNs < 0)
            {
                Thread.yield();
            }
            final LineArbiter arbiter = new LineArbiter(
                new MoldUdp64(), new LineArbiter.Context().window(WINDOW).holdCapacity(WINDOW), republisher);
            try (XskPipeline<FrameEvent> pipeline = XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
                .port(port -> port.interfaceName("feed").replay(file, ReplayPace.maximum()))
                .stages(stages -> stages.handle(
                    "republish", new FeedHandler(arbiter, FeedFrame.PORT, FeedFrame.GROUPS)))))
            {
                while (!(0 == subscriber.poll(POLL_LIMIT) &&
                    pipeline.awaitReplay(0) &&
                    subscriber.received() == republisher.published()) &&
                    System.nanoTime() - deadlineNs < 0)
                {
                    Thread.yield();
                }
            }

            return report(arbiter, republisher, subscriber);
        }
        catch (final CaptureException exception)
        {
            spec.commandLine().getErr().println("xsk sample feed-republish: " + exception.getMessage());
            return CommandRunner.EXIT_FAILED;
        }
    }

    private int report(
        final LineArbiter arbiter, final AeronRepublisher republisher, final AeronSubscriber subscriber)
    {
        spec.commandLine().getOut().printf(
            "arbitrated %,d messages; published %,d, dropped %,d, unheard %,d; subscriber received %,d, %,d bytes%n",
            arbiter.delivered(), republisher.published(), republisher.dropped(), republisher.unheard(),
            subscriber.received(), bytes);
        spec.commandLine().getOut().flush();

        return arbiter.delivered() > 0 && subscriber.received() == arbiter.delivered() ? 0 : CommandRunner.EXIT_FAILED;
    }
}
