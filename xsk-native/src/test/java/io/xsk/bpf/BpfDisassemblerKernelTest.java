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

import static io.xsk.bpf.Register.R0;
import static io.xsk.bpf.Register.R1;
import static io.xsk.bpf.Register.R10;
import static io.xsk.bpf.Register.R2;
import static io.xsk.bpf.Register.R3;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.xsk.XskException;
import io.xsk.testing.KernelTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The same instructions as the kernel's verifier and as LLVM read them.
 */
class BpfDisassemblerKernelTest
{
    private static final String LLVM = "llvm-mc";
    private static final Pattern LINE = Pattern.compile("^(\\d+: \\([0-9a-f]{2}\\) .*?)(\\s+;.*)?$");

    private final BpfAssembler program = new BpfAssembler();

    @KernelTest
    void shouldWriteWhatTheVerifierWrites()
    {
        eachInstruction(false);
        // So that the verifier refuses the program and shows what it read.
        program.move(R0, R3).call(4_000).exit();

        final String log = assertThrows(XskException.class, () -> XdpProgram.load("each", program)).getMessage();
        final List<String> theirs = new ArrayList<>();
        for (final String line : log.lines().toList())
        {
            final Matcher matcher = LINE.matcher(line);
            if (matcher.matches())
            {
                theirs.add(matcher.group(1));
            }
        }
        final List<String> ours = program.disassembly();
        // The last two are the refused call and what comes after it.
        assertEquals(ours.subList(0, ours.size() - 2), theirs.subList(0, ours.size() - 2), log);
    }

    /** With the program llvm-mc, where it is installed; version 14 does not know MODULO and ANY_BIT. */
    @Test
    void shouldEncodeWhatLlvmDecodes() throws IOException, InterruptedException
    {
        assumeTrue(
            isInstalled() || "required".equals(System.getProperty("xsk.kernel.tests")), LLVM + " is not installed");
        eachInstruction(true);
        program.exit();

        final List<String> theirs = llvm(program.toArray());
        final List<String> ours = new ArrayList<>();
        for (final String line : program.disassembly())
        {
            ours.add(inWordsOfLlvm(line));
        }
        assertEquals(ours, theirs);
    }

    @KernelTest
    void shouldShowAFilterWithItsVerifierStatistics()
    {
        try (FilterProgram filter = FilterProgram.load(XdpFilter.rules().drop("noise", Match.udp())))
        {
            final VerifierStatistics statistics = filter.program().verifierStatistics();
            final List<String> lines = filter.disassembly();

            assertEquals("0: (bf) r6 = r1", lines.getFirst());
            assertTrue(lines.getLast().endsWith(": (95) exit"), lines.getLast());
            assertTrue(statistics.instructions() > lines.size(), statistics::toString);
            assertTrue(statistics.totalStates() >= statistics.peakStates(), statistics::toString);
            assertTrue(statistics.peakStates() > 0, statistics::toString);
        }
    }

    @Test
    void shouldReadWhatTheVerifierSays()
    {
        assertEquals(new VerifierStatistics(345, 30, 29, 211), VerifierStatistics.parse(
            "verification time 211 usec\nstack depth 120\n" +
            "processed 345 insns (limit 1000000) max_states_per_insn 2 total_states 30 peak_states 29 mark_read 8\n"));
        assertEquals(VerifierStatistics.UNKNOWN, VerifierStatistics.parse(""));
    }

    private void eachInstruction(final boolean isForLlvm)
    {
        final BpfAssembler.Label end = program.label();
        program
            .load(Width.WORD, R2, R1, XdpContextDescriptor.RX_QUEUE_INDEX_OFFSET)
            .store(Width.DOUBLE, R10, -8, R2)
            .store(Width.WORD, R10, -16, R2)
            .store(Width.HALF, R10, -18, R2)
            .store(Width.BYTE, R10, -19, R2)
            .load(Width.DOUBLE, R3, R10, -8)
            .load(Width.HALF, R3, R10, -18)
            .load(Width.BYTE, R3, R10, -19)
            .atomicAdd(Width.DOUBLE, R10, -8, R2)
            .loadLong(R3, 0x0123_4567_89AB_CDEFL)
            .negate(R3)
            .networkOrder(Width.HALF, R3)
            .networkOrder(Width.WORD, R3)
            .networkOrder(Width.DOUBLE, R3);
        for (final AluOperation operation : AluOperation.values())
        {
            if (!isForLlvm || AluOperation.MODULO != operation)
            {
                program.move(R3, R2).alu(operation, R3, 3).alu(operation, R3, R2)
                    .alu32(operation, R3, 3).alu32(operation, R3, R2);
            }
        }
        for (final Condition condition : Condition.values())
        {
            if (!isForLlvm || Condition.ANY_BIT != condition)
            {
                program.load(Width.WORD, R3, R1, 16).jump(condition, R3, 5, end).jump(condition, R3, R2, end)
                    .jump32(condition, R3, 5, end).jump32(condition, R3, R2, end);
            }
        }
        program.jump(end).bind(end).call(Helper.KTIME_GET_NS);
    }

    private static String inWordsOfLlvm(final String line)
    {
        String text = line.replaceFirst("^\\d+: \\(..\\) ", "")
            .replaceAll("goto pc", "goto ")
            .replaceAll("\\(r(\\d+) ([+-])(\\d+)\\)", "(r$1 $2 $3)")
            .replaceAll("call [a-z_]+#", "call ");
        final Matcher hex = Pattern.compile("0x([0-9a-f]+)").matcher(text);
        text = hex.replaceAll(match -> Long.toString(Long.parseUnsignedLong(match.group(1), 16)));

        // A load or store of less than 64 bits has a register of 32 there.
        text = text.replaceFirst("^r(\\d+ = \\*\\(u(8|16|32) )", "w$1")
            .replaceFirst("^(\\*\\(u(8|16|32) .* = )r", "$1w");

        return line.contains("(18)") ? text + " ll" : text;
    }

    private static List<String> llvm(final long... instructions) throws IOException, InterruptedException
    {
        final StringBuilder bytes = new StringBuilder();
        for (final long instruction : instructions)
        {
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE)
            {
                bytes.append(String.format("0x%02x ", instruction >>> shift & 0xFF));
            }
        }
        final Process process =
            new ProcessBuilder(LLVM, "--disassemble", "-triple=bpfel", "-mattr=+alu32")
                .redirectErrorStream(true).start();
        process.getOutputStream().write(bytes.toString().getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().close();
        final List<String> lines = process.inputReader().lines().map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith(".")).toList();
        assertEquals(0, process.waitFor());
        assertFalse(lines.isEmpty());

        return lines;
    }

    private static boolean isInstalled()
    {
        return Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, LLVM)));
    }
}
