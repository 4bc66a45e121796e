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

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.xsk.ffi.IfXdp;
import io.xsk.ffi.Mapping;
import io.xsk.ffi.Memory;
import io.xsk.ring.CompletionRing;
import io.xsk.ring.FillRing;
import io.xsk.ring.FrameGuard;
import io.xsk.ring.Ring;
import io.xsk.ring.RingDescriptor;
import io.xsk.ring.RingLayout;
import io.xsk.ring.RxRing;
import io.xsk.ring.TxRing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The rings of a socket: sizes them in the kernel, maps them where the kernel says ({@code XDP_MMAP_OFFSETS}), and lets
 * them go. A ring that was not asked for is null. The fill and completion rings may be those of another socket on the
 * same queue.
 */
final class MappedRings implements AutoCloseable
{
    private static final int MAX_COUNT = 4;

    final FillRing fill;
    final CompletionRing completion;
    final RxRing rx;
    final TxRing tx;

    private final SocketCalls calls;
    private final List<Ring> ownRings = new ArrayList<>(MAX_COUNT);
    private final List<Mapping> mappings = new ArrayList<>(MAX_COUNT);
    private final FrameGuard.Port port;
    private final boolean ownsPort;

    /**
     * @param calls   of the socket.
     * @param context with the sizes.
     * @param sibling whose fill and completion rings are shared, null for own ones.
     */
    MappedRings(final SocketCalls calls, final XskSocket.Context context, final MappedRings sibling)
    {
        this.calls = calls;
        ownsPort = FrameGuard.DEBUG && null == sibling;
        port = ownsPort ? context.umem().frameGuard().port(calls.subject()) : portOf(sibling);

        boolean isComplete = false;
        try (Arena arena = Arena.ofConfined())
        {
            size(context, null == sibling);
            final MemorySegment offsets = calls.mmapOffsets(arena);
            fill = null != sibling ? sibling.fill : mapFill(offsets, context.fillRingCapacity());
            completion = null != sibling ?
                sibling.completion : mapCompletion(offsets, context.completionRingCapacity());
            rx = context.rxRingCapacity() > 0 ? mapRx(offsets, context.rxRingCapacity()) : null;
            tx = context.txRingCapacity() > 0 ? mapTx(offsets, context.txRingCapacity()) : null;
            isComplete = true;
        }
        finally
        {
            if (!isComplete)
            {
                letGo();
            }
        }
    }

    /** The socket is bound: from now on the rings belong to its owner's thread. */
    void handOver()
    {
        fill.handOver();
        completion.handOver();
        ownRings.forEach(Ring::handOver);
    }

    /** The kernel's memory is let go, and so is the queue; the rings still have memory to read and write, see there. */
    @Override
    public void close()
    {
        ownRings.forEach(Ring::close);
        letGo();
    }

    private void size(final XskSocket.Context context, final boolean ownsFill)
    {
        if (ownsFill)
        {
            calls.ringCapacity("XDP_UMEM_FILL_RING", IfXdp.XDP_UMEM_FILL_RING, context.fillRingCapacity());
            calls.ringCapacity(
                "XDP_UMEM_COMPLETION_RING", IfXdp.XDP_UMEM_COMPLETION_RING, context.completionRingCapacity());
        }
        if (context.rxRingCapacity() > 0)
        {
            calls.ringCapacity("XDP_RX_RING", IfXdp.XDP_RX_RING, context.rxRingCapacity());
        }
        if (context.txRingCapacity() > 0)
        {
            calls.ringCapacity("XDP_TX_RING", IfXdp.XDP_TX_RING, context.txRingCapacity());
        }
    }

    private FillRing mapFill(final MemorySegment offsets, final int capacity)
    {
        final RingLayout layout = layout(offsets, IfXdp.MMAP_OFFSETS_FILL);
        final int length = layout.length(capacity, RingDescriptor.ADDRESS_LENGTH);

        return own(new FillRing(map(IfXdp.XDP_UMEM_PGOFF_FILL_RING, length), layout, capacity, port));
    }

    private CompletionRing mapCompletion(final MemorySegment offsets, final int capacity)
    {
        final RingLayout layout = layout(offsets, IfXdp.MMAP_OFFSETS_COMPLETION);
        final int length = layout.length(capacity, RingDescriptor.ADDRESS_LENGTH);

        return own(new CompletionRing(map(IfXdp.XDP_UMEM_PGOFF_COMPLETION_RING, length), layout, capacity, port));
    }

    private RxRing mapRx(final MemorySegment offsets, final int capacity)
    {
        final RingLayout layout = layout(offsets, IfXdp.MMAP_OFFSETS_RX);
        final int length = layout.length(capacity, RingDescriptor.PACKET_LENGTH);

        return own(new RxRing(map(IfXdp.XDP_PGOFF_RX_RING, length), layout, capacity, port));
    }

    private TxRing mapTx(final MemorySegment offsets, final int capacity)
    {
        final RingLayout layout = layout(offsets, IfXdp.MMAP_OFFSETS_TX);
        final int length = layout.length(capacity, RingDescriptor.PACKET_LENGTH);

        return own(new TxRing(map(IfXdp.XDP_PGOFF_TX_RING, length), layout, capacity, port));
    }

    private <R extends Ring> R own(final R ring)
    {
        ownRings.add(ring);
        return ring;
    }

    private UnsafeBuffer map(final long pageOffset, final int length)
    {
        final long address = Memory.mapShared(calls.fd(), length, pageOffset);
        if (address < 0)
        {
            throw new XskException("mmap",
                calls.subject() + " offset=0x" + Long.toHexString(pageOffset) + " length=" + length, (int)-address);
        }
        final Mapping mapping = new Mapping(address, length);
        mappings.add(mapping);

        return new UnsafeBuffer(mapping.buffer(0, length));
    }

    private void letGo()
    {
        if (ownsPort)
        {
            port.close();
        }
        int result = 0;
        for (final Mapping mapping : mappings)
        {
            result = Math.min(result, mapping.letGo());
        }
        mappings.clear();
        if (result < 0)
        {
            throw new XskException("mmap", calls.subject() + " replaced=true", -result);
        }
    }

    private static FrameGuard.Port portOf(final MappedRings rings)
    {
        return null == rings ? null : rings.port;
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
