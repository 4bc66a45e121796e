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

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * What {@link Bpf} has for programs, for reading maps and for trying a program on a packet, {@code linux/bpf.h}.
 */
public final class BpfMaps
{
    /** Command: read an element of a map. */
    public static final int BPF_MAP_LOOKUP_ELEM = 1;
    /** Command: run a program on a packet that is given. */
    public static final int BPF_PROG_TEST_RUN = 10;

    /** Offset in {@link Bpf#MAP_CREATE} of the file descriptor of a map as those to be held. */
    public static final long MAP_CREATE_INNER_FD = Layouts.offset(Bpf.MAP_CREATE, "inner_map_fd");

    /** For {@link #BPF_PROG_TEST_RUN}. */
    public static final StructLayout TEST_RUN = Layouts.struct("bpf_attr.test", 80,
        JAVA_INT.withName("prog_fd"), JAVA_INT.withName("retval"), JAVA_INT.withName("data_size_in"),
        JAVA_INT.withName("data_size_out"), JAVA_LONG.withName("data_in"), JAVA_LONG.withName("data_out"),
        JAVA_INT.withName("repeat"), JAVA_INT.withName("duration"), JAVA_INT.withName("ctx_size_in"),
        JAVA_INT.withName("ctx_size_out"), JAVA_LONG.withName("ctx_in"), JAVA_LONG.withName("ctx_out"),
        JAVA_INT.withName("flags"), JAVA_INT.withName("cpu"), JAVA_INT.withName("batch_size"),
        MemoryLayout.paddingLayout(4));
    /** Offset of the program's file descriptor. */
    public static final long TEST_RUN_PROGRAM_FD = Layouts.offset(TEST_RUN, "prog_fd");
    /** Offset of what the program returned. */
    public static final long TEST_RUN_RESULT = Layouts.offset(TEST_RUN, "retval");
    /** Offset of the length of the packet. */
    public static final long TEST_RUN_LENGTH_IN = Layouts.offset(TEST_RUN, "data_size_in");
    /** Offset of the length of the packet that the program left. */
    public static final long TEST_RUN_LENGTH_OUT = Layouts.offset(TEST_RUN, "data_size_out");
    /** Offset of the address of the packet. */
    public static final long TEST_RUN_DATA_IN = Layouts.offset(TEST_RUN, "data_in");
    /** Offset of the address for the packet that the program leaves. */
    public static final long TEST_RUN_DATA_OUT = Layouts.offset(TEST_RUN, "data_out");
    /** Offset of how often the program runs. */
    public static final long TEST_RUN_REPEAT = Layouts.offset(TEST_RUN, "repeat");
    /** Offset of the mean duration of a run in nanoseconds. */
    public static final long TEST_RUN_DURATION = Layouts.offset(TEST_RUN, "duration");

    private BpfMaps()
    {
    }
}
