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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.PageSize;
import io.xsk.RxMetadata;
import io.xsk.RxMetadataDescriptor;
import io.xsk.Umem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEventTest
{
    private static final int FRAME_COUNT = 4;
    private static final int HEADROOM = 128;
    private static final int LENGTH = 60;

    private Umem umem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT).headroom(HEADROOM));
    private FramePool frames = new FramePool(umem, 2, OwnerFixture.Reason.class);
    private final FrameEvent event = new FrameEvent();

    @AfterEach
    void tearDown()
    {
        umem.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void shouldPushAndPopAHeader(final boolean isUnaligned)
    {
        receive(isUnaligned);
        event.packet().putLong(0, 42);
        final long offset = umem.offsetOf(event.address());

        event.adjustHead(-Long.BYTES);
        event.packet().putLong(0, 7);
        assertEquals(LENGTH + Long.BYTES, event.length());
        assertEquals(LENGTH + Long.BYTES, event.packet().capacity());
        assertEquals(offset - Long.BYTES, umem.offsetOf(event.address()));
        assertEquals(42, event.packet().getLong(Long.BYTES));

        event.adjustHead(Long.BYTES);
        assertEquals(42, event.packet().getLong(0));
        assertEquals(umem.frameAddress(1), umem.frameOf(event.address()));
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void shouldStayWithinItsFrame(final boolean isUnaligned)
    {
        receive(isUnaligned);

        event.adjustHead(-umem.packetOffset());
        assertEquals(LENGTH + umem.packetOffset(), event.length());
        assertThrows(IllegalArgumentException.class, () -> event.adjustHead(-1));
        assertThrows(IllegalArgumentException.class, () -> event.adjustHead(event.length()));
        assertThrows(IllegalArgumentException.class, () -> event.adjustHead(Integer.MIN_VALUE));
        assertThrows(IllegalArgumentException.class, () -> event.adjustHead(Integer.MAX_VALUE));

        event.adjustTail(umem.frameLength() - event.length());
        assertEquals(umem.frameLength(), event.packet().capacity());
        assertThrows(IllegalArgumentException.class, () -> event.adjustTail(1));
        assertThrows(IllegalArgumentException.class, () -> event.adjustTail(-event.length()));
        assertThrows(IllegalArgumentException.class, () -> event.adjustTail(Integer.MAX_VALUE));
        event.adjustTail(1 - event.length());
        assertEquals(1, event.length());
    }

    @Test
    void shouldHaveTheVerdictThatWasSaidLast()
    {
        receive(false);
        assertEquals(Verdict.RECYCLE, event.verdict());

        event.transmit(1);
        assertEquals(Verdict.TRANSMIT, event.verdict());
        assertEquals(1, event.target());
        event.drop(OwnerFixture.Reason.UNKNOWN);
        assertEquals(Verdict.DROP, event.verdict());
        assertEquals(OwnerFixture.Reason.UNKNOWN.ordinal(), event.target());
        event.verdict(Verdict.TRANSMIT);
        assertEquals(0, event.target());
        event.onFailure();
        assertEquals(Verdict.RECYCLE, event.verdict());
    }

    @Test
    void shouldRefusePortsAndReasonsThatThereAreNot()
    {
        receive(false);

        assertThrows(IndexOutOfBoundsException.class, () -> event.transmit(2));
        assertThrows(IndexOutOfBoundsException.class, () -> event.transmit(-1));
        assertThrows(IllegalArgumentException.class, () -> event.drop(ThreadingMode.INVOKER));
        assertThrows(IllegalArgumentException.class, () -> event.verdict(Verdict.RETAIN));
        assertEquals(Verdict.RECYCLE, event.verdict());
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void shouldShowTheMetadataBeforeThePacketAsItWasReceived(final boolean isUnaligned)
    {
        receive(isUnaligned);
        final int signature = 0x1234;
        event.adjustHead(-RxMetadataDescriptor.LENGTH);
        event.packet().setMemory(0, RxMetadataDescriptor.LENGTH, (byte)0);
        event.packet().putInt(RxMetadataDescriptor.FLAGS_OFFSET,
            signature << RxMetadataDescriptor.SIGNATURE_SHIFT | RxMetadataDescriptor.HASH_FLAG);
        event.packet().putInt(RxMetadataDescriptor.HASH_OFFSET, 42);
        event.adjustHead(RxMetadataDescriptor.LENGTH);
        final RxMetadata metadata = new RxMetadata();

        assertFalse(event.metadata(metadata).hasHash(), "no program of the port delivers any");
        frames.metadataSignature(1, signature);
        assertFalse(event.metadata(metadata).hasHash(), "that is another port's");
        frames.metadataSignature(0, signature);
        assertEquals(42, event.metadata(metadata).hash());
        event.adjustHead(14);
        assertEquals(42, event.metadata(metadata).hash());
        assertFalse(metadata.hasVlan());
    }

    @Test
    void shouldLetARetainedFrameBeReleasedOnce()
    {
        receive(false);
        event.packet().putLong(0, 42);
        final RetainedFrame retained = new RetainedFrame();
        event.retain(retained);

        assertTrue(retained.isHeld());
        assertEquals(42, retained.packet().getLong(0));
        assertThrows(IllegalStateException.class, () -> event.verdict(Verdict.TRANSMIT));
        event.onFailure();
        assertEquals(Verdict.RETAIN, event.verdict());

        retained.release();
        assertFalse(retained.isHeld());
        assertEquals(0, retained.packet().capacity());
        assertThrows(IllegalStateException.class, retained::release);
    }

    @Test
    void shouldRetainNothingWhereAFrameIsHeldAlready()
    {
        receive(false);
        final RetainedFrame retained = new RetainedFrame();
        event.retain(retained);
        receive(false);

        assertThrows(IllegalStateException.class, () -> event.retain(retained));
        assertEquals(Verdict.RECYCLE, event.verdict());
        event.verdict(Verdict.TRANSMIT);
        assertEquals(Verdict.TRANSMIT, event.verdict());
    }

    @Test
    void shouldTakeBackFramesWheneverTheyAreReleased()
    {
        final int freeBefore = frames.free().size();
        final RetainedFrame late = new RetainedFrame();
        receive(false);
        frames.free().pop();
        event.retain(late);
        frames.onRetained(event.address(), 0);
        assertEquals(1, frames.retainedCount());
        late.release();
        assertEquals(1, frames.drainReturns(FRAME_COUNT));
        assertEquals(0, frames.retainedCount());
        assertEquals(freeBefore, frames.free().size());

        final RetainedFrame early = new RetainedFrame();
        receive(false);
        frames.free().pop();
        event.retain(early);
        early.release();
        assertEquals(1, frames.drainReturns(FRAME_COUNT));
        assertEquals(freeBefore - 1, frames.free().size(), "its slot is still with the stages");
        frames.onRetained(event.address(), 0);
        assertEquals(freeBefore, frames.free().size());
        assertEquals(0, frames.retainedCount());
    }

    private void receive(final boolean isUnaligned)
    {
        if (isUnaligned)
        {
            umem.close();
            umem = Umem.allocate(
                new Umem.Context().frameCount(FRAME_COUNT).headroom(HEADROOM).frameLength(3001).unaligned(true)
                    .pageSize(PageSize.BASE));
            frames = new FramePool(umem, 2, OwnerFixture.Reason.class);
        }
        event.attach(frames);
        event.onReceive(umem, umem.move(umem.frameAddress(1), umem.packetOffset()), LENGTH, 0, 0);
    }
}
