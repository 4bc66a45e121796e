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

import io.aeron.archive.client.AeronArchive;

/**
 * The recording of a stream in an archive, as the archive describes it.
 *
 * @param recordingId   of the recording.
 * @param stopPosition  at which it ended, or {@link AeronArchive#NULL_POSITION} while it goes on.
 * @param initialTermId of the stream.
 * @param termLength    of the stream in bytes.
 * @param mtu           of the stream in bytes.
 */
record AeronRecordedStream(long recordingId, long stopPosition, int initialTermId, int termLength, int mtu)
{
    private static final String ANY_CHANNEL = "aeron:";

    /**
     * Find a stream by its number. The channel does not matter: subscribers on other hosts say it in other words.
     *
     * @param archive  to ask.
     * @param streamId of the stream.
     * @return the latest recording of it, or null if there is none.
     */
    static AeronRecordedStream find(final AeronArchive archive, final int streamId)
    {
        final AeronRecordedStream[] latest = new AeronRecordedStream[1];
        archive.listRecordingsForUri(0, Integer.MAX_VALUE, ANY_CHANNEL, streamId,
            (controlSessionId, correlationId, recordingId, startTimestamp, stopTimestamp, startPosition, stopPosition,
            initialTermId, segmentFileLength, termBufferLength, mtuLength, sessionId, stream, strippedChannel,
            originalChannel, sourceIdentity) -> latest[0] = new AeronRecordedStream(
                recordingId, stopPosition, initialTermId, termBufferLength, mtuLength));

        return latest[0];
    }
}
