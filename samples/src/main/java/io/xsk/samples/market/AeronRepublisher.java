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

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.archive.Archive;
import io.aeron.archive.client.AeronArchive;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hands the messages that a {@link LineArbiter} makes of its lines on to other processes and hosts, over Aeron: each
 * is a message of the stream, behind eight bytes with its number, little-endian. It allocates nothing.
 * <p>
 * Who subscribes sees by the numbers what is missing, and is told which of it was lost on all lines. When Aeron takes
 * no more, as when a subscriber is slow, the {@link Policy} says what becomes of a message; while nobody subscribes
 * messages are unheard. All of these are counted: offered = published + dropped + unheard + cut off.
 * <p>
 * The stream may be recorded by an Aeron Archive, which then is a subscriber like others: it never lets the stream be
 * unheard, and the policy holds for it too. There is one recording of a stream in an archive; it goes on where it ended
 * when the stream is published again. Subscribers get from it what they have missed ({@link AeronSubscriber}). Should
 * the archive end the recording, as when the disk is full, the error handler is told, and the stream goes on.
 * <p>
 * When the media driver dies the stream ends. Until that is noticed, for the driver timeout, messages still go into its
 * buffers as long as there is room, and count as published; with {@link Policy#WAIT} the stage may wait for that long,
 * once. Then the error handler is told, and messages are cut off. A stream that goes on takes another republisher.
 * <p>
 * <b>Note:</b> This class is not threadsafe, but for its counts. It belongs to the thread of the stage, and is closed
 * when that has ended.
 */
public final class AeronRepublisher implements LineHandler, AutoCloseable
{
    /** Bytes before each message: its number. */
    public static final int SEQUENCE_LENGTH = Long.BYTES;
    /** Set in the number of the first message that was lost; the number of the last one follows it. */
    public static final long LOST = Long.MIN_VALUE;

    private final MediaDriver driver;
    private final Aeron aeron;
    private final AeronRecording recording;
    private final ExclusivePublication publication;
    private final ErrorHandler errorHandler;
    private final BufferClaim claim = new BufferClaim();
    private final MutableDirectBuffer notice = new UnsafeBuffer(new byte[Long.BYTES]);
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong unheard = new AtomicLong();
    private final AtomicLong cutOff = new AtomicLong();
    private final AtomicLong waits = new AtomicLong();
    private volatile boolean isToWait;

    /**
     * What becomes of a message that Aeron does not take at once though somebody subscribes.
     */
    public enum Policy
    {
        /** It is dropped. The stage is never slowed down by a subscriber. */
        DROP,
        /**
         * It is tried again until it is taken, nobody subscribes any more, or {@link AeronRepublisher#stopWaiting()}
         * was called. A slow subscriber slows the feed, and one that stands stops it.
         */
        WAIT
    }

    private AeronRepublisher(
        final MediaDriver driver, final Aeron aeron, final AeronRecording recording, final Context context)
    {
        this.driver = driver;
        this.aeron = aeron;
        this.recording = recording;
        isToWait = Policy.WAIT == context.policy;
        errorHandler = context.errorHandler;
        publication = null == recording ?
            aeron.addExclusivePublication(context.channel, context.streamId) :
            recording.publish(aeron, context.channel, context.streamId);
    }

    /**
     * Connect to a media driver, and make the stream.
     *
     * @param context with the channel and the policy.
     * @return the republisher, to be closed.
     */
    public static AeronRepublisher launch(final Context context)
    {
        MediaDriver driver = null;
        Aeron aeron = null;
        AeronRecording recording = null;
        try
        {
            driver = null == context.driver ? null : AeronLaunch.driver(context.driver);
            aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(null == driver ? context.aeronDirectory : driver.aeronDirectoryName())
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(context.driverTimeoutNs))
                .errorHandler(new AeronErrorHandler(context.channel, context.streamId, context.errorHandler)));
            recording = context.launchRecording(aeron);

            return new AeronRepublisher(driver, aeron, recording, context);
        }
        catch (final RuntimeException exception)
        {
            CloseHelper.quietCloseAll(recording, aeron, driver);
            throw exception;
        }
    }

    @Override
    public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
    {
        final long result = tryPublish(sequence, buffer, index, length);
        if (result >= 0)
        {
            increment(published);
        }
        else if (Publication.NOT_CONNECTED == result)
        {
            increment(unheard);
        }
        else if (Publication.CLOSED == result)
        {
            increment(cutOff);
        }
        else
        {
            increment(dropped);
        }
    }

    /**
     * Tell subscribers that messages are missing on all lines, so that they do not look for them elsewhere. It is not
     * counted.
     */
    @Override
    public void onLost(final long from, final long to)
    {
        notice.putLong(0, to, LITTLE_ENDIAN);
        tryPublish(LOST | from, notice, 0, Long.BYTES);
    }

    /**
     * Does anybody subscribe, if only the archive?
     *
     * @return true if somebody does.
     */
    public boolean isConnected()
    {
        return publication.isConnected();
    }

    /**
     * Is it cut off, since the media driver has died?
     *
     * @return true if no message will be published any more.
     */
    public boolean isCutOff()
    {
        return publication.isClosed();
    }

    /**
     * Where the media driver is, for subscribers on the same machine.
     *
     * @return its directory.
     */
    public String aeronDirectory()
    {
        return aeron.context().aeronDirectoryName();
    }

    /**
     * The position of the stream behind the last message. Not to be asked once this is closed.
     *
     * @return the position in bytes.
     */
    public long position()
    {
        return publication.position();
    }

    /**
     * Which recording of the archive the stream is.
     *
     * @return its number, or {@link Aeron#NULL_VALUE} if the stream is not to be recorded.
     */
    public long recordingId()
    {
        return null == recording ? Aeron.NULL_VALUE : recording.recordingId();
    }

    /**
     * How much of the stream is recorded. This asks the archive and waits for the answer, so it is nothing for the
     * thread of a stage.
     *
     * @return the position behind what is recorded, or {@link AeronArchive#NULL_POSITION} if nothing is being recorded,
     * as when the disk is full.
     */
    public long recordedPosition()
    {
        return null == recording ? AeronArchive.NULL_POSITION : recording.position();
    }

    /**
     * Messages that Aeron has taken.
     *
     * @return the number of messages.
     */
    public long published()
    {
        return published.get();
    }

    /**
     * Messages that it did not take, though somebody subscribes, or that are too long for one of its own.
     *
     * @return the number of messages.
     */
    public long dropped()
    {
        return dropped.get();
    }

    /**
     * Messages while nobody subscribed.
     *
     * @return the number of messages.
     */
    public long unheard()
    {
        return unheard.get();
    }

    /**
     * Messages since the media driver is gone.
     *
     * @return the number of messages.
     */
    public long cutOff()
    {
        return cutOff.get();
    }

    /**
     * Messages and notices of loss that were not taken at the first try, with {@link Policy#WAIT}.
     *
     * @return the number of messages.
     */
    public long waits()
    {
        return waits.get();
    }

    /**
     * Drop from now on what is not taken at once, so that a pipeline whose stage waits for a subscriber can be closed.
     * This may be called by any thread.
     */
    public void stopWaiting()
    {
        isToWait = false;
    }

    /**
     * End the stream: when all of it is recorded, if it is to be. A subscriber may miss what it has not taken by then.
     * What goes wrong is told to the error handler. Idempotent.
     */
    @Override
    public void close()
    {
        CloseHelper.closeAll(errorHandler, recording, publication, aeron, driver);
    }

    private long tryPublish(final long sequence, final DirectBuffer buffer, final int index, final int length)
    {
        if (SEQUENCE_LENGTH + length > publication.maxPayloadLength())
        {
            // It will never be taken: dropped.
            return Publication.BACK_PRESSURED;
        }
        long result = publication.tryClaim(SEQUENCE_LENGTH + length, claim);
        if (result < 0 && mayTryAgain(result))
        {
            increment(waits);
            while (result < 0 && mayTryAgain(result))
            {
                Thread.onSpinWait();
                result = publication.tryClaim(SEQUENCE_LENGTH + length, claim);
            }
        }
        if (result >= 0)
        {
            claim.buffer().putLong(claim.offset(), sequence, LITTLE_ENDIAN);
            claim.buffer().putBytes(claim.offset() + SEQUENCE_LENGTH, buffer, index, length);
            claim.commit();
        }

        return result;
    }

    private boolean mayTryAgain(final long result)
    {
        // An administrative action, such as a new term, passes by itself.
        return Publication.ADMIN_ACTION == result || isToWait && Publication.BACK_PRESSURED == result;
    }

    /** By the only thread that writes it. */
    private static void increment(final AtomicLong counter)
    {
        counter.lazySet(counter.getPlain() + 1);
    }

    /**
     * The stream, the media driver that carries it, and the archive that records it.
     */
    public static final class Context
    {
        private MediaDriver.Context driver = new MediaDriver.Context()
            .threadingMode(ThreadingMode.SHARED)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true);
        private String aeronDirectory;
        private long driverTimeoutNs = TimeUnit.SECONDS.toNanos(10);
        private Archive.Context archive;
        private AeronArchive.Context externalArchive;
        private String channel = "aeron:ipc";
        private int streamId = 1001;
        private Policy policy = Policy.DROP;
        private ErrorHandler errorHandler = AeronErrorHandler.LOG;

        /**
         * For shared memory, with a media driver of its own, no archive, and messages dropped rather than waited for.
         */
        public Context()
        {
        }

        /**
         * Set the media driver of its own.
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
         * Record the stream in an archive of its own, which uses the same media driver.
         *
         * @param archive to launch.
         * @return this for a fluent API.
         */
        public Context archive(final Archive.Context archive)
        {
            this.archive = archive;
            return this;
        }

        /**
         * Record the stream in an archive that runs already, on the same media driver.
         *
         * @param externalArchive to connect to.
         * @return this for a fluent API.
         */
        public Context externalArchive(final AeronArchive.Context externalArchive)
        {
            this.externalArchive = externalArchive;
            return this;
        }

        /**
         * Set the stream.
         *
         * @param channel  such as {@code aeron:ipc} or {@code aeron:udp?endpoint=host:port}.
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
         * Set what becomes of a message that is not taken at once.
         *
         * @param policy for it.
         * @return this for a fluent API.
         */
        public Context policy(final Policy policy)
        {
            this.policy = policy;
            return this;
        }

        /**
         * Set who is told of errors, such as that the media driver has died. It is called by a thread of Aeron's.
         *
         * @param errorHandler to tell.
         * @return this for a fluent API.
         */
        public Context errorHandler(final ErrorHandler errorHandler)
        {
            this.errorHandler = errorHandler;
            return this;
        }

        private AeronRecording launchRecording(final Aeron aeron)
        {
            if (null != externalArchive)
            {
                return AeronRecording.connect(externalArchive, aeron, errorHandler);
            }

            return null == archive ? null : AeronRecording.launch(archive, aeron, errorHandler);
        }
    }
}
