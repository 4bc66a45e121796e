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
package io.xsk.ring;

import java.util.Map;
import java.util.TreeMap;

/**
 * Knows for each part of a UMEM whether it is the user's or which ring it was given to, in debug mode: with the system
 * property {@code xsk.debug=true}. Every address that passes a ring is then checked. What is given must lie within the
 * UMEM and, unless frames are unaligned, within one frame, and no byte of it may be given already: a fill ring takes
 * the whole frame, a transmit ring the bytes of the packet. What the kernel gives back must have been given to a ring
 * of the same queue. A mistake is an {@link IllegalStateException} that names ring, interface, queue and address, and
 * for a frame that was given twice the ring which has it; a batch with a mistake in it is not committed.
 * <p>
 * Without the property there is no guard and the just-in-time compiler removes the checks. With it each batch takes a
 * lock and each frame an object.
 * <p>
 * <b>Note:</b> This class is threadsafe: sockets on one UMEM may have several owners.
 */
public final class FrameGuard
{
    /** System property that turns the debug mode on, read once. */
    public static final String DEBUG_PROP_NAME = "xsk.debug";
    /** Is the debug mode on? */
    public static final boolean DEBUG = Boolean.getBoolean(DEBUG_PROP_NAME);

    private static final String FILL = "fill";
    private static final String RX = "rx";
    private static final String TX = "tx";
    private static final String COMPLETION = "completion";

    private final long length;
    private final int frameLength;
    private final boolean isUnaligned;
    private final long frameMask;
    /** What is not the user's, by its first byte. None overlaps another. */
    private final TreeMap<Long, Holding> holdings = new TreeMap<>();

    /**
     * For a UMEM that is the user's.
     *
     * @param length      of the UMEM in bytes.
     * @param frameLength of its frames in bytes, a power of two unless they are unaligned.
     * @param isUnaligned whether frames are of any length and at any address.
     */
    public FrameGuard(final long length, final int frameLength, final boolean isUnaligned)
    {
        this.length = length;
        this.frameLength = frameLength;
        this.isUnaligned = isUnaligned;
        frameMask = isUnaligned ? RingDescriptor.UNALIGNED_FRAME_MASK : -frameLength;
    }

    /**
     * The rings of one queue, which are to be made with it.
     *
     * @param name of the queue in messages, such as {@code interface=eth0 queue=0}.
     * @return the port, to be closed with the rings.
     */
    public Port port(final String name)
    {
        return new Port(name);
    }

    /**
     * Check that bytes are the user's, to be read or written.
     *
     * @param offset of the first one from the start of the UMEM.
     * @param length in bytes.
     * @throws IllegalStateException if any of them was given to a ring and not yet given back.
     */
    public synchronized void checkUse(final long offset, final int length)
    {
        final Holding holding = overlapping(offset, offset + length);
        if (null != holding)
        {
            throw new IllegalStateException(
                "frame is used after it was given away: address=" + offset + " length=" + length + " given=" + holding);
        }
    }

    /**
     * Which ring has a byte.
     *
     * @param offset of the byte from the start of the UMEM.
     * @return the ring with its interface and queue, empty if the byte is the user's.
     */
    public synchronized String holderOf(final long offset)
    {
        final Holding holding = overlapping(offset, offset + 1);
        return null == holding ? "" : holding.ringName();
    }

    private long offsetOf(final long address)
    {
        return isUnaligned ?
            (address & RingDescriptor.UNALIGNED_FRAME_MASK) + (address >>> RingDescriptor.UNALIGNED_OFFSET_SHIFT) :
            address;
    }

    private Holding overlapping(final long start, final long end)
    {
        final Map.Entry<Long, Holding> last = holdings.lowerEntry(end);
        return null != last && last.getValue().end > start ? last.getValue() : null;
    }

    private synchronized void give(final Holding holding, final long address)
    {
        if (holding.start < 0 || holding.end > length || holding.end <= holding.start)
        {
            throw mistake("address is not within the umem", holding.ringName(), address,
                "length=" + (holding.end - holding.start) + " umemLength=" + length);
        }
        if (!isUnaligned && (holding.start & frameMask) != (holding.end - 1 & frameMask))
        {
            throw mistake("packet crosses the end of its frame", holding.ringName(), address,
                "length=" + (holding.end - holding.start) + " frameLength=" + frameLength);
        }
        final Holding other = overlapping(holding.start, holding.end);
        if (null != other)
        {
            throw mistake("frame is given twice", holding.ringName(), address, "given=" + other);
        }
        holdings.put(holding.start, holding);
    }

    private synchronized void take(
        final Port port, final String givenTo, final String ring, final long address, final int length)
    {
        final long offset = offsetOf(address);
        final Holding holding = overlapping(offset, offset + 1);
        if (null == holding || port != holding.port || !givenTo.equals(holding.ring))
        {
            throw mistake("the kernel gives a frame that it was not given", ringName(ring, port), address,
                "given=" + (null == holding ? "[]" : holding));
        }
        holdings.remove(holding.start);
        if (offset + length > holding.end)
        {
            throw mistake("packet crosses the end of its frame", ringName(ring, port), address,
                "length=" + length + " given=" + holding);
        }
    }

    private synchronized void takeBack(final long start)
    {
        holdings.remove(start);
    }

    private synchronized void takeAll(final Port port)
    {
        holdings.values().removeIf((holding) -> port == holding.port);
    }

    private static IllegalStateException mistake(
        final String what, final String ringName, final long address, final String details)
    {
        return new IllegalStateException(what + ": " + ringName + " address=" + address + ' ' + details);
    }

    private static String ringName(final String ring, final Port port)
    {
        return "ring=" + ring + ' ' + port.name;
    }

    private record Holding(long start, long end, Port port, String ring)
    {
        String ringName()
        {
            return FrameGuard.ringName(ring, port);
        }

        @Override
        public String toString()
        {
            return "[from=" + start + " to=" + end + ' ' + ringName() + ']';
        }
    }

    /**
     * The rings of one queue. Several sockets on the queue share it, since they share its frames.
     */
    public final class Port implements AutoCloseable
    {
        private final String name;

        private Port(final String name)
        {
            this.name = name;
        }

        /**
         * Everything that the rings have is the user's again.
         */
        @Override
        public void close()
        {
            takeAll(this);
        }

        void giveToFill(final long address)
        {
            final long start = address & frameMask;
            give(new Holding(start, start + frameLength, this, FILL), address);
        }

        void takeBackFromFill(final long address)
        {
            takeBack(address & frameMask);
        }

        void giveToTx(final long address, final int length)
        {
            final long start = offsetOf(address);
            give(new Holding(start, start + length, this, TX), address);
        }

        void takeBackFromTx(final long address)
        {
            takeBack(offsetOf(address));
        }

        void takeFromRx(final long address, final int length)
        {
            take(this, FILL, RX, address, length);
        }

        void takeFromCompletion(final long address)
        {
            take(this, TX, COMPLETION, address, 0);
        }
    }
}
