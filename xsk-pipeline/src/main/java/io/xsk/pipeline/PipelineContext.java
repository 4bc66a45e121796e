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

import static org.agrona.BitUtil.isPowerOfTwo;

import com.lmax.disruptor.EventFactory;
import io.xsk.Umem;
import io.xsk.counters.PipelineCounters;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows from the options of a pipeline: whether they fit together, the stages of each shard, and the frames.
 */
abstract class PipelineContext<T extends FrameEvent> extends PipelineOptions<T>
{
    private final List<Stages<T>> stagesOfShards = new ArrayList<>();
    private boolean isFrameCountOurs;
    private boolean isConcluded;

    PipelineContext(final EventFactory<T> eventFactory)
    {
        super(eventFactory);
    }

    /**
     * Fill in what was not set and validate the whole. A context serves for one launch.
     *
     * @throws IllegalArgumentException naming what is wrong.
     * @throws IllegalStateException    if it was concluded before.
     */
    void conclude()
    {
        if (isConcluded)
        {
            throw new IllegalStateException("a context serves for one launch");
        }
        requireSet(eventFactory, "eventFactory");
        requireSet(idleStrategySupplier, "idleStrategySupplier");
        requireSet(errorHandler, "errorHandler");
        requireSet(threadingMode, "threadingMode");
        requireSet(slowStagePolicy, "slowStagePolicy");
        requireSet(stagesConfigurer, "stages");
        if (ports.isEmpty())
        {
            throw new IllegalArgumentException("there must be a port");
        }
        if (retainable < 0)
        {
            throw new IllegalArgumentException("retainable must not be negative: retainable=" + retainable);
        }
        if (!isPowerOfTwo(slotCount))
        {
            throw new IllegalArgumentException("slotCount must be a power of 2: slotCount=" + slotCount);
        }
        if (batchLimit < 1)
        {
            throw new IllegalArgumentException("batchLimit must be positive: batchLimit=" + batchLimit);
        }
        if (closeTimeoutNs < 0)
        {
            throw new IllegalArgumentException(
                "closeTimeoutNs must not be negative: closeTimeoutNs=" + closeTimeoutNs);
        }
        if (stallThresholdNs < 1)
        {
            throw new IllegalArgumentException(
                "stallThresholdNs must be positive: stallThresholdNs=" + stallThresholdNs);
        }
        if (null != warmUp)
        {
            warmUp.conclude();
        }
        ports.forEach(PortContext::conclude);
        ReplayPortSource.check(ports, slowStagePolicy);
        stages(0);
        if (ports.stream().noneMatch(PortContext::hasAllQueues))
        {
            umem(isSharded ? List.of(ports.getFirst()) : ports, 0);
        }
        isConcluded = true;
    }

    /** The stages of one shard; the same configurer makes those of each, once. */
    Stages<T> stages(final int shard)
    {
        while (stagesOfShards.size() <= shard)
        {
            final Stages<T> stages = new Stages<>(stagesOfShards.size());
            stagesConfigurer.accept(stages);
            if (stages.list().isEmpty())
            {
                throw new IllegalArgumentException("there must be a stage");
            }
            stagesOfShards.forEach(other -> other.requireOthersThan(stages));
            stagesOfShards.add(stages);
        }

        return stagesOfShards.get(shard);
    }

    /**
     * Every ring and every slot may be full at once, and then a frame must still be there for each place: or the
     * kernel could run out of frames to receive into while none is free.
     */
    Umem.Context umem(final List<PortContext> portsOfOwner, final int shard)
    {
        final long ofRings = portsOfOwner.stream().mapToLong(PortContext::requiredFrames).sum();
        final long ofTransmitters = stages(shard).list().stream()
            .flatMap(stage -> stage.transmitters.stream())
            .mapToLong(Transmitter::capacity)
            .sum();
        final long required = ofRings + slotCount + ofTransmitters + retainable;
        if (required > Integer.MAX_VALUE)
        {
            throw new IllegalArgumentException("rings and slots are too large: frames=" + required);
        }
        if (0 == umem.frameCount() || isFrameCountOurs)
        {
            isFrameCountOurs = true;
            umem.frameCount((int)required);
        }
        if (portsOfOwner.stream().anyMatch(PortContext::isTransitTimed))
        {
            umem.txMetadata(true);
        }
        umem.conclude();
        if (umem.frameCount() < required)
        {
            throw new IllegalArgumentException(
                "frameCount is less than rings + slots + transmitters + retainable: frameCount=" +
                umem.frameCount() + " required=" + required + " = " +
                ofRings + " + " + slotCount + " + " + ofTransmitters + " + " + retainable);
        }

        return umem;
    }

    /** A file that was not asked for and cannot be made is no reason not to start. */
    PipelineCounters openCounters()
    {
        if (!hasDefaultCountersDirectory)
        {
            return null == countersDirectory ? new PipelineCounters() : new PipelineCounters(countersDirectory, name());
        }
        try
        {
            return new PipelineCounters(PipelineCounters.directory(), name());
        }
        catch (final IllegalStateException exception)
        {
            LOGGER.log(System.Logger.Level.WARNING, "no other process can read the counters", exception);
            return new PipelineCounters();
        }
    }

    /** For people who look at the counters' file. */
    String name()
    {
        return ports.getFirst().interfaceName() + ':' + ports.getFirst().queue();
    }

    private static void requireSet(final Object value, final String name)
    {
        if (null == value)
        {
            throw new IllegalArgumentException(name + " must be set");
        }
    }
}
