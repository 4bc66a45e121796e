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

import java.util.Map;

/**
 * What a filter counted: each packet under the rule that decided about it, or under one of the other two.
 *
 * @param rules     by the rules' names, in their order.
 * @param unmatched what no rule matched: it passed to the kernel.
 * @param unfit     what no rule was asked about, being a fragment, truncated or malformed: it passed to the kernel.
 */
public record FilterCounts(Map<String, RuleCount> rules, RuleCount unmatched, RuleCount unfit)
{
    /**
     * All packets that the filter saw.
     *
     * @return their number.
     */
    public long packets()
    {
        return rules.values().stream().mapToLong(RuleCount::packets).sum() + unmatched.packets() + unfit.packets();
    }
}
