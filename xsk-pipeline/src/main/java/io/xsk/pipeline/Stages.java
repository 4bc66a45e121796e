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

import com.lmax.disruptor.EventHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages of a pipeline in the order in which each packet passes them.
 *
 * @param <T> type of the slots.
 */
public final class Stages<T extends FrameEvent>
{
    private final List<Stage<T>> stages = new ArrayList<>();

    Stages()
    {
    }

    /**
     * The first stage.
     *
     * @param name    of the stage, of its thread and in its errors.
     * @param handler of the packets.
     * @return this for a fluent API.
     */
    public Stages<T> handle(final String name, final EventHandler<? super T> handler)
    {
        if (!stages.isEmpty())
        {
            throw new IllegalStateException("there is a first stage already, continue with then: stage=" + name);
        }

        return add(name, handler);
    }

    /**
     * The stage that sees each packet after the last one named.
     *
     * @param name    of the stage, of its thread and in its errors.
     * @param handler of the packets.
     * @return this for a fluent API.
     */
    public Stages<T> then(final String name, final EventHandler<? super T> handler)
    {
        if (stages.isEmpty())
        {
            throw new IllegalStateException("there is no stage to come after, begin with handle: stage=" + name);
        }

        return add(name, handler);
    }

    /**
     * Pin the thread of the stage named last.
     *
     * @param cpu to run on, and nowhere else.
     * @return this for a fluent API.
     */
    public Stages<T> cpu(final int cpu)
    {
        if (stages.isEmpty())
        {
            throw new IllegalStateException("there is no stage to pin, begin with handle: cpu=" + cpu);
        }
        final Stage<T> last = stages.removeLast();
        stages.add(new Stage<>(last.name, last.handler, XskPipeline.Context.validCpu(cpu, last.name)));

        return this;
    }

    List<Stage<T>> list()
    {
        return stages;
    }

    private Stages<T> add(final String name, final EventHandler<? super T> handler)
    {
        if (null == name || name.isBlank())
        {
            throw new IllegalArgumentException("stage must have a name");
        }
        if (null == handler)
        {
            throw new IllegalArgumentException("stage must have a handler: stage=" + name);
        }
        for (final Stage<T> stage : stages)
        {
            if (stage.name.equals(name))
            {
                throw new IllegalArgumentException("stage is named twice: stage=" + name);
            }
        }
        stages.add(new Stage<>(name, handler, AgentThread.ANY_CPU));

        return this;
    }

    record Stage<T extends FrameEvent>(String name, EventHandler<? super T> handler, int cpu)
    {
    }
}
