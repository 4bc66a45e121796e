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
import io.xsk.bpf.XdpAction;
import io.xsk.capture.CaptureEnd;
import io.xsk.capture.CaptureException;
import io.xsk.capture.CaptureReader;
import java.nio.file.Path;
import org.agrona.MutableDirectBuffer;

/**
 * The packets of one file: the next one, when it is due, and whether it is wanted at all.
 * <p>
 * <b>Note:</b> This class is not threadsafe, but for {@link #end()}. It belongs to the launching thread and, from the
 * attaching on, to the owner's.
 */
final class ReplaySource implements AutoCloseable
{
    private final Path file;
    private final CaptureReader reader;
    /** Null to take all. */
    private final PacketFilter filter;
    private final FilterTally tally;
    private int result;
    private boolean isLoaded;
    private long stampNs;
    private volatile CaptureEnd end;
    private volatile CaptureException failure;

    /**
     * @param file   to read, of Ethernet packets.
     * @param filter of the port; null to take all.
     */
    ReplaySource(final Path file, final PacketFilter filter)
    {
        this.file = file;
        this.filter = filter;
        tally = null == filter ? null : new FilterTally(filter.ruleNames());
        reader = CaptureReader.open(file);
    }

    Path file()
    {
        return file;
    }

    /** Is there one more packet? It stays the next one until it is passed. */
    boolean hasNext()
    {
        if (!isLoaded && null == end)
        {
            load();
        }

        return isLoaded;
    }

    /** When the next packet was captured; one without a stamp came with its predecessor. */
    long stampNs()
    {
        return stampNs;
    }

    MutableDirectBuffer packet()
    {
        return reader.packet();
    }

    /** Does the filter redirect the next packet? */
    boolean isWanted()
    {
        return null == filter || XdpAction.REDIRECT == filter.action(result);
    }

    void pass()
    {
        isLoaded = false;
        if (null != filter)
        {
            tally.count(result, reader.packet().capacity());
        }
    }

    /** What the filter counted of the packets that were passed; null where there is none. Any thread may ask for it. */
    FilterCounts filterCounts()
    {
        return null == tally ? null : tally.counts();
    }

    /** Null as long as there may be packets. */
    CaptureEnd end()
    {
        return end;
    }

    /** Why the file could not be read to its end; null if it could. */
    CaptureException failure()
    {
        return failure;
    }

    @Override
    public void close()
    {
        reader.close();
    }

    private void load()
    {
        try
        {
            isLoaded = reader.next();
        }
        catch (final CaptureException exception)
        {
            failure = exception;
            end = new CaptureEnd(CaptureEnd.Kind.DAMAGED, 0, exception.getMessage());
            throw exception;
        }
        if (!isLoaded)
        {
            end = reader.end();
            return;
        }
        if (CaptureReader.NO_TIMESTAMP != reader.timestampNs())
        {
            stampNs = reader.timestampNs();
        }
        if (null != filter)
        {
            result = filter.evaluate(reader.packet(), 0, reader.packet().capacity());
        }
    }
}
