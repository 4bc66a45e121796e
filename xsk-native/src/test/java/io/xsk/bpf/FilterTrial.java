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

import java.util.HexFormat;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A filter in the kernel and its model side by side: each packet goes through both, and they must agree on the rule.
 * The program tells the rule by what it returns.
 */
final class FilterTrial implements AutoCloseable
{
    private static final int FIRST_RESULT = 1000;
    private static final int MIN_LENGTH = 14;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0L, 0);
    private final XdpFilter filter;
    private final PacketFilter model;
    private final XskMap sockets = XskMap.create(1);
    private final FilterProgram program;
    private final int maxLength;
    private final long[] expectedPackets;
    private long unmatched;
    private long unfit;

    FilterTrial(final XdpFilter filter, final boolean multiBuffer, final int maxLength)
    {
        this.filter = filter;
        this.maxLength = maxLength;
        FilterRules redirects = XdpFilter.rules();
        for (final FilterRule rule : filter.ruleList())
        {
            redirects = redirects.redirect(rule.name(), rule.match());
        }
        expectedPackets = new long[filter.ruleList().size()];
        model = filter.model();
        program = FilterProgram.load(redirects, multiBuffer, (assembler, context, mark) ->
        {
            // What follows must be within reach of some way, or the verifier refuses it.
            final BpfAssembler.Label never = assembler.label();
            assembler
                .move(Register.R0, mark)
                .alu(AluOperation.ADD, Register.R0, FIRST_RESULT)
                .jump(Condition.EQUAL, Register.R0, 0, never)
                .exit()
                .bind(never);
        }, sockets);
    }

    /** The rule that both say, or what both say instead. */
    int decide(final byte[] packet)
    {
        buffer.wrap(packet);
        final int expected = model.evaluate(buffer, 0, packet.length);
        if (packet.length >= MIN_LENGTH && packet.length <= maxLength)
        {
            count(expected);
            final int result = program.program().testRun(packet, 1).result();
            final int actual = result >= FIRST_RESULT ? result - FIRST_RESULT : XdpAction.PASS.code() - result - 1;
            assertEquals(Math.max(expected, PacketFilter.UNMATCHED), actual,
                () -> "packet=" + HexFormat.of().formatHex(packet) + " filter=" + filter);
        }

        return expected;
    }

    /** Which packets were unfit and which were merely unmatched only the counters tell. */
    void assertCounts()
    {
        final List<FilterRule> rules = filter.ruleList();
        for (int i = 0; i < expectedPackets.length; i++)
        {
            assertEquals(expectedPackets[i], program.count(rules.get(i).name()).packets(), rules.get(i).name());
        }
        assertEquals(unmatched, program.unmatched().packets());
        assertEquals(unfit, program.unfit().packets());
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(program, sockets);
    }

    private void count(final int result)
    {
        switch (result)
        {
            case PacketFilter.UNFIT -> unfit++;
            case PacketFilter.UNMATCHED -> unmatched++;
            default -> expectedPackets[result]++;
        }
    }
}
