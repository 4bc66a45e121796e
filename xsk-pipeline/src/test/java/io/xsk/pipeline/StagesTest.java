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

import com.lmax.disruptor.EventHandler;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagesTest
{
    private static final EventHandler<FrameEvent> HANDLER = (event, sequence, endOfBatch) ->
    {
    };

    private final Stages<FrameEvent> stages = new Stages<>(0);

    @Test
    void shouldBeAChain()
    {
        stages.handle("a", HANDLER).then("b", HANDLER).then("c", HANDLER);

        assertEquals("a[] b[a] c[b]", graph());
        assertEquals(List.of("c"), leaves());
    }

    @Test
    void shouldBeADiamond()
    {
        stages.handle("a", HANDLER).then("b", HANDLER).and("c", HANDLER).then("d", HANDLER);

        assertEquals("a[] b[a] c[a] d[b, c]", graph());
        assertEquals(List.of("d"), leaves());
    }

    @Test
    void shouldBeginInParallel()
    {
        stages.handle("a", HANDLER).and("b", HANDLER);

        assertEquals("a[] b[]", graph());
        assertEquals(List.of("a", "b"), leaves());
    }

    @Test
    void shouldBeAnyGraphWithoutACircle()
    {
        stages
            .handle("a", HANDLER)
            .then("b", HANDLER).and("c", HANDLER)
            .after("a", "c").handle("d", HANDLER).and("e", HANDLER)
            .after("b").then("f", HANDLER);

        assertEquals("a[] b[a] c[a] d[a, c] e[a, c] f[b]", graph());
        assertEquals(List.of("d", "e", "f"), leaves());
    }

    @Test
    void shouldSayOfTheStageNamedLastHowItRuns()
    {
        final Transmitter transmitter = new Transmitter();
        stages.handle("a", HANDLER).cpu(1).then("b", HANDLER).batchLimit(7).transmits(transmitter);

        assertEquals(1, stages.list().getFirst().cpu);
        assertEquals(0, stages.list().getFirst().batchLimit);
        assertEquals(7, stages.list().getLast().batchLimit);
        assertEquals(List.of(transmitter), stages.list().getLast().transmitters);
    }

    @Test
    void shouldRefuseAHandlerWithStateInTwoShards()
    {
        final long[] count = new long[1];
        final EventHandler<FrameEvent> counting = (event, sequence, endOfBatch) -> count[0]++;
        stages.handle("a", counting);

        assertThrows(IllegalArgumentException.class,
            () -> stages.requireOthersThan(new Stages<FrameEvent>(1).handle("a", counting)));
        new Stages<FrameEvent>(0).handle("a", HANDLER)
            .requireOthersThan(new Stages<FrameEvent>(1).handle("a", HANDLER));
    }

    private String graph()
    {
        return String.join(" ", stages.list().stream()
            .map(stage -> stage.name + stage.before.stream().map(before -> before.name).toList())
            .toList());
    }

    private List<String> leaves()
    {
        return stages.leaves().stream().map(stage -> stage.name).toList();
    }
}
