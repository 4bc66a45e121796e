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
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * A stage as it was declared.
 */
final class Stage<T extends FrameEvent>
{
    final String name;
    final EventHandler<? super T> handler;
    /** The stages that see each packet before this one; none for a first one. */
    final List<Stage<T>> before;
    final List<Transmitter> transmitters = new ArrayList<>();
    int cpu = AgentThread.ANY_CPU;
    /** 0 for the pipeline's. */
    int batchLimit;
    /** Null for the pipeline's. */
    Supplier<IdleStrategy> idleStrategySupplier;

    Stage(final String name, final EventHandler<? super T> handler, final List<Stage<T>> before)
    {
        this.name = name;
        this.handler = handler;
        this.before = before;
    }
}
