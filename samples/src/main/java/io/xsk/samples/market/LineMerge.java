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
package io.xsk.samples.market;

import org.agrona.DirectBuffer;

/**
 * Puts messages in order: each is handed on once, and a packet that comes before its turn is held until it is. It waits
 * for ever; that messages do not come any more others have to say.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class LineMerge
{
    /** Nothing more is to be done with the packet. */
    static final int TAKEN = 0;
    /** Its turn has not come, and it cannot be held: as many are as can be. */
    static final int NO_ROOM = 1;
    /** Its turn has not come, and it cannot be held: it is too long. */
    static final int TOO_LONG = 2;

    private final LineProtocol protocol;
    private final LineTracker[] trackers;
    private final LineHandler handler;
    private final HeldPackets held;
    private long next;
    private long delivered;
    private long lost;

    /**
     * @param protocol of all lines.
     * @param trackers of the lines, which get to know whose packet won.
     * @param held     to hold packets in.
     * @param handler  of the messages, and of what is lost.
     */
    LineMerge(
        final LineProtocol protocol,
        final LineTracker[] trackers,
        final HeldPackets held,
        final LineHandler handler)
    {
        this.protocol = protocol;
        this.trackers = trackers;
        this.held = held;
        this.handler = handler;
    }

    /** The next message to hand on. */
    long next()
    {
        return next;
    }

    long delivered()
    {
        return delivered;
    }

    long lost()
    {
        return lost;
    }

    int heldCount()
    {
        return held.size();
    }

    /** The first message that is held; asked for only if one is. It comes after {@link #next()}. */
    long heldSequence()
    {
        return held.sequence();
    }

    boolean isFull()
    {
        return held.isFull();
    }

    /**
     * A packet has come, and the protocol looks at it. When this returns it may look at another one.
     *
     * @return what became of it.
     */
    int offer(final int line, final DirectBuffer buffer, final int index, final int length)
    {
        final long end = protocol.sequence() + protocol.count();
        if (end <= next)
        {
            trackers[line].duplicates++;
        }
        else if (protocol.sequence() <= next)
        {
            trackers[line].won++;
            deliver(end);
            drain();
        }
        else if (!held.fits(length))
        {
            return TOO_LONG;
        }
        else if (held.isFull())
        {
            return NO_ROOM;
        }
        else if (!held.add(line, protocol.sequence(), protocol.count(), buffer, index, length))
        {
            trackers[line].duplicates++;
        }

        return TAKEN;
    }

    /** Do without the messages before this one, if there are any, and hand on what is held behind them. */
    void skipTo(final long sequence)
    {
        if (sequence > next)
        {
            final long from = next;
            lost += sequence - from;
            next = sequence;
            handler.onLost(from, sequence - 1);
            drain();
        }
    }

    /** Hand on everything that is held, and do without what is missing in between. */
    void flush()
    {
        while (held.size() > 0)
        {
            skipTo(held.sequence());
        }
    }

    /** The numbers start anew; nothing is held. */
    void restartAt(final long sequence)
    {
        next = sequence;
    }

    private void drain()
    {
        while (held.size() > 0 && held.sequence() <= next)
        {
            final LineTracker tracker = trackers[held.line()];
            final long end = held.sequence() + held.count();
            if (end <= next)
            {
                tracker.duplicates++;
            }
            else
            {
                tracker.won++;
                protocol.wrap(held.buffer(), held.index(), held.length());
                deliver(end);
            }
            held.removeFirst();
        }
    }

    private void deliver(final long end)
    {
        final long from = next;
        next = end;
        delivered += end - from;
        protocol.forEach(from, handler);
    }
}
