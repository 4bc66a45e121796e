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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.capture.CaptureEnd;
import io.xsk.capture.CaptureReader;
import io.xsk.net.PacketParser;
import io.xsk.samples.KernelTraces;
import io.xsk.samples.MainProcess;
import io.xsk.samples.market.FeedFrame;
import io.xsk.samples.market.FeedScript;
import io.xsk.testing.KernelTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.io.TempDir;

class DemoKernelTest
{
    private static final int EXIT_UNABLE = 2;
    private static final int MESSAGES = 20_000;
    private static final int SMALLEST_OBJECT = 16;

    @TempDir
    private Path folder;

    @KernelTest
    void shouldDeliverEveryMessageOnceAndInOrderAfterRecovery() throws Exception
    {
        final Path file = folder.resolve("feed.pcap");
        try (MainProcess demo = MainProcess.start(List.of(), DemoMain.class,
            "--seconds", "2", "--rate", "10000", "--seed", "3", "--record", file.toString(), "--json"))
        {
            final List<String> lines = demo.remainingLines();
            assertEquals(0, demo.process().waitFor(), () -> String.join("\n", lines));
            final JsonObject json = JsonParser.parseString(lines.getLast()).getAsJsonObject();
            verify(json, "native-copy");
            final JsonObject kernelPath = json.getAsJsonObject("kernelPath");
            assertTrue(kernelPath.get("pings").getAsInt() > 0);
            assertEquals(kernelPath.get("pings"), kernelPath.get("answered"));
            assertEquals(kernelPath.get("echoes"), kernelPath.get("echoed"));
            assertEquals(2, kernelPath.get("groups").getAsInt());
            assertEquals(json.get("sent").getAsLong(), frames(file));

            // It overwrites nothing.
            assertTrue(Files.size(file) > 0);
            assertExits(1, "--record", file.toString());
        }
    }

    /** What the figures are is the machine's business; that nothing is lost on the way to them is not. */
    @KernelTest
    void shouldDeliverTheSameOverTheChannelsThatItIsComparedWith() throws Exception
    {
        try (MainProcess demo = MainProcess.start(List.of(), DemoMain.class,
            "--seconds", "2", "--rate", "10000", "--seed", "3", "--compare", "--json"))
        {
            final List<String> lines = demo.remainingLines();
            assertEquals(0, demo.process().waitFor(), () -> String.join("\n", lines));
            final JsonObject json = JsonParser.parseString(lines.getLast()).getAsJsonObject();
            verify(json, "native-copy");
            assertEquals(3, json.getAsJsonArray("comparison").size());
            for (final JsonElement element : json.getAsJsonArray("comparison"))
            {
                final JsonObject way = element.getAsJsonObject();
                assertEquals(MESSAGES, way.get("delivered").getAsLong());
                assertTrue(way.get("isAsExpected").getAsBoolean());
                final JsonObject latencies = way.getAsJsonObject("latencies");
                for (final String part : List.of("sinceDue", "sinceSent", "publisherDelay"))
                {
                    assertTrue(latencies.getAsJsonObject(part).get("50.0").getAsLong() > 0, latencies::toString);
                }
            }
        }
    }

    /** What was recorded is whole up to the packet at which it was killed, and the next run finds all as it was. */
    @KernelTest
    void shouldLeaveNothingInTheKernelWhenItIsKilled() throws Exception
    {
        final Path file = folder.resolve("feed.pcapng");
        try (MainProcess demo = MainProcess.start(List.of(), DemoMain.class,
            "--seconds", "60", "--rate", "10000", "--seed", "3", "--record", file.toString()))
        {
            demo.awaitLine("   1 s   published");
            final KernelTraces traces = KernelTraces.of(demo.process(), "xsk_filter");

            demo.process().destroyForcibly().waitFor();

            traces.awaitGone();
            assertThrows(XskException.class, () -> NetDevice.byName(DemoHosts.INTERFACE));
        }
        assertTrue(frames(file, new FeedScript(3, 600_000, 10_000, 3)) > 1_000);
        assertExits(0, "--seconds", "1", "--rate", "10000");
    }

    @KernelTest
    void shouldRefuseOptionsThatCannotBe() throws Exception
    {
        for (final String option : List.of("--seconds=0", "--rate=-1", "--rate=x", "--symbols=0", "--no-such-option"))
        {
            assertTrue(assertExits(EXIT_UNABLE, option).getFirst().contains(option.split("=")[0]), option);
        }
        assertTrue(assertExits(EXIT_UNABLE, "--compare", "--simulated").getFirst().contains("--compare"));
        assertTrue(assertExits(EXIT_UNABLE, "--seconds=3", "--rate=1000000").getFirst().contains("2000000"));
    }

    static void verify(final JsonObject json, final String mode)
    {
        assertEquals(new JsonArray(), json.getAsJsonArray("differences"));
        assertEquals(mode, json.get("mode").getAsString());
        final JsonObject published = json.getAsJsonObject("published");
        final JsonObject arbitrated = json.getAsJsonObject("arbitrated");
        assertEquals(MESSAGES, published.get("messages").getAsLong());
        assertTrue(published.get("lostBoth").getAsLong() > 0);
        assertEquals(MESSAGES, arbitrated.get("delivered").getAsLong());
        assertEquals(0, arbitrated.get("lost").getAsLong());
        assertEquals(0, arbitrated.get("outOfOrder").getAsLong());
        assertEquals(published.get("lostBoth"), arbitrated.get("missing"));
        assertEquals(published.get("lostBoth"), arbitrated.get("recovered"));
        assertTrue(arbitrated.get("served").getAsLong() > 0);
        assertEquals(arbitrated.get("wantedChecksum"), arbitrated.get("checksum"));
        assertTrue(json.get("bookMatches").getAsBoolean());
        assertEquals(published.get("framesA"), json.getAsJsonObject("lineA").get("frames"));
        assertEquals(published.get("framesB"), json.getAsJsonObject("lineB").get("frames"));
        assertEquals(0, json.get("unaccounted").getAsLong());
        assertEquals(0, json.getAsJsonObject("frames").get("lost").getAsLong());
        assertEquals(json.get("sent"), json.getAsJsonObject("recorded").get("inFile"));
        assertTrue(json.getAsJsonObject("latencies").getAsJsonObject("sinceDue").get("50.0").getAsLong() > 0);
        // Less than the smallest object a packet, of which half come after the warm-up; the JVM itself allocates while
        // it still compiles.
        assertTrue(
            json.get("allocatedBytes").getAsLong() < SMALLEST_OBJECT * json.get("sent").getAsLong() / 2,
            () -> json.get("allocatedBytes").toString());
    }

    private static List<String> assertExits(final int status, final String... options) throws Exception
    {
        try (MainProcess demo = MainProcess.start(List.of(), DemoMain.class, options))
        {
            final List<String> lines = demo.remainingLines();
            assertEquals(status, demo.process().waitFor(), () -> String.join("\n", lines));

            return lines;
        }
    }

    private static long frames(final Path file)
    {
        try (CaptureReader reader = CaptureReader.open(file))
        {
            long frames = 0;
            while (reader.next())
            {
                frames++;
            }

            return frames;
        }
    }

    /** Each frame is the next one that was published on its line; only the last may be cut off. */
    private static long frames(final Path file, final FeedScript script)
    {
        final List<Iterator<FeedScript.Transmission>> lines = IntStream.range(0, FeedFrame.lineCount())
            .mapToObj(line -> script.transmissions().stream().filter(sent -> line == sent.line()).iterator())
            .toList();
        final PacketParser parser = new PacketParser();
        final UnsafeBuffer expected = new UnsafeBuffer(0L, 0);
        final UnsafeBuffer actual = new UnsafeBuffer(0L, 0);
        try (CaptureReader reader = CaptureReader.open(file))
        {
            long frames = 0;
            while (reader.next())
            {
                parser.parse(reader.packet());
                final int group = parser.ipv4().destination();
                final FeedScript.Transmission sent = lines.get(FeedFrame.groups()[0] == group ? 0 : 1).next();
                expected.wrap(script.buffer(), sent.index(), sent.length());
                actual.wrap(reader.packet(), parser.payloadIndex(), parser.payloadLength());
                assertEquals(0, expected.compareTo(actual));
                frames++;
            }
            assertNotEquals(CaptureEnd.Kind.DAMAGED, reader.end().kind(), () -> reader.end().toString());

            return frames;
        }
    }
}
