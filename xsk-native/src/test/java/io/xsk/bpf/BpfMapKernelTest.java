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
package io.xsk.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.XskException;
import io.xsk.testing.KernelTest;
import org.junit.jupiter.api.Test;

class BpfMapKernelTest
{
    @KernelTest
    void shouldPutGetAndRemove()
    {
        try (BpfMap<Integer, Long> map = BpfMap.create(BpfMap.Type.HASH, "map", BpfCodec.INT, BpfCodec.LONG, 2))
        {
            assertNull(map.get(7));
            map.put(7, -1L);
            map.put(7, 1L << 40);
            map.put(8, 8L);
            assertEquals(1L << 40, map.get(7));

            final XskException full = assertThrows(XskException.class, () -> map.put(9, 9L));
            assertEquals("E2BIG", full.errnoName());
            assertEquals("map=map capacity=2 key=9", full.subject());
            assertTrue(map.remove(7));
            assertFalse(map.remove(7));
        }
    }

    @KernelTest
    void shouldSayThatItIsClosed()
    {
        final BpfMap<Integer, Long> map = BpfMap.create(BpfMap.Type.ARRAY, "map", BpfCodec.INT, BpfCodec.LONG, 1);
        map.close();
        map.close();

        assertEquals("map is closed: map=map",
            assertThrows(IllegalStateException.class, () -> map.get(0)).getMessage());
    }

    @KernelTest
    void shouldReadAValueForEachCpu()
    {
        try (BpfMap<Integer, Integer> map =
            BpfMap.create(BpfMap.Type.PER_CPU_ARRAY, "map", BpfCodec.INT, BpfCodec.INT, 1))
        {
            assertEquals(PossibleCpus.count(), map.perCpu(0).size());
            assertEquals(0, map.perCpu(0).getFirst());
            assertTrue(map.perCpu(1).isEmpty());
        }
    }

    @Test
    void shouldCountPossibleCpus()
    {
        assertEquals(1, PossibleCpus.countOf("0\n"));
        assertEquals(4, PossibleCpus.countOf("0-3\n"));
        assertEquals(10, PossibleCpus.countOf("0-3,9\n"));
    }
}
