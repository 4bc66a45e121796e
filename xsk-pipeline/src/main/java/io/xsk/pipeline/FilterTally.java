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
package io.xsk.pipeline;

import io.xsk.bpf.FilterCounts;
import io.xsk.bpf.PacketFilter;
import io.xsk.bpf.RuleCount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a filter's model decided, counted as the filter's program counts it in the kernel.
 * <p>
 * <b>Note:</b> One thread at a time counts, any thread reads.
 */
final class FilterTally
{
    private static final int UNMATCHED_INDEX = 0;
    private static final int UNFIT_INDEX = 1;
    private static final int FIRST_RULE_INDEX = 2;

    private final List<String> names;
    private final AtomicLongArray packets;
    private final AtomicLongArray bytes;
    private final AtomicLongArray missed;

    /**
     * @param names of the rules, in their order.
     */
    FilterTally(final List<String> names)
    {
        this.names = names;
        packets = new AtomicLongArray(FIRST_RULE_INDEX + names.size());
        bytes = new AtomicLongArray(packets.length());
        missed = new AtomicLongArray(packets.length());
    }

    /** A packet was decided on. */
    void count(final int result, final int length)
    {
        add(bytes, index(result), length);
        add(packets, index(result), 1);
    }

    /** It was to go to a socket that is not there. */
    void countMissed(final int result)
    {
        add(missed, index(result), 1);
    }

    FilterCounts counts()
    {
        final Map<String, RuleCount> rules = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++)
        {
            rules.put(names.get(i), count(FIRST_RULE_INDEX + i));
        }

        return new FilterCounts(rules, count(UNMATCHED_INDEX), count(UNFIT_INDEX));
    }

    private RuleCount count(final int index)
    {
        return new RuleCount(packets.getAcquire(index), bytes.getAcquire(index), missed.getAcquire(index));
    }

    private static int index(final int result)
    {
        return switch (result)
        {
            case PacketFilter.UNMATCHED -> UNMATCHED_INDEX;
            case PacketFilter.UNFIT -> UNFIT_INDEX;
            default -> FIRST_RULE_INDEX + result;
        };
    }

    /** Release: nothing is published by it, but a reader shall see it some time. */
    private static void add(final AtomicLongArray counts, final int index, final long count)
    {
        counts.setRelease(index, counts.getPlain(index) + count);
    }
}
