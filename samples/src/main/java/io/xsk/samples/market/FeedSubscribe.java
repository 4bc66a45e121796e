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

import io.aeron.CommonContext;
import io.aeron.archive.client.AeronArchive;
import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.DriverTimeoutException;
import io.xsk.samples.CommandRunner;
import io.xsk.samples.Stoppable;
import io.xsk.samples.UntilStopped;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Receives what {@link FeedRepublish} hands on, in a process of its own, here or on another host, and looks at the
 * numbers of the messages. With the archive of the republisher it gets what was published before as well.
 */
@Command(
    name = "feed-subscribe",
    description = "Receive in a process of its own what feed-republish --serve hands on, and count what is missing.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:messages came, and none is missing but what the lines of the feed have lost",
        "1:messages are missing, none came, or something failed",
        "2:the options are wrong"})
public final class FeedSubscribe implements Callable<Integer>, Stoppable
{
    private static final int POLL_LIMIT = 64;
    private static final String ARCHIVE_HERE = "ipc";
    /** An attempt may launch a media driver. */
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final UntilStopped until = new UntilStopped();
    private AeronSubscriber subscriber;
    private String obstacle = "";
    private long failedNs = System.nanoTime() - RETRY_NS;
    private volatile Throwable failure;
    private volatile boolean isLive;
    private long bytes;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AeronOptions aeron;

    @Option(names = "--archive", paramLabel = "HOST:PORT",
        description = "Archive of the republisher, to get what was before and what this is too slow for; ipc if it " +
        "is on the same media driver.")
    private String archive;

    @Option(names = "--from", paramLabel = "POSITION",
        description = "Where to begin in the recording, as an earlier summary says; else at its beginning.")
    private long position = AeronSubscriber.FROM_START;

    @Option(names = "--messages", paramLabel = "N", description = "End when so many messages came, or some more.")
    private long messages = Long.MAX_VALUE;

    @Option(names = "--seconds", paramLabel = "N", description = "End after this time; else when interrupted.")
    private long seconds = TimeUnit.DAYS.toSeconds(36_500);

    private FeedSubscribe()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new FeedSubscribe(), args);
    }

    @Override
    public Integer call() throws InterruptedException
    {
        if (!aeron.isExternal() && aeron.channel().startsWith(CommonContext.IPC_CHANNEL))
        {
            throw new ParameterException(spec.commandLine(),
                "shared memory is that of the republisher's media driver: say --external --aeron-dir, or --channel");
        }
        if (seconds < 1 || messages < 1 || position < AeronSubscriber.FROM_START)
        {
            throw new ParameterException(spec.commandLine(), "numbers must be positive");
        }

        return receive();
    }

    @Override
    public void stop()
    {
        until.stop();
    }

    private int receive() throws InterruptedException
    {
        final long beganNs = System.nanoTime();
        final long timeoutNs = TimeUnit.SECONDS.toNanos(seconds);
        try
        {
            until.await(this::isLaunched, timeoutNs, () -> print("waiting: " + obstacle));
            if (null == subscriber)
            {
                print("nothing was received: " + obstacle);
                return CommandRunner.EXIT_FAILED;
            }
            try (AgentRunner runner = new AgentRunner(
                new BackoffIdleStrategy(), this::onFailure, null, new PollAgent()))
            {
                AgentRunner.startOnThread(runner);
                until.await(this::isOver, timeoutNs - (System.nanoTime() - beganNs), () -> print(progress()));
            }

            return report();
        }
        catch (final AeronException exception)
        {
            onError(exception);
            return CommandRunner.EXIT_FAILED;
        }
        finally
        {
            CloseHelper.close(subscriber);
        }
    }

    /** The archive, and the stream in it, may come later than this. */
    private boolean isLaunched()
    {
        if (System.nanoTime() - failedNs < RETRY_NS)
        {
            return false;
        }
        try
        {
            subscriber = AeronSubscriber.launch(context());
        }
        catch (final DriverTimeoutException exception)
        {
            throw exception;
        }
        catch (final AeronException | IllegalStateException exception)
        {
            obstacle = exception.getMessage();
            failedNs = System.nanoTime();
        }

        return null != subscriber;
    }

    private AeronSubscriber.Context context()
    {
        final AeronSubscriber.Context context = new AeronSubscriber.Context(this::onMessage)
            .stream(aeron.channel(), aeron.streamId())
            .errorHandler(this::onError);
        if (ARCHIVE_HERE.equals(archive))
        {
            context.archive(
                new AeronArchive.Context()
                    .controlRequestChannel(CommonContext.IPC_CHANNEL)
                    .controlRequestStreamId(AeronArchive.Configuration.localControlStreamId())
                    .controlResponseChannel(CommonContext.IPC_CHANNEL),
                CommonContext.IPC_CHANNEL,
                position);
        }
        else if (null != archive)
        {
            final String back = "aeron:udp?endpoint=" + ownAddress() + ":0";
            context.archive(
                new AeronArchive.Context()
                    .controlRequestChannel("aeron:udp?endpoint=" + archive)
                    .controlResponseChannel(back),
                back,
                position);
        }

        return aeron.isExternal() ? context.external(aeron.directory()) : context.embedded(aeron.embedded());
    }

    /** The one by which the archive's host reaches this one. */
    private String ownAddress()
    {
        final int colon = archive.lastIndexOf(':');
        try (DatagramSocket socket = new DatagramSocket())
        {
            socket.connect(new InetSocketAddress(
                InetAddress.getByName(archive.substring(0, Math.max(0, colon))),
                Integer.parseInt(archive.substring(colon + 1))));
            final InetAddress address = socket.getLocalAddress();

            return address instanceof Inet6Address ? '[' + address.getHostAddress() + ']' : address.getHostAddress();
        }
        catch (final IOException | IllegalArgumentException exception)
        {
            throw new ParameterException(spec.commandLine(),
                "--archive must be ipc, or HOST:PORT of a host that is reached: " + archive, exception);
        }
    }

    private void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
    {
        bytes += length;
    }

    private boolean isOver()
    {
        return subscriber.received() >= messages || subscriber.isCutOff() || null != failure;
    }

    private String progress()
    {
        return String.format("%,d messages, %,d lost before, %,d missing, position %,d, %s",
            subscriber.received(), subscriber.lost(), subscriber.missing(), subscriber.position(),
            isLive ? "live" : "not live");
    }

    private int report()
    {
        final PrintWriter out = spec.commandLine().getOut();
        out.printf("%-12s%d%n", "received", subscriber.received());
        out.printf("%-12s%d%n", "bytes", bytes);
        out.printf("%-12s%d%n", "lost", subscriber.lost());
        out.printf("%-12s%d%n", "missing", subscriber.missing());
        out.printf("%-12s%d%n", "restarts", subscriber.restarts());
        out.printf("%-12s%d%n", "position", subscriber.position());
        out.flush();
        final boolean isWhole = subscriber.received() >= (Long.MAX_VALUE == messages ? 1 : messages) &&
            0 == subscriber.missing() && !subscriber.isCutOff() && null == failure;

        return isWhole ? 0 : CommandRunner.EXIT_FAILED;
    }

    private void print(final String line)
    {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /** By the agent's thread, again and again until it is stopped. */
    private void onFailure(final Throwable error)
    {
        if (null == failure)
        {
            failure = error;
            onError(error);
        }
    }

    private void onError(final Throwable error)
    {
        spec.commandLine().getErr().println("xsk sample feed-subscribe: " + error.getMessage());
    }

    private final class PollAgent implements Agent
    {
        @Override
        public int doWork()
        {
            final int workCount = subscriber.poll(POLL_LIMIT);
            // It may be asked by this thread alone.
            isLive = subscriber.isLive();

            return workCount;
        }

        @Override
        public String roleName()
        {
            return "feed-subscribe";
        }
    }
}
