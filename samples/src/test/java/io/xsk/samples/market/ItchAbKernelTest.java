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
package io.xsk.samples.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.bpf.Match;
import io.xsk.capture.ReplayPace;
import io.xsk.counters.PipelineCounter;
import io.xsk.netns.NetworkNamespace;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import io.xsk.testing.KernelTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/**
 * A feed that is replayed out of one end of a cable, and the feed handler on a socket at the other end.
 */
class ItchAbKernelTest
{
    private static final String INTERFACE = "eth1";
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(2);
    /** A virtual cable's queue takes 256. */
    private static final int MAX_IN_FLIGHT = 100;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @KernelTest
    void shouldFindEveryNumberOfTheExpectationsBehindACable() throws IOException
    {
        for (final FeedData data : FeedData.all(folder))
        {
            try (
                NetworkNamespace publisher = NetworkNamespace.create("publisher");
                NetworkNamespace subscriber = NetworkNamespace.create("subscriber"))
            {
                NetworkNamespace.connect(publisher, INTERFACE, subscriber, INTERFACE, 1);
                run(data, publisher, subscriber);
            }
        }
    }

    private void run(final FeedData data, final NetworkNamespace publisher, final NetworkNamespace subscriber)
    {
        final FeedCheck check = new FeedCheck();
        final XskPipeline<FrameEvent> receiver = subscriber.call(() -> XskPipeline.launch(context()
            .port(port -> port
                .interfaceName(INTERFACE)
                .filter(Match.anyOf(
                    Match.udp().destination("239.100.1.1", FeedFrame.PORT),
                    Match.udp().destination("239.100.1.2", FeedFrame.PORT))))
            .stages(stages -> stages.handle("feed", check.handler))));
        final XskPipeline<FrameEvent> sender = publisher.call(() -> XskPipeline.launch(context()
            .port(port -> port.interfaceName("file").replay(data.both(), ReplayPace.maximum()))
            .port(port -> port.interfaceName(INTERFACE))
            .stages(stages -> stages
                .handle("send", (event, sequence, endOfBatch) ->
                {
                    awaitReceived(receiver, sequence - MAX_IN_FLIGHT);
                    event.transmit(1);
                }).batchLimit(1))));
        assertTrue(sender.awaitReplay(TIMEOUT_NS));
        sender.close();
        final long frames = data.expectations().framesA() + data.expectations().framesB();
        awaitReceived(receiver, frames);
        receiver.close();

        assertEquals(List.of(), errors);
        assertEquals(frames, sender.counters().get(PipelineCounter.PACKETS_TRANSMITTED));
        assertEquals(0, sender.ledger().lost());
        assertEquals(0, receiver.ledger().lost());
        assertEquals(0, receiver.drops().unaccounted(frames), receiver.drops()::toString);
        assertEquals(0, receiver.drops().dropped(), receiver.drops()::toString);
        check.check(data.expectations());
        assertTrue(null == data.lostBoth() || data.lostBoth().equals(check.lost), check.lost::toString);
    }

    private XskPipeline.Context<FrameEvent> context()
    {
        return new XskPipeline.Context<>(FrameEvent::new).countersDirectory(null).errorHandler(errors::add);
    }

    private static void awaitReceived(final XskPipeline<?> pipeline, final long count)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (pipeline.counters().get(PipelineCounter.PACKETS_RECEIVED) < count)
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("packets were lost on the cable: " + pipeline.drops());
            }
            Thread.yield();
        }
    }
}
