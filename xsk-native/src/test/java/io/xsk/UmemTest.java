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
package io.xsk;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UmemTest
{
    private final UnsafeBuffer buffer = new UnsafeBuffer(0L, 0);

    @Test
    void shouldKeepWhatIsWrittenToItsFrames()
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(4)))
        {
            for (int frame = 0; frame < 4; frame++)
            {
                umem.wrap(umem.frameAddress(frame), umem.frameLength(), buffer);
                buffer.setMemory(0, umem.frameLength(), (byte)(frame + 1));
            }
            for (int frame = 0; frame < 4; frame++)
            {
                umem.wrap(umem.frameAddress(frame), umem.frameLength(), buffer);
                assertEquals(frame + 1, buffer.getByte(0));
                assertEquals(frame + 1, buffer.getByte(umem.frameLength() - 1));
            }
        }
    }

    @Test
    void shouldFindTheFrameOfAnyAddressInIt()
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(4).headroom(64)))
        {
            assertEquals(320, umem.packetOffset());
            assertEquals(2048 - 320, umem.maxPacketLength());
            assertEquals(4096, umem.frameOf(4096));
            assertEquals(4096, umem.frameOf(4096 + umem.packetOffset()));
            assertEquals(4096, umem.frameOf(6143));
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "8191, 2", "8192, 1", "0, 8193", "0, -1", "9223372036854775807, 1"})
    void shouldRefuseAWindowThatIsNotWithinTheMemory(final long address, final int length)
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(4)))
        {
            assertThrows(IndexOutOfBoundsException.class, () -> umem.wrap(address, length, buffer));
        }
    }

    @Test
    void shouldNameTheFileOfThePagesThatAreNotThere()
    {
        // 2 TiB.
        final Umem.Context context = new Umem.Context().frameCount(1 << 29).frameLength(4096);
        final XskException exception =
            assertThrows(XskException.class, () -> Umem.allocate(context.pageSize(PageSize.MIB_2)));
        assertEquals("ENOMEM", exception.errnoName());
        assertTrue(exception.remedy().contains("raise /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"),
            exception.remedy());

        assertTrue(PageSize.GIB_1.remedy().contains("/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages"));
        assertEquals("there is not enough memory", PageSize.BASE.remedy());
    }

    @Test
    void shouldReachEveryByteOfAMemoryBeyondTheRangeOfAnInt()
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount((1 << 20) + 1)))
        {
            final long last = umem.frameAddress(1 << 20);
            assertEquals(2L << 30, last);
            umem.wrap(last, umem.frameLength(), buffer);
            buffer.putByte(umem.frameLength() - 1, (byte)7);
            umem.wrap(0, umem.frameLength(), buffer);
            assertEquals(0, buffer.getByte(umem.frameLength() - 1));
            umem.wrap(last + 1, umem.frameLength() - 1, buffer);
            assertEquals(7, buffer.getByte(umem.frameLength() - 2));
            assertEquals(last, umem.frameOf(last + 1));
        }
    }

    @Test
    void shouldTakeTheMemoryOfANodeAndLockIt()
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(4).numaNode(0).lock(true)))
        {
            umem.wrap(0, 1, buffer);
            buffer.putByte(0, (byte)1);
            assertEquals(1, buffer.getByte(0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 64})
    void shouldRefuseANodeThatCannotBe(final int node)
    {
        assertThrows(
            IllegalArgumentException.class, () -> new Umem.Context().frameCount(4).numaNode(node).conclude());
    }

    @Test
    void shouldNameTheNodeThatIsNotThere()
    {
        final XskException exception = assertThrows(
            XskException.class, () -> Umem.allocate(new Umem.Context().frameCount(4).numaNode(63)));
        assertTrue(exception.getMessage().contains("mbind failed: umem numaNode=63"), exception.getMessage());
    }

    @Test
    void shouldRefuseAWindowOnceClosed()
    {
        final Umem umem = Umem.allocate(new Umem.Context().frameCount(4));
        umem.close();
        umem.close();

        assertThrows(IllegalStateException.class, () -> umem.wrap(0, 1, buffer));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -2048, 1024, 2047, 3000, 1 << 20})
    void shouldRefuseAFrameLengthThatTheKernelRefuses(final int frameLength)
    {
        final Umem.Context context = new Umem.Context().frameCount(4).frameLength(frameLength);

        final IllegalArgumentException exception = assertThrows(IllegalArgumentException.class, context::conclude);
        assertTrue(exception.getMessage().contains("frameLength=" + frameLength), exception.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1345, 2048, Integer.MAX_VALUE})
    void shouldRefuseAHeadroomThatLeavesTooLittle(final int headroom)
    {
        assertThrows(
            IllegalArgumentException.class, () -> new Umem.Context().frameCount(4).headroom(headroom).conclude());
    }

    @Test
    void shouldEndWithItsLastFrameAndNotWithThePage()
    {
        try (Umem umem = Umem.allocate(new Umem.Context().frameCount(1)))
        {
            umem.wrap(0, umem.frameLength(), buffer);
            assertThrows(IndexOutOfBoundsException.class, () -> umem.wrap(umem.frameLength(), 1, buffer));
        }
    }

    @Test
    void shouldTakeTheLargestHeadroom()
    {
        assertDoesNotThrow(() -> new Umem.Context().frameCount(4).headroom(1344).conclude());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void shouldRefuseToHaveNoFrames(final int frameCount)
    {
        assertThrows(IllegalArgumentException.class, () -> new Umem.Context().frameCount(frameCount).conclude());
    }
}
