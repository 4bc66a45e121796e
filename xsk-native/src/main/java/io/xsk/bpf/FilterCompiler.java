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

import static io.xsk.bpf.AluOperation.ADD;
import static io.xsk.bpf.Condition.EQUAL;
import static io.xsk.bpf.FilterFrame.CONTEXT;
import static io.xsk.bpf.Register.R0;
import static io.xsk.bpf.Register.R1;
import static io.xsk.bpf.Register.R10;
import static io.xsk.bpf.Register.R2;
import static io.xsk.bpf.Register.R3;
import static io.xsk.bpf.Register.R7;
import static io.xsk.bpf.Register.R8;

import io.xsk.bpf.BpfAssembler.Label;
import java.util.List;
import java.util.Map;

/**
 * Turns rules into a program: read the headers, ask rule after rule, count, and act. A rule that matches puts its index
 * in R7 and its mark in R8 and jumps to what its action does, which all rules share.
 */
final class FilterCompiler
{
    /** More rules are refused: the verifier would take seconds, and jumps would be longer than there are. */
    static final int MAX_RULES = 1024;
    /** What the kernel takes, {@code BPF_COMPLEXITY_LIMIT_INSNS}; jumps, of which the longest go over all rules. */
    private static final int MAX_LENGTH = InstructionDescriptor.MAX_JUMP;

    private static final Register COUNTER = R7;
    private static final Register MARK = R8;

    private final BpfAssembler program = new BpfAssembler();
    private final List<FilterRule> rules;
    private final BpfMap<Integer, RuleCount> counters;
    private final XskMap[] sockets;
    private final Label pass = program.label();
    private final Label drop = program.label();
    private final Label[] redirects;

    FilterCompiler(
        final List<FilterRule> rules, final BpfMap<Integer, RuleCount> counters, final XskMap... sockets)
    {
        this.rules = rules;
        this.counters = counters;
        this.sockets = sockets;
        redirects = new Label[sockets.length];
        for (int i = 0; i < redirects.length; i++)
        {
            redirects[i] = program.label();
        }
    }

    BpfAssembler compile(
        final Map<FilterSet<?>, KernelSet> sets, final RedirectPrologue prologue, final boolean isLengthAsked)
    {
        final Label unfit = program.label();
        final TermEmitter terms = new TermEmitter(program, sets);
        new HeaderEmitter(program, unfit).emit(isLengthAsked);
        for (int index = 0; index < rules.size(); index++)
        {
            final Label next = program.label();
            terms.emit(rules.get(index).match().term(), next, false);
            matched(index, rules.get(index));
            program.bind(next);
        }
        program
            .move(COUNTER, rules.size())
            .jump(pass)
            .bind(unfit)
            .move(COUNTER, rules.size() + 1)
            .bind(pass);
        count();
        act(XdpAction.PASS);
        if (isAsked(XdpAction.DROP, 0))
        {
            program.bind(drop);
            count();
            act(XdpAction.DROP);
        }
        for (int set = 0; set < sockets.length; set++)
        {
            if (isAsked(XdpAction.REDIRECT, set))
            {
                program.bind(redirects[set]);
                count();
                redirect(sockets[set], prologue);
            }
        }
        requireJumpsReach();

        return program;
    }

    /** Is there a rule for this? The verifier refuses instructions to which no way leads. */
    private boolean isAsked(final XdpAction action, final int socketSet)
    {
        for (final FilterRule rule : rules)
        {
            if (rule.action() == action && (XdpAction.REDIRECT != action || rule.socketSet() == socketSet))
            {
                return true;
            }
        }

        return false;
    }

    private void matched(final int index, final FilterRule rule)
    {
        program.move(COUNTER, index);
        switch (rule.action())
        {
            case DROP -> program.jump(drop);
            case PASS -> program.jump(pass);
            default -> program.move(MARK, rule.mark()).jump(redirects[rule.socketSet()]);
        }
    }

    /** Counts for the index in R7, and leaves the address of its {@link RuleCount} there. */
    private void count()
    {
        final Label absent = program.label();
        program
            .store(Width.WORD, R10, FilterFrame.INDEX_OFFSET, COUNTER)
            .move(R2, R10)
            .alu(ADD, R2, FilterFrame.INDEX_OFFSET)
            .loadMap(R1, counters)
            .call(Helper.MAP_LOOKUP_ELEM)
            .move(COUNTER, R0)
            .jump(EQUAL, R0, 0, absent)
            .load(Width.DOUBLE, R2, R10, FilterFrame.LENGTH_OFFSET);
        addToCounter(RuleCount.PACKETS_OFFSET, 1);
        program
            .load(Width.DOUBLE, R1, COUNTER, RuleCount.BYTES_OFFSET)
            .alu(ADD, R1, R2)
            .store(Width.DOUBLE, COUNTER, RuleCount.BYTES_OFFSET, R1)
            .bind(absent);
    }

    private void redirect(final XskMap map, final RedirectPrologue prologue)
    {
        final Label redirected = program.label();
        prologue.emit(program, CONTEXT, MARK);
        program
            .load(Width.WORD, R2, CONTEXT, XdpContextDescriptor.RX_QUEUE_INDEX_OFFSET)
            .loadMap(R1, map)
            .move(R3, XdpAction.PASS)
            .call(Helper.REDIRECT_MAP)
            .jump(EQUAL, R0, XdpAction.REDIRECT.code(), redirected)
            .jump(EQUAL, COUNTER, 0, redirected);
        addToCounter(RuleCount.MISSED_OFFSET, 1);
        program
            .bind(redirected)
            .exit();
    }

    private void addToCounter(final int offset, final int value)
    {
        program
            .load(Width.DOUBLE, R1, COUNTER, offset)
            .alu(ADD, R1, value)
            .store(Width.DOUBLE, COUNTER, offset, R1);
    }

    private void act(final XdpAction action)
    {
        program.move(R0, action).exit();
    }

    private void requireJumpsReach()
    {
        if (program.length() > MAX_LENGTH)
        {
            throw new IllegalArgumentException("the filter is too long: rules=" + rules.size() + " instructions=" +
                program.length() + " limit=" + MAX_LENGTH + "; put addresses or ports into a FilterSet");
        }
    }
}
