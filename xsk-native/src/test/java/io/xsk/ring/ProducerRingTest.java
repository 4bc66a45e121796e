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

import static io.xsk.ring.Ring.INSUFFICIENT_CAPACITY;
import static io.xsk.testing.RingMemory.LAYOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.RingMemory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerRingTest
{
    private static final int CAPACITY = 8;
    /** Two entries before the u32 index wraps. */
    private static final long BEFORE_WRAP = 0xFFFF_FFFEL;

    private final UnsafeBuffer buffer = RingMemory.allocate(CAPACITY, RingDescriptor.ADDRESS_LENGTH, 0);
    private final FillRing ring = new FillRing(buffer, LAYOUT, CAPACITY);

    @Test
    void shouldClaimAllEntriesAndThenNone()
    {
        assertEquals(0, ring.tryClaim(CAPACITY - 1));
        assertEquals(CAPACITY - 1, ring.tryClaim(1));
        assertEquals(INSUFFICIENT_CAPACITY, ring.tryClaim(1));
    }

    @Test
    void shouldClaimAllOrNone()
    {
        ring.tryClaim(CAPACITY - 2);

        assertEquals(INSUFFICIENT_CAPACITY, ring.tryClaim(3));
        assertEquals(2, ring.remainingCapacity(CAPACITY));
        assertEquals(CAPACITY - 2, ring.tryClaim(2));
    }

    @Test
    void shouldShowNothingBeforeTheCommit()
    {
        ring.put(ring.tryClaim(1), 4096);

        assertEquals(0, producerIndex());
        assertEquals(0, ring.position());
        assertEquals(0, ring.size());
    }

    @Test
    void shouldShowAllClaimedEntriesAtTheCommit()
    {
        final long first = ring.tryClaim(2);
        ring.put(first, 2048);
        ring.put(first + 1, 4096);
        ring.put(ring.tryClaim(1), 6144);
        ring.commit();

        assertEquals(3, producerIndex());
        assertEquals(3, ring.position());
        assertEquals(3, ring.size());
        assertEquals(2048, entry(0));
        assertEquals(4096, entry(1));
        assertEquals(6144, entry(2));
    }

    @Test
    void shouldGiveBackClaimedEntriesOnAbort()
    {
        ring.tryClaim(CAPACITY);
        ring.abort();

        assertEquals(CAPACITY, ring.remainingCapacity(CAPACITY));
        assertEquals(0, ring.tryClaim(1));
        ring.commit();
        assertEquals(1, producerIndex());
    }

    @Test
    void shouldClaimAgainWhatTheOtherSideReleased()
    {
        ring.tryClaim(CAPACITY);
        ring.commit();
        buffer.putInt(LAYOUT.consumerIndex(), 3);

        assertEquals(3, ring.remainingCapacity(CAPACITY));
        assertEquals(CAPACITY, ring.tryClaim(3));
        assertEquals(INSUFFICIENT_CAPACITY, ring.tryClaim(1));
        ring.put(CAPACITY, 2048);
        assertEquals(2048, entry(0));
    }

    @Test
    void shouldGoOnWhereTheIndexWraps()
    {
        final UnsafeBuffer wrapping =
            RingMemory.allocate(CAPACITY, RingDescriptor.ADDRESS_LENGTH, BEFORE_WRAP);
        final FillRing wrappingRing = new FillRing(wrapping, LAYOUT, CAPACITY);

        assertEquals(BEFORE_WRAP, wrappingRing.tryClaim(CAPACITY));
        for (int i = 0; i < CAPACITY; i++)
        {
            wrappingRing.put(BEFORE_WRAP + i, i);
        }
        wrappingRing.commit();

        assertEquals(BEFORE_WRAP + CAPACITY, wrappingRing.position());
        assertEquals(CAPACITY - 2, wrapping.getInt(LAYOUT.producerIndex()));
        assertEquals(CAPACITY, wrappingRing.size());
        assertEquals(INSUFFICIENT_CAPACITY, wrappingRing.tryClaim(1));
        assertEquals(2, wrapping.getLong(LAYOUT.entriesIndex()));

        wrapping.putInt(LAYOUT.consumerIndex(), 1);
        assertEquals(5, wrappingRing.size());
        assertEquals(3, wrappingRing.remainingCapacity(CAPACITY));
        assertEquals(BEFORE_WRAP + CAPACITY, wrappingRing.tryClaim(3));
    }

    @Test
    void shouldReadWhetherTheKernelWantsToBeWoken()
    {
        assertFalse(ring.needsWakeup());
        buffer.putInt(LAYOUT.flagsIndex(), RingDescriptor.NEED_WAKEUP_FLAG);
        assertTrue(ring.needsWakeup());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void shouldRefuseToClaimNothing(final int count)
    {
        assertThrows(IllegalArgumentException.class, () -> ring.tryClaim(count));
    }

    @ParameterizedTest
    @ValueSource(ints = {-8, 0, 3, 12})
    void shouldRefuseACapacityThatIsNoPowerOfTwo(final int capacity)
    {
        assertThrows(IllegalArgumentException.class, () -> new FillRing(buffer, LAYOUT, capacity));
    }

    @Test
    void shouldRefuseMemoryThatIsTooShort()
    {
        assertThrows(IllegalArgumentException.class, () -> new FillRing(buffer, LAYOUT, CAPACITY * 2));
    }

    @Test
    void shouldReportIndicesThatCannotBe()
    {
        buffer.putInt(LAYOUT.consumerIndex(), 1);

        final IllegalStateException exception =
            assertThrows(IllegalStateException.class, () -> ring.tryClaim(CAPACITY));
        assertTrue(exception.getMessage().contains("distance=4294967295"), exception.getMessage());
    }

    private int producerIndex()
    {
        return buffer.getInt(LAYOUT.producerIndex());
    }

    private long entry(final int i)
    {
        return buffer.getLong(LAYOUT.entriesIndex() + i * RingDescriptor.ADDRESS_LENGTH);
    }
}
