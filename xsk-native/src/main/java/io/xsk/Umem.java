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

import static org.agrona.BitUtil.align;
import static org.agrona.BitUtil.isPowerOfTwo;

import io.xsk.ffi.Errno;
import io.xsk.ffi.IfXdp;
import io.xsk.ffi.Mapping;
import io.xsk.ffi.Memory;
import io.xsk.ffi.SystemCalls;
import io.xsk.ring.FrameGuard;
import io.xsk.ring.RingDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The packet memory that is shared with the kernel, divided into frames of one length. An address is an offset from
 * its start; the kernel places a received packet at {@link #packetOffset()} within a frame:
 * <pre>
 *  frame n                                                              frame n + 1
 *  +------------------+----------------+--------------------------------+---
 *  | kernel, 256      | headroom       | packet, up to maxPacketLength  |
 *  +------------------+----------------+--------------------------------+---
 *  n * frameLength                     + packetOffset
 * </pre>
 * The memory outlives everything that points into it: {@link #close()} refuses while a socket is open on it. A buffer
 * that was wrapped over it must not be used after it; one that is used all the same finds zeros, or writes where nobody
 * reads, and cannot crash the JVM: the addresses are given back only when no such buffer can be reached.
 * <p>
 * <b>Note:</b> The bytes of a frame are whose the frame is. Opening and closing belong to one thread.
 */
public final class Umem implements AutoCloseable
{
    /** A buffer is no longer than an int, so there is one for each part of the memory that begins at a GiB. */
    private static final int PART_SHIFT = 30;
    private static final int PART_MASK = (1 << PART_SHIFT) - 1;
    /** A window may begin in one part and end in the next. */
    private static final int MAX_WINDOW_LENGTH = 1 << 29;
    private static final int MAX_PART_LENGTH = (1 << PART_SHIFT) + MAX_WINDOW_LENGTH;

    private final long length;
    private final Mapping mapping;
    private final DirectBuffer[] parts;
    private final FrameGuard guard;
    private final boolean isUnaligned;
    private final long frameMask;
    private final int txMetadataLength;
    private final boolean hasSoftwareChecksum;
    private final int frameLength;
    private final int frameCount;
    private final int headroom;
    private final List<XskSocket> sockets = new ArrayList<>();
    private final List<XskPort> simulatedPorts = new ArrayList<>();
    private boolean isClosed;

    private Umem(final Context context)
    {
        frameLength = context.frameLength;
        frameCount = context.frameCount;
        headroom = context.headroom;
        isUnaligned = context.isUnaligned;
        txMetadataLength = context.hasTxMetadata ? TxMetadata.LENGTH : 0;
        hasSoftwareChecksum = context.hasSoftwareChecksum;
        frameMask = isUnaligned ? RingDescriptor.UNALIGNED_FRAME_MASK : -frameLength;
        length = (long)frameLength * frameCount;
        final long mappedLength = align(length, context.pageSize.length());

        final boolean isBound = Context.ANY_NODE != context.numaNode;
        // The policy must be there before the pages are, so then they come with the lock, or when they are touched.
        final long address = Memory.mapAnonymous(mappedLength, context.pageSize.shift(), !isBound);
        if (address < 0)
        {
            final int errno = (int)-address;
            throw new XskException("mmap", "umem length=" + mappedLength + " pageSize=" + context.pageSize, errno,
                Errno.ENOMEM.code() == errno ? context.pageSize.remedy() : Remedy.of("mmap", errno));
        }
        mapping = new Mapping(address, mappedLength);
        if (isBound)
        {
            checked(
                SystemCalls.mbind(address, mappedLength, context.numaNode), "mbind", "numaNode=" + context.numaNode);
        }
        if (isBound || context.isLocked)
        {
            checked(Memory.lock(address, mappedLength), "mlock", "length=" + mappedLength);
        }
        parts = new DirectBuffer[(int)(length - 1 >>> PART_SHIFT) + 1];
        Arrays.setAll(parts, this::part);
        guard = FrameGuard.DEBUG ? new FrameGuard(length, frameLength, isUnaligned) : null;
    }

    /**
     * Map the memory, zeroed, with all its pages there.
     *
     * @param context with the sizes.
     * @return the memory, to be closed.
     * @throws XskException if the kernel has not that much.
     */
    public static Umem allocate(final Context context)
    {
        context.conclude();

        return new Umem(context);
    }

    /**
     * The length of a frame.
     *
     * @return the length in bytes, a power of two unless frames are unaligned.
     */
    public int frameLength()
    {
        return frameLength;
    }

    /**
     * The number of frames.
     *
     * @return the number.
     */
    public int frameCount()
    {
        return frameCount;
    }

    /**
     * Where the kernel places a received packet within its frame, and where one to be sent has most room.
     *
     * @return the offset in bytes.
     */
    public int packetOffset()
    {
        return IfXdp.XDP_PACKET_HEADROOM + headroom;
    }

    /**
     * The longest packet that the kernel puts into a frame.
     *
     * @return the length in bytes.
     */
    public int maxPacketLength()
    {
        return frameLength - packetOffset();
    }

    /**
     * The address of a frame.
     *
     * @param frame number from 0 to {@link #frameCount()}, exclusive.
     * @return the address of its first byte.
     */
    public long frameAddress(final int frame)
    {
        return (long)frame * frameLength;
    }

    /**
     * The frame that an address lies in, as it is given back to the kernel.
     *
     * @param address anywhere within the frame; for unaligned frames, as it came from the kernel.
     * @return the address of the frame's first byte.
     */
    public long frameOf(final long address)
    {
        return address & frameMask;
    }

    /**
     * Where an address is. The kernel encodes that of a packet in an unaligned frame: the frame in the low 48 bits, and
     * the packet's offset in it in the others.
     *
     * @param address as it came from the kernel.
     * @return the offset from the start of the memory in bytes.
     */
    public long offsetOf(final long address)
    {
        return isUnaligned ?
            (address & RingDescriptor.UNALIGNED_FRAME_MASK) + (address >>> RingDescriptor.UNALIGNED_OFFSET_SHIFT) :
            address;
    }

    /**
     * How far within its frame an address is.
     *
     * @param address within the frame; for unaligned frames, as it came from the kernel.
     * @return the offset from the start of the frame in bytes.
     */
    public int offsetInFrame(final long address)
    {
        return (int)(isUnaligned ? address >>> RingDescriptor.UNALIGNED_OFFSET_SHIFT : address & ~frameMask);
    }

    /**
     * The address of another byte of the same frame.
     *
     * @param address within the frame; for unaligned frames, as it came from the kernel.
     * @param delta   in bytes to move by, so that the result is within the frame.
     * @return the address, in the form that the kernel takes.
     */
    public long move(final long address, final int delta)
    {
        return address + (isUnaligned ? (long)delta << RingDescriptor.UNALIGNED_OFFSET_SHIFT : delta);
    }

    /**
     * May frames be of any length and at any address?
     *
     * @return true if they may.
     */
    public boolean isUnaligned()
    {
        return isUnaligned;
    }

    /**
     * Let a buffer be a window on the memory. The buffer must not be used after {@link #close()}.
     *
     * @param address of the first byte, as it came from the kernel.
     * @param length  in bytes, at most 512 MiB.
     * @param buffer  to wrap.
     * @throws IndexOutOfBoundsException if that is not within the memory and bounds checks are on.
     * @throws IllegalStateException     in debug mode, if any of that was given to a ring and not yet given back.
     */
    public void wrap(final long address, final int length, final DirectBuffer buffer)
    {
        final long offset = offsetOf(address);
        if (DirectBuffer.SHOULD_BOUNDS_CHECK)
        {
            boundsCheck(offset, length);
        }

        if (FrameGuard.DEBUG)
        {
            guard.checkUse(offset, length);
        }

        buffer.wrap(parts[(int)(offset >>> PART_SHIFT)], (int)offset & PART_MASK, length);
    }

    /**
     * Give the memory back. Idempotent.
     *
     * @throws IllegalStateException if a socket is open on it.
     */
    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }
        if (!sockets.isEmpty() || !simulatedPorts.isEmpty())
        {
            throw new IllegalStateException("umem is in use, close its sockets first: sockets=" +
                (sockets.isEmpty() ? simulatedPorts : sockets));
        }

        isClosed = true;
        final int result = mapping.letGo();
        if (result < 0)
        {
            throw new XskException("mmap", "umem length=" + mapping.length() + " replaced=true", -result);
        }
    }

    /**
     * Room that lies before a packet to be sent for its {@link TxMetadata}, whether it has any or not.
     *
     * @return the length in bytes, 0 where packets have none.
     */
    public int txMetadataLength()
    {
        return txMetadataLength;
    }

    /**
     * Does the kernel compute the checksums that {@link TxMetadata} ask for where packets are copied?
     *
     * @return true if it does.
     */
    public boolean hasSoftwareChecksum()
    {
        return hasSoftwareChecksum;
    }

    /**
     * For ports whose other side is not the kernel: keep the memory mapped until the port is closed.
     *
     * @param port that is opened on the memory.
     * @throws IllegalStateException if the memory is closed.
     */
    public void retain(final XskPort port)
    {
        requireOpen();
        simulatedPorts.add(port);
    }

    /**
     * For ports whose other side is not the kernel: the port is closed.
     *
     * @param port that the memory was retained for.
     */
    public void release(final XskPort port)
    {
        simulatedPorts.remove(port);
    }

    @Override
    public String toString()
    {
        return "Umem{frameLength=" + frameLength + ", frameCount=" + frameCount + ", headroom=" + headroom + '}';
    }

    /**
     * What knows which frames were given to which ring, in debug mode.
     *
     * @return the guard, null when the debug mode is off.
     */
    public FrameGuard frameGuard()
    {
        return guard;
    }

    void requireOpen()
    {
        if (isClosed)
        {
            throw new IllegalStateException("umem is closed: " + this);
        }
    }

    /** Has it been registered with a socket that is open? */
    boolean hasSocket()
    {
        return !sockets.isEmpty();
    }

    /** The socket that it was registered with, or the oldest that is left; there is one. */
    XskSocket firstSocket()
    {
        return sockets.getFirst();
    }

    /** A socket whose UMEM another one can share. */
    XskSocket boundSocket()
    {
        for (final XskSocket socket : sockets)
        {
            if (socket.isBound())
            {
                return socket;
            }
        }

        throw new IllegalStateException("no socket on the shared umem is bound, bind the one opened first: " + this);
    }

    /** The socket that owns the fill and completion rings for a queue, null where there is none. */
    XskSocket socketOn(final NetDevice device, final int queue)
    {
        for (final XskSocket socket : sockets)
        {
            if (socket.ownsFill() && socket.isOn(device, queue))
            {
                return socket;
            }
        }

        return null;
    }

    void onSocketOpen(final XskSocket socket)
    {
        sockets.add(socket);
    }

    void requireUnshared(final XskSocket socket)
    {
        for (final XskSocket other : sockets)
        {
            if (socket != other && socket.ownsFill() && other.isOn(socket.device(), socket.queue()))
            {
                throw new IllegalStateException(
                    "another socket on the queue uses the fill and completion rings of this one, close it first: " +
                    "this=" + socket + " other=" + other);
            }
        }
    }

    void onSocketClose(final XskSocket socket)
    {
        sockets.remove(socket);
    }

    Set<KernelFeature> features()
    {
        final Set<KernelFeature> features = EnumSet.noneOf(KernelFeature.class);
        if (isUnaligned)
        {
            features.add(KernelFeature.UNALIGNED);
        }
        if (txMetadataLength > 0 || hasSoftwareChecksum)
        {
            features.add(KernelFeature.TX_METADATA);
        }

        return features;
    }

    int registrationFlags()
    {
        return (isUnaligned ? IfXdp.XDP_UMEM_UNALIGNED_CHUNK_FLAG : 0) |
            (txMetadataLength > 0 ? IfXdp.XDP_UMEM_TX_METADATA_LEN : 0) |
            (hasSoftwareChecksum ? IfXdp.XDP_UMEM_TX_SW_CSUM : 0);
    }

    long baseAddress()
    {
        return mapping.address();
    }

    long length()
    {
        return length;
    }

    int headroom()
    {
        return headroom;
    }

    private void checked(final int result, final String call, final String subject)
    {
        if (result < 0)
        {
            mapping.letGo();
            throw new XskException(call, "umem " + subject, -result);
        }
    }

    private DirectBuffer part(final int part)
    {
        final long offset = (long)part << PART_SHIFT;
        return new UnsafeBuffer(mapping.buffer(offset, (int)Math.min(length - offset, MAX_PART_LENGTH)));
    }

    private void boundsCheck(final long offset, final int length)
    {
        requireOpen();
        if (offset < 0 || length < 0 || offset > this.length - length)
        {
            throw new IndexOutOfBoundsException(
                "offset=" + offset + " length=" + length + " umemLength=" + this.length);
        }
    }

    /**
     * The sizes of a {@link Umem}.
     */
    public static final class Context
    {
        /** Length of a frame where none is given, in bytes. */
        public static final int FRAME_LENGTH_DEFAULT = 2048;
        /** What the kernel wants for the packet and its own bookkeeping besides both headrooms, in bytes. */
        private static final int MIN_PACKET_ROOM = 448;

        private static final int ANY_NODE = -1;
        private static final int MAX_NODE = 63;

        private int frameLength = FRAME_LENGTH_DEFAULT;
        private int frameCount;
        private int headroom;
        private boolean isUnaligned;
        private PageSize pageSize = PageSize.BASE;
        private int numaNode = ANY_NODE;
        private boolean isLocked;
        private boolean hasTxMetadata;
        private boolean hasSoftwareChecksum;

        /**
         * With the default frame length and no headroom. The frame count must be set.
         */
        public Context()
        {
        }

        /**
         * Set the length of a frame.
         *
         * @param frameLength in bytes: a power of two from 2,048 to the size of a page.
         * @return this for a fluent API.
         */
        public Context frameLength(final int frameLength)
        {
            this.frameLength = frameLength;
            return this;
        }

        /**
         * The length of a frame.
         *
         * @return the length in bytes.
         */
        public int frameLength()
        {
            return frameLength;
        }

        /**
         * Set the number of frames.
         *
         * @param frameCount at least 1.
         * @return this for a fluent API.
         */
        public Context frameCount(final int frameCount)
        {
            this.frameCount = frameCount;
            return this;
        }

        /**
         * The number of frames.
         *
         * @return the number, 0 if it was not set.
         */
        public int frameCount()
        {
            return frameCount;
        }

        /**
         * Set the room that the kernel leaves before a received packet, on top of its own 256 bytes, so that a
         * header can be put in front of it.
         *
         * @param headroom in bytes.
         * @return this for a fluent API.
         */
        public Context headroom(final int headroom)
        {
            this.headroom = headroom;
            return this;
        }

        /**
         * The room that the kernel leaves before a received packet, on top of its own 256 bytes.
         *
         * @return the room in bytes.
         */
        public int headroom()
        {
            return headroom;
        }

        /**
         * Allow frames of any length from 2,048 to the size of a page, and at any address. A frame that crosses into a
         * page that does not follow in physical memory is refused by the kernel, so this wants huge pages.
         *
         * @param isUnaligned true to allow it.
         * @return this for a fluent API.
         */
        public Context unaligned(final boolean isUnaligned)
        {
            this.isUnaligned = isUnaligned;
            return this;
        }

        /**
         * Set the size of the pages behind the memory. What is mapped is rounded up to a multiple of it; the frames
         * alone are the UMEM, and an address behind them is as wrong as any other.
         *
         * @param pageSize of the pages.
         * @return this for a fluent API.
         */
        public Context pageSize(final PageSize pageSize)
        {
            this.pageSize = pageSize;
            return this;
        }

        /**
         * Take the memory from one NUMA node, best that of the interface, and no other. It is locked as well.
         *
         * @param numaNode from 0 to 63.
         * @return this for a fluent API.
         */
        public Context numaNode(final int numaNode)
        {
            this.numaNode = numaNode;
            return this;
        }

        /**
         * Keep the memory from being swapped out also while no socket is open on it; the kernel pins it while one is.
         *
         * @param isLocked true to lock it.
         * @return this for a fluent API.
         */
        public Context lock(final boolean isLocked)
        {
            this.isLocked = isLocked;
            return this;
        }

        /**
         * Let packets that are sent have {@link TxMetadata} before them, from Linux 6.11 on.
         *
         * @param hasTxMetadata true if they may.
         * @return this for a fluent API.
         */
        public Context txMetadata(final boolean hasTxMetadata)
        {
            this.hasTxMetadata = hasTxMetadata;
            return this;
        }

        /**
         * Have the kernel compute the checksums that {@link TxMetadata} ask for where packets are copied, since the
         * interface does it only for those that are not.
         *
         * @param hasSoftwareChecksum true to have it do so.
         * @return this for a fluent API.
         */
        public Context softwareChecksum(final boolean hasSoftwareChecksum)
        {
            this.hasSoftwareChecksum = hasSoftwareChecksum;
            return this;
        }

        /**
         * Validate the sizes.
         *
         * @throws IllegalArgumentException naming the size that is wrong.
         */
        public void conclude()
        {
            final int basePageSize = Memory.pageSize();
            if (frameLength < IfXdp.XDP_UMEM_MIN_CHUNK_SIZE || frameLength > basePageSize ||
                !isUnaligned && !isPowerOfTwo(frameLength))
            {
                throw new IllegalArgumentException("frameLength must be " + (isUnaligned ? "" : "a power of 2 ") +
                    "from " + IfXdp.XDP_UMEM_MIN_CHUNK_SIZE + " to the page size of " + basePageSize +
                    ": frameLength=" + frameLength);
            }
            if (frameCount < 1)
            {
                throw new IllegalArgumentException("frameCount must be positive: frameCount=" + frameCount);
            }

            if (ANY_NODE != numaNode && (numaNode < 0 || numaNode > MAX_NODE))
            {
                throw new IllegalArgumentException(
                    "numaNode must be from 0 to " + MAX_NODE + ": numaNode=" + numaNode);
            }

            final int maxHeadroom = frameLength - IfXdp.XDP_PACKET_HEADROOM - MIN_PACKET_ROOM;
            if (headroom < 0 || headroom > maxHeadroom)
            {
                throw new IllegalArgumentException("headroom must be from 0 to " + maxHeadroom +
                    " for this frame length: headroom=" + headroom + " frameLength=" + frameLength);
            }
        }
    }
}
