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

import io.xsk.ffi.Memory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * A ring that outlives its memory. Were it to touch unmapped memory, there would be no JVM to say so.
 */
class RingCloseTest
{
    private static final int CAPACITY = 8;
    private static final int LENGTH = LAYOUT.length(CAPACITY, RingDescriptor.PACKET_LENGTH);

    private final long address = Memory.mapAnonymous(LENGTH, 0, true);

    @Test
    void shouldThrowWhenAClosedProducerIsUsed()
    {
        final TxRing ring = new TxRing(new UnsafeBuffer(address, LENGTH), LAYOUT, CAPACITY);
        ring.tryClaim(2);
        closeAndUnmap(ring);

        assertThrows(IllegalStateException.class, () -> ring.tryClaim(1));
        assertThrows(IllegalStateException.class, () -> ring.remainingCapacity(1));
        assertThrows(IllegalStateException.class, ring::size);
        ring.put(1, 2048, 64, 0);
        ring.commit();
        assertEquals(0, ring.position());
    }

    @Test
    void shouldThrowWhenAClosedConsumerIsUsed()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(address, LENGTH);
        buffer.putInt(LAYOUT.producerIndex(), 3);
        final RxRing ring = new RxRing(buffer, LAYOUT, CAPACITY);
        assertEquals(3, ring.available(CAPACITY));
        closeAndUnmap(ring);

        assertThrows(IllegalStateException.class, () -> ring.available(1));
        assertThrows(IllegalArgumentException.class, () -> ring.release(3));
        assertThrows(IllegalStateException.class, ring::size);
        assertEquals(0, ring.address(0));
    }

    @Test
    void shouldCloseTwice()
    {
        final FillRing ring = new FillRing(new UnsafeBuffer(address, LENGTH), LAYOUT, CAPACITY);
        closeAndUnmap(ring);
        ring.close();

        assertThrows(IllegalStateException.class, () -> ring.tryClaim(1));
    }

    private void closeAndUnmap(final Ring ring)
    {
        ring.close();
        assertEquals(0, Memory.unmap(address, LENGTH));
    }
}
