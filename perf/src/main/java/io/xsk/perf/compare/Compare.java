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

import io.xsk.perf.HotCpu;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures this library and its peers in turn, some rounds, on two hosts of its own with a cable between them.
 */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Measure this library and its peers in turn, on two network namespaces of its own.")
public final class Compare implements Runnable
{
    private static final long QUEUE_FREE_NS = TimeUnit.MILLISECONDS.toNanos(700);
    /** The programs in C, and Debian's packages that they need. */
    private static final Map<String, String> PEERS = Map.of(
        "packet-ring", "no more",
        "ring-turn", "libxdp-dev",
        "xsk", "libxdp-dev and libbpf-dev",
        "dpdk", "pkg-config, libdpdk-dev");

    private final PrintStream out = System.out;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7",
        description = "Rounds, in each of which everything is measured once (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--only", paramLabel = "REGEX", defaultValue = ".*",
        description = "Measure only what matches: rxdrop, txonly, l2fwd, first second, round trip, ring turn, start, " +
            "heap.")
    private Pattern only;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots.")
    private Path html;

    @Option(names = "--markdown", paramLabel = "FILE", description =
        "Write the tables in Markdown: to a new file, or in the section of an existing one that is for them.")
    private Path markdown;

    @Option(names = "--heap-packets", paramLabel = "N", defaultValue = "20000000", description =
        "Packets over which the heap must not grow, in the first round (default ${DEFAULT-VALUE}).")
    private long heapPackets;

    @Option(names = "--peers", paramLabel = "DIRECTORY", hidden = true, description = "Where the programs in C are.")
    private Path peers = Path.of(System.getProperty("xsk.perf.peers", "perf/target/peers"));

    @Option(names = "--aot-cache", paramLabel = "FILE", hidden = true, description = "The JDK's AOT cache.")
    private String aotCache = System.getProperty("xsk.perf.aot", "");

    /**
     * With the defaults of the options.
     */
    public Compare()
    {
    }

    @Override
    public void run()
    {
        final int cpu = HotCpu.orLast();
        final Measurements measurements = new Measurements();
        final MarkdownSection section = null == markdown ? null : MarkdownSection.in(markdown, "./xsk perf compare");
        try (Testbed bed = new Testbed(peers, cpu))
        {
            sayWhatIsMissing(bed);
            final Contests contests = new Contests(bed, measurements, aotCache, heapPackets);
            if (!aotCache.isEmpty() && only.matcher("start").matches())
            {
                contests.train();
            }
            // Those that are compared run next to each other, and in the other order in every other round: a virtual
            // machine can be faster for some minutes and slower for some.
            final List<Trial> trials = contests.trials().stream()
                .filter(trial -> only.matcher(trial.contest()).matches())
                .sorted(Comparator.comparing(Trial::contest))
                .toList();
            for (int round = 1; round <= rounds; round++)
            {
                measure(round, 0 == round % 2 ? trials.reversed() : trials);
            }
        }

        final Report report = new Report(measurements, machine());
        report.print(out);
        if (null != html)
        {
            report.writeHtml(html);
        }
        if (null != section)
        {
            report.writeMarkdown(section);
        }
    }

    private void measure(final int round, final List<Trial> trials)
    {
        for (final Trial trial : trials)
        {
            if (1 == round || !trial.isOnce())
            {
                System.err.printf("round %d of %d: %s, %s%n", round, rounds, trial.contest(), trial.contestant());
                trial.action().get();
                // The kernel lets a queue go some time after its socket was closed, which libxdp does not wait for.
                LockSupport.parkNanos(QUEUE_FREE_NS);
            }
        }
    }

    private void sayWhatIsMissing(final Testbed bed)
    {
        PEERS.forEach((name, packages) ->
        {
            if (!bed.hasPeer(name))
            {
                System.err.println("not measured: the peer in C " + name + ", which needs gcc, make, " + packages +
                    "; not found: " + peers.resolve(name));
            }
        });
        if (aotCache.isEmpty())
        {
            System.err.println("not measured: the start with the JDK's AOT cache, for which --aot-cache gives no file");
        }
    }

    private String machine()
    {
        return Machine.describe(rounds) + ", heap over " +
            String.format(Locale.ROOT, "%,d", heapPackets) + " packets";
    }
}
