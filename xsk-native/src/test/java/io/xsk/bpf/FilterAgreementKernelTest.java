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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.bpf.RandomMatches.Family;
import io.xsk.testing.KernelTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The program that a filter is compiled to and the plain Java model of it decide alike on every packet. With
 * {@code -Dlong} a hundred thousand for each family of rules, and other ones each time.
 */
class FilterAgreementKernelTest
{
    private static final boolean IS_LONG = null != System.getProperty("long");
    private static final int PACKETS = IS_LONG ? 100_000 : 2_000;
    private static final int FILTERS = IS_LONG ? 200 : 10;
    private static final int MAX_RULES = 6;
    /**
     * What a program for one buffer takes in a trial: a page, without the headroom and what the kernel keeps behind.
     */
    private static final int MAX_LENGTH = 3_400;
    private static final int MAX_MULTI_BUFFER_LENGTH = 60_000;

    private final long seed = IS_LONG ? System.nanoTime() : 20_260_101L;
    private final RandomGenerator random = new Random(seed);
    private final RandomPackets packets = new RandomPackets(random);

    @KernelTest
    void shouldAgreeOnEthernetAndVlans()
    {
        assertAgreement(Family.ETHERNET);
    }

    @KernelTest
    void shouldAgreeOnProtocols()
    {
        assertAgreement(Family.PROTOCOLS);
    }

    @KernelTest
    void shouldAgreeOnIpv4Addresses()
    {
        assertAgreement(Family.IPV4_ADDRESSES);
    }

    @KernelTest
    void shouldAgreeOnIpv6Addresses()
    {
        assertAgreement(Family.IPV6_ADDRESSES);
    }

    @KernelTest
    void shouldAgreeOnPorts()
    {
        assertAgreement(Family.PORTS);
    }

    @KernelTest
    void shouldAgreeOnSetsThatChangeWhileTheProgramRuns()
    {
        assertAgreement(Family.SETS);
    }

    @KernelTest
    void shouldAgreeOnCombinations()
    {
        assertAgreement(Family.COMBINED);
    }

    @KernelTest
    void shouldAgreeOnCapturedPackets() throws IOException
    {
        final List<byte[]> captured = capturedPackets();
        final RandomMatches matches = new RandomMatches(random);
        for (final boolean multiBuffer : new boolean[]{false, true})
        {
            try (FilterTrial trial = new FilterTrial(filter(matches, Family.COMBINED),
                multiBuffer, multiBuffer ? MAX_MULTI_BUFFER_LENGTH : MAX_LENGTH))
            {
                for (final byte[] packet : captured)
                {
                    trial.decide(packet);
                    trial.decide(Arrays.copyOf(packet, Math.min(packet.length, 64)));
                }
                trial.assertCounts();
            }
        }
    }

    private void assertAgreement(final Family family)
    {
        final RandomMatches matches = new RandomMatches(random);
        int matched = 0;
        int unfit = 0;
        for (int i = 0; i < FILTERS; i++)
        {
            try (FilterTrial trial = new FilterTrial(filter(matches, family), 0 == i % 4, MAX_LENGTH))
            {
                for (int j = 0; j < PACKETS / FILTERS; j++)
                {
                    final int result = trial.decide(packets.next());
                    matched += result >= 0 ? 1 : 0;
                    unfit += PacketFilter.UNFIT == result ? 1 : 0;
                    if (0 == j % 50)
                    {
                        matches.changeSets();
                    }
                }
                trial.assertCounts();
            }
            catch (final RuntimeException exception)
            {
                throw new IllegalStateException("seed=" + seed + " family=" + family, exception);
            }
        }

        // Else the packets or the rules say nothing.
        assertTrue(matched > PACKETS / 20, "matched=" + matched);
        assertTrue(unfit > PACKETS / 20, "unfit=" + unfit);
        assertTrue(matched + unfit < PACKETS, "matched=" + matched + " unfit=" + unfit);
    }

    private FilterRules filter(final RandomMatches matches, final Family family)
    {
        FilterRules rules = XdpFilter.rules();
        for (int i = 1 + random.nextInt(MAX_RULES); i > 0; i--)
        {
            rules = rules.redirect("rule" + i, matches.next(family));
        }

        return rules;
    }

    /** Those beside the checkout, or where there are none, random ones. */
    private List<byte[]> capturedPackets() throws IOException
    {
        final String named = System.getenv("XSK_SHARED_DATA");
        final Path folder =
            (null != named ? Path.of(named) : Path.of("../../shared/data")).resolve("robustness");
        final List<byte[]> captured = new ArrayList<>();
        if (Files.isDirectory(folder))
        {
            try (Stream<Path> files = Files.list(folder))
            {
                for (final Path file : files.filter(path -> path.toString().endsWith(".pcap")).sorted().toList())
                {
                    captured.addAll(PcapFile.packets(file));
                }
            }
        }
        assertEquals(null != named || Files.isDirectory(folder), !captured.isEmpty(),
            "no captures: folder=" + folder.toAbsolutePath());
        if (captured.isEmpty())
        {
            for (int i = 0; i < PACKETS; i++)
            {
                captured.add(packets.next());
            }
        }

        return captured;
    }
}
