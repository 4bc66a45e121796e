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

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Mapped memory that can be let go while threads still use it. What was mapped is then replaced by zeroed memory of
 * the process in one step, so that whoever is reading or writing there finds zeros rather than a fault, which would
 * kill the JVM; and what was mapped is the kernel's again at once. The range of addresses is given back when this and
 * all buffers over it have become unreachable.
 * <p>
 * <b>Note:</b> Any thread may use the buffers; one lets go.
 */
public final class Mapping
{
    private final MemorySegment memory;

    /**
     * Take a mapping over, which nobody else unmaps.
     *
     * @param address of the mapping.
     * @param length  of the mapping in bytes.
     */
    @SuppressWarnings("restricted")
    public Mapping(final long address, final long length)
    {
        memory = MemorySegment.ofAddress(address).reinterpret(length, Arena.ofAuto(), Mapping::unmap);
    }

    /**
     * A buffer over a part of the memory, which keeps its addresses valid for as long as it can be reached.
     *
     * @param offset of the first byte.
     * @param length in bytes.
     * @return the buffer, in the byte order of the machine.
     */
    public ByteBuffer buffer(final long offset, final int length)
    {
        return memory.asSlice(offset, length).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * The address of the first byte.
     *
     * @return the address.
     */
    public long address()
    {
        return memory.address();
    }

    /**
     * The length of the memory.
     *
     * @return the length in bytes.
     */
    public long length()
    {
        return memory.byteSize();
    }

    /**
     * Replace what was mapped by zeroed memory.
     *
     * @return 0 or the negative errno.
     */
    public int letGo()
    {
        return (int)Math.min(0, Memory.mapOver(memory.address(), memory.byteSize()));
    }

    private static void unmap(final MemorySegment unreachable)
    {
        Memory.unmap(unreachable.address(), unreachable.byteSize());
    }
}
