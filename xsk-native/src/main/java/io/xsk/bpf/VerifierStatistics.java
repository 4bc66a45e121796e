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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What it took the kernel's verifier to see that a program is safe, as it says it ({@code BPF_LOG_STATS}).
 *
 * @param instructions  that it looked at, those on several ways more than once; it gives up at a million.
 * @param totalStates   that it remembered, to see that a way is like an earlier one.
 * @param peakStates    that it remembered at once.
 * @param durationUs    of its work, in microseconds.
 */
public record VerifierStatistics(long instructions, long totalStates, long peakStates, long durationUs)
{
    /** Of a program that was not loaded here. */
    public static final VerifierStatistics UNKNOWN = new VerifierStatistics(0, 0, 0, 0);

    private static final Pattern DURATION = Pattern.compile("verification time (\\d+) usec");
    private static final Pattern PROCESSED = Pattern.compile(
        "processed (\\d+) insns .*total_states (\\d+) peak_states (\\d+)");

    static VerifierStatistics parse(final String log)
    {
        final Matcher processed = PROCESSED.matcher(log);
        final Matcher duration = DURATION.matcher(log);
        if (!processed.find())
        {
            return UNKNOWN;
        }

        return new VerifierStatistics(
            Long.parseLong(processed.group(1)),
            Long.parseLong(processed.group(2)),
            Long.parseLong(processed.group(3)),
            duration.find() ? Long.parseLong(duration.group(1)) : 0);
    }
}
