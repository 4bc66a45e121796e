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
import static io.xsk.samples.market.AeronTesting.await;
import static io.xsk.samples.market.AeronTesting.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import io.aeron.exceptions.DriverTimeoutException;
import io.xsk.capture.ReplayPace;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import io.xsk.samples.MainProcess;
import io.xsk.samples.market.AeronTesting.Receiver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The media driver is a process of its own, as on a machine with many clients, and may die.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AeronExternalDriverTest
{
    private static final int FIRST = 100;
    private static final long DRIVER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(8);

    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(AeronRepublisher.Policy.class)
    void shouldCutTheStreamOffWhenTheDriverDiesAndLetThePipelineGoOn(final AeronRepublisher.Policy policy)
        throws Exception
    {
        final FeedData data = FeedData.generated(folder.resolve("feed.pcap"));
        final Receiver receiver = new Receiver(1);
        try (MainProcess driver = launchDriver();
            AeronRepublisher republisher = AeronRepublisher.launch(context(policy));
            AeronSubscriber subscriber = subscribe(receiver))
        {
            await(() -> republisher.isConnected() && subscriber.isLive());
            // No more than there is room for, so that none is dropped.
            publish(republisher, 1, FIRST);
            await(() -> subscriber.poll(100) == 0 && receiver.last() == republisher.published());

            assertEquals(137, driver.process().destroyForcibly().waitFor());
            final LineArbiter arbiter = AeronTesting.arbiter(republisher);
            try (XskPipeline<FrameEvent> pipeline = XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
                .countersDirectory(null)
                .port(port -> port.interfaceName("feed").replay(data.both(), ReplayPace.maximum()))
                .stages(stages -> stages.handle(
                    "republish", new FeedHandler(arbiter, FeedFrame.PORT, FeedFrame.GROUPS)))))
            {
                await(() -> pipeline.awaitReplay(0));
            }
            await(() -> republisher.isCutOff() && subscriber.isCutOff() && !errors.isEmpty());
            publish(republisher, FIRST + 1);

            assertEquals(1, errors.size(), errors::toString);
            assertInstanceOf(DriverTimeoutException.class, errors.peek().getCause());
            assertTrue(errors.peek().getMessage().startsWith("the stream is cut off: streamId=" + STREAM),
                errors::toString);
            assertTrue(republisher.cutOff() > 0);
            assertEquals(data.expectations().messages() - arbiter.lost(), arbiter.delivered());
            assertEquals(FIRST + arbiter.delivered() + 1,
                republisher.published() + republisher.dropped() + republisher.unheard() + republisher.cutOff());
            assertEquals(0, subscriber.poll(100));
        }
    }

    /** What was recorded is there for those that come when all of it was launched anew. */
    @Test
    void shouldPublishAgainWithAnotherDriver() throws Exception
    {
        final Path archive = folder.resolve("archive");
        final String control = "localhost:" + AeronTesting.freePort();
        final AeronRepublisher.Context context = context(AeronRepublisher.Policy.WAIT)
            .archive(AeronRecording.context(archive.toFile(), control));
        try (MainProcess driver = launchDriver(); AeronRepublisher republisher = AeronRepublisher.launch(context))
        {
            publish(republisher, 1, 1_000);
            await(() -> republisher.recordedPosition() == republisher.position());
            driver.process().destroyForcibly().waitFor();
            await(republisher::isCutOff);
        }
        assertEquals(1, errors.size(), errors::toString);
        try (MainProcess _ = launchDriver();
            AeronRepublisher republisher = AeronRepublisher.launch(context(AeronRepublisher.Policy.WAIT)
                .archive(AeronRecording.context(archive.toFile(), control))))
        {
            publish(republisher, 1_001, 2_000);
            final Receiver receiver = new Receiver(1);
            try (AeronSubscriber subscriber = AeronSubscriber.launch(new AeronSubscriber.Context(receiver)
                .external(directory())
                .stream("aeron:ipc", STREAM)
                .archive(AeronTesting.archive(), "aeron:ipc", AeronSubscriber.FROM_START)))
            {
                await(() ->
                {
                    subscriber.poll(100);
                    return subscriber.isLive() && receiver.last() == 2_000;
                });
            }
        }
    }

    private AeronRepublisher.Context context(final AeronRepublisher.Policy policy)
    {
        return new AeronRepublisher.Context()
            .external(directory())
            .driverTimeoutNs(DRIVER_TIMEOUT_NS)
            .stream("aeron:ipc?term-length=64k", STREAM)
            .policy(policy)
            .errorHandler(errors::add);
    }

    private AeronSubscriber subscribe(final Receiver receiver)
    {
        return AeronSubscriber.launch(new AeronSubscriber.Context(receiver)
            .external(directory())
            .driverTimeoutNs(DRIVER_TIMEOUT_NS)
            .stream("aeron:ipc", STREAM)
            .errorHandler(error -> assertInstanceOf(DriverTimeoutException.class, error.getCause())));
    }

    private MainProcess launchDriver() throws IOException
    {
        final Path properties = Files.write(folder.resolve("driver.properties"), List.of(
            "aeron.dir=" + directory(),
            "aeron.dir.delete.on.start=true",
            "aeron.threading.mode=SHARED"));

        final MainProcess process = MainProcess.start(List.of(), MediaDriver.class, properties.toString());
        await(() -> CommonContext.isDriverActive(new File(directory()), DRIVER_TIMEOUT_NS / 1_000_000, message ->
        {
        }));

        return process;
    }

    private String directory()
    {
        return folder.resolve("aeron").toString();
    }
}
