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

import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends packets to somebody who sends them back, and measures how long that takes: either one after the other, or at a
 * rate, and then from the time at which a packet was due to be sent, so that a delay counts for every packet that it
 * held up.
 */
final class Ping implements Workload
{
    /** How long an answer is waited for before the next packet is sent all the same. */
    private static final long TIMEOUT_NS = 100_000_000;
    private static final long HIGHEST_NS = 10_000_000_000L;
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final int SEQUENCE_OFFSET = PacketTemplate.UDP_HEADERS_LENGTH;
    private static final int DUE_OFFSET = SEQUENCE_OFFSET + Long.BYTES;

    /** The shortest packet that has room for its number and its time. */
    static final int MIN_LENGTH = DUE_OFFSET + Long.BYTES;

    private final Counts counts = new Counts();
    private final Histogram roundTripNs = new Histogram(HIGHEST_NS, SIGNIFICANT_DIGITS);
    private final UnsafeBuffer packet = new UnsafeBuffer(0, 0);
    private final XskPort port;
    private final Umem umem;
    private final FrameStore frames;
    private final CompletionRing completionRing;
    private final RxRing rxRing;
    private final TxRing txRing;
    private final byte[] template;
    private final int batch;
    private final long intervalNs;
    private final long warmUpCount;
    private final int reservedFrames;
    private final boolean isWokenAlways;
    private final boolean isBusyPolled;
    private long sent;
    private boolean isAnswered = true;
    private long dueNs;
    private long lastSentNs;

    /**
     * @param intervalNs  between the times at which packets are due, or 0 to send each when the one before is answered.
     * @param warmUpCount of first round trips that are not measured.
     */
    Ping(
        final XskPort port,
        final FrameStore frames,
        final PortOptions options,
        final long intervalNs,
        final long warmUpCount)
    {
        this.port = port;
        this.frames = frames;
        this.intervalNs = intervalNs;
        this.warmUpCount = warmUpCount;
        umem = port.umem();
        completionRing = port.completionRing();
        rxRing = port.rxRing();
        txRing = port.txRing();
        batch = options.batch;
        isBusyPolled = options.busyPollBudget > 0;
        isWokenAlways = isBusyPolled || options.isWokenAlways;
        template = PacketTemplate.udp(Math.max(MIN_LENGTH, options.length));
        reservedFrames = umem.frameCount() / 2;
        frames.fill(reservedFrames);
        dueNs = System.nanoTime();
    }

    @Override
    public int doWork()
    {
        final long nowNs = System.nanoTime();
        int work = 0;
        if (0 == intervalNs)
        {
            if (isAnswered || nowNs - lastSentNs > TIMEOUT_NS)
            {
                work += send(nowNs, nowNs);
            }
        }
        else if (nowNs - dueNs >= 0)
        {
            work += send(nowNs, dueNs);
            dueNs += intervalNs;
        }
        wakeup();

        return work + receive();
    }

    @Override
    public Counts counts()
    {
        return counts;
    }

    @Override
    public Histogram roundTripNs()
    {
        return roundTripNs;
    }

    @Override
    public String remark()
    {
        return String.format("sent %,d, answered %,d", sent, counts.packets());
    }

    private int send(final long nowNs, final long stampNs)
    {
        complete();
        if (0 == frames.size() || 0 == txRing.remainingCapacity(1))
        {
            return 0;
        }
        final long address = frames.pop() + umem.packetOffset();
        umem.wrap(address, template.length, packet);
        packet.putBytes(0, template);
        packet.putLong(SEQUENCE_OFFSET, sent);
        packet.putLong(DUE_OFFSET, stampNs);
        txRing.put(txRing.tryClaim(1), address, template.length, 0);
        txRing.commit();
        sent++;
        isAnswered = false;
        lastSentNs = nowNs;

        return 1;
    }

    private void wakeup()
    {
        if ((isWokenAlways || txRing.needsWakeup()) && 0 != txRing.size())
        {
            port.wakeupTx();
        }
        if (isBusyPolled || port.fillRing().needsWakeup())
        {
            port.wakeupRx();
        }
    }

    private int receive()
    {
        final int count = rxRing.available(batch);
        if (count > 0)
        {
            final long nowNs = System.nanoTime();
            final long sequence = rxRing.position();
            for (int i = 0; i < count; i++)
            {
                final long address = rxRing.address(sequence + i);
                final int length = rxRing.length(sequence + i);
                if (template.length == length)
                {
                    umem.wrap(address, length, packet);
                    onAnswer(nowNs, packet.getLong(SEQUENCE_OFFSET), packet.getLong(DUE_OFFSET));
                }
                frames.push(umem.frameOf(address));
            }
            rxRing.release(count);
            frames.fill(reservedFrames);
        }

        return count;
    }

    private void onAnswer(final long nowNs, final long sequence, final long stampNs)
    {
        isAnswered |= sequence == sent - 1;
        counts.add(1, template.length);
        if (sequence >= warmUpCount)
        {
            roundTripNs.recordValue(Math.min(HIGHEST_NS, nowNs - stampNs));
        }
    }

    private void complete()
    {
        final int count = completionRing.available(batch);
        final long sequence = completionRing.position();
        for (int i = 0; i < count; i++)
        {
            frames.push(umem.frameOf(completionRing.address(sequence + i)));
        }
        completionRing.release(count);
    }
}
