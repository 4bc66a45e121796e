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

import io.xsk.Umem;
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
 * must keep neither the slot nor the {@link #packet()} after its handler returned.
 */
@SuppressWarnings("unused")
public class FrameEvent extends FrameEventPadding
{
    private static final Verdict[] VERDICTS = Verdict.values();

    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private long address;
    private int length;
    /** The ordinal: a number costs no barrier of the collector when it is stored. */
    private int verdict;
    /** A stage's handler threw over this packet, so that none may send it any more. */
    private boolean isFailed;

    /**
     * An empty slot.
     */
    public FrameEvent()
    {
    }

    /**
     * The packet in its frame: index 0 is the first byte of the Ethernet header, and the capacity is the packet's
     * length. It may be changed in place.
     *
     * @return the packet, the same buffer for each packet in this slot.
     */
    public final MutableDirectBuffer packet()
    {
        return packet;
    }

    /**
     * Where the packet is.
     *
     * @return the address of its first byte within the UMEM.
     */
    public final long address()
    {
        return address;
    }

    /**
     * How long the packet is.
     *
     * @return the length in bytes, from the Ethernet header on.
     */
    public final int length()
    {
        return length;
    }

    /**
     * Say what becomes of the frame. The last stage to say it decides, unless a stage's handler threw over this packet:
     * then it is recycled.
     *
     * @param verdict on the frame.
     */
    public final void verdict(final Verdict verdict)
    {
        this.verdict = verdict.ordinal();
    }

    /**
     * What becomes of the frame.
     *
     * @return the verdict so far; {@link Verdict#RECYCLE} where no stage has said anything.
     */
    public final Verdict verdict()
    {
        return isFailed ? Verdict.RECYCLE : VERDICTS[verdict];
    }

    final void onFailure()
    {
        isFailed = true;
    }

    final void onReceive(final Umem umem, final long address, final int length)
    {
        umem.wrap(address, length, packet);
        this.address = address;
        this.length = length;
        verdict = Verdict.RECYCLE.ordinal();
        isFailed = false;
    }
}
