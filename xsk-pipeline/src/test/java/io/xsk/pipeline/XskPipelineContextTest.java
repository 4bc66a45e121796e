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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventHandler;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class XskPipelineContextTest
{
    private static final EventHandler<FrameEvent> HANDLER = (event, sequence, endOfBatch) ->
    {
    };

    private final XskPipeline.Context<FrameEvent> context = new XskPipeline.Context<>(FrameEvent::new)
        .port(port -> port.interfaceName("eth0"))
        .stages(stages -> stages.handle("only", HANDLER));

    @Test
    void shouldHaveAFrameForEveryPlaceWhereNothingIsSaid()
    {
        context.conclude();
        context.umem(umem -> assertEquals(4096 + 2048 + 4096 + 2048 + 2048, umem.frameCount()));
    }

    @Test
    void shouldHaveFramesForSeveralPortsTransmittersAndWhatIsRetained()
    {
        context.port(port -> port.interfaceName("eth1"))
            .retainable(100)
            .stages(stages -> stages.handle("only", HANDLER).transmits(new Transmitter().capacity(512)))
            .conclude();
        context.umem(umem ->
            assertEquals(2 * (4096 + 2048 + 2048 + 2048) + 4096 + 512 + 100, umem.frameCount()));
    }

    @Test
    void shouldRefuseFewerFramesThanPlacesWithTheSum()
    {
        context.umem(umem -> umem.frameCount(14_335));

        assertRefused("frameCount=14335 required=14336 = 10240 + 4096 + 0 + 0", context::conclude);
    }

    @Test
    void shouldRefuseACpuThatCannotBe()
    {
        assertRefused("cpu=-1 user=owner", () -> context.port(port -> port.cpu(-1)));
        assertRefused("cpu=-2 user=only",
            () -> context.stages(stages -> stages.handle("only", HANDLER).cpu(-2)).conclude());
    }

    @Test
    void shouldRefuseWhatIsMissing()
    {
        assertRefused("interfaceName", () -> context(port -> port.interfaceName(null)).conclude());
        assertRefused("errorHandler", () -> context.errorHandler(null).conclude());
        context.errorHandler(Throwable::getMessage);
        assertRefused("idleStrategySupplier", () -> context.idleStrategySupplier(null).conclude());
        assertRefused("eventFactory", new XskPipeline.Context<>(null)::conclude);
        assertRefused("there must be a port", new XskPipeline.Context<>(FrameEvent::new)::conclude);
    }

    @Test
    void shouldRefuseRingsThatCannotBe()
    {
        assertRefused("rxRingCapacity=3000",
            () -> context(port -> port.socket(socket -> socket.rxRingCapacity(3000))).conclude());
        assertRefused("txRingCapacity=0",
            () -> context(port -> port.socket(socket -> socket.rxRingCapacity(64).txRingCapacity(0))).conclude());
        for (int queue = 1; queue < 8; queue++)
        {
            final int next = queue;
            context.port(port -> port.interfaceName("eth0").queue(next).socket(socket -> socket
                .fillRingCapacity(1 << 26).rxRingCapacity(1 << 26)
                .txRingCapacity(1 << 26).completionRingCapacity(1 << 26)));
        }
        context.port(port -> port.interfaceName("eth1").socket(socket -> socket
            .fillRingCapacity(1 << 26).rxRingCapacity(1 << 26)
            .txRingCapacity(1 << 26).completionRingCapacity(1 << 26)));
        assertRefused("frames=", context::conclude);
    }

    @Test
    void shouldRefuseAPipelineWithoutAStage()
    {
        assertRefused("there must be a stage", () -> context.stages(stages ->
        {
        }).conclude());
    }

    @Test
    void shouldRefuseStagesThatCannotBeToldApart()
    {
        final Stages<FrameEvent> stages = new Stages<FrameEvent>(0).handle("only", HANDLER);
        assertRefused("stage=only", () -> stages.then("only", HANDLER));
        assertRefused("name", () -> stages.then(" ", HANDLER));
        assertRefused("stage=second", () -> stages.then("second", null));
    }

    @Test
    void shouldRefuseStagesOutOfOrder()
    {
        final Stages<FrameEvent> stages = new Stages<FrameEvent>(0).handle("only", HANDLER);
        assertThrows(IllegalStateException.class, () -> stages.handle("again", HANDLER));
        assertThrows(IllegalStateException.class, () -> new Stages<>(0).then("second", HANDLER));
        assertThrows(IllegalStateException.class, () -> new Stages<>(0).and("second", HANDLER));
        assertThrows(IllegalStateException.class, () -> new Stages<>(0).cpu(0));
        assertRefused("stage=later", () -> stages.after("later"));
    }

    @Test
    void shouldRefuseSizesThatCannotBe()
    {
        assertRefused("slotCount=1000", () -> context.slotCount(1000).conclude());
        assertRefused("batchLimit=0", () -> context.slotCount(1024).batchLimit(0).conclude());
        assertRefused("closeTimeoutNs=-1", () -> context.batchLimit(1).closeTimeoutNs(-1).conclude());
    }

    @Test
    void shouldRefusePacketsInSeveralFrames()
    {
        assertRefused("multiBuffer=true interface=eth0",
            () -> context(port -> port.socket(socket -> socket.multiBuffer(true))).conclude());
    }

    @Test
    void shouldServeForOneLaunch()
    {
        context.conclude();

        assertThrows(IllegalStateException.class, context::conclude);
    }

    private static XskPipeline.Context<FrameEvent> context(final Consumer<PortContext> configurer)
    {
        return new XskPipeline.Context<>(FrameEvent::new)
            .port(port -> configurer.accept(port.interfaceName("eth0")))
            .stages(stages -> stages.handle("only", HANDLER));
    }

    private static void assertRefused(final String message, final Executable executable)
    {
        final IllegalArgumentException exception = assertThrows(IllegalArgumentException.class, executable);
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }
}
