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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.netns.NetworkNamespace;
import io.xsk.samples.MainProcess;
import io.xsk.samples.capture.ReplayMain;
import io.xsk.testing.KernelTest;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The republisher on one host, subscribers in processes of their own on another one, which are killed and come back.
 */
class AeronHostsKernelTest
{
    private static final String REPUBLISHER = "10.76.0.1";
    private static final String SUBSCRIBER = "10.76.0.2";
    private static final String CHANNEL = "aeron:udp?control=" + REPUBLISHER + ":40456|control-mode=dynamic";
    private static final String ARCHIVE = REPUBLISHER + ":8010";

    @TempDir
    private Path folder;
    private NetworkNamespace here;
    private NetworkNamespace there;
    private int subscribers;

    @BeforeEach
    void connectHosts() throws IOException
    {
        here = NetworkNamespace.create("republisher");
        there = NetworkNamespace.create("subscriber");
        NetworkNamespace.connect(here, "eth1", there, "eth1", 1);
        here.addAddress("eth1", (Inet4Address)InetAddress.getByName(REPUBLISHER), 24);
        there.addAddress("eth1", (Inet4Address)InetAddress.getByName(SUBSCRIBER), 24);
    }

    @AfterEach
    void closeHosts()
    {
        here.close();
        there.close();
    }

    @KernelTest
    void shouldGiveASubscriberThatWasKilledWhatItHasMissed() throws Exception
    {
        try (AeronRepublisher republisher = republish(recorded()))
        {
            publish(republisher, 1, 1_000);
            final long position;
            try (MainProcess first = subscribe("--archive", ARCHIVE))
            {
                first.awaitLine(", live");
                publish(republisher, 1_001, 2_000);
                first.awaitLine("2,000 messages, 0 lost before, 0 missing");
                position = republisher.position();
                assertEquals(137, first.process().destroyForcibly().waitFor());
            }
            publish(republisher, 2_001, 5_000);

            try (MainProcess back = subscribe(
                "--archive", ARCHIVE, "--from", String.valueOf(position), "--messages", "4000");
                MainProcess late = subscribe("--archive", ARCHIVE, "--messages", "6000"))
            {
                back.awaitLine(", live");
                late.awaitLine(", live");
                publish(republisher, 5_001, 6_000);

                assertSummary(back, 4_000, republisher.position());
                assertSummary(late, 6_000, republisher.position());
            }
            assertEquals(6_000, republisher.published());
        }
    }

    @KernelTest
    void shouldGoOnWithoutASubscriberThatWasKilledAndWithOneThatComes() throws Exception
    {
        try (AeronRepublisher republisher = republish(new AeronRepublisher.Context()))
        {
            long number = 0;
            for (int visit = 0; visit < 2; visit++)
            {
                try (MainProcess process = subscribe())
                {
                    await(republisher::isConnected);
                    publish(republisher, number + 1, number + 1_000);
                    number += 1_000;
                    // It may also get what was on its way to the one before, and so miss what was unheard then.
                    process.awaitLine(String.format(" missing, position %,d, live", republisher.position()));
                    process.process().destroyForcibly().waitFor();
                }
                final long unheard = republisher.unheard();
                while (republisher.unheard() == unheard)
                {
                    publish(republisher, ++number);
                }
            }
            assertEquals(number, republisher.published() + republisher.unheard());
        }
    }

    @KernelTest
    void shouldKeepASubscriberWhileTheRepublisherIsAway() throws Exception
    {
        try (MainProcess process = subscribe("--archive", ARCHIVE, "--messages", "3000"))
        {
            try (AeronRepublisher republisher = republish(recorded()))
            {
                publish(republisher, 1, 1_000);
                process.awaitLine("1,000 messages, 0 lost before, 0 missing");
                process.awaitLine(", live");
            }
            process.awaitLine(", not live");
            try (AeronRepublisher republisher = republish(recorded()))
            {
                publish(republisher, 1_001, 2_000);
                process.awaitLine("2,000 messages, 0 lost before, 0 missing");
                publish(republisher, 2_001, 3_000);
                assertSummary(process, 3_000, republisher.position());
            }
        }
    }

    /** Feed and stream go over the same cable: the one to a socket of AF_XDP, the other to the kernel. */
    @KernelTest
    void shouldRepublishWhatComesByAnInterface() throws Exception
    {
        final FeedScript script = new FeedScript(7, 2_000, 2_000, 3);
        final Path feed = folder.resolve("feed.pcap");
        FeedGenerator.write(script, feed);
        final long messages = script.expectations().messages() - script.expectations().lostBoth();
        try (MainProcess republish = here.call(() -> MainProcess.start(List.of(), FeedRepublish.class,
            "--interface", "eth1", "--serve", "--channel", CHANNEL, "--stream", String.valueOf(STREAM),
            "--aeron-dir", folder.resolve("aeron").toString(),
            "--archive", folder.resolve("archive").toString(), "--archive-control", ARCHIVE)))
        {
            republish.awaitLine("republishing eth1");
            try (MainProcess subscribe = subscribe("--archive", ARCHIVE, "--messages", String.valueOf(messages));
                MainProcess replay = there.call(() -> MainProcess.start(
                    List.of(), ReplayMain.class, feed.toString(), "--interface", "eth1", "--speed", "1")))
            {
                assertEquals(0, replay.process().waitFor());
                final List<String> lines = subscribe.remainingLines();
                assertEquals(0, subscribe.process().waitFor(), lines::toString);
                assertTrue(lines.contains("received    " + messages), lines::toString);
                assertTrue(lines.contains("lost        " + script.expectations().lostBoth()), lines::toString);
            }
        }
    }

    private AeronRepublisher.Context recorded()
    {
        return new AeronRepublisher.Context()
            .archive(AeronRecording.context(folder.resolve("archive").toFile(), ARCHIVE));
    }

    private AeronRepublisher republish(final AeronRepublisher.Context context)
    {
        return here.call(() -> AeronRepublisher.launch(context
            .embedded(AeronTesting.driver(folder.resolve("aeron")))
            .stream(CHANNEL, STREAM)
            .policy(AeronRepublisher.Policy.WAIT)));
    }

    private MainProcess subscribe(final String... options)
    {
        final List<String> all = new ArrayList<>(List.of(
            "--channel", CHANNEL + "|endpoint=" + SUBSCRIBER + ":0",
            "--stream", String.valueOf(STREAM),
            "--aeron-dir", folder.resolve("subscriber" + subscribers++).toString()));
        all.addAll(List.of(options));

        return there.call(() -> MainProcess.start(List.of(), FeedSubscribe.class, all.toArray(String[]::new)));
    }

    private static void assertSummary(final MainProcess process, final long received, final long position)
        throws Exception
    {
        final List<String> lines = process.remainingLines();
        assertEquals(0, process.process().waitFor(), lines::toString);
        assertTrue(lines.contains("received    " + received), lines::toString);
        assertTrue(lines.contains("missing     0"), lines::toString);
        assertTrue(lines.contains("restarts    0"), lines::toString);
        assertTrue(lines.contains("position    " + position), lines::toString);
    }
}
