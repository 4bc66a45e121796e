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

/**
 * Something that an agent is to do once on its own thread, in a moment when it has nothing else to do.
 * <p>
 * <b>Note:</b> One thread sends, the agent's runs. What each did before happened before the other goes on.
 */
final class Errand
{
    private volatile Runnable task;
    private volatile Throwable failure;

    /** By the sender, when the one before {@link #isDone()}. */
    void send(final Runnable newTask)
    {
        failure = null;
        task = newTask;
    }

    /** By the sender: has it been run? */
    boolean isDone()
    {
        return null == task;
    }

    /** By the sender, when it is done: what it threw, or null. */
    Throwable failure()
    {
        return failure;
    }

    /** By the agent, in a turn in which it did nothing. */
    void run()
    {
        final Runnable current = task;
        if (null != current)
        {
            try
            {
                current.run();
            }
            catch (final Throwable throwable)
            {
                failure = throwable;
            }
            task = null;
        }
    }
}
