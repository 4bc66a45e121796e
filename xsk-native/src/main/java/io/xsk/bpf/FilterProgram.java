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

import io.xsk.Capability;
import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.ffi.Bpf;
import io.xsk.ffi.Errno;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;

/**
 * An {@link XdpFilter} in the kernel: its program, the counters of its rules and its sets.
 * <pre>{@code
 *     try (XskMap sockets = XskMap.create(queues);
 *         FilterProgram filter = FilterProgram.load(udp().destination("239.1.1.1", 26477), sockets);
 *         XdpLink link = filter.program().attach(device))
 * }</pre>
 * <p>
 * <b>Note:</b> Counters may be read by any thread. The rest of this class is not threadsafe; it belongs to the thread
 * that launches and closes.
 */
public final class FilterProgram implements AutoCloseable
{
    private static final String NAME = "xsk_filter";
    private static final String COUNTERS_NAME = "xsk_counters";
    /** Behind the rules: what no rule matched, and what was unfit. */
    private static final int FURTHER_COUNTERS = 2;

    private final List<FilterRule> rules;
    private final BpfMap<Integer, RuleCount> counters;
    private final Map<FilterSet<?>, KernelSet> sets = new IdentityHashMap<>();
    private List<String> disassembly = List.of();
    private XdpProgram program;

    private FilterProgram(final List<FilterRule> rules)
    {
        this.rules = rules;
        counters = BpfMap.create(BpfMap.Type.PER_CPU_ARRAY, COUNTERS_NAME, BpfCodec.INT, RuleCount.CODEC,
            rules.size() + FURTHER_COUNTERS);
    }

    /**
     * Load a filter, for packets in one buffer.
     *
     * @param filter  to load.
     * @param sockets to redirect to, by queue; as many maps as the rules name socket sets. They may be filled later.
     * @return the program, to be attached, and to be closed.
     * @throws IllegalArgumentException   if the filter has too many rules, or names a socket set that is not there.
     * @throws XskException               if the kernel refuses it, or the capability CAP_PERFMON is missing.
     */
    public static FilterProgram load(final XdpFilter filter, final XskMap... sockets)
    {
        return load(filter, false, sockets);
    }

    /**
     * Load a filter.
     *
     * @param filter      to load.
     * @param multiBuffer true if packets may be in several buffers, from Linux 5.18 on; their headers must be in the
     *                    first one.
     * @param sockets     to redirect to, by queue; as many maps as the rules name socket sets. They may be filled
     * later.
     * @return the program, to be attached, and to be closed.
     * @throws IllegalArgumentException   if the filter has too many rules, or names a socket set that is not there.
     * @throws XskException               if the kernel refuses it, or the capability CAP_PERFMON is missing.
     */
    public static FilterProgram load(final XdpFilter filter, final boolean multiBuffer, final XskMap... sockets)
    {
        return load(filter, multiBuffer, RedirectPrologue.NONE, sockets);
    }

    /**
     * Load a filter that puts metadata before each packet which it redirects, to be read by {@link io.xsk.RxMetadata}:
     * the mark of the rule that matched, what the card says of the packet, where driver and kernel tell, and a
     * timestamp of the program's own. It is for one interface, and not for {@link AttachMode#GENERIC} where
     * {@link XdpProgram#metadataRefusal()} is empty.
     *
     * @param filter      to load.
     * @param multiBuffer true if packets may be in several buffers, from Linux 5.18 on; their headers must be in the
     *                    first one.
     * @param device      to load it for, in the network namespace of the calling thread.
     * @param sockets     to redirect to, by queue; as many maps as the rules name socket sets. They may be filled
     *                    later.
     * @return the program, to be attached, and to be closed.
     * @throws IllegalArgumentException if the filter has too many rules, or names a socket set that is not there.
     * @throws IllegalStateException    if the interface is in another network namespace.
     * @throws XskException             if the kernel refuses it, or the capability CAP_PERFMON is missing.
     */
    public static FilterProgram load(
        final XdpFilter filter, final boolean multiBuffer, final NetDevice device, final XskMap... sockets)
    {
        return load(filter, sockets, (program, flags) -> RxMetadataLoader.load(NAME, flags, device, emitter ->
            program.compile(multiBuffer, (assembler, context, mark) ->
                emitter.emit(assembler, context, mark, FilterFrame.END_OFFSET), sockets)), multiBuffer);
    }

    static FilterProgram load(
        final XdpFilter filter, final boolean multiBuffer, final RedirectPrologue prologue, final XskMap... sockets)
    {
        return load(filter, sockets, (program, flags) ->
            XdpProgram.load(NAME, program.compile(multiBuffer, prologue, sockets).toArray(), flags), multiBuffer);
    }

    private static FilterProgram load(
        final XdpFilter filter, final XskMap[] sockets, final Loader loader, final boolean multiBuffer)
    {
        final List<FilterRule> rules = filter.ruleList();
        requireLoadable(rules, sockets);
        requirePrivileges();
        final FilterProgram loaded = new FilterProgram(rules);
        try
        {
            for (final FilterRule rule : rules)
            {
                loaded.bindSets(rule.match().term());
            }
            loaded.program = loader.load(loaded, multiBuffer ? Bpf.BPF_F_XDP_HAS_FRAGS : 0);
        }
        catch (final RuntimeException exception)
        {
            loaded.close();
            throw exception;
        }

        return loaded;
    }

    /**
     * The program in the kernel.
     *
     * @return the program, to be attached; this closes it.
     */
    public XdpProgram program()
    {
        return program;
    }

    /**
     * The program written out, as the kernel's verifier would.
     *
     * @return a line for each instruction: position, opcode, meaning.
     */
    public List<String> disassembly()
    {
        return disassembly;
    }

    /**
     * What makes the program slower than it need be.
     *
     * @return what to say to the user: that the kernel does not compile programs, and how to mend it. Mostly empty.
     */
    public List<String> warnings()
    {
        final String warning = BpfJit.warning();
        return warning.isEmpty() ? List.of() : List.of(warning);
    }

    /**
     * What a rule counted so far, on all CPUs.
     *
     * @param name of the rule.
     * @return the sums; they may be of slightly different moments.
     * @throws IllegalArgumentException if there is no such rule.
     */
    public RuleCount count(final String name)
    {
        for (int i = 0; i < rules.size(); i++)
        {
            if (rules.get(i).name().equals(name))
            {
                return sum(i);
            }
        }

        throw new IllegalArgumentException("there is no such rule: rule=" + name);
    }

    /**
     * What no rule matched: it passed to the kernel.
     *
     * @return the sums over all CPUs.
     */
    public RuleCount unmatched()
    {
        return sum(rules.size());
    }

    /**
     * What no rule was asked about, being a fragment, truncated or malformed: it passed to the kernel.
     *
     * @return the sums over all CPUs.
     */
    public RuleCount unfit()
    {
        return sum(rules.size() + 1);
    }

    /**
     * What everything in the filter counted so far, on all CPUs.
     *
     * @return the sums; they may be of slightly different moments.
     */
    public FilterCounts counts()
    {
        final Map<String, RuleCount> counts = new LinkedHashMap<>();
        for (int i = 0; i < rules.size(); i++)
        {
            counts.put(rules.get(i).name(), sum(i));
        }

        return new FilterCounts(counts, unmatched(), unfit());
    }

    /**
     * Give the program up; it goes on running where it is still attached, but its sets change no more. Idempotent.
     */
    @Override
    public void close()
    {
        sets.values().forEach(CloseHelper::close);
        sets.clear();
        CloseHelper.closeAll(program, counters);
    }

    private BpfAssembler compile(
        final boolean multiBuffer, final RedirectPrologue prologue, final XskMap... sockets)
    {
        // To ask for the length takes Linux 5.18, as packets in several buffers do.
        final BpfAssembler assembler =
            new FilterCompiler(rules, counters, sockets).compile(sets, prologue, multiBuffer);
        disassembly = assembler.disassembly();

        return assembler;
    }

    private void bindSets(final Term term)
    {
        switch (term)
        {
            case final Term.All all -> all.terms().forEach(this::bindSets);
            case final Term.Any any -> any.terms().forEach(this::bindSets);
            case final Term.Not not -> bindSets(not.term());
            case final Term.Member member -> sets.computeIfAbsent(member.set(), FilterSet::bind);
            default ->
            {
            }
        }
    }

    private RuleCount sum(final int index)
    {
        RuleCount sum = RuleCount.ZERO;
        for (final RuleCount count : counters.perCpu(index))
        {
            sum = sum.plus(count);
        }

        return sum;
    }

    /** The verifier would say it in a log of many lines that does not name the capability. */
    private static void requirePrivileges()
    {
        if (!Capability.missing(EnumSet.of(Capability.CAP_PERFMON)).isEmpty())
        {
            throw new XskException("BPF_PROG_LOAD", "program=" + NAME, Errno.EPERM.code(),
                "a filter needs CAP_PERFMON beside CAP_BPF and CAP_NET_ADMIN, since it steps over headers of any " +
                "length; run as root or grant it");
        }
    }

    private static void requireLoadable(final List<FilterRule> rules, final XskMap... sockets)
    {
        if (rules.size() > FilterCompiler.MAX_RULES)
        {
            throw new IllegalArgumentException("the filter has too many rules: rules=" + rules.size() +
                " limit=" + FilterCompiler.MAX_RULES + "; put addresses or ports into a FilterSet");
        }
        for (final FilterRule rule : rules)
        {
            if (XdpAction.REDIRECT == rule.action() && rule.socketSet() >= sockets.length)
            {
                throw new IllegalArgumentException("the rule redirects to a socket set that is not there: rule=" +
                    rule.name() + " socketSet=" + rule.socketSet() + " maps=" + sockets.length);
            }
        }
    }

    /** Gets the program of a filter whose sets are there into the kernel. */
    @FunctionalInterface
    private interface Loader
    {
        XdpProgram load(FilterProgram filter, int flags);
    }
}
