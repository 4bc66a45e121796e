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
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * The stages of a pipeline, each declared after those whose work it needs, so that they are a graph without a circle:
 * <pre>{@code
 * stages
 *     .handle("decode", decoder)                  // first
 *     .then("book", book).and("journal", journal) // both after "decode", in parallel
 *     .then("publish", publisher)                 // after both
 *     .after("decode").handle("audit", auditor)   // after "decode" alone
 * }</pre>
 * What is said of a stage's thread is said of the one named last.
 *
 * @param <T> type of the slots.
 */
public final class Stages<T extends FrameEvent>
{
    private final List<Stage<T>> stages = new ArrayList<>();
    private final int shard;
    /** What the next first stage of a group comes after; null if that was not said. */
    private List<Stage<T>> selected;
    /** The stages named last that are in parallel. */
    private List<Stage<T>> group = new ArrayList<>();

    Stages(final int shard)
    {
        this.shard = shard;
    }

    /**
     * Which of several shards these stages are for, where the pipeline is {@link XskPipeline.Context#sharded(boolean)}.
     *
     * @return the number of the shard, which is that of its port; 0 where there are none.
     */
    public int shard()
    {
        return shard;
    }

    /**
     * The first stage, or one that comes after those named by {@link #after(String...)}.
     *
     * @param name    of the stage, of its thread and in its errors.
     * @param handler of the packets.
     * @return this for a fluent API.
     */
    public Stages<T> handle(final String name, final EventHandler<? super T> handler)
    {
        if (null == selected && !stages.isEmpty())
        {
            throw new IllegalStateException(
                "there is a first stage already, continue with then, and or after: stage=" + name);
        }
        final List<Stage<T>> before = null == selected ? List.of() : selected;

        return begin(name, handler, before);
    }

    /**
     * A stage that sees each packet after the one named last, or after all of those that are in parallel with it.
     *
     * @param name    of the stage, of its thread and in its errors.
     * @param handler of the packets.
     * @return this for a fluent API.
     */
    public Stages<T> then(final String name, final EventHandler<? super T> handler)
    {
        requireAny("there is no stage to come after, begin with handle: stage=" + name);

        return begin(name, handler, null == selected ? List.copyOf(group) : selected);
    }

    /**
     * A stage in parallel with the one named last: it comes after the same stages.
     *
     * @param name    of the stage, of its thread and in its errors.
     * @param handler of the packets.
     * @return this for a fluent API.
     */
    public Stages<T> and(final String name, final EventHandler<? super T> handler)
    {
        requireAny("there is no stage to be in parallel with, begin with handle: stage=" + name);
        group.add(add(name, handler, stages.getLast().before));

        return this;
    }

    /**
     * Let the next stage come after these.
     *
     * @param names of stages that are there.
     * @return this for a fluent API, to go on with {@link #handle}.
     */
    public Stages<T> after(final String... names)
    {
        final List<Stage<T>> before = new ArrayList<>();
        for (final String name : names)
        {
            before.add(byName(name));
        }
        if (before.isEmpty())
        {
            throw new IllegalArgumentException("after must name a stage");
        }
        selected = List.copyOf(before);

        return this;
    }

    /**
     * Pin the thread of the stage, where it has one of its own.
     *
     * @param cpu to run on, and nowhere else.
     * @return this for a fluent API.
     */
    public Stages<T> cpu(final int cpu)
    {
        final Stage<T> stage = last("pin: cpu=" + cpu);
        stage.cpu = XskPipeline.Context.validCpu(cpu, stage.name);

        return this;
    }

    /**
     * Set what the thread of the stage does when there is nothing to do, where it has one of its own and it is not what
     * the others do. This is what a wait strategy is in Disruptor.
     *
     * @param supplier of a strategy.
     * @return this for a fluent API.
     */
    public Stages<T> idleStrategy(final Supplier<IdleStrategy> supplier)
    {
        last("set an idle strategy for").idleStrategySupplier = supplier;

        return this;
    }

    /**
     * Set how many slots the stage handles in one duty cycle, where it is not as many as the others.
     *
     * @param batchLimit at least 1.
     * @return this for a fluent API.
     */
    public Stages<T> batchLimit(final int batchLimit)
    {
        final Stage<T> stage = last("limit: batchLimit=" + batchLimit);
        if (batchLimit < 1)
        {
            throw new IllegalArgumentException(
                "batchLimit must be positive: batchLimit=" + batchLimit + " stage=" + stage.name);
        }
        stage.batchLimit = batchLimit;

        return this;
    }

    /**
     * Let the stage send packets of its own.
     *
     * @param transmitter that its handler has, and no other.
     * @return this for a fluent API.
     */
    public Stages<T> transmits(final Transmitter transmitter)
    {
        last("transmit from").transmitters.add(transmitter);

        return this;
    }

    /** Each after those that it waits for. */
    List<Stage<T>> list()
    {
        return stages;
    }

    /** The stages that no other waits for. */
    List<Stage<T>> leaves()
    {
        final List<Stage<T>> leaves = new ArrayList<>(stages);
        stages.forEach(stage -> leaves.removeAll(stage.before));

        return leaves;
    }

    /** Several threads must not meet in one handler. */
    void requireOthersThan(final Stages<T> shard)
    {
        for (final Stage<T> stage : stages)
        {
            if (hasState(stage.handler) && shard.stages.stream().anyMatch(other -> other.handler == stage.handler))
            {
                throw new IllegalArgumentException(
                    "each shard must have a handler of its own, made by the configurer: stage=" + stage.name);
            }
        }
    }

    private Stages<T> begin(
        final String name, final EventHandler<? super T> handler, final List<Stage<T>> before)
    {
        group = new ArrayList<>(List.of(add(name, handler, before)));
        selected = null;

        return this;
    }

    private Stage<T> add(final String name, final EventHandler<? super T> handler, final List<Stage<T>> before)
    {
        if (null == name || name.isBlank())
        {
            throw new IllegalArgumentException("stage must have a name");
        }
        if (null == handler)
        {
            throw new IllegalArgumentException("stage must have a handler: stage=" + name);
        }
        if (stages.stream().anyMatch(stage -> stage.name.equals(name)))
        {
            throw new IllegalArgumentException("stage is named twice: stage=" + name);
        }
        final Stage<T> stage = new Stage<>(name, handler, before);
        stages.add(stage);

        return stage;
    }

    private Stage<T> byName(final String name)
    {
        return stages.stream().filter(stage -> stage.name.equals(name)).findFirst().orElseThrow(() ->
            new IllegalArgumentException("there is no such stage to come after, it must be declared before: stage=" +
                name));
    }

    private Stage<T> last(final String purpose)
    {
        requireAny("there is no stage to " + purpose + ", begin with handle");

        return stages.getLast();
    }

    private void requireAny(final String message)
    {
        if (stages.isEmpty())
        {
            throw new IllegalStateException(message);
        }
    }

    /** A lambda that captures nothing is one object however often it is made. */
    private static boolean hasState(final Object handler)
    {
        boolean hasState = false;
        for (Class<?> type = handler.getClass(); null != type; type = type.getSuperclass())
        {
            hasState |= Arrays.stream(type.getDeclaredFields())
                .anyMatch(field -> !Modifier.isStatic(field.getModifiers()));
        }

        return hasState;
    }
}
