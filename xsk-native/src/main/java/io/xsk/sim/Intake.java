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
package io.xsk.sim;

import io.xsk.ring.ConsumerRing;

/**
 * The kernel's way of reading a ring: entries are taken one by one and given back some time later, which is seen from
 * outside ({@code cached_cons} and {@code cached_prod} of net/xdp/xsk_queue.h).
 */
final class Intake
{
    private final ConsumerRing ring;
    private int known;
    private int taken;

    Intake(final ConsumerRing ring)
    {
        this.ring = ring;
    }

    /** Looks again when there is none left of those that are known, and then gives back what was taken. */
    boolean isEmpty()
    {
        if (taken == known)
        {
            release();
            known = ring.available(ring.capacity());
        }

        return taken == known;
    }

    /** How many there are, without giving back any. */
    int available(final int limit)
    {
        if (known - taken < limit)
        {
            known = ring.size();
        }

        return Math.min(known - taken, limit);
    }

    /** Of the entry that is next. */
    long sequence()
    {
        return ring.position() + taken;
    }

    void take()
    {
        taken++;
    }

    /** Give back all that were taken. */
    void release()
    {
        known -= taken;
        while (taken > 0)
        {
            final int count = ring.available(taken);
            ring.release(count);
            taken -= count;
        }
    }
}
