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
package io.xsk.samples.loopback;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;
import static org.agrona.concurrent.status.CountersReader.COUNTER_LENGTH;
import static org.agrona.concurrent.status.CountersReader.METADATA_LENGTH;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/**
 * What the threads of the sample count, each counter written by one of them and read by the one that reports.
 */
final class LoopbackCounts
{
    private static final int COUNT = 7;

    /** Written by the publisher. */
    final AtomicCounter sent;
    /** Written by the publisher. */
    final AtomicCounter returned;
    /** Written by the first stage, and so are the rest. */
    final AtomicCounter received;
    final AtomicCounter gaps;
    final AtomicCounter reordered;
    final AtomicCounter checksumErrors;
    final AtomicCounter unrecognised;

    LoopbackCounts()
    {
        final CountersManager counters = new CountersManager(
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(COUNT * METADATA_LENGTH, CACHE_LINE_LENGTH)),
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(COUNT * COUNTER_LENGTH, CACHE_LINE_LENGTH)));
        sent = counters.newCounter("sent");
        returned = counters.newCounter("returned");
        received = counters.newCounter("received");
        gaps = counters.newCounter("gaps");
        reordered = counters.newCounter("reordered");
        checksumErrors = counters.newCounter("checksum errors");
        unrecognised = counters.newCounter("unrecognised");
    }
}
