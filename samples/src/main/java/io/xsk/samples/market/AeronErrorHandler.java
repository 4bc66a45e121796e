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

import io.aeron.exceptions.TimeoutException;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;

/**
 * Tells what an error of Aeron's client means for a stream. Aeron's own handler would end the process when the media
 * driver dies.
 */
final class AeronErrorHandler implements ErrorHandler
{
    /** For who does not name one. */
    static final ErrorHandler LOG = throwable -> System.getLogger(AeronRepublisher.class.getName())
        .log(System.Logger.Level.ERROR, throwable.getMessage(), throwable);

    private final String channel;
    private final int streamId;
    private final ErrorHandler delegate;

    AeronErrorHandler(final String channel, final int streamId, final ErrorHandler delegate)
    {
        this.channel = channel;
        this.streamId = streamId;
        this.delegate = delegate;
    }

    @Override
    public void onError(final Throwable error)
    {
        if (error instanceof TimeoutException)
        {
            delegate.onError(new IllegalStateException("the stream is cut off: streamId=" + streamId +
                " channel=" + channel + ": " + error.getMessage(), error));
        }
        else if (!(error instanceof AgentTerminationException))
        {
            // Aeron's thread ends with that one, behind the error that was its reason.
            delegate.onError(error);
        }
    }
}
