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
import static io.xsk.samples.market.AeronTesting.freePort;
import static io.xsk.samples.market.AeronTesting.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.Aeron;
import io.aeron.archive.ArchivingMediaDriver;
import io.aeron.archive.client.AeronArchive;
import io.aeron.driver.MediaDriver;
import io.xsk.samples.market.AeronTesting.Receiver;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who comes late, was away or was too slow gets everything from the archive, once and in order, and then what is
 * published.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AeronArchiveTest
{
    /** Small terms, so that the messages go through many of them. */
    private static final String IPC = "aeron:ipc?term-length=64k";

    @TempDir
    private Path folder;
    private String control;
    private String port;

    @BeforeEach
    void findPorts() throws SocketException
    {
        control = "localhost:" + freePort();
        port = "localhost:" + freePort();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveWhoComesLateEverythingFromAPositionOn(final boolean isUdp)
    {
        try (MediaDriver _ = launchDriver(); AeronRepublisher republisher = republish(channel(isUdp)))
        {
            assertEquals(0, republisher.position());
            publish(republisher, 1, 1_000);
            final long middle = republisher.position();
            publish(republisher, 1_001, 3_000);
            assertEquals(3_000, republisher.published());

            final Receiver early = new Receiver(1);
            final Receiver late = new Receiver(1_001);
            try (AeronSubscriber first = subscribe(early, subscriberChannel(isUdp), AeronSubscriber.FROM_START);
                AeronSubscriber second = subscribe(late, subscriberChannel(isUdp), middle))
            {
                await(() -> isLive(List.of(first, second)));
                assertEquals(3_000, early.last());
                assertEquals(3_000, late.last());

                publish(republisher, 3_001, 5_000, first, second);
                // By UDP one may have been too slow, and be back in the archive.
                await(() -> isLive(List.of(first, second)) && early.last() == 5_000 && late.last() == 5_000);
                assertEquals(5_000, first.received());
                assertEquals(4_000, second.received());
                assertEquals(0, first.missing() + second.missing() + first.restarts() + second.restarts());
                assertEquals(republisher.position(), first.position());
                assertEquals(republisher.position(), second.position());
            }
            assertEquals(0, republisher.dropped() + republisher.unheard() + republisher.cutOff());
        }
    }

    @Test
    void shouldGoOnWhereASubscriberLeft()
    {
        final Receiver receiver = new Receiver(1);
        try (MediaDriver _ = launchDriver(); AeronRepublisher republisher = republish(IPC))
        {
            long position = AeronSubscriber.FROM_START;
            for (int visit = 0; visit < 3; visit++)
            {
                final long from = 1 + visit * 2_000L;
                publish(republisher, from, from + 999);
                try (AeronSubscriber subscriber = subscribe(receiver, "aeron:ipc", position))
                {
                    await(() -> isLive(List.of(subscriber)));
                    publish(republisher, from + 1_000, from + 1_999, subscriber);
                    await(() -> subscriber.poll(100) == 0 && receiver.last() == from + 1_999);
                    position = subscriber.position();
                }
            }
            assertEquals(6_000, receiver.last());
        }
    }

    /** It does not hold the stream up for longer than the driver's patience, nor does it miss anything. */
    @Test
    void shouldGiveBackWhatASubscriberWasTooSlowFor()
    {
        final Receiver receiver = new Receiver(1);
        try (MediaDriver _ = launchDriver(); AeronRepublisher republisher = republish(IPC);
            AeronSubscriber slow = subscribe(receiver, "aeron:ipc", AeronSubscriber.FROM_START))
        {
            publish(republisher, 1, 100);
            await(() -> isLive(List.of(slow)));
            publish(republisher, 101, 10_000);
            assertEquals(10_000, republisher.published());
            assertTrue(republisher.waits() > 0);

            await(() -> isLive(List.of(slow)) && receiver.last() == 10_000);
            assertEquals(0, republisher.dropped() + slow.missing());
        }
    }

    /** In shared memory the archive sends where others listen. */
    @Test
    void shouldNotGiveAReplayToOtherSubscribers()
    {
        final Receiver live = new Receiver(Receiver.ANY);
        final Receiver late = new Receiver(1);
        try (MediaDriver _ = launchDriver(); AeronRepublisher republisher = republish(IPC))
        {
            publish(republisher, 1, 1_000);
            try (AeronSubscriber plain = AeronSubscriber.launch(new AeronSubscriber.Context(live)
                .external(folder.resolve("aeron").toString())
                .stream("aeron:ipc", STREAM));
                AeronSubscriber replaying = subscribe(late, "aeron:ipc", AeronSubscriber.FROM_START))
            {
                await(() -> isLive(List.of(plain, replaying)));
                publish(republisher, 1_001, 2_000, plain, replaying);
                await(() -> isLive(List.of(plain, replaying)) && live.last() == 2_000 && late.last() == 2_000);
            }
        }
    }

    @Test
    void shouldGoAtThePaceOfTheFasterOfTwoHosts()
    {
        final Receiver keepingUp = new Receiver(1);
        final Receiver standing = new Receiver(1);
        try (MediaDriver _ = launchDriver(); AeronRepublisher republisher = republish(channel(true));
            AeronSubscriber fast = subscribe(keepingUp, subscriberChannel(true), AeronSubscriber.FROM_START);
            AeronSubscriber slow = subscribe(standing, subscriberChannel(true), AeronSubscriber.FROM_START))
        {
            publish(republisher, 1, 100);
            await(() -> isLive(List.of(fast, slow)));
            for (long number = 101; number <= 10_000; number++)
            {
                publish(republisher, number);
                final long last = number;
                await(() -> fast.poll(100) == 0 && keepingUp.last() >= last - 100);
            }
            assertEquals(10_000, republisher.published());

            await(() -> isLive(List.of(fast, slow)) && keepingUp.last() == 10_000 && standing.last() == 10_000);
            assertEquals(0, republisher.dropped() + slow.missing());
        }
    }

    /** One recording for all runs, in which a position means the same for ever, also to one who was there all along. */
    @Test
    void shouldExtendTheRecordingWhenTheRepublisherComesBack()
    {
        final Receiver staying = new Receiver(1);
        try (MediaDriver _ = launchDriver())
        {
            final AeronRepublisher first = republish(IPC);
            publish(first, 1, 1_000);
            final long recordingId = first.recordingId();
            final long end = first.position();
            try (AeronSubscriber subscriber = subscribe(staying, "aeron:ipc", AeronSubscriber.FROM_START))
            {
                await(() -> isLive(List.of(subscriber)));
                first.close();
                await(() -> subscriber.poll(100) == 0 && !subscriber.isLive());
                try (AeronRepublisher second = republish(IPC))
                {
                    assertEquals(recordingId, second.recordingId());
                    assertEquals(end, second.position());
                    publish(second, 1_001, 2_000);
                    await(() -> isLive(List.of(subscriber)) && staying.last() == 2_000);

                    final Receiver late = new Receiver(1);
                    final Receiver back = new Receiver(1_001);
                    try (AeronSubscriber ofAll = subscribe(late, "aeron:ipc", AeronSubscriber.FROM_START);
                        AeronSubscriber ofSecond = subscribe(back, "aeron:ipc", end))
                    {
                        await(() -> isLive(List.of(ofAll, ofSecond)));
                        publish(second, 2_001, 2_100, subscriber, ofAll, ofSecond);
                        await(() -> subscriber.poll(100) + ofAll.poll(100) + ofSecond.poll(100) == 0 &&
                            staying.last() == 2_100 && late.last() == 2_100 && back.last() == 2_100);
                    }
                }
            }
        }
    }

    /** As when what it had was not yet recorded when the republisher was killed. */
    @Test
    void shouldWaitWhileTheRecordingIsBehindItsPosition()
    {
        final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
        final Receiver receiver = new Receiver(111);
        try (MediaDriver _ = launchDriver(); AeronRepublisher republisher = republish(IPC))
        {
            publish(republisher, 1, 100);
            final long ahead = republisher.position() / 100 * 110;
            try (AeronSubscriber subscriber = AeronSubscriber.launch(
                context(receiver, ahead).stream("aeron:ipc", STREAM).errorHandler(errors::add)))
            {
                await(() -> !isLive(List.of(subscriber)) && errors.size() > 1);
                assertEquals(ahead, subscriber.position());
                publish(republisher, 101, 200);
                await(() -> isLive(List.of(subscriber)) && receiver.last() == 200);
            }
        }
    }

    @Test
    void shouldUseAnArchiveThatRunsAndRefuseToPublishAStreamTwice()
    {
        try (ArchivingMediaDriver driver = launchArchive())
        {
            final AeronRepublisher.Context context = republisher(driver);
            try (AeronRepublisher republisher = AeronRepublisher.launch(context))
            {
                publish(republisher, 1, 1_000);
                final IllegalStateException exception = assertThrows(
                    IllegalStateException.class,
                    () -> AeronRepublisher.launch(context).close());
                assertTrue(exception.getMessage().contains("published and recorded by another one"),
                    exception::getMessage);

                publish(republisher, 1_001, 2_000);
            }
            try (AeronRepublisher republisher = AeronRepublisher.launch(context))
            {
                publish(republisher, 2_001, 3_000);
                final Receiver receiver = new Receiver(1);
                try (AeronSubscriber subscriber = subscribe(receiver, "aeron:ipc", AeronSubscriber.FROM_START))
                {
                    await(() -> isLive(List.of(subscriber)) && receiver.last() == 3_000);
                }
            }
        }
    }

    @Test
    void shouldSayThatTheRecordingHasEndedAndGoOn()
    {
        final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
        try (ArchivingMediaDriver driver = launchArchive();
            AeronRepublisher republisher = AeronRepublisher.launch(republisher(driver).errorHandler(errors::add));
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(republisher.aeronDirectory()));
            AeronArchive archive = AeronArchive.connect(AeronTesting.archive().aeron(aeron)))
        {
            publish(republisher, 1, 1_000);
            assertTrue(archive.tryStopRecordingByIdentity(republisher.recordingId()));
            await(() -> !errors.isEmpty());
            assertEquals("the stream is not recorded any more: streamId=" + STREAM + " recordingId=0",
                errors.remove().getMessage());
            assertEquals(AeronArchive.NULL_POSITION, republisher.recordedPosition());

            await(() -> !republisher.isConnected());
            publish(republisher, 1_001);
            assertEquals(1_001, republisher.published() + republisher.unheard());
            assertTrue(errors.isEmpty());
        }
        assertTrue(errors.remove().getMessage().startsWith("not all is recorded: recordingId=0 "));
    }

    @Test
    void shouldSayThatTheArchiveHasNoSuchStream()
    {
        try (MediaDriver _ = launchDriver(); AeronRepublisher republisher = republish(IPC))
        {
            publish(republisher, 1, 10);
            final IllegalStateException exception = assertThrows(
                IllegalStateException.class,
                () -> AeronSubscriber.launch(context(new Receiver(1), AeronSubscriber.FROM_START)
                    .stream("aeron:ipc", STREAM + 1)));
            assertEquals("the archive has no such stream: streamId=" + (STREAM + 1), exception.getMessage());
        }
    }

    private String channel(final boolean isUdp)
    {
        return isUdp ? "aeron:udp?control=" + port + "|control-mode=dynamic|term-length=64k" : IPC;
    }

    private String subscriberChannel(final boolean isUdp)
    {
        return isUdp ? "aeron:udp?endpoint=localhost:0|control=" + port + "|control-mode=dynamic" : "aeron:ipc";
    }

    private static boolean isLive(final List<AeronSubscriber> subscribers)
    {
        boolean isLive = true;
        for (final AeronSubscriber subscriber : subscribers)
        {
            subscriber.poll(100);
            isLive &= subscriber.isLive();
        }

        return isLive;
    }

    private ArchivingMediaDriver launchArchive()
    {
        return ArchivingMediaDriver.launch(
            AeronTesting.driver(folder.resolve("aeron")),
            AeronRecording.context(folder.resolve("archive").toFile(), control));
    }

    private static AeronRepublisher.Context republisher(final ArchivingMediaDriver driver)
    {
        return new AeronRepublisher.Context()
            .external(driver.mediaDriver().aeronDirectoryName())
            .externalArchive(AeronTesting.archive())
            .stream(IPC, STREAM)
            .policy(AeronRepublisher.Policy.WAIT);
    }

    private MediaDriver launchDriver()
    {
        return MediaDriver.launch(AeronTesting.driver(folder.resolve("aeron")));
    }

    private AeronRepublisher republish(final String channel)
    {
        return AeronRepublisher.launch(new AeronRepublisher.Context()
            .external(folder.resolve("aeron").toString())
            .archive(AeronRecording.context(folder.resolve("archive").toFile(), control))
            .stream(channel, STREAM)
            .policy(AeronRepublisher.Policy.WAIT)
            .errorHandler(error ->
            {
                throw new AssertionError(error);
            }));
    }

    private AeronSubscriber subscribe(final Receiver receiver, final String channel, final long position)
    {
        return AeronSubscriber.launch(context(receiver, position).stream(channel, STREAM));
    }

    private AeronSubscriber.Context context(final Receiver receiver, final long position)
    {
        return new AeronSubscriber.Context(receiver)
            .external(folder.resolve("aeron").toString())
            .archive(AeronTesting.archive(), "aeron:ipc", position);
    }
}
