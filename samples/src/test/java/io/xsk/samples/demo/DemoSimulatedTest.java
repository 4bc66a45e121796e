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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.xsk.samples.MainProcess;
import io.xsk.samples.market.FeedData;
import io.xsk.samples.market.FeedExpectations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo for who has no privileges.
 */
@Timeout(120)
class DemoSimulatedTest
{
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_UNABLE = 2;

    @TempDir
    private Path folder;

    @Test
    void shouldDeliverEveryMessageToAnOrdinaryUser() throws Exception
    {
        try (MainProcess demo = MainProcess.start(MainProcess.ORDINARY_USER, DemoMain.class,
            "--simulated", "--seconds", "2", "--rate", "10000", "--seed", "3", "--json"))
        {
            final List<String> lines = demo.remainingLines();
            assertEquals(0, demo.process().waitFor(), () -> String.join("\n", lines));
            DemoKernelTest.verify(JsonParser.parseString(lines.getLast()).getAsJsonObject(), "simulated");
        }
    }

    /** What both lines lack of a capture nobody has, so it is given up, and all else is delivered. */
    @Test
    void shouldPublishWhatWasCaptured() throws Exception
    {
        for (final FeedData data : FeedData.all(folder))
        {
            try (MainProcess demo = MainProcess.start(List.of(), DemoMain.class,
                "--simulated", "--pcap", data.both().toString(), "--json"))
            {
                final List<String> lines = demo.remainingLines();
                assertEquals(0, demo.process().waitFor(), () -> String.join("\n", lines));
                verify(data.expectations(), JsonParser.parseString(lines.getLast()).getAsJsonObject());
            }
        }
    }

    /** One message comes from nobody, however often it is asked for. */
    @Test
    void shouldFailAndNameTheMessageThatNeverComes() throws Exception
    {
        try (MainProcess demo = MainProcess.start(List.of(), DemoMain.class,
            "--simulated", "--seconds", "2", "--rate", "2000", "--seed", "3", "--withhold", "--json"))
        {
            final List<String> lines = demo.remainingLines();
            assertEquals(EXIT_FAILED, demo.process().waitFor(), () -> String.join("\n", lines));
            final JsonObject json = JsonParser.parseString(lines.getLast()).getAsJsonObject();
            final JsonObject arbitrated = json.getAsJsonObject("arbitrated");
            final long lost = arbitrated.get("lost").getAsLong();
            final List<String> differences = json.getAsJsonArray("differences").asList().stream()
                .map(JsonElement::getAsString)
                .toList();
            assertTrue(lost > 0 && lost <= 4, () -> "lost=" + lost);
            assertEquals(100, arbitrated.get("timeouts").getAsLong());
            assertEquals(4_000 - lost, arbitrated.get("delivered").getAsLong());
            assertTrue(differences.contains("lost: expected 0, found " + lost), differences::toString);
            assertTrue(differences.contains("messages: expected 4000, found " + (4_000 - lost)), differences::toString);
            assertTrue(
                differences.stream().anyMatch(difference -> difference.startsWith("given up: messages ")),
                differences::toString);
            assertTrue(lines.contains("result      NOT as expected:"), () -> String.join("\n", lines));
        }
    }

    @Test
    void shouldRefuseAFileThatIsNoFeed() throws Exception
    {
        final Path file = Files.writeString(folder.resolve("no.pcap"), "neither a capture nor a feed, but long enough");
        try (MainProcess demo = MainProcess.start(List.of(), DemoMain.class,
            "--simulated", "--pcap", file.toString()))
        {
            final List<String> lines = demo.remainingLines();

            assertEquals(EXIT_FAILED, demo.process().waitFor());
            assertEquals(1, lines.size(), () -> String.join("\n", lines));
            assertTrue(lines.getFirst().contains(file.toString()), lines.getFirst());
        }
    }

    /** It may refer to nothing, since it is to be read where there is no network. */
    @Test
    void shouldWriteAPageThatNeedsNothingButItself() throws Exception
    {
        final Path file = folder.resolve("report.html");
        try (MainProcess demo = MainProcess.start(List.of(), DemoMain.class,
            "--simulated", "--seconds", "1", "--rate", "10000", "--report", file.toString()))
        {
            final List<String> lines = demo.remainingLines();
            assertEquals(0, demo.process().waitFor(), () -> String.join("\n", lines));
            final String page = Files.readString(file);
            assertTrue(page.contains("latencies = {\"AF_XDP, parked when idle\":[[0.0,"), page::toString);
            assertTrue(page.contains("\"dropped\":{\"interface\":0,"), page::toString);
            assertFalse(page.matches("(?s).*<(script [^>]*src|link ).*"), "refers to something");
            assertFalse(page.matches("(?s).*@[A-Z]+@.*"), "has a gap");
        }
    }

    @Test
    void shouldOfferWhatNeedsNoPrivileges() throws Exception
    {
        try (MainProcess demo = MainProcess.start(MainProcess.ORDINARY_USER, DemoMain.class))
        {
            final List<String> lines = demo.remainingLines();

            assertEquals(EXIT_UNABLE, demo.process().waitFor());
            assertEquals(1, lines.size(), () -> String.join("\n", lines));
            assertTrue(lines.getFirst().contains("CAP_NET_ADMIN"), lines.getFirst());
            assertTrue(lines.getFirst().endsWith("; xsk demo --simulated needs none"), lines.getFirst());
        }
    }

    private static void verify(final FeedExpectations expected, final JsonObject json)
    {
        final JsonObject published = json.getAsJsonObject("published");
        final JsonObject arbitrated = json.getAsJsonObject("arbitrated");
        assertEquals(new JsonArray(), json.getAsJsonArray("differences"));
        assertEquals(expected.messages(), published.get("messages").getAsLong());
        assertEquals(expected.lostBoth(), published.get("lostBoth").getAsLong());
        assertEquals(expected.dropsA() - expected.dropsBoth(), published.get("dropsA").getAsLong());
        assertEquals(expected.dropsB() - expected.dropsBoth(), published.get("dropsB").getAsLong());
        assertEquals(expected.messages() - expected.lostBoth(), arbitrated.get("delivered").getAsLong());
        assertEquals(expected.lostBoth(), arbitrated.get("lost").getAsLong());
        assertEquals(arbitrated.get("wantedChecksum"), arbitrated.get("checksum"));
        verify(expected.framesA(), expected.messagesOfA(), json.getAsJsonObject("lineA"));
        verify(expected.framesB(), expected.messagesOfB(), json.getAsJsonObject("lineB"));
        assertEquals(expected.repeatedA(), json.getAsJsonObject("lineA").get("repeated").getAsLong());
        assertEquals(expected.reorderedB(), json.getAsJsonObject("lineB").get("reordered").getAsLong());
    }

    private static void verify(final long frames, final long messages, final JsonObject line)
    {
        assertEquals(frames, line.get("frames").getAsLong());
        assertEquals(messages, line.get("alone").getAsLong());
    }
}
