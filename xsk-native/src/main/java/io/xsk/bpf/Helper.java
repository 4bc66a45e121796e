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

/**
 * Functions of the kernel that an XDP program may call, numbered as in {@code linux/bpf.h}. Arguments are in R1 to R5,
 * the result is in R0; R1 to R5 are lost.
 */
public enum Helper
{
    /** {@code void *(map, key)}: the address of a value, or 0. */
    MAP_LOOKUP_ELEM(1),
    /** {@code long (map, key, value, flags)}. */
    MAP_UPDATE_ELEM(2),
    /** {@code long (map, key)}. */
    MAP_DELETE_ELEM(3),
    /** {@code u64 ()}: nanoseconds of CLOCK_MONOTONIC. */
    KTIME_GET_NS(5),
    /** {@code u32 ()}: a pseudo-random number. */
    GET_PRANDOM_U32(7),
    /** {@code u32 ()}: the CPU that runs the program. */
    GET_SMP_PROCESSOR_ID(8),
    /** {@code long (context, map, index)}: go on in another program. */
    TAIL_CALL(12),
    /** {@code long (interface index, flags)}: send the packet there, as the action that is returned. */
    REDIRECT(23),
    /** {@code s64 (from, length, to, length, seed)}: difference of two Internet checksums. */
    CSUM_DIFF(28),
    /** {@code long (context, delta)}: move the start of the packet. */
    XDP_ADJUST_HEAD(44),
    /** {@code long (map, key, flags)}: redirect; the low bits of the flags are the action where the key has nothing. */
    REDIRECT_MAP(51),
    /** {@code long (context, delta)}: move the start of the metadata before the packet. */
    XDP_ADJUST_META(54),
    /** {@code long (context, delta)}: move the end of the packet. */
    XDP_ADJUST_TAIL(65),
    /** {@code u64 ()}: nanoseconds of CLOCK_BOOTTIME; since Linux 5.7. */
    KTIME_GET_BOOT_NS(125),
    /** {@code u64 (context)}: length of the packet in all its buffers; since Linux 5.18. */
    XDP_GET_BUFF_LEN(188),
    /** {@code long (context, offset, buffer, length)}: copy out of the packet; since Linux 5.18. */
    XDP_LOAD_BYTES(189),
    /** {@code long (context, offset, buffer, length)}: copy into the packet; since Linux 5.18. */
    XDP_STORE_BYTES(190),
    /** {@code u64 ()}: nanoseconds of CLOCK_TAI; since Linux 6.1. */
    KTIME_GET_TAI_NS(208);

    private final int number;

    Helper(final int number)
    {
        this.number = number;
    }

    int number()
    {
        return number;
    }

    /** The name in the kernel's documentation, or the number of a function that is not listed here. */
    static String nameOf(final int number)
    {
        for (final Helper helper : values())
        {
            if (helper.number == number)
            {
                return "bpf_" + helper.name().toLowerCase(java.util.Locale.ROOT);
            }
        }

        return "helper";
    }
}
