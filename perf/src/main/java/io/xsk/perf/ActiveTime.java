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
package io.xsk.perf;

/**
 * How long packets moved: from the last sample before the first one to the sample that saw the last one. So the time in
 * which a receiver waits for its sender does not count.
 */
final class ActiveTime
{
    private long packets;
    private long lastSampleNs;
    private long firstNs;
    private long lastNs;

    ActiveTime(final long nowNs)
    {
        lastSampleNs = nowNs;
        firstNs = nowNs;
        lastNs = nowNs;
    }

    void onSample(final long nowNs, final long packetsNow)
    {
        if (packetsNow != packets)
        {
            if (firstNs == lastNs)
            {
                firstNs = lastSampleNs;
            }
            packets = packetsNow;
            lastNs = nowNs;
        }
        lastSampleNs = nowNs;
    }

    long durationNs()
    {
        return lastNs - firstNs;
    }
}
