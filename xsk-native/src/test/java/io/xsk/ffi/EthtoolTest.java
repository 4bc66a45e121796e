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
package io.xsk.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class EthtoolTest
{
    @Test
    void shouldLayOutTheStructures()
    {
        assertEquals(16, Ethtool.IFREQ_DATA);
        assertEquals(4, Ethtool.DRIVER_INFO_DRIVER);
        assertEquals(100, Ethtool.DRIVER_INFO_BUS_INFO);
    }

    @Test
    void shouldReadATextUpToItsEndAndNoFurther()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment info = arena.allocate(Ethtool.DRIVER_INFO);
            assertEquals("", Ethtool.text(info, Ethtool.DRIVER_INFO_DRIVER));

            info.setString(Ethtool.DRIVER_INFO_DRIVER, "veth");
            assertEquals("veth", Ethtool.text(info, Ethtool.DRIVER_INFO_DRIVER));

            info.fill((byte)'x');
            assertEquals("x".repeat(32), Ethtool.text(info, Ethtool.DRIVER_INFO_DRIVER));
        }
    }

    @Test
    void shouldRefuseANameThatNoInterfaceCanHave()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment info = arena.allocate(Ethtool.DRIVER_INFO);

            assertTrue(Errno.ERANGE.is(Ethtool.driverInfo(-1, "sixteen-letters-", info)));
            assertTrue(Errno.EBADF.is(Ethtool.driverInfo(-1, "fifteen-letters", info)));
        }
    }
}
