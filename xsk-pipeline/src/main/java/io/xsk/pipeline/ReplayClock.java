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

import java.util.ArrayList;
import java.util.List;

/**
 * What the replayed ports of a pipeline have in common: when the first packet of all files was captured, and when that
 * is due. And, in virtual time, whose turn it is among the ports of one owner.
 * <p>
 * <b>Note:</b> This class is not threadsafe. Ports are added and the clock is started by the launching thread; after
 * that it is only read.
 */
final class ReplayClock
{
    private final List<ReplayPort> ports = new ArrayList<>();
    private boolean isStarted;
    private long startNs;
    private long firstStampNs = Long.MAX_VALUE;

    void add(final ReplayPort port)
    {
        ports.add(port);
    }

    /** From now on packets are due. Idempotent. */
    void start()
    {
        if (!isStarted)
        {
            isStarted = true;
            for (final ReplayPort port : ports)
            {
                firstStampNs = Math.min(firstStampNs, port.nextStampNs());
            }
            startNs = System.nanoTime();
        }
    }

    /** When packets began to be due, by {@link System#nanoTime()}. */
    long startNs()
    {
        return startNs;
    }

    /** When the first packet of all files was captured. */
    long firstStampNs()
    {
        return firstStampNs;
    }

    /**
     * Up to which stamp a port may deliver now, so that the owner takes the packets of all its ports in the order of
     * their stamps, whatever its batches are: one port at a time, and none while packets of any are not taken.
     *
     * @return the stamp; less than that of the port's next packet while it is the turn of another.
     */
    long turnEndNs(final ReplayPort port)
    {
        long endNs = Long.MAX_VALUE;
        boolean isBefore = true;
        for (final ReplayPort other : ports)
        {
            if (other == port)
            {
                isBefore = false;
            }
            else if (other.umem() == port.umem())
            {
                if (other.hasUntaken())
                {
                    return Long.MIN_VALUE;
                }
                // Of equal stamps the port that was set first has the first one.
                final long otherNs = other.nextStampNs();
                endNs = Math.min(endNs, isBefore && Long.MIN_VALUE != otherNs ? otherNs - 1 : otherNs);
            }
        }

        return endNs;
    }

    /** Has an owner only this port among those that are replayed? */
    boolean isAlone(final ReplayPort port)
    {
        return ports.stream().noneMatch(other -> other != port && other.umem() == port.umem());
    }
}
