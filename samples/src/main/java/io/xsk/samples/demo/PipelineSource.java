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
package io.xsk.samples.demo;

import io.xsk.capture.PacketRecorder;
import io.xsk.counters.PipelineCounter;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.ThreadingMode;
import io.xsk.pipeline.XskPipeline;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * A pipeline on an AF_XDP socket, invoked by the thread of the handler: feed handler and recorder are its stages.
 */
final class PipelineSource implements PacketSource
{
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final IdleStrategy idleStrategy;
    private final XskPipeline<FrameEvent> pipeline;

    /**
     * @param hosts      on one of which it is launched.
     * @param subscriber that handles the feed.
     * @param recorder   of all packets, or null for none.
     * @param isBusy     true to ask for packets all the time, rather than to park when there are none.
     */
    PipelineSource(
        final DemoHosts hosts,
        final FeedSubscriber subscriber,
        final PacketRecorder recorder,
        final boolean isBusy)
    {
        idleStrategy = isBusy ?
            BusySpinIdleStrategy.INSTANCE :
            new BackoffIdleStrategy(10, 20, 1_000, MAX_PARK_NS);
        pipeline = hosts.launch(new XskPipeline.Context<>(FrameEvent::new)
            .port(port -> port.interfaceName(DemoHosts.INTERFACE).queue(0).filter(FeedSubscriber.filter()))
            .threadingMode(ThreadingMode.INVOKER)
            .errorHandler(subscriber::onError)
            .stages(stages ->
            {
                stages.handle("feed", subscriber.feedHandler());
                if (null != recorder)
                {
                    stages.then("record", recorder);
                }
            }));
    }

    XskPipeline<FrameEvent> pipeline()
    {
        return pipeline;
    }

    @Override
    public int poll()
    {
        return pipeline.invoke();
    }

    @Override
    public void idle(final int workCount)
    {
        idleStrategy.idle(workCount);
    }

    @Override
    public long received()
    {
        return pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED);
    }

    @Override
    public void close()
    {
        pipeline.close();
    }
}
