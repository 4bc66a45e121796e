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

import java.util.concurrent.atomic.AtomicLong;

/**
 * Packets and bytes so far.
 * <p>
 * <b>Note:</b> The hot thread writes, any thread reads.
 */
final class Counts
{
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    void add(final int packetCount, final long byteCount)
    {
        // Release: nothing is published by it, but the compiler may not keep it from the reporter for ever.
        bytes.setRelease(bytes.getPlain() + byteCount);
        packets.setRelease(packets.getPlain() + packetCount);
    }

    /** Begin anew; for the hot thread. */
    void reset()
    {
        bytes.setRelease(0);
        packets.setRelease(0);
    }

    long packets()
    {
        return packets.getAcquire();
    }

    long bytes()
    {
        return bytes.getAcquire();
    }
}
