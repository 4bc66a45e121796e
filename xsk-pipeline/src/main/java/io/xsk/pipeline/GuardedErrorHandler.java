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
package io.xsk.pipeline;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The user's error handler, counted, and held off from the pipeline's threads: what it throws itself must not end one.
 * <p>
 * <b>Note:</b> This class is threadsafe if the user's is.
 */
final class GuardedErrorHandler implements ErrorHandler
{
    private static final System.Logger LOGGER = System.getLogger(XskPipeline.class.getName());

    private final ErrorHandler delegate;
    private final AtomicCounter errors;

    GuardedErrorHandler(final ErrorHandler delegate, final AtomicCounter errors)
    {
        this.delegate = delegate;
        this.errors = errors;
    }

    @Override
    public void onError(final Throwable throwable)
    {
        errors.increment();
        PipelineEvents.error(throwable);
        try
        {
            delegate.onError(throwable);
        }
        catch (final Throwable ofHandler)
        {
            ofHandler.addSuppressed(throwable);
            LOGGER.log(System.Logger.Level.ERROR, "the error handler threw: " + ofHandler, ofHandler);
        }
    }
}
