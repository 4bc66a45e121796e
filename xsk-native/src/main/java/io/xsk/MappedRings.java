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
package io.xsk;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.xsk.ffi.IfXdp;
import io.xsk.ffi.Memory;
import io.xsk.ffi.Sockets;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.Ring;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RingLayout;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The four rings of a socket: sizes them in the kernel, maps them where the kernel says ({@code XDP_MMAP_OFFSETS}), and
 * unmaps them.
 */
final class MappedRings implements AutoCloseable
{
    private static final int RING_COUNT = 4;

    final FillRing fill;
    final CompletionRing completion;
    final RxRing rx;
    final TxRing tx;

    private final int fd;
    private final String subject;
    private final long[] addresses = new long[RING_COUNT];
    private final long[] lengths = new long[RING_COUNT];
    private int mappedCount;

    MappedRings(final int fd, final XskSocket.Context context, final String subject)
    {
        this.fd = fd;
        this.subject = subject;

        boolean isComplete = false;
        try (Arena arena = Arena.ofConfined())
        {
            size(arena, "XDP_UMEM_FILL_RING", IfXdp.XDP_UMEM_FILL_RING, context.fillRingCapacity());
            size(arena, "XDP_UMEM_COMPLETION_RING", IfXdp.XDP_UMEM_COMPLETION_RING, context.completionRingCapacity());
            size(arena, "XDP_RX_RING", IfXdp.XDP_RX_RING, context.rxRingCapacity());
            size(arena, "XDP_TX_RING", IfXdp.XDP_TX_RING, context.txRingCapacity());

            final MemorySegment offsets = offsets(arena);
            final RingLayout fillLayout = layout(offsets, IfXdp.MMAP_OFFSETS_FILL);
            final RingLayout completionLayout = layout(offsets, IfXdp.MMAP_OFFSETS_COMPLETION);
            final RingLayout rxLayout = layout(offsets, IfXdp.MMAP_OFFSETS_RX);
            final RingLayout txLayout = layout(offsets, IfXdp.MMAP_OFFSETS_TX);

            fill = new FillRing(
                map(IfXdp.XDP_UMEM_PGOFF_FILL_RING,
                    fillLayout.length(context.fillRingCapacity(), RingDescriptor.ADDRESS_LENGTH)),
                fillLayout, context.fillRingCapacity());
            completion = new CompletionRing(
                map(IfXdp.XDP_UMEM_PGOFF_COMPLETION_RING,
                    completionLayout.length(context.completionRingCapacity(), RingDescriptor.ADDRESS_LENGTH)),
                completionLayout, context.completionRingCapacity());
            rx = new RxRing(
                map(IfXdp.XDP_PGOFF_RX_RING,
                    rxLayout.length(context.rxRingCapacity(), RingDescriptor.PACKET_LENGTH)),
                rxLayout, context.rxRingCapacity());
            tx = new TxRing(
                map(IfXdp.XDP_PGOFF_TX_RING,
                    txLayout.length(context.txRingCapacity(), RingDescriptor.PACKET_LENGTH)),
                txLayout, context.txRingCapacity());
            isComplete = true;
        }
        finally
        {
            if (!isComplete)
            {
                unmap();
            }
        }
    }

    @Override
    public void close()
    {
        for (final Ring ring : new Ring[]{ fill, completion, rx, tx })
        {
            ring.close();
        }
        unmap();
    }

    private void size(final Arena arena, final String name, final int option, final int capacity)
    {
        final int result = Sockets.setOption(fd, IfXdp.SOL_XDP, option, arena.allocateFrom(JAVA_INT, capacity));
        if (result < 0)
        {
            throw new XskException(name, subject + " capacity=" + capacity, -result);
        }
    }

    private MemorySegment offsets(final Arena arena)
    {
        final MemorySegment offsets = arena.allocate(IfXdp.MMAP_OFFSETS);
        final MemorySegment length = arena.allocateFrom(JAVA_INT, (int)offsets.byteSize());
        final int result = Sockets.getOption(fd, IfXdp.SOL_XDP, IfXdp.XDP_MMAP_OFFSETS, offsets, length);
        if (result < 0)
        {
            throw new XskException("XDP_MMAP_OFFSETS", subject, -result);
        }
        if (offsets.byteSize() != length.get(JAVA_INT, 0))
        {
            throw new IllegalStateException("the kernel's rings have no flags, Linux 5.4 or later is needed: " +
                "length=" + length.get(JAVA_INT, 0) + " expected=" + offsets.byteSize());
        }

        return offsets;
    }

    private UnsafeBuffer map(final long pageOffset, final int length)
    {
        final long address = Memory.mapShared(fd, length, pageOffset);
        if (address < 0)
        {
            throw new XskException(
                "mmap", subject + " offset=0x" + Long.toHexString(pageOffset) + " length=" + length, (int)-address);
        }
        addresses[mappedCount] = address;
        lengths[mappedCount++] = length;

        return new UnsafeBuffer(address, length);
    }

    private void unmap()
    {
        while (mappedCount > 0)
        {
            mappedCount--;
            Memory.unmap(addresses[mappedCount], lengths[mappedCount]);
        }
    }

    private static RingLayout layout(final MemorySegment offsets, final long ring)
    {
        return new RingLayout(
            Math.toIntExact(offsets.get(JAVA_LONG, ring + IfXdp.RING_OFFSET_PRODUCER)),
            Math.toIntExact(offsets.get(JAVA_LONG, ring + IfXdp.RING_OFFSET_CONSUMER)),
            Math.toIntExact(offsets.get(JAVA_LONG, ring + IfXdp.RING_OFFSET_FLAGS)),
            Math.toIntExact(offsets.get(JAVA_LONG, ring + IfXdp.RING_OFFSET_DESC)));
    }
}
