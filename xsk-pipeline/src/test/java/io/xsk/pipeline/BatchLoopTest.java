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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import org.junit.jupiter.api.Test;

class BatchLoopTest
{
    /** What the compiler learns in one is not mixed with what it learns in the other. */
    @Test
    void shouldBeOfAClassOfItsOwnForEachClassOfHandlers()
    {
        final EventHandler<FrameEvent> first = (event, sequence, endOfBatch) -> event.verdict(Verdict.RECYCLE);
        final EventHandler<FrameEvent> second = (event, sequence, endOfBatch) -> event.verdict(Verdict.DROP);
        final BatchLoop firstLoop = BatchLoop.of(first.getClass());
        final BatchLoop secondLoop = BatchLoop.of(second.getClass());

        assertNotSame(firstLoop.getClass(), secondLoop.getClass());
        assertTrue(firstLoop.getClass().isHidden() && secondLoop.getClass().isHidden());
        assertEquals(HandlerLoop.class.getPackageName(), firstLoop.getClass().getPackageName());
    }

    /** A pipeline that is launched again finds its loops compiled. */
    @Test
    void shouldBeTheSameForTheSameClassOfHandlers()
    {
        final EventHandler<FrameEvent> handler = (event, sequence, endOfBatch) -> event.verdict(Verdict.RECYCLE);

        assertSame(BatchLoop.of(handler.getClass()), BatchLoop.of(handler.getClass()));
    }
}
