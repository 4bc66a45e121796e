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

import static io.xsk.bpf.AluOperation.SHIFT_RIGHT;
import static io.xsk.bpf.AluOperation.SUBTRACT;
import static io.xsk.bpf.AluOperation.XOR;
import static io.xsk.bpf.Condition.EQUAL;
import static io.xsk.bpf.Condition.GREATER;
import static io.xsk.bpf.Condition.LESS_OR_EQUAL;
import static io.xsk.bpf.Condition.NOT_EQUAL;
import static io.xsk.bpf.FilterFrame.DESTINATION;
import static io.xsk.bpf.FilterFrame.DESTINATION_PORT;
import static io.xsk.bpf.FilterFrame.PROTOCOL;
import static io.xsk.bpf.Register.R0;
import static io.xsk.bpf.Register.R1;
import static io.xsk.bpf.Register.R10;
import static io.xsk.bpf.Register.R2;

import io.xsk.bpf.BpfAssembler.Label;
import java.util.List;
import java.util.Map;

/**
 * The second part of a filter's program: a {@link Term} as jumps over what is in the {@link FilterFrame}. Each method
 * jumps to the target where the term comes out as wanted, and falls through where it does not.
 * <p>
 * Values are compared by the difference (XOR) to what is asked for, never themselves. From a comparison of the value
 * the verifier would learn what it is, follow the rest of the rules once for each value that it knows, and give up at a
 * few hundred rules; so its work is the number of rules, and not its square.
 */
final class TermEmitter
{
    private final BpfAssembler program;
    private final Map<FilterSet<?>, KernelSet> sets;

    TermEmitter(final BpfAssembler program, final Map<FilterSet<?>, KernelSet> sets)
    {
        this.program = program;
        this.sets = sets;
    }

    void emit(final Term term, final Label target, final boolean wanted)
    {
        final Condition condition = wanted ? EQUAL : NOT_EQUAL;
        switch (term)
        {
            case final Term.All all -> all(all.terms(), target, wanted, true);
            case final Term.Any any -> all(any.terms(), target, !wanted, false);
            case final Term.Not not -> emit(not.term(), target, !wanted);
            case final Term.EtherType type -> compare(FilterFrame.ETHER_TYPE_OFFSET, condition,
                Short.toUnsignedInt(Short.reverseBytes((short)type.etherType())), target);
            case final Term.TagCount count ->
                compare(FilterFrame.TAG_COUNT_OFFSET, condition, count.count(), target);
            case final Term.Tag tag -> compare(
                0 == tag.index() ? FilterFrame.FIRST_TAG_OFFSET : FilterFrame.SECOND_TAG_OFFSET,
                condition, tag.id(), target);
            case final Term.IpVersion version -> program
                .move(R1, DESTINATION)
                .alu(SHIFT_RIGHT, R1, Integer.SIZE)
                .jump(condition, R1, version.version(), target);
            case final Term.Protocol protocol -> program.jump(condition, PROTOCOL, protocol.protocol(), target);
            case final Term.Address address -> address(address, target, wanted);
            case final Term.Port port -> port(port, target, wanted);
            case final Term.Member member -> member(member, target, wanted);
        }
    }

    /** Are all terms as each should be, true or false? Where there are none, they are. */
    private void all(final List<Term> terms, final Label target, final boolean wanted, final boolean each)
    {
        if (terms.isEmpty())
        {
            // A jump that is always or never taken, since the verifier wants to see a way to what comes after.
            program.move(R1, 0).jump(wanted ? EQUAL : NOT_EQUAL, R1, 0, target);
            return;
        }
        final Label other = wanted ? program.label() : target;
        final int last = terms.size() - 1;
        for (int i = 0; i < last; i++)
        {
            emit(terms.get(i), other, !each);
        }
        emit(terms.get(last), target, wanted == each);
        if (wanted)
        {
            program.bind(other);
        }
    }

    private void compare(final int offset, final Condition condition, final int value, final Label target)
    {
        program
            .load(Width.DOUBLE, R1, R10, offset)
            .alu(XOR, R1, value)
            .jump(condition, R1, 0, target);
    }

    private void address(final Term.Address address, final Label target, final boolean wanted)
    {
        final AddressPrefix prefix = address.prefix();
        if (4 == prefix.version())
        {
            loadAddress(address.isSource());
            compareBits(4L << Integer.SIZE | prefix.high() >>> Integer.SIZE,
                Integer.SIZE - prefix.length(), wanted ? EQUAL : NOT_EQUAL, target);
            return;
        }
        final Label other = wanted ? program.label() : target;
        final int offset =
            address.isSource() ? FilterFrame.IPV6_SOURCE_OFFSET : FilterFrame.IPV6_DESTINATION_OFFSET;
        program
            .move(R1, DESTINATION)
            .alu(SHIFT_RIGHT, R1, Integer.SIZE)
            .jump(NOT_EQUAL, R1, prefix.version(), other);
        compareHalf(offset, prefix.high(), prefix.length(), other);
        compareHalf(offset + Long.BYTES, prefix.low(), prefix.length() - Long.SIZE, other);
        if (wanted)
        {
            program.jump(target).bind(other);
        }
    }

    private void compareHalf(final int offset, final long value, final int length, final Label other)
    {
        if (length > 0)
        {
            program
                .load(Width.DOUBLE, R1, R10, offset)
                .networkOrder(Width.DOUBLE, R1);
            compareBits(value, Math.max(0, Long.SIZE - length), NOT_EQUAL, other);
        }
    }

    /** Are R1 and the value the same without their last bits? */
    private void compareBits(final long value, final int lastBits, final Condition condition, final Label target)
    {
        final long expected = value >>> lastBits;
        if (lastBits > 0)
        {
            program.alu(SHIFT_RIGHT, R1, lastBits);
        }
        program
            .loadLong(R2, expected)
            .alu(XOR, R2, R1)
            .jump(condition, R2, 0, target);
    }

    private void port(final Term.Port port, final Label target, final boolean wanted)
    {
        loadPort(port.isSource());
        if (port.low() == port.high())
        {
            program
                .alu(XOR, R1, port.low())
                .jump(wanted ? EQUAL : NOT_EQUAL, R1, 0, target);
        }
        else
        {
            // Below the range the difference is a huge number.
            program
                .alu(SUBTRACT, R1, port.low())
                .jump(wanted ? LESS_OR_EQUAL : GREATER, R1, port.high() - port.low(), target);
        }
    }

    private void member(final Term.Member member, final Label target, final boolean wanted)
    {
        final Label other = wanted ? program.label() : target;
        final FilterSet<?> set = member.set();
        flowKey(set, member.isSource(), other);
        program
            .store(Width.WORD, R10, FilterFrame.INDEX_OFFSET, 0)
            .move(R2, R10)
            .alu(AluOperation.ADD, R2, FilterFrame.INDEX_OFFSET)
            .loadMap(R1, sets.get(set).map())
            .call(Helper.MAP_LOOKUP_ELEM)
            .jump(EQUAL, R0, 0, other)
            .move(R1, R0)
            .move(R2, R10)
            .alu(AluOperation.ADD, R2, FilterFrame.FLOW_KEY_OFFSET)
            .call(Helper.MAP_LOOKUP_ELEM)
            .jump(EQUAL, R0, 0, other);
        if (wanted)
        {
            program.jump(target).bind(other);
        }
    }

    /** Writes the key, or jumps where the packet has no such thing. */
    private void flowKey(final FilterSet<?> set, final boolean isSource, final Label other)
    {
        final int key = FilterFrame.FLOW_KEY_OFFSET;
        if (set.hasPort())
        {
            loadPort(isSource);
            program
                .jump(EQUAL, R1, FilterFrame.NO_PORT, other)
                .store(Width.WORD, R10, key + FlowKey.PORT_OFFSET, R1);
        }
        else
        {
            program.store(Width.WORD, R10, key + FlowKey.PORT_OFFSET, 0);
        }
        if (set.hasAddress())
        {
            flowAddress(isSource, other);
        }
        else
        {
            program
                .store(Width.WORD, R10, key + FlowKey.VERSION_OFFSET, 0)
                .store(Width.DOUBLE, R10, key + FlowKey.HIGH_OFFSET, 0)
                .store(Width.DOUBLE, R10, key + FlowKey.LOW_OFFSET, 0);
        }
    }

    private void flowAddress(final boolean isSource, final Label other)
    {
        final Label ipv6 = program.label();
        final Label end = program.label();
        final int key = FilterFrame.FLOW_KEY_OFFSET;
        final int address = isSource ? FilterFrame.IPV6_SOURCE_OFFSET : FilterFrame.IPV6_DESTINATION_OFFSET;
        program
            .move(R1, DESTINATION)
            .alu(SHIFT_RIGHT, R1, Integer.SIZE)
            .jump(EQUAL, R1, 0, other)
            .store(Width.WORD, R10, key + FlowKey.VERSION_OFFSET, R1)
            .jump(EQUAL, R1, 6, ipv6);
        loadAddress(isSource);
        program
            .networkOrder(Width.WORD, R1)
            .store(Width.DOUBLE, R10, key + FlowKey.HIGH_OFFSET, R1)
            .store(Width.DOUBLE, R10, key + FlowKey.LOW_OFFSET, 0)
            .jump(end)
            .bind(ipv6)
            .load(Width.DOUBLE, R1, R10, address)
            .load(Width.DOUBLE, R2, R10, address + Long.BYTES)
            .store(Width.DOUBLE, R10, key + FlowKey.HIGH_OFFSET, R1)
            .store(Width.DOUBLE, R10, key + FlowKey.LOW_OFFSET, R2)
            .bind(end);
    }

    /** Leaves the address in R1, if it is of IPv4. */
    private void loadAddress(final boolean isSource)
    {
        if (isSource)
        {
            program.load(Width.DOUBLE, R1, R10, FilterFrame.SOURCE_OFFSET);
        }
        else
        {
            program.move(R1, DESTINATION);
        }
    }

    /** Leaves the port in R1. */
    private void loadPort(final boolean isSource)
    {
        if (isSource)
        {
            program.load(Width.DOUBLE, R1, R10, FilterFrame.SOURCE_PORT_OFFSET);
        }
        else
        {
            program.move(R1, DESTINATION_PORT);
        }
    }
}
