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

import static org.agrona.BitUtil.findNextPositivePowerOfTwo;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.ALIGNMENT;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.HEADER_LENGTH;
import static org.agrona.concurrent.ringbuffer.RingBufferDescriptor.TRAILER_LENGTH;

import io.xsk.Umem;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

/**
 * The frames of one owner: those that are free, those that stages retain, and the way by which these come back.
 * <p>
 * <b>Note:</b> It is the owner's, but for {@link #giveBack(long)}, which any thread may call.
 */
final class FramePool
{
    private static final int MSG_TYPE_ID = 1;
    private static final int RECORD_LENGTH = BitUtil.align(HEADER_LENGTH + Long.BYTES, ALIGNMENT);
    private static final int MIN_RETURN_COUNT = 64;

    private static final byte NOT_RETAINED = 0;
    private static final byte RETAINED = 1;
    /** Given back while its slot is still with the stages. */
    private static final byte GIVEN_BACK_EARLY = 2;

    private final Umem umem;
    private final FrameStack free;
    private final int portCount;
    private final Class<?> reasons;
    private final byte[] states;
    /** By port; set before the first packet. */
    private final int[] metadataSignatures;
    /** Of the slots by which frames were retained. */
    private final long[] sequences;
    /** In debug mode: the stages that retained frames, which write it in turn with the owner. */
    private final AtomicReferenceArray<String> stages;
    private final ManyToOneRingBuffer returns;
    private final MessageHandler onReturn = this::onReturn;
    private int retainedCount;

    /**
     * @param umem      of whose frames none has been taken.
     * @param portCount of the owner.
     * @param reasons   for which packets may be dropped: an enum, or null for none.
     */
    FramePool(final Umem umem, final int portCount, final Class<?> reasons)
    {
        this.umem = umem;
        this.portCount = portCount;
        this.reasons = reasons;
        free = new FrameStack(umem);
        metadataSignatures = new int[portCount];
        states = new byte[umem.frameCount()];
        sequences = new long[umem.frameCount()];
        stages = XskPipeline.IS_DEBUG ? new AtomicReferenceArray<>(umem.frameCount()) : null;
        // Every frame may be on its way back at once, so this is never full.
        final int count = Math.max(MIN_RETURN_COUNT, umem.frameCount());
        final int length = findNextPositivePowerOfTwo(Math.multiplyExact(count, 2 * RECORD_LENGTH));
        returns = new ManyToOneRingBuffer(
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(length + TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)));
    }

    Umem umem()
    {
        return umem;
    }

    FrameStack free()
    {
        return free;
    }

    /** The program of a port delivers metadata with this signature; before the owner starts. */
    void metadataSignature(final int port, final int signature)
    {
        metadataSignatures[port] = signature;
    }

    int metadataSignature(final int port)
    {
        return metadataSignatures[port];
    }

    int retainedCount()
    {
        return retainedCount;
    }

    void checkPort(final int port)
    {
        if (port < 0 || port >= portCount)
        {
            throw new IndexOutOfBoundsException("there is no such port: port=" + port + " ports=" + portCount);
        }
    }

    void checkReason(final Enum<?> reason)
    {
        if (reason.getDeclaringClass() != reasons)
        {
            throw new IllegalArgumentException(
                "reason was not announced by dropReasons(" + reason.getDeclaringClass().getSimpleName() +
                ".class): reason=" + reason);
        }
    }

    /** The slot with a retained frame has been passed by every stage, or no stage will pass it any more. */
    void onRetained(final long address, final long sequence)
    {
        final int frame = frameOf(address);
        sequences[frame] = sequence;
        if (GIVEN_BACK_EARLY == states[frame])
        {
            states[frame] = NOT_RETAINED;
            free.push(umem.frameOf(address));
        }
        else
        {
            states[frame] = RETAINED;
            retainedCount++;
        }
    }

    /** In debug mode: the stage of this thread retains a frame. */
    void onHeld(final long address)
    {
        stages.set(frameOf(address), StageAgent.current());
    }

    /** For people: who has the first few of the frames that are retained. */
    String holders(final int limit)
    {
        final StringJoiner holders = new StringJoiner(", ", "[", "]");
        int count = 0;
        for (int frame = 0; frame < states.length && count < limit; frame++)
        {
            if (RETAINED == states[frame])
            {
                count++;
                holders.add((XskPipeline.IS_DEBUG ? "stage=" + stages.get(frame) + ' ' : "") +
                    "sequence=" + sequences[frame]);
            }
        }

        return holders.toString();
    }

    /**
     * A frame that was retained is not used any more. By any thread.
     */
    void giveBack(final long address)
    {
        final int index = returns.tryClaim(MSG_TYPE_ID, Long.BYTES);
        if (index < 0)
        {
            throw new IllegalStateException("more frames are given back than there are: address=" + address);
        }
        returns.buffer().putLong(index, address);
        // Release: publishes whatever was done to the frame to the owner, who reads the record with acquire.
        returns.commit(index);
    }

    /** Take what was given back; the number of frames. */
    int drainReturns(final int limit)
    {
        return returns.read(onReturn, limit);
    }

    private void onReturn(final int msgTypeId, final MutableDirectBuffer buffer, final int index, final int length)
    {
        final long address = buffer.getLong(index);
        final int frame = frameOf(address);
        if (RETAINED == states[frame])
        {
            states[frame] = NOT_RETAINED;
            retainedCount--;
            free.push(umem.frameOf(address));
        }
        else
        {
            states[frame] = GIVEN_BACK_EARLY;
        }
    }

    private int frameOf(final long address)
    {
        return (int)(umem.frameOf(address) / umem.frameLength());
    }
}
