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
package io.xsk.capture;

import java.nio.file.Path;

/**
 * How far the replay of a file is. Packets read = delivered + filtered out + dropped.
 *
 * @param port          the port, as {@code eth1:0}.
 * @param file          that is replayed.
 * @param delivered     packets that came to the port.
 * @param filteredOut   packets that the port's filter does not redirect.
 * @param dropped       packets that are longer than a frame takes, or empty.
 * @param longestDelayNs how late a packet was at most by the pace of {@link ReplayPace#realTime()}, in nanoseconds.
 * @param jumps         stamps that were further from their predecessors than {@link ReplayPace#maxWaitNs(long)} allows.
 * @param end           how the file ended; null as long as it did not.
 */
public record ReplayReport(
    String port,
    Path file,
    long delivered,
    long filteredOut,
    long dropped,
    long longestDelayNs,
    long jumps,
    CaptureEnd end)
{
    /**
     * The packets of the file so far.
     *
     * @return the number.
     */
    public long read()
    {
        return delivered + filteredOut + dropped;
    }
}
