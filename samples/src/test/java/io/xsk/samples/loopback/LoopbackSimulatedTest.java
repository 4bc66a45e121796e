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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.xsk.samples.MainProcess;
import io.xsk.samples.SamplesMain;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The sample for who has no privileges.
 */
@Timeout(60)
class LoopbackSimulatedTest
{
    private static final int EXIT_UNABLE = 2;

    @Test
    void shouldAddUpForAnOrdinaryUser() throws Exception
    {
        try (MainProcess sample = MainProcess.start(
            MainProcess.ORDINARY_USER, SamplesMain.class,
            "loopback", "--simulated", "--seconds", "2", "--rate", "20000", "--json"))
        {
            final List<String> lines = sample.remainingLines();
            assertEquals(0, sample.process().waitFor(), () -> String.join("\n", lines));
            LoopbackKernelTest.verify(JsonParser.parseString(lines.getLast()).getAsJsonObject(), "simulated");
        }
    }

    @Test
    void shouldOfferWhatNeedsNoPrivileges() throws Exception
    {
        try (MainProcess sample = MainProcess.start(MainProcess.ORDINARY_USER, SamplesMain.class, "loopback"))
        {
            final List<String> lines = sample.remainingLines();

            assertEquals(EXIT_UNABLE, sample.process().waitFor());
            assertEquals(1, lines.size(), () -> String.join("\n", lines));
            assertTrue(lines.getFirst().contains("CAP_NET_ADMIN"), lines.getFirst());
            assertTrue(lines.getFirst().endsWith("; xsk sample loopback --simulated needs none"), lines.getFirst());
        }
    }
}
