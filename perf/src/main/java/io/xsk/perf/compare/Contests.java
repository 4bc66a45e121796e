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

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is measured, and with whom. Every round measures each of them once, in turn.
 */
final class Contests
{
    /** The contest of what is left on the heap. */
    static final String HEAP = "heap";
    /** This library. */
    static final String XSK = "xsk";
    /** This library, its JVM started with the JDK's AOT cache. */
    static final String XSK_AOT = "xsk with AOT cache";
    /** A pipeline of this library with three stages on the thread of its owner. */
    static final String PIPELINE = "xsk pipeline";
    /** The peer in C on libxdp. */
    static final String C = "C on libxdp";
    /** The peer in C on DPDK's driver for AF_XDP. */
    static final String DPDK = "DPDK on AF_XDP";
    /** A channel that is asked again and again. */
    static final String DATAGRAM = "DatagramChannel spinning";

    private static final String DATAGRAM_BLOCKING = "DatagramChannel blocking";
    private static final String PACKET_RING = "AF_PACKET ring in C";
    private static final String GENERATED = Integer.toString(12_000_000);
    private static final String ROUND_TRIPS = Integer.toString(250_000);
    private static final String SECONDS = "2";
    private static final String LONG_RING = Integer.toString(32_768);
    private static final String LONG_RINGS = ", 32,768 entries";
    /** A machine that is busy with other things shall not hold a round for ever. */
    private static final String AT_MOST_SECONDS = "60";
    /** Even on a machine that is busy with other things. */
    private static final long LEAST_PACKETS_PER_SECOND = 200_000;

    private final Testbed bed;
    private final Measurements measurements;
    private final String aotCache;
    private final long heapPackets;

    /**
     * @param bed          to run on.
     * @param measurements to add to.
     * @param aotCache     the file, empty if there is none.
     * @param heapPackets  over which the heap must not grow.
     */
    Contests(final Testbed bed, final Measurements measurements, final String aotCache, final long heapPackets)
    {
        this.heapPackets = heapPackets;
        this.bed = bed;
        this.measurements = measurements;
        this.aotCache = aotCache;
    }

    /** The trials of one round, each by its name. */
    List<Trial> trials()
    {
        final List<Trial> trials = new ArrayList<>();
        trials.add(new Trial("rxdrop", XSK, () -> receive(XSK, bed.java(true, true, right("rxdrop")))));
        trials.add(new Trial("rxdrop", PIPELINE, () -> receive(PIPELINE, bed.java(true, true, pipeline()))));
        trials.add(new Trial(HEAP, XSK, () -> heap(XSK, right("rxdrop"))));
        trials.add(new Trial(HEAP, PIPELINE, () -> heap(PIPELINE, pipeline())));
        trials.add(new Trial("txonly", XSK, () -> send(XSK, bed.java(true, false, txOnly()))));
        trials.add(new Trial("l2fwd", XSK, () -> forward(XSK, bed.java(true, true, right("l2fwd")))));
        addFirstSecond(trials, XSK, arguments -> bed.java(true, true, arguments));
        trials.add(new Trial("round trip", XSK, () -> roundTrip(XSK, bed.java(false, true, right("echo")),
            () -> bed.java(true, false, ping()))));
        trials.add(new Trial("ring turn", XSK, () -> turn(XSK, bed.java(true, true, turn()))));
        trials.add(new Trial("start", XSK, () -> start(XSK, List.of())));
        if (!aotCache.isEmpty())
        {
            trials.add(new Trial("start", XSK_AOT, () -> start(XSK_AOT, List.of("-XX:AOTCache=" + aotCache))));
        }
        addDatagram(trials, DATAGRAM);
        addDatagram(trials, DATAGRAM_BLOCKING, "--blocking");
        if (bed.hasPeer("xsk"))
        {
            addPeer(trials, C, "xsk");
            addFirstSecond(trials, C, arguments -> bed.peer("xsk", true, true, arguments));
        }
        if (bed.hasPeer("ring-turn"))
        {
            final List<String> turn = new ArrayList<>(List.of(turn()));
            turn.addAll(List.of("--interface", "none"));
            trials.add(new Trial("ring turn", C, () ->
                turn(C, bed.peer("ring-turn", true, true, turn.toArray(String[]::new)))));
        }
        if (bed.hasPeer("dpdk"))
        {
            addPeer(trials, DPDK, "dpdk");
        }
        if (bed.hasPeer("packet-ring"))
        {
            trials.add(new Trial("rxdrop", PACKET_RING, () -> bed.withPassProgram(() ->
                receive(PACKET_RING, bed.peer("packet-ring", true, true, right("rxdrop"))))));
        }

        return trials;
    }

    private void addPeer(final List<Trial> trials, final String name, final String program)
    {
        trials.add(new Trial("rxdrop", name, () -> receive(name, bed.peer(program, true, true, right("rxdrop")))));
        trials.add(new Trial("txonly", name, () -> send(name, bed.peer(program, true, false, txOnly()))));
        trials.add(new Trial("l2fwd", name, () -> forward(name, bed.peer(program, true, true, right("l2fwd")))));
        trials.add(new Trial("round trip", name, () -> roundTrip(name, bed.peer(program, false, true, right("echo")),
            () -> bed.peer(program, true, false, ping()))));
    }

    private void addDatagram(final List<Trial> trials, final String name, final String... options)
    {
        trials.add(new Trial("rxdrop", name, () -> bed.withPassProgram(() ->
            receive(name, bed.java(true, true, datagram("DROP", 2, 1, options))))));
        trials.add(new Trial("round trip", name, () -> roundTrip(name,
            bed.java(false, true, datagram("ECHO", 2, 1, options)),
            () -> bed.java(true, false, datagram("PING", 1, 2, pingOptions(options))))));
    }

    private JsonObject receive(final String contestant, final PeerProcess receiver)
    {
        try (receiver)
        {
            receiver.awaitReady();
            final JsonObject generated = generate("--count", GENERATED);
            final JsonObject received = receiver.stop();
            final double share = received.get("packets").getAsDouble() / generated.get("packets").getAsDouble();
            measurements.add(Metric.RECEIVED, contestant, share);
            measurements.add(Metric.RECEIVED_RATE, contestant, share * generated.get("pps").getAsDouble());

            return received;
        }
    }

    private JsonObject forward(final String contestant, final PeerProcess forwarder)
    {
        try (forwarder)
        {
            forwarder.awaitReady();
            generate("--seconds", SECONDS);
            final JsonObject forwarded = forwarder.stop();
            measurements.add(Metric.FORWARDED_RATE, contestant, forwarded.get("pps").getAsDouble());

            return forwarded;
        }
    }

    private JsonObject send(final String contestant, final PeerProcess sender)
    {
        try (sender)
        {
            final JsonObject sent = sender.await();
            measurements.add(Metric.SENT_RATE, contestant, sent.get("pps").getAsDouble());

            return sent;
        }
    }

    private JsonObject turn(final String contestant, final PeerProcess process)
    {
        try (process)
        {
            final JsonObject turned = process.await();
            measurements.add(Metric.RING_TURN, contestant, 1e9 / turned.get("pps").getAsDouble());

            return turned;
        }
    }

    /** With rings as all others have them, and with such as outlast that the hot thread waits for its CPU. */
    private void addFirstSecond(
        final List<Trial> trials, final String contestant, final Function<String[], PeerProcess> receivers)
    {
        final String withLongRings = contestant + LONG_RINGS;
        trials.add(new Trial("first second", contestant, () -> firstSecond(
            contestant, () -> receivers.apply(right("rxdrop", "--seconds", "1")))));
        trials.add(new Trial("first second", withLongRings, () -> firstSecond(
            withLongRings, () -> receivers.apply(right("rxdrop", "--seconds", "1",
                "--rx", LONG_RING, "--fill", LONG_RING, "--frames", LONG_RING)))));
    }

    /** The generator runs already when the receiver attaches. */
    private JsonObject firstSecond(final String contestant, final Supplier<PeerProcess> receivers)
    {
        try (PeerProcess generator = bed.java(false, false, left("generate")).awaitReady();
            PeerProcess receiver = receivers.get())
        {
            final JsonObject received = receiver.await();
            generator.stop();
            final JsonObject statistics = received.getAsJsonObject("statistics");
            measurements.add(Metric.LOST, contestant,
                statistics.get("rxRingFull").getAsDouble() + statistics.get("rxDropped").getAsDouble());

            return received;
        }
    }

    /** What is on the heap before and after very many packets. */
    private JsonObject heap(final String contestant, final String... arguments)
    {
        final List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--heap", "--count", Long.toString(heapPackets)));
        try (PeerProcess receiver = bed.java(true, true, all.toArray(String[]::new)).awaitReady();
            PeerProcess generator = bed.java(false, false, left("generate")))
        {
            final JsonObject received =
                receiver.await(PeerProcess.TIMEOUT_S + heapPackets / LEAST_PACKETS_PER_SECOND);
            generator.stop();
            final JsonObject heap = received.getAsJsonObject("heap");
            measurements.add(Metric.HEAP_GROWTH, contestant, heap.get("growth").getAsDouble());
            measurements.add(Metric.COLLECTIONS, contestant, heap.get("collections").getAsDouble());

            return received;
        }
    }

    private JsonObject roundTrip(
        final String contestant,
        final PeerProcess echo,
        final Supplier<PeerProcess> pings)
    {
        try (echo)
        {
            echo.awaitReady();
            try (PeerProcess ping = pings.get())
            {
                final JsonObject measured = ping.await();
                echo.stop();
                final JsonObject roundTripNs = measured.getAsJsonObject("roundTripNs");
                for (final String percentile : roundTripNs.keySet())
                {
                    measurements.add(
                        Metric.roundTrip(percentile), contestant, roundTripNs.get(percentile).getAsDouble());
                }

                return measured;
            }
        }
    }

    private JsonObject start(final String contestant, final List<String> jvmFlags)
    {
        try (Trickle _ = new Trickle(bed); PeerProcess receiver = bed.firstPacket(jvmFlags))
        {
            final JsonObject received = receiver.await();
            measurements.add(Metric.START, contestant, received.get("startMs").getAsDouble());

            return received;
        }
    }

    /** Receive once while the JVM notes what a start needs, from which it makes its cache when it ends. */
    void train()
    {
        try (Trickle _ = new Trickle(bed);
            PeerProcess receiver = bed.firstPacket(List.of("-XX:AOTCacheOutput=" + aotCache)))
        {
            receiver.awaitExit(PeerProcess.TIMEOUT_S);
        }
    }

    private JsonObject generate(final String... options)
    {
        final List<String> arguments = new ArrayList<>(List.of("--broadcast"));
        arguments.addAll(List.of(options));
        try (PeerProcess generator = bed.java(false, false, left("generate", arguments.toArray(String[]::new))))
        {
            return generator.await();
        }
    }

    private static String[] left(final String mode, final String... options)
    {
        return with(mode, Testbed.LEFT, options);
    }

    private static String[] right(final String mode, final String... options)
    {
        return with(mode, Testbed.RIGHT, options);
    }

    private static String[] pipeline()
    {
        return right("pipeline", "--stages", "3", "--mode", "shared");
    }

    private static String[] txOnly()
    {
        return left("txonly", "--seconds", SECONDS);
    }

    private static String[] ping()
    {
        return left("ping", "--count", ROUND_TRIPS, "--seconds", AT_MOST_SECONDS);
    }

    private static String[] turn()
    {
        return new String[]{"ring-turn", "--seconds", SECONDS};
    }

    private static String[] pingOptions(final String... options)
    {
        final List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--count", ROUND_TRIPS, "--seconds", AT_MOST_SECONDS));

        return all.toArray(String[]::new);
    }

    private static String[] datagram(final String role, final int local, final int remote, final String... options)
    {
        final List<String> arguments = new ArrayList<>(List.of("datagram", "--role", role,
            "--local", Testbed.address(local).getHostAddress(), "--remote", Testbed.address(remote).getHostAddress()));
        arguments.addAll(List.of(options));

        return arguments.toArray(String[]::new);
    }

    private static String[] with(final String mode, final String interfaceName, final String... options)
    {
        final List<String> arguments = new ArrayList<>(List.of(mode, "--interface", interfaceName));
        arguments.addAll(List.of(options));

        return arguments.toArray(String[]::new);
    }
}
