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

import static io.xsk.samples.market.AeronTesting.STREAM;
import static io.xsk.samples.market.AeronTesting.arbiter;
import static io.xsk.samples.market.AeronTesting.await;
import static io.xsk.samples.market.AeronTesting.freePort;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.xsk.capture.CaptureReader;
import io.xsk.capture.ReplayPace;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A feed beyond its process: a media driver within the test, shared memory and UDP.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AeronRepublisherTest
{
    private final List<Long> numbers = new ArrayList<>();
    private long digest;
    private long nextNumber = 1;

    @TempDir
    private Path folder;

    /** A stage of a pipeline that replays a feed, which waits for the subscriber: nothing is missing there. */
    @Test
    void shouldHandOnEveryMessageOfAPipelineThroughSharedMemory()
    {
        final FeedData data = FeedData.generated(folder.resolve("feed.pcap"));
        digest = 1;
        final LineArbiter offline = arbiter(new LineHandler()
        {
            @Override
            public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
            {
                mix(sequence, buffer, index, length);
            }
        });
        read(data.both(), new FeedHandler(offline, FeedFrame.PORT, FeedFrame.GROUPS));
        final long expectedDigest = digest;
        digest = 1;

        try (AeronRepublisher republisher = launch("aeron:ipc", AeronRepublisher.Policy.WAIT);
            AeronSubscriber subscriber = AeronSubscriber.launch(new AeronSubscriber.Context(this::mix)
                .external(republisher.aeronDirectory())
                .stream("aeron:ipc", STREAM)))
        {
            await(() -> republisher.isConnected() && subscriber.isLive());
            final LineArbiter arbiter = arbiter(republisher);
            try (XskPipeline<FrameEvent> pipeline = launch(data, arbiter))
            {
                // The last of all may be a notice of loss, which is not counted as published.
                await(() -> 0 == subscriber.poll(100) && pipeline.awaitReplay(0) &&
                    0 == subscriber.poll(100) && subscriber.received() == republisher.published());
            }

            assertEquals(arbiter.delivered(), republisher.published());
            assertEquals(0, republisher.dropped() + republisher.unheard());
            assertEquals(offline.delivered(), subscriber.received());
            assertEquals(offline.lost(), subscriber.lost());
            assertEquals(0, subscriber.missing());
            assertEquals(expectedDigest, digest);
        }
    }

    @Test
    void shouldDropRatherThanWaitWhereThatIsTheWay()
    {
        try (AeronRepublisher republisher = launch("aeron:ipc?term-length=64k", AeronRepublisher.Policy.DROP);
            AeronSubscriber slow = subscriber(republisher, "aeron:ipc"))
        {
            await(() -> republisher.isConnected() && slow.isLive());
            for (int i = 0; i < 10_000; i++)
            {
                publish(republisher);
            }
            assertTrue(republisher.dropped() > 0);
            assertEquals(10_000, republisher.published() + republisher.dropped() + republisher.unheard());
            await(() -> 0 == slow.poll(100) && slow.received() == republisher.published());
            // The driver tells the publication of room some time after the subscriber has made it.
            final long published = republisher.published();
            await(() ->
            {
                publish(republisher);
                return republisher.published() > published;
            });
            await(() -> 0 == slow.poll(100) && slow.received() == republisher.published());
            assertEquals(republisher.dropped(), slow.missing());
        }
    }

    @Test
    void shouldLetAPipelineBeClosedWhoseStageWaits()
    {
        final FeedData data = FeedData.generated(folder.resolve("feed.pcap"));
        try (AeronRepublisher republisher = launch("aeron:ipc?term-length=64k", AeronRepublisher.Policy.WAIT);
            AeronSubscriber standing = subscriber(republisher, "aeron:ipc"))
        {
            await(() -> republisher.isConnected() && standing.isLive());
            final LineArbiter arbiter = arbiter(republisher);
            try (XskPipeline<FrameEvent> pipeline = launch(data, arbiter))
            {
                await(() -> republisher.waits() > 0);
                assertFalse(pipeline.awaitReplay(0));
                republisher.stopWaiting();
            }
            assertTrue(republisher.published() > 0 && republisher.dropped() > 0);
            assertEquals(arbiter.delivered(), republisher.published() + republisher.dropped());
        }
    }

    @Test
    void shouldAllocateNothing()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final DirectBuffer message = new UnsafeBuffer(new byte[AeronTesting.LENGTH]);
        try (AeronRepublisher republisher = launch("aeron:ipc", AeronRepublisher.Policy.WAIT);
            AeronSubscriber subscriber = AeronSubscriber.launch(
                new AeronSubscriber.Context((sequence, buffer, index, length) -> digest += buffer.getByte(index))
                    .external(republisher.aeronDirectory())
                    .stream("aeron:ipc", STREAM)))
        {
            await(() -> republisher.isConnected() && subscriber.isLive());
            long allocated = 1;
            // What is compiled meanwhile may allocate.
            for (int round = 0; round < 1_000 && allocated > 0; round++)
            {
                allocated = -threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1_000; i++)
                {
                    republisher.onMessage(nextNumber++, message, 0, AeronTesting.LENGTH);
                    republisher.onLost(nextNumber, nextNumber++);
                    subscriber.poll(10);
                }
                allocated += threads.getCurrentThreadAllocatedBytes();
            }
            assertEquals(0, allocated);
            await(() -> 0 == subscriber.poll(10) && subscriber.received() == republisher.published());
            assertEquals(subscriber.received(), subscriber.lost());
            assertEquals(0, subscriber.missing());
        }
    }

    @Test
    void shouldSurviveASubscriberThatDiesAndComesBackOverUdp() throws SocketException
    {
        final String channel = "aeron:udp?endpoint=localhost:" + freePort();
        try (AeronRepublisher republisher = launch(channel, AeronRepublisher.Policy.WAIT))
        {
            publish(republisher);
            assertEquals(1, republisher.unheard());
            try (AeronSubscriber first = subscriber(republisher, channel))
            {
                await(() -> republisher.isConnected() && first.isLive());
                publishAndReceive(republisher, first, 1_000);
            }
            // It is gone: what is published now is taken by Aeron for a while, and then unheard.
            await(() ->
            {
                publish(republisher);
                return republisher.unheard() > 1;
            });
            assertFalse(republisher.isConnected());

            final long missed = nextNumber - 1_002;
            try (AeronSubscriber second = subscriber(republisher, channel))
            {
                await(() -> republisher.isConnected() && second.isLive());
                publishAndReceive(republisher, second, 1_000);
            }
            assertEquals(2_000, numbers.size());
            assertEquals(2, numbers.getFirst());
            assertEquals(1_001 + missed + 1, numbers.get(1_000));
            assertEquals(nextNumber - 1, republisher.published() + republisher.dropped() + republisher.unheard());
        }
    }

    private void publishAndReceive(
        final AeronRepublisher republisher, final AeronSubscriber subscriber, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            publish(republisher);
            final int wanted = i + 1;
            await(() ->
            {
                subscriber.poll(100);
                return subscriber.received() == wanted;
            });
        }
        assertEquals(0, subscriber.missing());
    }

    private void publish(final AeronRepublisher republisher)
    {
        AeronTesting.publish(republisher, nextNumber++);
    }

    private AeronSubscriber subscriber(final AeronRepublisher republisher, final String channel)
    {
        return AeronSubscriber.launch(new AeronSubscriber.Context((sequence, buffer, index, length) ->
        {
            assertEquals(AeronTesting.LENGTH, length);
            numbers.add(sequence);
        }).external(republisher.aeronDirectory()).stream(channel, STREAM));
    }

    private AeronRepublisher launch(final String channel, final AeronRepublisher.Policy policy)
    {
        return AeronRepublisher.launch(new AeronRepublisher.Context()
            .embedded(AeronTesting.driver(folder.resolve("aeron")))
            .stream(channel, STREAM)
            .policy(policy));
    }

    private static XskPipeline<FrameEvent> launch(final FeedData data, final LineArbiter arbiter)
    {
        return XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
            .countersDirectory(null)
            .port(port -> port.interfaceName("feed").replay(data.both(), ReplayPace.maximum()))
            .stages(stages -> stages.handle(
                "republish", new FeedHandler(arbiter, FeedFrame.PORT, FeedFrame.GROUPS))));
    }

    private void mix(final long sequence, final DirectBuffer buffer, final int index, final int length)
    {
        digest = 31 * digest + sequence;
        for (int i = 0; i < length; i++)
        {
            digest = 31 * digest + buffer.getByte(index + i);
        }
    }

    private static void read(final Path file, final FeedHandler handler)
    {
        try (CaptureReader reader = CaptureReader.open(file))
        {
            while (reader.next())
            {
                handler.onPacket(reader.packet(), reader.packet().capacity());
            }
        }
    }
}
