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

import io.xsk.ffi.Memory;

/**
 * The size of the pages behind a {@link Umem}. Larger ones take fewer entries of the processor's address translation
 * cache. They have to be set aside, each size in a file of its own: {@code echo 32 >
 * /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages} for those of 2 MiB, {@code hugepages-1048576kB} for 1 GiB.
 */
public enum PageSize
{
    /** What the machine has without asking, 4 KiB on x86-64. */
    BASE(0, 0, "there is not enough memory"),
    /** 2 MiB. */
    MIB_2(1 << 21, 21, hugePages("hugepages-2048kB")),
    /** 1 GiB. */
    GIB_1(1 << 30, 30, hugePages("hugepages-1048576kB"));

    private final int length;
    private final int shift;
    private final String remedy;

    PageSize(final int length, final int shift, final String remedy)
    {
        this.remedy = remedy;
        this.length = length;
        this.shift = shift;
    }

    /**
     * How long a page is.
     *
     * @return the length in bytes.
     */
    public int length()
    {
        return 0 != length ? length : Memory.pageSize();
    }

    /** What to do where there are not enough of them. */
    String remedy()
    {
        return remedy;
    }

    /** The logarithm for mmap(2), 0 for the base pages. */
    int shift()
    {
        return shift;
    }

    private static String hugePages(final String folder)
    {
        return "too few huge pages of this size are set aside and free; raise " +
            "/sys/kernel/mm/hugepages/" + folder + "/nr_hugepages, best soon after the machine has started";
    }
}
