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

import static org.agrona.BitUtil.isPowerOfTwo;

import io.xsk.ffi.IfXdp;
import io.xsk.ffi.Memory;
import org.agrona.DirectBuffer;

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
 * The memory outlives everything that points into it: {@link #close()} refuses while a socket is open on it, and
 * buffers wrapped over it must not be used after it. Reading unmapped memory kills the JVM.
 * <p>
 * <b>Note:</b> The bytes of a frame are whose the frame is. Opening and closing belong to one thread.
 */
public final class Umem implements AutoCloseable
{
    private final long baseAddress;
    private final long length;
    private final int frameLength;
    private final int frameCount;
    private final int headroom;
    private int socketCount;
    private boolean isClosed;

    private Umem(final Context context)
    {
        frameLength = context.frameLength;
        frameCount = context.frameCount;
        headroom = context.headroom;
        length = (long)frameLength * frameCount;

        final long address = Memory.mapAnonymous(length);
        if (address < 0)
        {
            throw new XskException("mmap", "umem length=" + length, (int)-address);
        }
        baseAddress = address;
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
     * @return the length in bytes, a power of two.
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
     * The frame that an address lies in.
     *
     * @param address anywhere within the frame.
     * @return the address of the frame's first byte.
     */
    public long frameOf(final long address)
    {
        return address & -frameLength;
    }

    /**
     * Let a buffer be a window on the memory. The buffer must not be used after {@link #close()}.
     *
     * @param address of the first byte.
     * @param length  in bytes.
     * @param buffer  to wrap.
     * @throws IndexOutOfBoundsException if that is not within the memory and bounds checks are on.
     */
    public void wrap(final long address, final int length, final DirectBuffer buffer)
    {
        if (DirectBuffer.SHOULD_BOUNDS_CHECK)
        {
            boundsCheck(address, length);
        }

        buffer.wrap(baseAddress + address, length);
    }

    /**
     * Unmap the memory. Idempotent.
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
        if (0 != socketCount)
        {
            throw new IllegalStateException(
                "umem is in use, close its sockets first: sockets=" + socketCount);
        }

        isClosed = true;
        Memory.unmap(baseAddress, length);
    }

    @Override
    public String toString()
    {
        return "Umem{frameLength=" + frameLength + ", frameCount=" + frameCount + ", headroom=" + headroom + '}';
    }

    void onSocketOpen()
    {
        if (isClosed)
        {
            throw new IllegalStateException("umem is closed: " + this);
        }
        socketCount++;
    }

    void onSocketClose()
    {
        socketCount--;
    }

    long baseAddress()
    {
        return baseAddress;
    }

    long length()
    {
        return length;
    }

    int headroom()
    {
        return headroom;
    }

    private void boundsCheck(final long address, final int length)
    {
        if (isClosed)
        {
            throw new IllegalStateException("umem is closed: " + this);
        }
        if (address < 0 || length < 0 || address > this.length - length)
        {
            throw new IndexOutOfBoundsException(
                "address=" + address + " length=" + length + " umemLength=" + this.length);
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

        private int frameLength = FRAME_LENGTH_DEFAULT;
        private int frameCount;
        private int headroom;

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
         * Validate the sizes.
         *
         * @throws IllegalArgumentException naming the size that is wrong.
         */
        public void conclude()
        {
            final int pageSize = Memory.pageSize();
            if (frameLength < IfXdp.XDP_UMEM_MIN_CHUNK_SIZE || frameLength > pageSize || !isPowerOfTwo(frameLength))
            {
                throw new IllegalArgumentException("frameLength must be a power of 2 from " +
                    IfXdp.XDP_UMEM_MIN_CHUNK_SIZE + " to the page size of " + pageSize +
                    ": frameLength=" + frameLength);
            }
            if (frameCount < 1)
            {
                throw new IllegalArgumentException("frameCount must be positive: frameCount=" + frameCount);
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
