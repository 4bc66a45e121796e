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

import org.agrona.concurrent.Agent;

/**
 * What a pipeline does off its hot threads: it looks at what the kernel counts and after the threads, and closes the
 * pipeline in order when a handler has thrown what it is not to go on after.
 */
final class Conductor implements Agent
{
    private final Runnable poll;
    private final Runnable watch;
    private final Runnable closeWhenFatal;

    /**
     * @param poll           shows what the kernel counts.
     * @param watch          looks after the threads.
     * @param closeWhenFatal closes the pipeline if that is needed.
     */
    Conductor(final Runnable poll, final Runnable watch, final Runnable closeWhenFatal)
    {
        this.poll = poll;
        this.watch = watch;
        this.closeWhenFatal = closeWhenFatal;
    }

    @Override
    public int doWork()
    {
        poll.run();
        watch.run();
        closeWhenFatal.run();

        return 0;
    }

    /** The last pass, when no packet comes any more. */
    @Override
    public void onClose()
    {
        poll.run();
    }

    @Override
    public String roleName()
    {
        return "xsk-conductor";
    }
}
