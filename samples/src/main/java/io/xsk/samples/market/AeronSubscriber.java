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

import static io.xsk.samples.market.AeronRepublisher.LOST;
import static io.xsk.samples.market.AeronRepublisher.SEQUENCE_LENGTH;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.aeron.Aeron;
import io.aeron.ChannelUri;
import io.aeron.CommonContext;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.PersistentSubscription;
import io.aeron.archive.client.PersistentSubscriptionException;
import io.aeron.archive.client.PersistentSubscriptionListener;
import io.aeron.driver.MediaDriver;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;

/**
 * Receives what an {@link AeronRepublisher} hands on, in another process or on another host: what is published from now
 * on, or, where the stream is recorded, everything from a position on. Then it takes from the archive what it has
 * missed and goes over to the stream by itself, and back to the archive when it was too slow for the stream or the
 * republisher was away.
 * <p>
 * <b>Note:</b> This class is not threadsafe, but for its counts.
 */
public final class AeronSubscriber implements AutoCloseable
{
    /** The position of a subscriber that wants everything that was recorded. */
    public static final long FROM_START = PersistentSubscription.FROM_START;

    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

    private final MediaDriver driver;
    private final Aeron aeron;
    private final Context context;
    private final Subscription subscription;
    private final FragmentHandler fragmentHandler = this::onFragment;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();
    private final AtomicLong restarts = new AtomicLong();
    private final AtomicLong position = new AtomicLong();
    private PersistentSubscription persistent;
    private long recordingId;
    private long next = -1;
    private long failedNs;

    private AeronSubscriber(final MediaDriver driver, final Aeron aeron, final Context context)
    {
        this.driver = driver;
        this.aeron = aeron;
        this.context = context;
        position.set(context.position);
        if (null == context.archive)
        {
            subscription = aeron.addSubscription(context.channel, context.streamId);
        }
        else
        {
            subscription = null;
            recordingId = findRecording();
            persistent = resume();
        }
    }

    /**
     * Subscribe. This waits for the answers of the media driver and the archive.
     *
     * @param context of the stream.
     * @return the subscriber, to be polled and closed.
     * @throws IllegalStateException            if the archive has no recording of the stream.
     * @throws io.aeron.exceptions.AeronException if the media driver or the archive does not answer.
     */
    public static AeronSubscriber launch(final Context context)
    {
        MediaDriver driver = null;
        Aeron aeron = null;
        try
        {
            driver = null == context.driver ? null : AeronLaunch.driver(context.driver);
            aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(null == driver ? context.aeronDirectory : driver.aeronDirectoryName())
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(context.driverTimeoutNs))
                .errorHandler(new AeronErrorHandler(context.channel, context.streamId, context.errorHandler)));

            return new AeronSubscriber(driver, aeron, context);
        }
        catch (final RuntimeException exception)
        {
            CloseHelper.quietCloseAll(aeron, driver);
            throw exception;
        }
    }

    /**
     * Take messages.
     *
     * @param limit of messages.
     * @return how much was done; 0 if there was nothing to do.
     * @throws IllegalStateException if the archive cannot give what follows the {@link #position()}, as when the
     *                               recording was removed. It will not later either.
     */
    public int poll(final int limit)
    {
        if (null == persistent)
        {
            return subscription.poll(fragmentHandler, limit);
        }
        if (aeron.isClosed())
        {
            return 0;
        }

        return persistent.hasFailed() ? tryResume() : persistent.poll(fragmentHandler, limit);
    }

    /**
     * Does it receive the stream as it is published?
     *
     * @return true if it does; false before the first message can come, when the stream has ended, and while messages
     * come from the archive.
     */
    public boolean isLive()
    {
        return null == persistent ? subscription.isConnected() : persistent.isLive();
    }

    /**
     * Is it cut off, since the media driver has died?
     *
     * @return true if no message will come any more.
     */
    public boolean isCutOff()
    {
        return aeron.isClosed();
    }

    /**
     * Messages that came.
     *
     * @return the number of messages.
     */
    public long received()
    {
        return received.get();
    }

    /**
     * Messages that are missing between those that came, by their numbers, and were not {@link #lost()}.
     *
     * @return the number of messages.
     */
    public long missing()
    {
        return missing.get();
    }

    /**
     * Messages of which the republisher says that they were lost on all lines of the feed.
     *
     * @return the number of messages.
     */
    public long lost()
    {
        return lost.get();
    }

    /**
     * Times at which the numbers went back, as when a new session of the feed begins.
     *
     * @return the number of times.
     */
    public long restarts()
    {
        return restarts.get();
    }

    /**
     * The position of the stream behind the last message that came: where to go on after this one is closed, from the
     * archive.
     *
     * @return the position in bytes, or {@link #FROM_START} if no message has come.
     */
    public long position()
    {
        return position.get();
    }

    /**
     * Leave the stream. Idempotent.
     */
    @Override
    public void close()
    {
        CloseHelper.closeAll(subscription, persistent, aeron, driver);
    }

    private void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        final long sequence = buffer.getLong(offset, LITTLE_ENDIAN);
        if (sequence < 0)
        {
            final long first = sequence & ~LOST;
            final long last = buffer.getLong(offset + SEQUENCE_LENGTH, LITTLE_ENDIAN);
            expect(first);
            add(lost, last - first + 1);
            next = last + 1;
        }
        else
        {
            expect(sequence);
            context.handler.onMessage(sequence, buffer, offset + SEQUENCE_LENGTH, length - SEQUENCE_LENGTH);
            add(received, 1);
            next = sequence + 1;
        }
        position.lazySet(header.position());
    }

    private void expect(final long sequence)
    {
        if (next >= 0 && sequence != next)
        {
            add(sequence > next ? missing : restarts, sequence > next ? sequence - next : 1);
        }
    }

    private long findRecording()
    {
        try (AeronArchive archive = AeronArchive.connect(archiveContext()))
        {
            final AeronRecordedStream recorded = AeronRecordedStream.find(archive, context.streamId);
            if (null == recorded)
            {
                throw new IllegalStateException("the archive has no such stream: streamId=" + context.streamId);
            }

            return recorded.recordingId();
        }
    }

    /** What has come already is said by the position, so nothing comes twice. */
    private PersistentSubscription resume()
    {
        return PersistentSubscription.create(new PersistentSubscription.Context()
            .aeron(aeron)
            .aeronArchiveContext(archiveContext())
            .recordingId(recordingId)
            .startPosition(position.getPlain())
            .liveChannel(untethered(context.channel))
            .liveStreamId(context.streamId)
            .replayChannel(context.replayChannel)
            // Not that of the stream: in shared memory its subscribers would get the replay as well.
            .replayStreamId(context.streamId ^ Integer.MIN_VALUE)
            .listener(context.listener()));
    }

    /** Who has the archive to fall back on need not hold the stream up, unless that is wanted. */
    private static String untethered(final String channel)
    {
        final ChannelUri uri = ChannelUri.parse(channel);
        if (!uri.containsKey(CommonContext.TETHER_PARAM_NAME))
        {
            uri.put(CommonContext.TETHER_PARAM_NAME, "false");
        }

        return uri.toString();
    }

    /**
     * There is nothing behind the position until the stream is published again, which is not known to be an error.
     */
    private int tryResume()
    {
        if (!(persistent.failureReason() instanceof final PersistentSubscriptionException exception &&
            PersistentSubscriptionException.Reason.INVALID_START_POSITION == exception.reason()))
        {
            throw new IllegalStateException("the archive refuses: recordingId=" + recordingId +
                " position=" + position.getPlain(), persistent.failureReason());
        }
        final long nowNs = System.nanoTime();
        if (0 == failedNs)
        {
            failedNs = nowNs;
        }
        else if (nowNs - failedNs > RETRY_NS)
        {
            failedNs = 0;
            persistent.close();
            persistent = resume();
        }

        return 0;
    }

    private AeronArchive.Context archiveContext()
    {
        return context.archive.clone().aeron(aeron).ownsAeronClient(false);
    }

    /** By the only thread that writes it. */
    private static void add(final AtomicLong counter, final long count)
    {
        counter.lazySet(counter.getPlain() + count);
    }

    /**
     * The stream, the media driver on this host, and the archive that has the stream.
     */
    public static final class Context
    {
        private final LineProtocol.MessageHandler handler;
        private MediaDriver.Context driver;
        private String aeronDirectory = CommonContext.getAeronDirectoryName();
        private long driverTimeoutNs = TimeUnit.SECONDS.toNanos(10);
        private String channel = CommonContext.IPC_CHANNEL;
        private int streamId = 1001;
        private AeronArchive.Context archive;
        private String replayChannel;
        private long position = FROM_START;
        private ErrorHandler errorHandler = AeronErrorHandler.LOG;

        /**
         * For shared memory, with the media driver that runs in the usual folder, and without an archive.
         *
         * @param handler of the messages.
         */
        public Context(final LineProtocol.MessageHandler handler)
        {
            this.handler = handler;
        }

        /**
         * Launch a media driver. Only a stream by UDP comes to it.
         *
         * @param driver to launch.
         * @return this for a fluent API.
         */
        public Context embedded(final MediaDriver.Context driver)
        {
            this.driver = driver;
            return this;
        }

        /**
         * Use a media driver that runs already.
         *
         * @param directory of the driver.
         * @return this for a fluent API.
         */
        public Context external(final String directory)
        {
            driver = null;
            aeronDirectory = directory;
            return this;
        }

        /**
         * Set after what time without a sign of life the media driver is taken for dead.
         *
         * @param driverTimeoutNs in nanoseconds.
         * @return this for a fluent API.
         */
        public Context driverTimeoutNs(final long driverTimeoutNs)
        {
            this.driverTimeoutNs = driverTimeoutNs;
            return this;
        }

        /**
         * Set the stream.
         *
         * @param channel  on which it comes to this host.
         * @param streamId within the channel, and in the archive.
         * @return this for a fluent API.
         */
        public Context stream(final String channel, final int streamId)
        {
            this.channel = channel;
            this.streamId = streamId;
            return this;
        }

        /**
         * Take from an archive what was published before, and what this subscriber is too slow for: in shared memory
         * the stream does not wait for it, unless the channel says {@code tether=true}.
         *
         * @param archive       to connect to.
         * @param replayChannel on which it shall send: {@code aeron:ipc} if it is on the same media driver, or
         *                      {@code aeron:udp?endpoint=host:0} with an address of this host.
         * @param position      to begin at, from {@link AeronSubscriber#position()}, or {@link #FROM_START}.
         * @return this for a fluent API.
         */
        public Context archive(final AeronArchive.Context archive, final String replayChannel, final long position)
        {
            this.archive = archive;
            this.replayChannel = replayChannel;
            this.position = position;
            return this;
        }

        /**
         * Set who is told of errors, such as that the media driver has died, or that the stream does not come. It is
         * called by a thread of Aeron's, or the one that polls.
         *
         * @param errorHandler to tell.
         * @return this for a fluent API.
         */
        public Context errorHandler(final ErrorHandler errorHandler)
        {
            this.errorHandler = errorHandler;
            return this;
        }

        private PersistentSubscriptionListener listener()
        {
            return new PersistentSubscriptionListener()
            {
                @Override
                public void onLiveJoined()
                {
                }

                @Override
                public void onLiveLeft()
                {
                }

                @Override
                public void onError(final Exception exception)
                {
                    errorHandler.onError(exception);
                }
            };
        }
    }
}
