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

import io.xsk.CpuAffinity;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Runs an agent on a thread of its own, pinned to a CPU. Unlike Agrona's {@code AgentRunner} it can be waited for until
 * the agent has started, and it is never interrupted: whoever stops it decides how long to wait and what to do if the
 * thread does not end.
 */
final class AgentThread
{
    /** For a thread that may run on any CPU. */
    static final int ANY_CPU = -1;

    private final Agent agent;
    private final int cpu;
    private final IntConsumer pinning;
    private final IdleStrategy idleStrategy;
    private final ErrorHandler errorHandler;
    private final AtomicCounter longestDutyCycle;
    private final Thread thread;
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile Throwable startFailure;
    private volatile boolean isRunning = true;
    private long beganNs;
    private long longestNs;

    /**
     * @param agent            to run.
     * @param cpu              to be pinned to, or {@link #ANY_CPU}.
     * @param idleStrategy     of this thread alone.
     * @param errorHandler     told of what the agent throws.
     * @param longestDutyCycle that this thread writes, in nanoseconds.
     */
    AgentThread(
        final Agent agent,
        final int cpu,
        final IdleStrategy idleStrategy,
        final ErrorHandler errorHandler,
        final AtomicCounter longestDutyCycle)
    {
        this(agent, cpu, CpuAffinity::pin, idleStrategy, errorHandler, longestDutyCycle);
    }

    /**
     * @param agent            to run.
     * @param cpu              to be pinned to, or {@link #ANY_CPU}.
     * @param pinning          pins the calling thread.
     * @param idleStrategy     of this thread alone.
     * @param errorHandler     told of what the agent throws.
     * @param longestDutyCycle that this thread writes, in nanoseconds.
     */
    AgentThread(
        final Agent agent,
        final int cpu,
        final IntConsumer pinning,
        final IdleStrategy idleStrategy,
        final ErrorHandler errorHandler,
        final AtomicCounter longestDutyCycle)
    {
        this.pinning = pinning;
        this.longestDutyCycle = longestDutyCycle;
        this.agent = agent;
        this.cpu = cpu;
        this.idleStrategy = idleStrategy;
        this.errorHandler = errorHandler;
        thread = Thread.ofPlatform().name(agent.roleName()).daemon(false).unstarted(this::run);
    }

    Thread thread()
    {
        return thread;
    }

    /**
     * Start the thread and wait until it is pinned and its agent has started.
     *
     * @throws RuntimeException that pinning or the agent's start threw.
     */
    void start()
    {
        thread.start();
        boolean isInterrupted = false;
        while (started.getCount() > 0)
        {
            try
            {
                started.await();
            }
            catch (final InterruptedException ignore)
            {
                // The threads started so far must be joined in any case, so their start is waited for.
                isInterrupted = true;
            }
        }
        if (isInterrupted)
        {
            Thread.currentThread().interrupt();
        }

        final Throwable failure = startFailure;
        if (null != failure)
        {
            throw new IllegalStateException("thread did not start: name=" + thread.getName() + " cpu=" + cpu, failure);
        }
    }

    /**
     * Let the thread end after its current duty cycle. It may still be running when this returns.
     */
    void stop()
    {
        isRunning = false;
    }

    /**
     * Has the thread ended, or was it never started? What it did happened before this answers yes.
     */
    boolean hasEnded()
    {
        return !thread.isAlive();
    }

    /** By the agent on this thread: the longest duty cycle is looked for anew, this one from here on. */
    void forgetDutyCycles()
    {
        longestNs = 0;
        longestDutyCycle.setRelease(0);
        beganNs = System.nanoTime();
    }

    private void run()
    {
        try
        {
            if (hasStarted())
            {
                beganNs = System.nanoTime();
                while (isRunning)
                {
                    idleStrategy.idle(dutyCycle());
                    final long nowNs = System.nanoTime();
                    // Not a branch: the first time through one that was never taken the compiled loop is thrown away.
                    longestNs = Math.max(longestNs, nowNs - beganNs);
                    longestDutyCycle.setRelease(longestNs);
                    beganNs = nowNs;
                }
            }
        }
        catch (final Throwable throwable)
        {
            errorHandler.onError(new IllegalStateException("thread ends: name=" + thread.getName(), throwable));
        }
        finally
        {
            close();
        }
    }

    private void close()
    {
        try
        {
            agent.onClose();
        }
        catch (final Throwable throwable)
        {
            errorHandler.onError(throwable);
        }
    }

    private boolean hasStarted()
    {
        try
        {
            if (ANY_CPU != cpu)
            {
                pinning.accept(cpu);
            }
            agent.onStart();
            return true;
        }
        catch (final Throwable throwable)
        {
            startFailure = throwable;
            return false;
        }
        finally
        {
            started.countDown();
        }
    }

    private int dutyCycle()
    {
        try
        {
            return agent.doWork();
        }
        catch (final AgentTerminationException exception)
        {
            isRunning = false;
            errorHandler.onError(exception);
        }
        catch (final Throwable throwable)
        {
            errorHandler.onError(throwable);
        }

        return 0;
    }
}
