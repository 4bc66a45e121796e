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

import static io.xsk.testing.RingMemory.LAYOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.xsk.testing.RingMemory;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ConsumerRingTest
{
    private static final int CAPACITY = 8;
    /** Two entries before the u32 index wraps. */
    private static final long BEFORE_WRAP = 0xFFFF_FFFEL;

    private final UnsafeBuffer buffer = RingMemory.allocate(CAPACITY, RingDescriptor.PACKET_LENGTH, BEFORE_WRAP);
    private final TxRing otherSide = new TxRing(buffer, LAYOUT, CAPACITY);
    private final RxRing ring = new RxRing(buffer, LAYOUT, CAPACITY);

    @Test
    void shouldHaveNothingWhenEmpty()
    {
        assertEquals(0, ring.available(CAPACITY));
        assertEquals(0, ring.size());
    }

    @Test
    void shouldReadWhatWasCommittedWhereTheIndexWraps()
    {
        produce(CAPACITY);

        assertEquals(CAPACITY, ring.available(CAPACITY));
        assertEquals(BEFORE_WRAP, ring.position());
        for (int i = 0; i < CAPACITY; i++)
        {
            assertEquals(i * 2048L, ring.address(BEFORE_WRAP + i));
            assertEquals(60 + i, ring.length(BEFORE_WRAP + i));
            assertEquals(i % 2, ring.options(BEFORE_WRAP + i));
        }

        ring.release(CAPACITY);
        assertEquals(CAPACITY - 2, buffer.getInt(LAYOUT.consumerIndex()));
        assertEquals(BEFORE_WRAP + CAPACITY, ring.position());
        assertEquals(0, ring.available(CAPACITY));
    }

    @Test
    void shouldTakeNoMoreThanAskedFor()
    {
        produce(5);

        assertEquals(2, ring.available(2));
        ring.release(2);
        assertEquals(3, ring.available(CAPACITY));
        assertEquals(3, ring.size());
    }

    @Test
    void shouldSeeNewEntriesOnlyWhenThoseItKnowsAreTaken()
    {
        produce(1);
        assertEquals(1, ring.available(CAPACITY));
        produce(2);

        assertEquals(1, ring.available(CAPACITY));
        ring.release(1);
        assertEquals(2, ring.available(CAPACITY));
    }

    @Test
    void shouldLetTheOtherSideWriteOnlyWhatWasReleased()
    {
        produce(CAPACITY);
        assertEquals(0, otherSide.remainingCapacity(CAPACITY));

        ring.available(CAPACITY);
        assertEquals(0, otherSide.remainingCapacity(CAPACITY));
        ring.release(3);
        assertEquals(3, otherSide.remainingCapacity(CAPACITY));
    }

    @Test
    void shouldRefuseToReleaseWhatIsNotThere()
    {
        produce(2);
        ring.available(CAPACITY);

        assertThrows(IllegalArgumentException.class, () -> ring.release(3));
        assertThrows(IllegalArgumentException.class, () -> ring.release(-1));
        assertEquals(BEFORE_WRAP, ring.position());
    }

    @Test
    void shouldPollInOrderUpToTheLimit()
    {
        produce(5);
        final List<Long> addresses = new ArrayList<>();

        assertEquals(3, ring.poll((address, length, options) -> addresses.add(address), 3));
        assertEquals(List.of(0L, 2048L, 4096L), addresses);
        assertEquals(2, ring.poll((address, length, options) -> addresses.add(address), 3));
        assertEquals(0, ring.poll((address, length, options) -> addresses.add(address), 3));
    }

    @Test
    void shouldReleaseTheEntryWhoseHandlerThrows()
    {
        produce(3);

        assertThrows(IllegalStateException.class, () -> ring.poll((address, length, options) ->
        {
            if (2048 == address)
            {
                throw new IllegalStateException("second entry");
            }
        }, CAPACITY));

        assertEquals(BEFORE_WRAP + 2, ring.position());
        assertEquals(1, ring.available(CAPACITY));
        assertEquals(4096, ring.address(ring.position()));
    }

    @Test
    void shouldReportIndicesThatCannotBe()
    {
        buffer.putInt(LAYOUT.producerIndex(), (int)BEFORE_WRAP + CAPACITY + 1);

        assertThrows(IllegalStateException.class, () -> ring.available(1));
    }

    private void produce(final int count)
    {
        final long first = otherSide.tryClaim(count);
        for (int i = 0; i < count; i++)
        {
            otherSide.put(first + i, (first - BEFORE_WRAP + i) * 2048, 60 + i, i % 2);
        }
        otherSide.commit();
    }
}
