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
package io.xsk.bpf;

import static io.xsk.bpf.Match.udp;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a filter costs a packet in the kernel, by {@code BPF_PROG_TEST_RUN}: the program alone, on a packet that is in
 * the cache, without driver and redirect. A packet of the last rule is the dearest that matches; a TCP segment is one
 * that no rule wants.
 * <pre>{@code
 *     java -cp perf/target/xsk-perf.jar io.xsk.bpf.FilterCost
 * }</pre>
 */
public final class FilterCost
{
    private static final int REPEAT = 1_000_000;
    private static final int ROUNDS = 11;
    private static final int PORT = 26_400;
    private static final int SET_SIZE = 4096;
    private static final int DESTINATION_OFFSET = 30;
    private static final int DESTINATION_PORT_OFFSET = 36;
    private static final byte[] UDP = HexFormat.of().parseHex(
        "01005e01010102000000000108004500002000004000401100000a000001ef010000" + "03e8672000" + "0c000001020304");
    private static final byte[] TCP = HexFormat.of().parseHex(
        "02000000000202000000000108004500002800004000400600000a0000010a000002" +
        "03e801bb00000000000000005002000000000000");

    private FilterCost()
    {
    }

    /**
     * Measure and print a table in Markdown.
     *
     * @param args none.
     */
    public static void main(final String[] args)
    {
        final FilterSet<InetSocketAddress> set = FilterSet.endpoints("feeds", SET_SIZE);
        final List<InetSocketAddress> feeds = new ArrayList<>();
        for (int i = 0; i < SET_SIZE; i++)
        {
            feeds.add(new InetSocketAddress(InetAddress.ofLiteral(group(i)), PORT));
        }
        set.replaceAll(feeds);

        final PrintStream out = System.out;
        out.println("| filter | instructions | last rule, ns | no rule, ns | verifier: instructions | states | us |");
        out.println("|---|---|---|---|---|---|---|");
        final BpfAssembler pass = new BpfAssembler().move(Register.R0, XdpAction.PASS).exit();
        try (XdpProgram program = XdpProgram.load("pass", pass))
        {
            out.printf("| passes everything | 2 | - | %d | - | - | - |%n", medianNs(program, TCP, XdpAction.PASS));
        }
        measure(out, "1 rule", rules(1), 0);
        measure(out, "16 rules", rules(16), 15);
        measure(out, "1 rule, set of 4,096", XdpFilter.rules().drop("feeds", udp().destinationIn(set)), SET_SIZE - 1);
    }

    private static void measure(final PrintStream out, final String name, final XdpFilter filter, final int last)
    {
        try (FilterProgram program = FilterProgram.load(filter))
        {
            program.warnings().forEach(System.err::println);
            final byte[] packet = UDP.clone();
            ByteBuffer.wrap(packet).putInt(DESTINATION_OFFSET, 0xEF01_0000 + last)
                .putShort(DESTINATION_PORT_OFFSET, (short)PORT);
            final int matching = medianNs(program.program(), packet, XdpAction.DROP);
            final int other = medianNs(program.program(), TCP, XdpAction.PASS);
            final VerifierStatistics statistics = program.program().verifierStatistics();
            out.printf("| %s | %d | %d | %d | %d | %d | %d |%n", name, program.disassembly().size(), matching, other,
                statistics.instructions(), statistics.totalStates(), statistics.durationUs());
        }
    }

    private static int medianNs(final XdpProgram program, final byte[] packet, final XdpAction expected)
    {
        final int[] durations = new int[ROUNDS];
        for (int i = 0; i < ROUNDS; i++)
        {
            final ProgramTestRun run = program.testRun(packet, REPEAT);
            if (expected != run.action())
            {
                throw new IllegalStateException("the filter decides otherwise: expected=" + expected + " run=" + run);
            }
            durations[i] = run.durationNs();
        }
        Arrays.sort(durations);

        return durations[ROUNDS / 2];
    }

    private static XdpFilter rules(final int count)
    {
        FilterRules rules = XdpFilter.rules();
        for (int i = 0; i < count; i++)
        {
            rules = rules.drop("feed" + i, udp().destination(group(i), PORT));
        }

        return rules;
    }

    private static String group(final int index)
    {
        return "239.1." + (index >> 8) + '.' + (index & 0xFF);
    }
}
