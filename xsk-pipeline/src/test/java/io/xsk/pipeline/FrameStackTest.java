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
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.xsk.Umem;
import org.junit.jupiter.api.Test;

class FrameStackTest
{
    private static final int FRAME_COUNT = 4;

    @Test
    void shouldGiveTheFrameThatWasFreedLast()
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT)))
        {
            final FrameStack frames = new FrameStack(umem);
            final long first = frames.pop();
            final long second = frames.pop();
            frames.push(first);

            assertEquals(umem.frameAddress(0), first);
            assertEquals(umem.frameAddress(1), second);
            assertEquals(3, frames.size());
            assertEquals(first, frames.pop());
        }
    }

    @Test
    void shouldRefuseMoreFramesThanThereAre()
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT)))
        {
            final FrameStack frames = new FrameStack(umem);

            assertThrows(IllegalStateException.class, () -> frames.push(0));
        }
    }

    @Test
    void shouldTakeAndGiveSeveralAtOnce()
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT)))
        {
            final FrameStack frames = new FrameStack(umem);
            final long first = frames.peek(0);
            final long second = frames.peek(1);
            frames.drop(2);

            assertEquals(2, frames.size());
            frames.put(0, second);
            frames.put(1, first);
            assertEquals(2, frames.size(), "not before they are committed");
            frames.commit(2);
            assertEquals(first, frames.pop());
            assertEquals(second, frames.pop());
        }
    }

    @Test
    void shouldRefuseToTakeMoreAtOnceThanThereAre()
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT)))
        {
            final FrameStack frames = new FrameStack(umem);
            frames.drop(1);
            frames.put(0, 0);

            assertThrows(IllegalStateException.class, () -> frames.put(1, 0));
        }
    }
}
