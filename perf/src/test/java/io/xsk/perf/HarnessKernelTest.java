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
package io.xsk.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.xsk.CpuAffinity;
import io.xsk.netns.NetworkNamespace;
import io.xsk.perf.compare.HarnessCommand;
import io.xsk.perf.compare.PeerProcess;
import io.xsk.testing.Cable;
import io.xsk.testing.KernelTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;

/**
 * Each mode of the harness in a process of its own, as the front door starts it, on one end of a cable.
 */
class HarnessKernelTest
{
    private static final Set<String> MEMBERS = Set.of(
        "mode", "got", "packets", "pps", "bytes", "statistics", "frames", "allocatedBytes");
    private static final int PACKET_LENGTH = 64;
    private static final String IDLE = ".* packets +0/s";
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Cable cable = new Cable(1);

    @AfterEach
    void after()
    {
        cable.close();
    }

    @KernelTest
    void shouldAccountForEveryPacketThatWasGenerated()
    {
        final int count = 100_000;
        try (PeerProcess receiver = right("rxdrop").awaitReady();
            PeerProcess generator = left("generate", "--count", Integer.toString(count)))
        {
            final JsonObject generated = generator.await();
            final JsonObject received = stop(receiver);

            assertEquals(count, generated.get("packets").getAsLong());
            assertEquals(count, received.get("packets").getAsLong() + dropped(received));
            assertComplete(received);
        }
    }

    @KernelTest
    void shouldAccountForEveryPacketThatAPipelineReceives()
    {
        final int count = 20_000;
        for (final String mode : List.of("shared", "dedicated", "invoker"))
        {
            try (PeerProcess receiver = right("pipeline", "--stages", "2", "--mode", mode).awaitReady();
                PeerProcess generator = left("generate", "--count", Integer.toString(count)))
            {
                generator.await();
                final JsonObject received = stop(receiver);

                assertComplete(received);
                assertEquals(count, received.get("packets").getAsLong() + dropped(received), mode);
            }
        }
    }

    @KernelTest
    void shouldEndAtSigintWithItsSummary()
    {
        try (PeerProcess sender = left("txonly").awaitReady())
        {
            final JsonObject sent = sender.stop();

            assertComplete(sent);
            assertEquals("txonly", sent.get("mode").getAsString());
            assertTrue(
                sender.lines().stream().anyMatch(line -> line.startsWith("txonly: ")), sender.lines().toString());
        }
    }

    @KernelTest
    void shouldSendUntilTheCountIsReached()
    {
        try (PeerProcess sender = left("txonly", "--count", "5000", "--no-need-wakeup"))
        {
            final JsonObject sent = sender.await();

            assertComplete(sent);
            assertTrue(sent.get("packets").getAsLong() >= 5_000);
            assertEquals(0, statistics(sent).get("txInvalidDescriptors").getAsLong());
        }
    }

    @KernelTest
    void shouldTellByHowMuchTheHeapHasGrownWhenItIsAsked()
    {
        final String count = "50000";
        try (PeerProcess receiver = right("rxdrop", "--heap", "--count", count).awaitReady();
            PeerProcess generator = left("generate"))
        {
            final JsonObject heap = receiver.await().getAsJsonObject("heap");
            generator.stop();

            assertEquals(Set.of("usedBefore", "usedAfter", "growth", "collections"), heap.keySet());
            assertTrue(heap.get("usedBefore").getAsLong() > 0);
            assertEquals(heap.get("usedAfter").getAsLong() - heap.get("usedBefore").getAsLong(),
                heap.get("growth").getAsLong());
            assertEquals(0, heap.get("collections").getAsLong());
        }
    }

    @KernelTest
    void shouldForwardWhatItGets()
    {
        final int count = 10_000;
        try (PeerProcess forwarder = right("l2fwd").awaitReady();
            PeerProcess generator = left("generate", "--count", Integer.toString(count)))
        {
            generator.await();
            final JsonObject forwarded = stop(forwarder);

            assertComplete(forwarded);
            assertEquals(count, forwarded.get("packets").getAsLong() + dropped(forwarded));
        }
    }

    @KernelTest
    void shouldMeasureRoundTripsOneInFlightAndAtARate()
    {
        try (PeerProcess echo = right("echo").awaitReady();
            PeerProcess ping = left("ping", "--count", "500", "--warm-up", "100"))
        {
            assertRoundTrips(ping.await());
            try (PeerProcess open = left("ping", "--count", "500", "--warm-up", "100", "--rate", "10000"))
            {
                assertRoundTrips(open.await());
            }
            final JsonObject echoed = echo.stop();

            assertComplete(echoed);
            assertTrue(echoed.get("packets").getAsLong() >= 1_000);
        }
    }

    /** Let a receiver end when it has taken all that came: when nothing moved from one of its lines to the next. */
    private static JsonObject stop(final PeerProcess receiver)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        final int from = receiver.lines().size();
        while (receiver.lines().stream().skip(from).noneMatch(line -> line.matches(IDLE)))
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> receiver.lines().toString());
            LockSupport.parkNanos(POLL_NS);
        }

        return receiver.stop();
    }

    private static void assertRoundTrips(final JsonObject measured)
    {
        final JsonObject roundTripNs = measured.getAsJsonObject("roundTripNs");
        assertEquals(Set.of("50", "90", "99", "99.9", "99.99", "max"), roundTripNs.keySet());
        assertTrue(roundTripNs.get("50").getAsLong() > 0);
        assertTrue(roundTripNs.get("max").getAsLong() >= roundTripNs.get("50").getAsLong());
        assertEquals(0, measured.getAsJsonObject("frames").get("lost").getAsLong());
    }

    private static void assertComplete(final JsonObject summary)
    {
        assertEquals(MEMBERS, summary.keySet());
        assertEquals("native-copy", summary.get("got").getAsString());
        assertEquals(6, statistics(summary).size());
        assertEquals(0, summary.getAsJsonObject("frames").get("lost").getAsLong());
        assertEquals(
            PACKET_LENGTH * summary.get("packets").getAsLong(), summary.get("bytes").getAsLong());
    }

    private static long dropped(final JsonObject summary)
    {
        return statistics(summary).get("rxRingFull").getAsLong() + statistics(summary).get("rxDropped").getAsLong();
    }

    private static JsonObject statistics(final JsonObject summary)
    {
        return summary.getAsJsonObject("statistics");
    }

    private PeerProcess left(final String mode, final String... options)
    {
        return start(cable.left(), Cable.LEFT, CpuAffinity.allowed().nextSetBit(0), mode, options);
    }

    private PeerProcess right(final String mode, final String... options)
    {
        return start(cable.right(), Cable.RIGHT, CpuAffinity.allowed().length() - 1, mode, options);
    }

    private static PeerProcess start(
        final NetworkNamespace namespace,
        final String interfaceName,
        final int cpu,
        final String mode,
        final String... options)
    {
        final List<String> arguments = new ArrayList<>(
            List.of(mode, "--interface", interfaceName, "--cpu", Integer.toString(cpu), "--json"));
        arguments.addAll(List.of(options));

        return PeerProcess.start(namespace, HarnessCommand.of(List.of(), List.of(), arguments));
    }
}
