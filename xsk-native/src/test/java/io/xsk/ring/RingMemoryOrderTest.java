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
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;

import io.xsk.testing.RingMemory;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.mockito.MockedStatic;

/**
 * Which access is an acquire, which a release, and that a batch costs one of each.
 */
class RingMemoryOrderTest
{
    private static final int CAPACITY = 8;

    private final UnsafeBuffer buffer = RingMemory.allocate(CAPACITY, RingDescriptor.PACKET_LENGTH, 0);
    private final long memory = buffer.addressOffset();
    private final long producerAddress = memory + LAYOUT.producerIndex();
    private final long consumerAddress = memory + LAYOUT.consumerIndex();
    private final long entriesAddress = memory + LAYOUT.entriesIndex();
    private final MockedStatic<UnsafeApi> accesses = mockStatic(UnsafeApi.class, CALLS_REAL_METHODS);

    @AfterEach
    void tearDown()
    {
        accesses.close();
    }

    @Test
    void shouldReleaseTheProducerIndexAfterAllEntriesOfTheBatch()
    {
        final FillRing ring = new FillRing(buffer, LAYOUT, CAPACITY);
        accesses.clearInvocations();

        final long first = ring.tryClaim(3);
        ring.put(first, 2048);
        ring.put(first + 1, 4096);
        ring.put(first + 2, 6144);
        ring.commit();

        final InOrder inOrder = inOrder(UnsafeApi.class);
        inOrder.verify(accesses, () -> UnsafeApi.getIntAcquire(null, consumerAddress));
        inOrder.verify(accesses, () -> UnsafeApi.putLong(entriesAddress, 2048L));
        inOrder.verify(accesses, () -> UnsafeApi.putLong(entriesAddress + 8, 4096L));
        inOrder.verify(accesses, () -> UnsafeApi.putLong(entriesAddress + 16, 6144L));
        inOrder.verify(accesses, () -> UnsafeApi.putIntRelease(null, producerAddress, 3));
        accesses.verifyNoMoreInteractions();
    }

    @Test
    void shouldReleaseTheConsumerIndexAfterAllEntriesOfTheBatchWereRead()
    {
        final RxRing ring = new RxRing(buffer, LAYOUT, CAPACITY);
        buffer.putInt(LAYOUT.producerIndex(), 2);
        accesses.clearInvocations();

        ring.poll((address, length, options) ->
        {
        }, CAPACITY);

        final InOrder inOrder = inOrder(UnsafeApi.class);
        inOrder.verify(accesses, () -> UnsafeApi.getIntAcquire(null, producerAddress));
        for (int i = 0; i < 2; i++)
        {
            final long entry = entriesAddress + (long)i * RingDescriptor.PACKET_LENGTH;
            inOrder.verify(accesses, () -> UnsafeApi.getLong(entry));
            inOrder.verify(accesses, () -> UnsafeApi.getInt(entry + 8));
            inOrder.verify(accesses, () -> UnsafeApi.getInt(entry + 12));
        }
        inOrder.verify(accesses, () -> UnsafeApi.putIntRelease(null, consumerAddress, 2));
        accesses.verifyNoMoreInteractions();
    }

    @Test
    void shouldNotReadTheOtherSidesIndexWhileTheCachedOneWillDo()
    {
        final TxRing ring = new TxRing(buffer, LAYOUT, CAPACITY);
        accesses.clearInvocations();

        for (int i = 0; i < CAPACITY; i++)
        {
            ring.tryClaim(1);
        }
        accesses.verify(() -> UnsafeApi.getIntAcquire(null, consumerAddress), times(1));

        ring.tryClaim(1);
        accesses.verify(() -> UnsafeApi.getIntAcquire(null, consumerAddress), times(2));
    }

    @Test
    void shouldStoreNothingWhenThereIsNothingToCommitOrRelease()
    {
        final TxRing producer = new TxRing(buffer, LAYOUT, CAPACITY);
        final CompletionRing consumer = new CompletionRing(buffer, LAYOUT, CAPACITY);

        producer.commit();
        producer.tryClaim(2);
        producer.abort();
        producer.commit();
        consumer.release(0);

        accesses.verify(() -> UnsafeApi.putIntRelease(isNull(), anyLong(), anyInt()), never());
        accesses.verify(() -> UnsafeApi.putLong(anyLong(), anyLong()), never());
    }
}
