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
import com.lmax.disruptor.RingBuffer;

/**
 * The one {@link BatchLoop} that is written down. It has no state, and what it calls is of another class.
 */
final class HandlerLoop extends BatchLoop
{
    HandlerLoop()
    {
    }

    @Override
    <T extends FrameEvent> long run(
        final StageAgent<T> stage,
        final EventHandler<? super T> handler,
        final RingBuffer<T> slots,
        final long first,
        final long last)
    {
        long next = first;
        try
        {
            for (; next <= last; next++)
            {
                handler.onEvent(slots.get(next), next, next == last);
            }
        }
        catch (final Throwable throwable)
        {
            stage.onThrew(next, throwable);
            next++;
        }

        return next;
    }
}
