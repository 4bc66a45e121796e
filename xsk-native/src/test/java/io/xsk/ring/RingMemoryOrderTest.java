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
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/**
 * Which access is an acquire, which a release, and that a batch costs one of each.
 */
class RingMemoryOrderTest
{
    private static final int CAPACITY = 8;

    private final UnsafeBuffer buffer = mock(UnsafeBuffer.class);

    @BeforeEach
    void setUp()
    {
        when(buffer.capacity()).thenReturn(LAYOUT.length(CAPACITY, RingDescriptor.PACKET_LENGTH));
    }

    @Test
    void shouldReleaseTheProducerIndexAfterAllEntriesOfTheBatch()
    {
        final FillRing ring = new FillRing(buffer, LAYOUT, CAPACITY);
        clearInvocations(buffer);

        final long first = ring.tryClaim(3);
        ring.put(first, 2048);
        ring.put(first + 1, 4096);
        ring.put(first + 2, 6144);
        ring.commit();

        final InOrder inOrder = inOrder(buffer);
        inOrder.verify(buffer).getIntAcquire(LAYOUT.consumerIndex());
        inOrder.verify(buffer).putLong(LAYOUT.entriesIndex(), 2048L);
        inOrder.verify(buffer).putLong(LAYOUT.entriesIndex() + 8, 4096L);
        inOrder.verify(buffer).putLong(LAYOUT.entriesIndex() + 16, 6144L);
        inOrder.verify(buffer).putIntRelease(LAYOUT.producerIndex(), 3);
        verifyNoMoreInteractions(buffer);
    }

    @Test
    void shouldReleaseTheConsumerIndexAfterAllEntriesOfTheBatchWereRead()
    {
        final RxRing ring = new RxRing(buffer, LAYOUT, CAPACITY);
        clearInvocations(buffer);
        when(buffer.getIntAcquire(LAYOUT.producerIndex())).thenReturn(2);

        ring.poll((address, length, options) ->
        {
        }, CAPACITY);

        final InOrder inOrder = inOrder(buffer);
        inOrder.verify(buffer).getIntAcquire(LAYOUT.producerIndex());
        for (int i = 0; i < 2; i++)
        {
            final int index = LAYOUT.entriesIndex() + i * RingDescriptor.PACKET_LENGTH;
            inOrder.verify(buffer).getLong(index);
            inOrder.verify(buffer).getInt(index + 8);
            inOrder.verify(buffer).getInt(index + 12);
        }
        inOrder.verify(buffer).putIntRelease(LAYOUT.consumerIndex(), 2);
        verifyNoMoreInteractions(buffer);
    }

    @Test
    void shouldNotReadTheOtherSidesIndexWhileTheCachedOneWillDo()
    {
        final TxRing ring = new TxRing(buffer, LAYOUT, CAPACITY);
        clearInvocations(buffer);

        for (int i = 0; i < CAPACITY; i++)
        {
            ring.tryClaim(1);
        }
        verify(buffer, times(1)).getIntAcquire(LAYOUT.consumerIndex());

        ring.tryClaim(1);
        verify(buffer, times(2)).getIntAcquire(LAYOUT.consumerIndex());
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

        verify(buffer, never()).putIntRelease(anyInt(), anyInt());
        verify(buffer, never()).putLong(anyInt(), anyLong());
    }
}
