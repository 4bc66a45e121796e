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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/**
 * Offsets and sizes as the kernel's headers have them.
 */
class IfXdpTest
{
    @Test
    void shouldLayOutTheStructuresOfIfXdp()
    {
        assertEquals(32, IfXdp.UMEM_REG.byteSize());
        assertEquals(16, IfXdp.UMEM_REG_CHUNK_SIZE);
        assertEquals(20, IfXdp.UMEM_REG_HEADROOM);
        assertEquals(16, IfXdp.SOCKADDR.byteSize());
        assertEquals(4, IfXdp.SOCKADDR_IFINDEX);
        assertEquals(8, IfXdp.SOCKADDR_QUEUE_ID);
        assertEquals(128, IfXdp.MMAP_OFFSETS.byteSize());
        assertEquals(96, IfXdp.MMAP_OFFSETS_COMPLETION);
        assertEquals(24, IfXdp.RING_OFFSET_FLAGS);
        assertEquals(48, IfXdp.STATISTICS.byteSize());
    }

    @Test
    void shouldLayOutTheAttributesOfBpf()
    {
        assertEquals(28, Bpf.MAP_CREATE_NAME);
        assertEquals(8, Bpf.MAP_ELEMENT_KEY);
        assertEquals(48, Bpf.PROG_LOAD_NAME);
        assertEquals(68, Bpf.PROG_LOAD_ATTACH_TYPE);
        assertEquals(12, Bpf.LINK_CREATE_FLAGS);
        assertEquals(12, Bpf.LINK_UPDATE_EXPECTED_FD);
    }

    @Test
    void shouldLayOutWhatIsToldOfObjects()
    {
        assertEquals(8, BpfObjects.OBJECT_FD);
        assertEquals(4, BpfObjects.ID_NEXT);
        assertEquals(8, BpfObjects.INFO_ADDRESS);
        assertEquals(64, BpfObjects.PROGRAM_INFO_NAME);
        assertEquals(24, BpfObjects.MAP_INFO_NAME);
        assertEquals(16, BpfObjects.LINK_INFO_INTERFACE_INDEX);
    }

    @Test
    void shouldRefuseALayoutOfTheWrongSize()
    {
        final IllegalStateException exception = assertThrows(
            IllegalStateException.class, () -> Layouts.struct("xdp_desc", 16, ValueLayout.JAVA_LONG));
        assertTrue(exception.getMessage().contains("name=xdp_desc expected=16 actual=8"), exception.getMessage());
    }
}
