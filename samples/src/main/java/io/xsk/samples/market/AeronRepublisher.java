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
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * Hands the messages that a {@link LineArbiter} makes of its lines on to other processes and hosts, over Aeron: each is
 * a message of the stream, behind eight bytes with its number, little-endian. It allocates nothing.
 * <p>
 * Who subscribes sees by the numbers what is missing. When Aeron takes no more, as when a subscriber is slow, the
 * {@link Policy} says what becomes of a message; while nobody subscribes messages are unheard. All of these are
 * counted: offered = published + dropped + unheard.
 * <p>
 * <b>Note:</b> This class is not threadsafe, but for its counts. It belongs to the thread of the stage, and is closed
 * when that has ended.
 */
public final class AeronRepublisher implements LineHandler, AutoCloseable
{
    /** Bytes before each message: its number. */
    public static final int SEQUENCE_LENGTH = Long.BYTES;

    private final MediaDriver driver;
    private final Aeron aeron;
    private final ExclusivePublication publication;
    private final Policy policy;
    private final BufferClaim claim = new BufferClaim();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong unheard = new AtomicLong();
    private final AtomicLong waits = new AtomicLong();

    /**
     * What becomes of a message that Aeron does not take at once though somebody subscribes.
     */
    public enum Policy
    {
        /** It is dropped. The stage is never slowed down by a subscriber. */
        DROP,
        /** It is tried again until it is taken or nobody subscribes any more. A slow subscriber slows the feed. */
        WAIT
    }

    private AeronRepublisher(final MediaDriver driver, final Aeron aeron, final Context context)
    {
        this.driver = driver;
        this.aeron = aeron;
        policy = context.policy;
        publication = aeron.addExclusivePublication(context.channel, context.streamId);
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
        try
        {
            driver = null == context.driver ? null : MediaDriver.launchEmbedded(context.driver);
            aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(
                null == driver ? context.aeronDirectory : driver.aeronDirectoryName()));

            return new AeronRepublisher(driver, aeron, context);
        }
        catch (final RuntimeException exception)
        {
            CloseHelper.closeAll(aeron, driver);
            throw exception;
        }
    }

    @Override
    public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
    {
        if (SEQUENCE_LENGTH + length > publication.maxPayloadLength())
        {
            increment(dropped);
            return;
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
            increment(published);
        }
        else if (Publication.NOT_CONNECTED == result)
        {
            increment(unheard);
        }
        else
        {
            increment(dropped);
        }
    }

    /**
     * Does anybody subscribe?
     *
     * @return true if somebody does.
     */
    public boolean isConnected()
    {
        return publication.isConnected();
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
     * Messages that were not taken at the first try, with {@link Policy#WAIT}.
     *
     * @return the number of messages.
     */
    public long waits()
    {
        return waits.get();
    }

    /**
     * End the stream. Idempotent.
     */
    @Override
    public void close()
    {
        CloseHelper.closeAll(publication, aeron, driver);
    }

    private boolean mayTryAgain(final long result)
    {
        // An administrative action, such as a new term, passes by itself.
        return Publication.ADMIN_ACTION == result || Policy.WAIT == policy && Publication.BACK_PRESSURED == result;
    }

    /** By the only thread that writes it. */
    private static void increment(final AtomicLong counter)
    {
        counter.lazySet(counter.getPlain() + 1);
    }

    /**
     * The stream, and the media driver that carries it.
     */
    public static final class Context
    {
        private MediaDriver.Context driver = new MediaDriver.Context()
            .threadingMode(ThreadingMode.SHARED)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true);
        private String aeronDirectory;
        private String channel = "aeron:ipc";
        private int streamId = 1001;
        private Policy policy = Policy.DROP;

        /**
         * For shared memory, with a media driver of its own, and messages dropped rather than waited for.
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
         * Set the stream.
         *
         * @param channel  such as {@code aeron:ipc} or {@code aeron:udp?endpoint=host:port}.
         * @param streamId within the channel.
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
    }
}
