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

import io.xsk.ffi.Mapping;
import io.xsk.ffi.Memory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * A ring that is used after it was closed and its memory let go. Were it to touch unmapped memory, there would be no
 * JVM to say so.
 */
class RingCloseTest
{
    private static final int CAPACITY = 8;
    private static final int LENGTH = LAYOUT.length(CAPACITY, RingDescriptor.PACKET_LENGTH);

    private final Mapping mapping = new Mapping(Memory.mapAnonymous(LENGTH, 0, true), LENGTH);
    private final UnsafeBuffer buffer = new UnsafeBuffer(mapping.buffer(0, LENGTH));

    @Test
    void shouldThrowWhenAClosedProducerIsUsed()
    {
        final TxRing ring = new TxRing(buffer, LAYOUT, CAPACITY);
        ring.tryClaim(2);
        closeAndLetGo(ring);

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
        buffer.putInt(LAYOUT.producerIndex(), 3);
        final RxRing ring = new RxRing(buffer, LAYOUT, CAPACITY);
        assertEquals(3, ring.available(CAPACITY));
        closeAndLetGo(ring);

        assertThrows(IllegalStateException.class, () -> ring.available(1));
        assertThrows(IllegalArgumentException.class, () -> ring.release(3));
        assertThrows(IllegalStateException.class, ring::size);
        assertEquals(0, ring.address(0));
    }

    @Test
    void shouldCloseTwice()
    {
        final FillRing ring = new FillRing(buffer, LAYOUT, CAPACITY);
        closeAndLetGo(ring);
        ring.close();

        assertThrows(IllegalStateException.class, () -> ring.tryClaim(1));
    }

    private void closeAndLetGo(final Ring ring)
    {
        ring.close();
        assertEquals(0, mapping.letGo());
    }
}
