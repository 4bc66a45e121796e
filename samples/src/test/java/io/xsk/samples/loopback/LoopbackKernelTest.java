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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.samples.MainProcess;
import io.xsk.samples.SamplesMain;
import io.xsk.testing.KernelTest;
import io.xsk.testing.LoadedPrograms;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class LoopbackKernelTest
{
    private static final int EXIT_UNABLE = 2;
    private static final String PROGRAM = "xsk_redirect";
    private static final String PROGRAM_ID = "prog_id:";

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

    /**
     * Ids of programs are not used again for long, but other processes have programs of the same name; the numbers of
     * namespaces are used again at once. So it is told by the process what is the sample's, and nobody else may have
     * it.
     */
    @KernelTest
    void shouldLeaveNothingBehindWhenItIsKilled() throws Exception
    {
        try (MainProcess sample = MainProcess.start(List.of(), SamplesMain.class, "loopback", "--seconds", "60"))
        {
            sample.awaitLine("   1 s   sent");
            final Path process = Path.of("/proc", String.valueOf(sample.process().pid()));
            final Set<Integer> programs = programs(process);
            final Set<String> namespaces = namespaces(process);
            namespaces.removeAll(namespaces(Path.of("/proc/self")));
            assertFalse(programs.isEmpty());
            assertTrue(LoadedPrograms.named(PROGRAM).containsAll(programs));
            assertEquals(2, namespaces.size());
            assertEquals(Set.of(process), holders(namespaces));
            assertTrue(mounts().stream().noneMatch(mount -> namespaces.stream().anyMatch(mount::contains)));

            sample.process().destroyForcibly().waitFor();

            // The kernel frees programs some time after their last user has gone; the test's timeout bounds the wait.
            while (programs.stream().anyMatch(LoadedPrograms::isThere))
            {
                Thread.yield();
            }
            assertFalse(Files.exists(process));
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

    /** The programs to which a process has a descriptor, or a link's. */
    private static Set<Integer> programs(final Path process) throws IOException
    {
        final Set<Integer> programs = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fdinfo")))
        {
            for (final Path descriptor : descriptors)
            {
                linesOf(descriptor).stream()
                    .filter(line -> line.startsWith(PROGRAM_ID))
                    .forEach(line -> programs.add(Integer.valueOf(line.substring(PROGRAM_ID.length()).strip())));
            }
        }

        return programs;
    }

    private static List<String> linesOf(final Path descriptor)
    {
        try
        {
            return Files.readAllLines(descriptor);
        }
        catch (final IOException ignore)
        {
            // One that was closed meanwhile has no program.
            return List.of();
        }
    }

    private static Set<Path> holders(final Set<String> namespaces) throws IOException
    {
        final Set<Path> holders = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*"))
        {
            for (final Path process : processes)
            {
                if (namespaces(process).stream().anyMatch(namespaces::contains))
                {
                    holders.add(process);
                }
            }
        }

        return holders;
    }

    private static List<String> mounts() throws IOException
    {
        return Files.readAllLines(Path.of("/proc/self/mountinfo"));
    }

    private static Set<String> namespaces(final Path process) throws IOException
    {
        final Set<String> namespaces = new HashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task")))
        {
            for (final Path task : tasks)
            {
                namespaces.add(Files.readSymbolicLink(task.resolve("ns/net")).toString());
            }
        }
        catch (final IOException ignore)
        {
            // A process or thread that ends meanwhile is in no namespace.
            namespaces.remove("");
        }

        return namespaces;
    }
}
