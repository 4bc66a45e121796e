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

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * The binary interface of bpf(2), as far as it is used here: {@code include/uapi/linux/bpf.h}. Each layout is the part
 * of {@code union bpf_attr} that its command reads.
 */
public final class Bpf
{
    /** Command: create a map. */
    public static final int BPF_MAP_CREATE = 0;
    /** Command: set an element of a map. */
    public static final int BPF_MAP_UPDATE_ELEM = 2;
    /** Command: remove an element of a map. */
    public static final int BPF_MAP_DELETE_ELEM = 3;
    /** Command: verify and load a program. */
    public static final int BPF_PROG_LOAD = 5;
    /** Command: run a program without an event to run it on; {@code BPF_PROG_TEST_RUN}. */
    public static final int BPF_PROG_TEST_RUN = 10;
    /** Command: attach a program for as long as a file descriptor is open. */
    public static final int BPF_LINK_CREATE = 28;
    /** Command: put another program in the place of the one that a link has. */
    public static final int BPF_LINK_UPDATE = 29;
    /** Command: detach a link's program, whoever holds the link. */
    public static final int BPF_LINK_DETACH = 34;

    /** Map type: AF_XDP sockets by index. */
    public static final int BPF_MAP_TYPE_XSKMAP = 17;
    /** Program type: express data path. */
    public static final int BPF_PROG_TYPE_XDP = 6;
    /** Attach type: express data path. */
    public static final int BPF_XDP = 37;

    /** Attach flag: the kernel's generic path, after the driver has made a socket buffer. */
    public static final int XDP_FLAGS_SKB_MODE = 2;
    /** Attach flag: in the driver. */
    public static final int XDP_FLAGS_DRV_MODE = 4;
    /** Attach flag: in the hardware. */
    public static final int XDP_FLAGS_HW_MODE = 8;
    /** Attach flag of netlink: only if the program that is there is the one which is expected. */
    public static final int XDP_FLAGS_REPLACE = 16;

    /** Flag of {@link #BPF_LINK_UPDATE}: only if the program that is there is the one which is expected. */
    public static final int BPF_F_REPLACE = 4;

    /** Program flag: it can handle packets in several buffers; since Linux 5.18. */
    public static final int BPF_F_XDP_HAS_FRAGS = 1 << 5;
    /** Program flag: it is for one interface, whose driver's functions it may call; since Linux 6.3. */
    public static final int BPF_F_XDP_DEV_BOUND_ONLY = 1 << 6;

    /** Test flag: the packets that the program redirects are sent, not only counted; since Linux 5.18. */
    public static final int BPF_F_TEST_XDP_LIVE_FRAMES = 1 << 1;

    /** Longest name of a map or program in bytes, its final zero not counted. */
    public static final int MAX_NAME_LENGTH = 15;

    private static final MemoryLayout NAME = MemoryLayout.sequenceLayout(MAX_NAME_LENGTH + 1, JAVA_BYTE);

    /** For {@link #BPF_MAP_CREATE}. */
    public static final StructLayout MAP_CREATE = Layouts.struct("bpf_attr.map_create", 44,
        JAVA_INT.withName("map_type"), JAVA_INT.withName("key_size"), JAVA_INT.withName("value_size"),
        JAVA_INT.withName("max_entries"), JAVA_INT.withName("map_flags"), JAVA_INT.withName("inner_map_fd"),
        JAVA_INT.withName("numa_node"), NAME.withName("map_name"));
    /** Offset of the map's type. */
    public static final long MAP_CREATE_TYPE = Layouts.offset(MAP_CREATE, "map_type");
    /** Offset of the key's size. */
    public static final long MAP_CREATE_KEY_SIZE = Layouts.offset(MAP_CREATE, "key_size");
    /** Offset of the value's size. */
    public static final long MAP_CREATE_VALUE_SIZE = Layouts.offset(MAP_CREATE, "value_size");
    /** Offset of the map's capacity. */
    public static final long MAP_CREATE_MAX_ENTRIES = Layouts.offset(MAP_CREATE, "max_entries");
    /** Offset of the map's name. */
    public static final long MAP_CREATE_NAME = Layouts.offset(MAP_CREATE, "map_name");

    /** For {@link #BPF_MAP_UPDATE_ELEM} and {@link #BPF_MAP_DELETE_ELEM}. */
    public static final StructLayout MAP_ELEMENT = Layouts.struct("bpf_attr.map_elem", 32,
        JAVA_INT.withName("map_fd"), MemoryLayout.paddingLayout(4), JAVA_LONG.withName("key"),
        JAVA_LONG.withName("value"), JAVA_LONG.withName("flags"));
    /** Offset of the map's file descriptor. */
    public static final long MAP_ELEMENT_FD = Layouts.offset(MAP_ELEMENT, "map_fd");
    /** Offset of the key's address. */
    public static final long MAP_ELEMENT_KEY = Layouts.offset(MAP_ELEMENT, "key");
    /** Offset of the value's address. */
    public static final long MAP_ELEMENT_VALUE = Layouts.offset(MAP_ELEMENT, "value");

    /** For {@link #BPF_PROG_LOAD}. */
    public static final StructLayout PROG_LOAD = Layouts.struct("bpf_attr.prog_load", 72,
        JAVA_INT.withName("prog_type"), JAVA_INT.withName("insn_cnt"), JAVA_LONG.withName("insns"),
        JAVA_LONG.withName("license"), JAVA_INT.withName("log_level"), JAVA_INT.withName("log_size"),
        JAVA_LONG.withName("log_buf"), JAVA_INT.withName("kern_version"), JAVA_INT.withName("prog_flags"),
        NAME.withName("prog_name"), JAVA_INT.withName("prog_ifindex"), JAVA_INT.withName("expected_attach_type"));
    /** Offset of the program's type. */
    public static final long PROG_LOAD_TYPE = Layouts.offset(PROG_LOAD, "prog_type");
    /** Offset of the number of instructions. */
    public static final long PROG_LOAD_INSTRUCTION_COUNT = Layouts.offset(PROG_LOAD, "insn_cnt");
    /** Offset of the instructions' address. */
    public static final long PROG_LOAD_INSTRUCTIONS = Layouts.offset(PROG_LOAD, "insns");
    /** Offset of the licence's address. */
    public static final long PROG_LOAD_LICENSE = Layouts.offset(PROG_LOAD, "license");
    /** Offset of the verbosity of the verifier. */
    public static final long PROG_LOAD_LOG_LEVEL = Layouts.offset(PROG_LOAD, "log_level");
    /** Offset of the length of the verifier's log. */
    public static final long PROG_LOAD_LOG_SIZE = Layouts.offset(PROG_LOAD, "log_size");
    /** Offset of the address of the verifier's log. */
    public static final long PROG_LOAD_LOG_BUFFER = Layouts.offset(PROG_LOAD, "log_buf");
    /** Offset of the program's flags. */
    public static final long PROG_LOAD_FLAGS = Layouts.offset(PROG_LOAD, "prog_flags");
    /** Offset of the program's name. */
    public static final long PROG_LOAD_NAME = Layouts.offset(PROG_LOAD, "prog_name");
    /** Offset of the index of the interface that the program is for. */
    public static final long PROG_LOAD_INTERFACE_INDEX = Layouts.offset(PROG_LOAD, "prog_ifindex");
    /** Offset of the attach type that the program is meant for. */
    public static final long PROG_LOAD_ATTACH_TYPE = Layouts.offset(PROG_LOAD, "expected_attach_type");

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
    /** Offset of the length of the packet that the program left. */
    public static final long TEST_RUN_OUTPUT_LENGTH = Layouts.offset(TEST_RUN, "data_size_out");
    /** Offset of the address for the packet that the program leaves. */
    public static final long TEST_RUN_OUTPUT = Layouts.offset(TEST_RUN, "data_out");
    /** Offset of the mean duration of a run in nanoseconds. */
    public static final long TEST_RUN_DURATION = Layouts.offset(TEST_RUN, "duration");
    /** Offset of the packet's length. */
    public static final long TEST_RUN_DATA_LENGTH = Layouts.offset(TEST_RUN, "data_size_in");
    /** Offset of the packet's address. */
    public static final long TEST_RUN_DATA = Layouts.offset(TEST_RUN, "data_in");
    /** Offset of how often to run. */
    public static final long TEST_RUN_REPEAT = Layouts.offset(TEST_RUN, "repeat");
    /** Offset of the test flags. */
    public static final long TEST_RUN_FLAGS = Layouts.offset(TEST_RUN, "flags");
    /** Offset of how many live packets go at once. */
    public static final long TEST_RUN_BATCH = Layouts.offset(TEST_RUN, "batch_size");

    /** For {@link #BPF_LINK_CREATE}. */
    public static final StructLayout LINK_CREATE = Layouts.struct("bpf_attr.link_create", 16,
        JAVA_INT.withName("prog_fd"), JAVA_INT.withName("target_ifindex"), JAVA_INT.withName("attach_type"),
        JAVA_INT.withName("flags"));
    /** Offset of the program's file descriptor. */
    public static final long LINK_CREATE_PROGRAM_FD = Layouts.offset(LINK_CREATE, "prog_fd");
    /** Offset of the interface's index. */
    public static final long LINK_CREATE_INTERFACE_INDEX = Layouts.offset(LINK_CREATE, "target_ifindex");
    /** Offset of the attach type. */
    public static final long LINK_CREATE_ATTACH_TYPE = Layouts.offset(LINK_CREATE, "attach_type");
    /** Offset of the attach flags. */
    public static final long LINK_CREATE_FLAGS = Layouts.offset(LINK_CREATE, "flags");

    /** For {@link #BPF_LINK_UPDATE}. */
    public static final StructLayout LINK_UPDATE = Layouts.struct("bpf_attr.link_update", 16,
        JAVA_INT.withName("link_fd"), JAVA_INT.withName("new_prog_fd"), JAVA_INT.withName("flags"),
        JAVA_INT.withName("old_prog_fd"));
    /** Offset of the link's file descriptor. */
    public static final long LINK_UPDATE_LINK_FD = Layouts.offset(LINK_UPDATE, "link_fd");
    /** Offset of the file descriptor of the program to put there. */
    public static final long LINK_UPDATE_PROGRAM_FD = Layouts.offset(LINK_UPDATE, "new_prog_fd");
    /** Offset of the flags. */
    public static final long LINK_UPDATE_FLAGS = Layouts.offset(LINK_UPDATE, "flags");
    /** Offset of the file descriptor of the program that is expected. */
    public static final long LINK_UPDATE_EXPECTED_FD = Layouts.offset(LINK_UPDATE, "old_prog_fd");

    /** For {@link #BPF_LINK_DETACH}. */
    public static final StructLayout LINK_DETACH =
        Layouts.struct("bpf_attr.link_detach", 4, JAVA_INT.withName("link_fd"));
    /** Offset of the link's file descriptor. */
    public static final long LINK_DETACH_LINK_FD = Layouts.offset(LINK_DETACH, "link_fd");

    private Bpf()
    {
    }
}
