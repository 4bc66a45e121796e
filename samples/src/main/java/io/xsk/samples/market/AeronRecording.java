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

import io.aeron.Aeron;
import io.aeron.ChannelUri;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.codecs.SourceLocation;
import io.aeron.archive.status.RecordingPos;
import java.io.File;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;

/**
 * Records the stream of an {@link AeronRepublisher} in an archive: one of its own, or one that runs on the same media
 * driver.
 * <p>
 * There is one recording of a stream. Who publishes the stream again goes on where it ended, so that a position is the
 * same place for ever, and a subscriber that was away while the publisher was, needs to remember but that.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class AeronRecording implements AutoCloseable
{
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Archive archive;
    private final AeronArchive client;
    private final ErrorHandler errorHandler;
    private ExclusivePublication publication;
    private long recordingId;
    private long subscriptionId;
    private volatile boolean isOver;

    private AeronRecording(final Archive archive, final AeronArchive client, final ErrorHandler errorHandler)
    {
        this.archive = archive;
        this.client = client;
        this.errorHandler = errorHandler;
    }

    /**
     * An archive of one thread.
     *
     * @param folder   for what is recorded.
     * @param endpoint where subscribers on other media drivers ask for it, as {@code host:port}.
     * @return the context to launch it with.
     */
    static Archive.Context context(final File folder, final String endpoint)
    {
        return new Archive.Context()
            .archiveDir(folder)
            .controlChannel("aeron:udp?endpoint=" + endpoint)
            .replicationChannel("aeron:udp?endpoint=" + endpoint.substring(0, endpoint.lastIndexOf(':')) + ":0")
            .recordingEventsEnabled(false)
            .threadingMode(ArchiveThreadingMode.SHARED);
    }

    /**
     * Launch an archive and connect to it.
     *
     * @param context      of the archive.
     * @param aeron        on whose media driver it shall be.
     * @param errorHandler to be told when the recording ends before the stream.
     * @return the recording, to which a stream is to be added, to be closed before Aeron.
     */
    static AeronRecording launch(
        final Archive.Context context, final Aeron aeron, final ErrorHandler errorHandler)
    {
        final Archive archive = AeronLaunch.archive(context.aeronDirectoryName(aeron.context().aeronDirectoryName()));
        try
        {
            final AeronArchive client = AeronArchive.connect(new AeronArchive.Context()
                .aeron(aeron)
                .controlRequestChannel(archive.context().localControlChannel())
                .controlRequestStreamId(archive.context().localControlStreamId())
                .controlResponseChannel(CommonContext.IPC_CHANNEL));

            return new AeronRecording(archive, client, errorHandler);
        }
        catch (final RuntimeException exception)
        {
            CloseHelper.quietClose(archive);
            throw exception;
        }
    }

    /**
     * Connect to an archive that runs.
     *
     * @param context      of the connection.
     * @param aeron        whose media driver is the archive's.
     * @param errorHandler to be told when the recording ends before the stream.
     * @return the recording, to which a stream is to be added, to be closed before Aeron.
     */
    static AeronRecording connect(
        final AeronArchive.Context context, final Aeron aeron, final ErrorHandler errorHandler)
    {
        return new AeronRecording(
            null, AeronArchive.connect(context.clone().aeron(aeron).ownsAeronClient(false)), errorHandler);
    }

    /**
     * Make a stream that is recorded from its first message on, or goes on where its recording ended.
     *
     * @param aeron    to make it with.
     * @param channel  of the stream.
     * @param streamId of the stream.
     * @return the publication, which the caller closes after this.
     */
    ExclusivePublication publish(final Aeron aeron, final String channel, final int streamId)
    {
        final AeronRecordedStream recorded = awaitEnd(streamId);
        final ChannelUri uri = ChannelUri.parse(channel);
        if (uri.isUdp())
        {
            // The archive alone makes the stream connected, since it shall miss nothing that no subscriber gets.
            uri.put(CommonContext.SPIES_SIMULATE_CONNECTION_PARAM_NAME, "true");
        }
        if (null != recorded)
        {
            uri.initialPosition(recorded.stopPosition(), recorded.initialTermId(), recorded.termLength());
            uri.put(CommonContext.MTU_LENGTH_PARAM_NAME, Integer.toString(recorded.mtu()));
        }

        final ExclusivePublication added = aeron.addExclusivePublication(uri.toString(), streamId);
        final String recordedChannel = ChannelUri.addSessionId(channel, added.sessionId());
        subscriptionId = null == recorded ?
            client.startRecording(recordedChannel, streamId, SourceLocation.LOCAL) :
            client.extendRecording(recorded.recordingId(), recordedChannel, streamId, SourceLocation.LOCAL);
        awaitStart(streamId);
        // From now on it is to be recorded to its end.
        publication = added;
        watch(aeron, streamId);

        return publication;
    }

    /**
     * Which recording it is.
     *
     * @return its number in the archive.
     */
    long recordingId()
    {
        return recordingId;
    }

    /**
     * Ask the archive how far it is.
     *
     * @return the position up to which the stream is recorded, or {@link AeronArchive#NULL_POSITION} if it is not
     * recorded any more.
     */
    long position()
    {
        return client.getRecordingPosition(recordingId);
    }

    /**
     * Wait until all that was published is recorded, for a limited time, and end the recording. Idempotent.
     */
    @Override
    public void close()
    {
        try
        {
            if (null != publication && !publication.isClosed())
            {
                awaitPosition(publication.position());
                isOver = true;
                client.tryStopRecording(subscriptionId);
            }
        }
        finally
        {
            // The end that comes now is no news, even if not all was recorded.
            isOver = true;
            CloseHelper.closeAll(client, archive);
        }
    }

    /** A publisher that was killed counts as alive until the media driver has missed it for some seconds. */
    private AeronRecordedStream awaitEnd(final int streamId)
    {
        final long deadlineNs = System.nanoTime() + AeronLaunch.CRASHED_NS;
        AeronRecordedStream recorded = AeronRecordedStream.find(client, streamId);
        while (null != recorded && AeronArchive.NULL_POSITION == recorded.stopPosition())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("the stream is published and recorded by another one: streamId=" +
                    streamId + " recordingId=" + recorded.recordingId());
            }
            LockSupport.parkNanos(POLL_NS);
            recorded = AeronRecordedStream.find(client, streamId);
        }

        return recorded;
    }

    /** A message that was published before would be missing in the recording. */
    private void awaitStart(final int streamId)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        AeronRecordedStream recorded = AeronRecordedStream.find(client, streamId);
        while (null == recorded || AeronArchive.NULL_POSITION == client.getRecordingPosition(recorded.recordingId()))
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("the archive does not begin to record: streamId=" + streamId);
            }
            LockSupport.parkNanos(POLL_NS);
            recorded = AeronRecordedStream.find(client, streamId);
        }
        recordingId = recorded.recordingId();
    }

    /** The archive has a counter as long as it records. */
    private void watch(final Aeron aeron, final int streamId)
    {
        final int recordingCounterId = RecordingPos.findCounterIdBySession(
            aeron.countersReader(), publication.sessionId(), client.archiveId());
        aeron.addUnavailableCounterHandler((counters, registrationId, counterId) ->
        {
            if (counterId == recordingCounterId && !isOver)
            {
                isOver = true;
                errorHandler.onError(new IllegalStateException("the stream is not recorded any more: streamId=" +
                    streamId + " recordingId=" + recordingId));
            }
        });
    }

    private void awaitPosition(final long position)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        long recorded = position();
        while (recorded < position)
        {
            if (AeronArchive.NULL_POSITION == recorded || System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("not all is recorded: recordingId=" + recordingId +
                    " position=" + position + " recordedPosition=" + recorded);
            }
            LockSupport.parkNanos(POLL_NS);
            recorded = position();
        }
    }
}
