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
package io.xsk.samples.loopback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.samples.KernelTraces;
import io.xsk.samples.MainProcess;
import io.xsk.samples.SamplesMain;
import io.xsk.testing.KernelTest;
import java.util.List;

class LoopbackKernelTest
{
    private static final int EXIT_UNABLE = 2;

    @KernelTest
    void shouldAddUpAndSaySoInJson() throws Exception
    {
        try (MainProcess sample =
            MainProcess.start(List.of(), SamplesMain.class, "loopback", "--seconds", "2", "--rate", "20000", "--json"))
        {
            final List<String> lines = sample.remainingLines();
            assertEquals(0, sample.process().waitFor(), () -> String.join("\n", lines));
            verify(JsonParser.parseString(lines.getLast()).getAsJsonObject(), "native-copy");
        }
    }

    @KernelTest
    void shouldLeaveNothingBehindWhenItIsKilled() throws Exception
    {
        try (MainProcess sample = MainProcess.start(List.of(), SamplesMain.class, "loopback", "--seconds", "60"))
        {
            sample.awaitLine("   1 s   sent");
            final KernelTraces traces = KernelTraces.of(sample.process(), "xsk_redirect");

            sample.process().destroyForcibly().waitFor();

            traces.awaitGone();
            assertThrows(XskException.class, () -> NetDevice.byName("sender"));
            assertThrows(XskException.class, () -> NetDevice.byName("receiver"));
        }
    }

    @KernelTest
    void shouldNameTheCapabilitiesThatAreMissing() throws Exception
    {
        try (MainProcess sample =
            MainProcess.start(
                List.of("setpriv", "--inh-caps=-all", "--bounding-set=-net_raw,-ipc_lock"),
                SamplesMain.class, "loopback"))
        {
            final List<String> lines = sample.remainingLines();

            assertEquals(EXIT_UNABLE, sample.process().waitFor());
            assertEquals(
                List.of("xsk sample loopback: run as root, these capabilities are missing: CAP_NET_RAW " +
                    "CAP_IPC_LOCK; xsk sample loopback --simulated needs none"),
                lines);
        }
    }

    @KernelTest
    void shouldRefuseOptionsThatCannotBe() throws Exception
    {
        for (final String option : List.of("--seconds=0", "--rate=-1", "--rate=x", "--no-such-option"))
        {
            try (MainProcess sample = MainProcess.start(List.of(), SamplesMain.class, "loopback", option))
            {
                final List<String> lines = sample.remainingLines();

                assertEquals(EXIT_UNABLE, sample.process().waitFor(), option);
                assertTrue(lines.getFirst().contains(option.split("=")[0]), lines.getFirst());
            }
        }
    }

    static void verify(final JsonObject json, final String mode)
    {
        final long sent = json.get("sent").getAsLong();
        final long received = json.get("received").getAsLong();
        final long dropped = sum(json, "dropped");
        final long transmitted = json.get("transmitted").getAsLong();

        assertEquals(mode, json.get("mode").getAsString());
        // A publisher that is kept from its CPU sends fewer than it should, and a socket may overflow meanwhile.
        assertTrue(sent > 0 && sent <= 40_000, () -> "sent=" + sent);
        assertEquals(sent, received + dropped);
        assertTrue(json.get("gaps").getAsLong() <= dropped);
        assertEquals(0, json.get("checksumErrors").getAsLong());
        assertTrue(transmitted > 0 && transmitted <= received / 10 + 1, () -> "transmitted=" + transmitted);
        assertTrue(json.get("returned").getAsLong() <= transmitted);
        assertTrue(json.get("returned").getAsLong() > 0);
        assertEquals(0, json.getAsJsonObject("frames").get("lost").getAsLong());
        assertEquals(14_336, json.getAsJsonObject("frames").get("total").getAsLong());
        // Less than a byte a packet: what the JVM itself may allocate while it still compiles.
        assertTrue(json.get("allocatedBytes").getAsLong() < received);
        assertTrue(json.getAsJsonObject("latencyNs").get("50.0").getAsLong() > 0);
    }

    private static long sum(final JsonObject json, final String member)
    {
        long sum = 0;
        for (final JsonElement element : json.getAsJsonObject(member).asMap().values())
        {
            sum += element.getAsLong();
        }

        return sum;
    }
}
