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
package io.xsk.perf.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.xsk.CpuAffinity;
import io.xsk.testing.KernelTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;

/**
 * The peers in C, compiled here: each does what the harness does, so that the two can be compared.
 */
class PeersKernelTest
{
    private static final Path SOURCES = Path.of("peers");
    private static final Path GCC = Path.of("/usr/bin/cc");
    private static final Path PKG_CONFIG = Path.of("/usr/bin/pkg-config");
    private static final Path MAKE = Path.of("/usr/bin/make");
    private static final Path LIBXDP = Path.of("/usr/include/xdp/xsk.h");
    private static final Path DPDK = Path.of("/usr/include/dpdk/rte_ethdev.h");
    private static final String COUNT = "1000";
    private static final int PACKET_LENGTH = 64;

    @TempDir
    private Path programs;

    @KernelTest
    void shouldDoOnLibxdpWhatTheHarnessDoes() throws IOException, InterruptedException
    {
        InstalledAssumption.inCi(MAKE, "Debian's package make");
        InstalledAssumption.inCi(LIBXDP, "Debian's package libxdp-dev");
        shouldDoWhatTheHarnessDoes("xsk");
    }

    @KernelTest
    void shouldDoOnDpdkWhatTheHarnessDoes() throws IOException, InterruptedException
    {
        InstalledAssumption.inCi(MAKE, "Debian's package make");
        InstalledAssumption.anywhere(DPDK, "Debian's package libdpdk-dev");
        InstalledAssumption.anywhere(PKG_CONFIG, "Debian's package pkg-config");
        shouldDoWhatTheHarnessDoes("dpdk");
    }

    private void shouldDoWhatTheHarnessDoes(final String program) throws IOException, InterruptedException
    {
        make(program);
        try (Testbed bed = new Testbed(programs, CpuAffinity.allowed().length() - 1))
        {
            assertReceives(bed, program);
            assertSends(bed.peer(program, true, false, "txonly", "--interface", Testbed.LEFT, "--count", COUNT));
            assertRoundTrips(
                bed.peer(program, false, true, "echo", "--interface", Testbed.RIGHT),
                () -> bed.java(true, false, ping()));
            assertRoundTrips(
                bed.java(false, true, "echo", "--interface", Testbed.RIGHT),
                () -> bed.peer(program, true, false, ping()));
        }
    }

    private static void assertReceives(final Testbed bed, final String program)
    {
        try (PeerProcess receiver = bed.peer(
            program, true, true, "rxdrop", "--interface", Testbed.RIGHT, "--count", COUNT).awaitReady();
            PeerProcess generator = bed.java(
                false, false, "generate", "--interface", Testbed.LEFT, "--count", COUNT))
        {
            generator.await();
            final JsonObject received = receiver.await();

            assertEquals(Long.parseLong(COUNT), received.get("packets").getAsLong());
            assertEquals(PACKET_LENGTH * Long.parseLong(COUNT), received.get("bytes").getAsLong());
        }
    }

    private static void assertSends(final PeerProcess sender)
    {
        try (sender)
        {
            assertTrue(sender.await().get("packets").getAsLong() >= Long.parseLong(COUNT));
        }
    }

    private static void assertRoundTrips(final PeerProcess echo, final Supplier<PeerProcess> pings)
    {
        try (echo)
        {
            echo.awaitReady();
            try (PeerProcess ping = pings.get())
            {
                final JsonObject measured = ping.await();
                final long median = measured.getAsJsonObject("roundTripNs").get("50").getAsLong();

                assertTrue(median > 0 && measured.get("packets").getAsLong() >= Long.parseLong(COUNT),
                    measured.toString());
            }
            assertTrue(echo.stop().get("packets").getAsLong() >= Long.parseLong(COUNT));
        }
    }

    private static String[] ping()
    {
        return new String[]{"ping", "--interface", Testbed.LEFT, "--count", COUNT, "--warm-up", "10"};
    }

    private void make(final String program) throws IOException, InterruptedException
    {
        final Path output = programs.resolve("make.out");
        // The build of CI has clang alone.
        final Process make = new ProcessBuilder("make", "-s", "-C", SOURCES.toString(), "OUT=" + programs,
            "CC=" + (Files.exists(GCC) ? GCC : "clang"), programs.resolve(program).toString())
            .redirectErrorStream(true).redirectOutput(output.toFile()).start();

        assertTrue(make.waitFor(1, TimeUnit.MINUTES), "make does not end");
        assertEquals(0, make.exitValue(), () -> read(output));
    }

    private static String read(final Path file)
    {
        try
        {
            return Files.readString(file);
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }
}
