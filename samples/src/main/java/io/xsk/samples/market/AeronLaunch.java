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

import io.aeron.archive.Archive;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.exceptions.ActiveDriverException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Launches what has a folder of its own. The folder of one that was killed counts as in use until it has shown no sign
 * of life for some seconds, which is waited for, so that a process can be launched anew at once.
 */
final class AeronLaunch
{
    /** After this time what was killed counts as dead. */
    static final long CRASHED_NS = TimeUnit.SECONDS.toNanos(15);

    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private AeronLaunch()
    {
    }

    /**
     * Launch a media driver, in a folder of its own where the context names none.
     *
     * @param context of the driver, which is not changed.
     * @return the driver, to be closed.
     */
    static MediaDriver driver(final MediaDriver.Context context)
    {
        return launch(() -> MediaDriver.launchEmbedded(context.clone()), ActiveDriverException.class);
    }

    /**
     * Launch an archive.
     *
     * @param context of the archive, which is not changed.
     * @return the archive, to be closed.
     */
    static Archive archive(final Archive.Context context)
    {
        return launch(() -> Archive.launch(context.clone()), IllegalStateException.class);
    }

    private static <T> T launch(final Supplier<T> launcher, final Class<? extends RuntimeException> inUse)
    {
        final long deadlineNs = System.nanoTime() + CRASHED_NS;
        while (true)
        {
            try
            {
                return launcher.get();
            }
            catch (final RuntimeException exception)
            {
                if (!inUse.isInstance(exception) || System.nanoTime() - deadlineNs > 0)
                {
                    throw exception;
                }
            }
            LockSupport.parkNanos(RETRY_NS);
        }
    }
}
