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
        context.port(port -> port.umem(umem -> assertEquals(4096 + 2048 + 4096 + 2048 + 2048, umem.frameCount())));
    }

    @Test
    void shouldRefuseFewerFramesThanPlacesWithTheSum()
    {
        context.port(port -> port.umem(umem -> umem.frameCount(14_335)));

        assertRefused("frameCount=14335 required=14336 = 4096 + 2048 + 4096 + 2048 + 2048", context::conclude);
    }

    @Test
    void shouldRefuseACpuThatCannotBe()
    {
        assertRefused("cpu=-1 user=owner", () -> context.port(port -> port.cpu(-1)));
        assertRefused("cpu=-2 user=only", () -> context.stages(stages -> stages.cpu(-2)));
    }

    @Test
    void shouldRefuseWhatIsMissing()
    {
        assertRefused("interfaceName", () -> context.port(port -> port.interfaceName(null)).conclude());
        context.port(port -> port.interfaceName("eth0"));
        assertRefused("errorHandler", () -> context.errorHandler(null).conclude());
        context.errorHandler(Throwable::getMessage);
        assertRefused("idleStrategySupplier", () -> context.idleStrategySupplier(null).conclude());
        assertRefused("eventFactory", new XskPipeline.Context<>(null)::conclude);
    }

    @Test
    void shouldRefuseRingsThatCannotBe()
    {
        assertRefused("rxRingCapacity=3000",
            () -> context.port(port -> port.socket(socket -> socket.rxRingCapacity(3000))).conclude());
        assertRefused("txRingCapacity=0",
            () -> context.port(port -> port.socket(socket -> socket.rxRingCapacity(64).txRingCapacity(0))).conclude());
        assertRefused("frames=", () -> context.port(port -> port.socket(socket ->
            socket.rxRingCapacity(1 << 30).txRingCapacity(1 << 30))).conclude());
    }

    @Test
    void shouldRefuseAPipelineWithoutAStage()
    {
        assertRefused("there must be a stage", new XskPipeline.Context<>(FrameEvent::new)::conclude);
    }

    @Test
    void shouldRefuseStagesThatCannotBeToldApart()
    {
        assertRefused("stage=only", () -> context.stages(stages -> stages.then("only", HANDLER)));
        assertRefused("name", () -> context.stages(stages -> stages.then(" ", HANDLER)));
        assertRefused("stage=second", () -> context.stages(stages -> stages.then("second", null)));
    }

    @Test
    void shouldRefuseStagesOutOfOrder()
    {
        assertThrows(IllegalStateException.class, () -> context.stages(stages -> stages.handle("again", HANDLER)));
        assertThrows(IllegalStateException.class, () -> new Stages<>().then("second", HANDLER));
        assertThrows(IllegalStateException.class, () -> new Stages<>().cpu(0));
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
            () -> context.port(port -> port.socket(socket -> socket.multiBuffer(true))).conclude());
    }

    @Test
    void shouldServeForOneLaunch()
    {
        context.conclude();

        assertThrows(IllegalStateException.class, context::conclude);
    }

    private static void assertRefused(final String message, final Executable executable)
    {
        final IllegalArgumentException exception = assertThrows(IllegalArgumentException.class, executable);
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }
}
