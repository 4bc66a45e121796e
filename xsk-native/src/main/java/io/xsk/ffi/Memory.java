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

import org.agrona.UnsafeApi;

/**
 * Mapped memory: {@code sys/mman.h}. Addresses are plain longs, as Agrona's buffers take them.
 */
public final class Memory
{
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MAP_POPULATE = 0x8000;
    private static final int MAP_HUGETLB = 0x40000;
    private static final int MAP_HUGE_SHIFT = 26;
    private static final long ANYWHERE = 0;
    private static final int NO_FD = -1;

    private Memory()
    {
    }

    /**
     * Map zeroed memory of this process.
     *
     * @param length        in bytes.
     * @param hugePageShift logarithm of the length of a huge page, 0 for base pages.
     * @param isPopulated   whether every page is there at once; else one comes when it is first touched.
     * @return the address, a multiple of the page size, or the negative errno.
     */
    public static long mapAnonymous(final long length, final int hugePageShift, final boolean isPopulated)
    {
        final int hugePages = 0 == hugePageShift ? 0 : MAP_HUGETLB | hugePageShift << MAP_HUGE_SHIFT;
        return map(
            ANYWHERE, length, MAP_PRIVATE | MAP_ANONYMOUS | hugePages | (isPopulated ? MAP_POPULATE : 0), NO_FD, 0);
    }

    /**
     * Map memory that is shared with the kernel through a file descriptor, with every page already there.
     *
     * @param fd     to map.
     * @param length in bytes.
     * @param offset within what the file descriptor stands for.
     * @return the address, a multiple of the page size, or the negative errno.
     */
    public static long mapShared(final int fd, final long length, final long offset)
    {
        return map(ANYWHERE, length, MAP_SHARED | MAP_POPULATE, fd, offset);
    }

    /**
     * Put zeroed memory of this process where something else is mapped, in one step. A page takes memory only once it
     * is written to.
     *
     * @param address of the mapping.
     * @param length  of the mapping in bytes.
     * @return the address, or the negative errno.
     */
    static long mapOver(final long address, final long length)
    {
        return map(address, length, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, NO_FD, 0);
    }

    /**
     * Give mapped memory back. Whoever reads or writes it afterwards kills the JVM.
     *
     * @param address of the mapping.
     * @param length  of the mapping in bytes.
     * @return 0 or the negative errno.
     */
    public static int unmap(final long address, final long length)
    {
        return SystemCall.MUNMAP.call(address, length, 0);
    }

    /**
     * Keep mapped memory from being swapped out.
     *
     * @param address of the mapping.
     * @param length  of the mapping in bytes.
     * @return 0 or the negative errno.
     */
    public static int lock(final long address, final long length)
    {
        return SystemCall.MLOCK.call(address, length, 0);
    }

    /**
     * The size of a page.
     *
     * @return the size in bytes.
     */
    public static int pageSize()
    {
        return UnsafeApi.pageSize();
    }

    private static long map(
        final long wanted, final long length, final int flags, final int fd, final long offset)
    {
        return SystemCall.MMAP.call(wanted, length, PROT_READ_WRITE, flags, fd, offset);
    }
}
