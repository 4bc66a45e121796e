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

import java.util.ArrayList;
import java.util.List;

/**
 * An {@link XdpFilter} of several rules, built up one by one. Immutable: each method answers a new filter.
 */
public final class FilterRules implements XdpFilter
{
    static final FilterRules NONE = new FilterRules(List.of());

    private final List<FilterRule> rules;

    private FilterRules(final List<FilterRule> rules)
    {
        this.rules = rules;
    }

    /**
     * Then redirect what matches to the socket of the queue that it came in by. Where that has none, the packet passes
     * to the kernel and is counted as missed. The rule's mark is its index.
     *
     * @param name  of the rule.
     * @param match the packets that it is for.
     * @return a filter with one more rule.
     */
    public FilterRules redirect(final String name, final Match match)
    {
        return rule(new FilterRule(name, match, XdpAction.REDIRECT, 0, rules.size()));
    }

    /**
     * Then drop what matches.
     *
     * @param name  of the rule.
     * @param match the packets that it is for.
     * @return a filter with one more rule.
     */
    public FilterRules drop(final String name, final Match match)
    {
        return rule(new FilterRule(name, match, XdpAction.DROP, 0, rules.size()));
    }

    /**
     * Then pass what matches to the kernel.
     *
     * @param name  of the rule.
     * @param match the packets that it is for.
     * @return a filter with one more rule.
     */
    public FilterRules pass(final String name, final Match match)
    {
        return rule(new FilterRule(name, match, XdpAction.PASS, 0, rules.size()));
    }

    /**
     * Then do what a rule says.
     *
     * @param rule to add; its name must be new.
     * @return a filter with one more rule.
     */
    public FilterRules rule(final FilterRule rule)
    {
        for (final FilterRule earlier : rules)
        {
            if (earlier.name().equals(rule.name()))
            {
                throw new IllegalArgumentException("two rules have one name: rule=" + rule.name());
            }
        }
        final List<FilterRule> longer = new ArrayList<>(rules);
        longer.add(rule);

        return new FilterRules(List.copyOf(longer));
    }

    /**
     * Let the packets of the last rule go to another set of sockets than the first.
     *
     * @param socketSet of the maps that the filter is loaded with, from 0.
     * @return a filter with the same rules otherwise.
     */
    public FilterRules socketSet(final int socketSet)
    {
        final FilterRule last = last();
        return replaceLast(new FilterRule(last.name(), last.match(), last.action(), socketSet, last.mark()));
    }

    /**
     * Let the packets of the last rule take this mark along rather than the rule's index.
     *
     * @param mark to take along.
     * @return a filter with the same rules otherwise.
     */
    public FilterRules mark(final int mark)
    {
        final FilterRule last = last();
        return replaceLast(new FilterRule(last.name(), last.match(), last.action(), last.socketSet(), mark));
    }

    @Override
    public List<FilterRule> ruleList()
    {
        return rules;
    }

    @Override
    public String toString()
    {
        return "FilterRules{" + rules + '}';
    }

    private FilterRule last()
    {
        if (rules.isEmpty())
        {
            throw new IllegalStateException("there is no rule yet");
        }

        return rules.getLast();
    }

    private FilterRules replaceLast(final FilterRule rule)
    {
        final List<FilterRule> changed = new ArrayList<>(rules);
        changed.set(changed.size() - 1, rule);

        return new FilterRules(List.copyOf(changed));
    }
}
