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

import io.xsk.RxMetadata;
import io.xsk.Umem;
import io.xsk.capture.ReplayPace;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keeps a slot's fields off the cache lines of the slot before it.
 */
abstract class FrameEventPadding
{
    byte p000, p001, p002, p003, p004, p005, p006, p007, p008, p009, p010, p011, p012, p013, p014, p015;
    byte p016, p017, p018, p019, p020, p021, p022, p023, p024, p025, p026, p027, p028, p029, p030, p031;
    byte p032, p033, p034, p035, p036, p037, p038, p039, p040, p041, p042, p043, p044, p045, p046, p047;
    byte p048, p049, p050, p051, p052, p053, p054, p055, p056, p057, p058, p059, p060, p061, p062, p063;

    FrameEventPadding()
    {
    }
}

/**
 * A slot of the pipeline: the handle of one frame with a received packet, and what the stages found in it. Extend it
 * with fields that an earlier stage sets for later ones; they keep their values from packet to packet, so the first
 * stage sets them anew each time.
 * <p>
 * The owner fills the slot and publishes it; stages read and write the packet and the slot in their order; the owner
 * reads the {@link #verdict()} after the last stage and takes the frame out. Nobody else may touch either, and a stage
 * must keep neither the slot nor the {@link #packet()} after its handler returned; {@link #retain(RetainedFrame)} is
 * for that. In debug mode ({@link io.xsk.ring.FrameGuard}) its use after that is an exception until the slot is used
 * again. Of stages that run in parallel at most one may change the packet or say a verdict.
 */
@SuppressWarnings("unused")
public class FrameEvent extends FrameEventPadding
{
    /** For a packet that is dropped without a reason. */
    static final int NO_REASON = -1;

    private static final Verdict[] VERDICTS = Verdict.values();
    private static final int RECYCLE = Verdict.RECYCLE.ordinal();
    private static final int RETAIN = Verdict.RETAIN.ordinal();

    // A packet takes as few stores as can be: a slot was last in another core's cache, and the fewer wait for it to
    // come back, the more slots are under way at once. So what stages seldom change is set back by the owner only then.

    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private FramePool frames;
    private long address;
    private long receivedNs;
    private int port;
    /** By how much the start of the packet was moved since it was received. */
    private int headDelta;
    /** The ordinal: a number costs no barrier of the collector when it is stored. */
    private int verdict = RECYCLE;
    /** The port to send from, or the reason to drop for. */
    private int target = NO_REASON;
    /** The packet reached into what was said of it, and may have been written there. */
    private boolean isHeadGrown;
    /** A stage's handler threw over this packet, so that none may send it any more. */
    private boolean isFailed;
    /** A stage has changed one of the five fields above. */
    private boolean isTouched;
    /** In debug mode: the owner has taken the frame out, and put no other in yet. */
    private boolean isReleased;

    /**
     * An empty slot.
     */
    public FrameEvent()
    {
    }

    /**
     * The packet in its frame: index 0 is the first byte of the Ethernet header, and the capacity is the packet's
     * length, with which it is sent. It may be changed in place, but must not be wrapped around anything else.
     *
     * @return the packet, the same buffer for each packet in this slot.
     */
    public final MutableDirectBuffer packet()
    {
        if (XskPipeline.IS_DEBUG)
        {
            checkInUse();
        }

        return packet;
    }

    /**
     * How long the packet is.
     *
     * @return the length in bytes, from the Ethernet header on.
     */
    public final int length()
    {
        return packet.capacity();
    }

    /**
     * By which port the packet came.
     *
     * @return the port's index, in the order in which the ports were set.
     */
    public final int port()
    {
        return port;
    }

    /**
     * When the owner took the packet off the receive ring, where that is asked for by {@link
     * XskPipeline.Context#latency(boolean)}. It is the same for all packets of a batch. Of a packet that is replayed in
     * {@link ReplayPace#virtualTime()} it is the time of the capture.
     *
     * @return {@link System#nanoTime()} then, 0 where it was not asked for; in virtual time nanoseconds since 1970
     *     began.
     */
    public final long receivedNs()
    {
        return receivedNs;
    }

    /**
     * What the card and the port's program say of the packet: hash, timestamps, VLAN and the mark of the rule that
     * matched, where that was asked for by {@link PortContext#metadata}, or the port's own program delivers it.
     * Elsewhere there is nothing in it. It lies just before the packet as it was received,
     * so a stage that makes room for a header there looks at it first. Where nobody asks nothing is read.
     *
     * @param metadata to wrap, which each stage has for itself.
     * @return the metadata, until the handler returns.
     */
    public final RxMetadata metadata(final RxMetadata metadata)
    {
        if (XskPipeline.IS_DEBUG)
        {
            checkInUse();
        }
        final Umem umem = frames.umem();

        return metadata.wrap(umem, umem.move(address, -headDelta), frames.metadataSignature(port));
    }

    /**
     * Say what becomes of the packet. The last stage to say it decides, unless a stage's handler threw over this
     * packet: then it is recycled. {@link Verdict#TRANSMIT} sends from the port by which it came.
     *
     * @param verdict on the packet, other than {@link Verdict#RETAIN}, which is said by {@link
     *                #retain(RetainedFrame)}.
     * @throws IllegalStateException if the frame was retained.
     */
    public final void verdict(final Verdict verdict)
    {
        if (Verdict.RETAIN == verdict)
        {
            throw new IllegalArgumentException("a frame is retained by retain(frame), so that it can be released");
        }
        decide(verdict.ordinal(), Verdict.TRANSMIT == verdict ? port : NO_REASON);
    }

    /**
     * Send the packet, with the bytes and the length that it has by then, from a port.
     *
     * @param port index of the port, in the order in which the ports were set.
     * @throws IndexOutOfBoundsException if there is no such port.
     * @throws IllegalStateException     if the frame was retained.
     */
    public final void transmit(final int port)
    {
        frames.checkPort(port);
        decide(Verdict.TRANSMIT.ordinal(), port);
    }

    /**
     * Drop the packet and count it.
     *
     * @param reason one of those that were announced by {@link XskPipeline.Context#dropReasons(Class)}.
     * @throws IllegalArgumentException if it is not.
     * @throws IllegalStateException    if the frame was retained.
     */
    public final void drop(final Enum<?> reason)
    {
        frames.checkReason(reason);
        decide(Verdict.DROP.ordinal(), reason.ordinal());
    }

    /**
     * Keep the frame with the packet in it beyond this slot. Later stages still see the packet, and so may the one who
     * has the retained frame; it is given back by {@link RetainedFrame#release()}, from any thread.
     *
     * @param frame that holds none, to hold this one from now on.
     * @throws IllegalStateException if it holds one, or if this frame was retained already.
     */
    public final void retain(final RetainedFrame frame)
    {
        frame.requireEmpty();
        decide(RETAIN, NO_REASON);
        frame.hold(frames, address, length());
        if (XskPipeline.IS_DEBUG)
        {
            frames.onHeld(address);
        }
    }

    /**
     * What becomes of the packet.
     *
     * @return the verdict so far; {@link Verdict#RECYCLE} where no stage has said anything.
     */
    public final Verdict verdict()
    {
        // A frame that is retained is another's by now, whatever a handler throws.
        return isFailed && RETAIN != verdict ? Verdict.RECYCLE : VERDICTS[verdict];
    }

    /**
     * Move the start of the packet: make room before it for a header, or take one off.
     *
     * @param delta in bytes, negative to make the packet longer at its start; its new bytes are what was there.
     * @throws IllegalArgumentException if there is no such room before it in its frame, or if nothing would be left.
     */
    public final void adjustHead(final int delta)
    {
        if (XskPipeline.IS_DEBUG)
        {
            checkInUse();
        }
        final Umem umem = frames.umem();
        final int offset = umem.offsetInFrame(address) + delta;
        final int length = length();
        if (offset < 0 || length - delta < 1)
        {
            throw new IllegalArgumentException("packet must begin within its frame and not be empty: delta=" + delta +
                " offset=" + (offset - delta) + " length=" + length);
        }
        wrap(umem, umem.move(address, delta), length - delta);
        headDelta += delta;
        isHeadGrown |= headDelta < 0;
        isTouched = true;
    }

    /**
     * Move the end of the packet.
     *
     * @param delta in bytes, positive to make the packet longer; its new bytes are what was there.
     * @throws IllegalArgumentException if there is no such room behind it in its frame, or if nothing would be left.
     */
    public final void adjustTail(final int delta)
    {
        if (XskPipeline.IS_DEBUG)
        {
            checkInUse();
        }
        final Umem umem = frames.umem();
        final int newLength = length() + delta;
        if (newLength < 1 || newLength > umem.frameLength() - umem.offsetInFrame(address))
        {
            throw new IllegalArgumentException("packet must end within its frame and not be empty: delta=" + delta +
                " offset=" + umem.offsetInFrame(address) + " length=" + length() +
                " frameLength=" + umem.frameLength());
        }
        wrap(umem, address, newLength);
    }

    /** Of the first byte of the packet within the UMEM. */
    final long address()
    {
        return address;
    }

    /** Before the slot is used for the first time. */
    final void attach(final FramePool frames)
    {
        this.frames = frames;
        onRelease();
    }

    /** The next packet, in a slot that was released. */
    final void onReceive(final Umem umem, final long address, final int length, final int port, final long nowNs)
    {
        wrap(umem, address, length);
        if (this.port != port)
        {
            this.port = port;
        }
        receivedNs(nowNs);
        if (XskPipeline.IS_DEBUG)
        {
            isReleased = false;
        }
    }

    /**
     * The frame was taken out of a slot that a stage has touched. In debug mode it is called for each slot, and whoever
     * kept it gets an exception, and whoever kept the packet finds it without a byte, until the slot has another.
     */
    final void onRelease()
    {
        headDelta = 0;
        verdict = RECYCLE;
        target = NO_REASON;
        isHeadGrown = false;
        isFailed = false;
        isTouched = false;
        if (XskPipeline.IS_DEBUG)
        {
            isReleased = true;
            packet.wrap(0L, 0);
        }
    }

    /** Has a stage said a verdict, moved the packet's start, or thrown? */
    final boolean isTouched()
    {
        return isTouched;
    }

    /** Was room made before the packet as it came, where its metadata are? */
    final boolean isHeadGrown()
    {
        return isHeadGrown;
    }

    /** When the packet came, by another clock than the owner's. */
    final void receivedNs(final long stampNs)
    {
        if (receivedNs != stampNs)
        {
            receivedNs = stampNs;
        }
    }

    final void onFailure()
    {
        isFailed = true;
        isTouched = true;
    }

    /** The port to send from, or the ordinal of the reason to drop for. */
    final int target()
    {
        return target;
    }

    private void checkInUse()
    {
        if (isReleased)
        {
            throw new IllegalStateException("slot is used after its frame was taken out: address=" + address +
                " port=" + port + " thread=" + Thread.currentThread().getName());
        }
    }

    private void decide(final int verdict, final int target)
    {
        if (XskPipeline.IS_DEBUG)
        {
            checkInUse();
        }
        if (RETAIN == this.verdict)
        {
            throw new IllegalStateException("the frame was retained, its verdict stands: address=" + address);
        }
        this.verdict = verdict;
        this.target = target;
        isTouched = true;
    }

    private void wrap(final Umem umem, final long address, final int length)
    {
        umem.wrap(address, length, packet);
        this.address = address;
    }
}
