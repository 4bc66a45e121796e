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
 * How bpf(2) finds objects that are in the kernel already, by path or id, and what it tells of them:
 * {@code include/uapi/linux/bpf.h}. Of each {@code info} the layout is the part that is used here; the kernel fills as
 * much as it is given room for.
 */
public final class BpfObjects
{
    /** Command: give an object a path in the BPF file system. */
    public static final int BPF_OBJ_PIN = 6;
    /** Command: open an object by its path. */
    public static final int BPF_OBJ_GET = 7;
    /** Command: open a program by its id. */
    public static final int BPF_PROG_GET_FD_BY_ID = 13;
    /** Command: tell of an object. */
    public static final int BPF_OBJ_GET_INFO_BY_FD = 15;
    /** Command: open a link by its id. */
    public static final int BPF_LINK_GET_FD_BY_ID = 30;
    /** Command: the id of the next link, whosever it is. */
    public static final int BPF_LINK_GET_NEXT_ID = 31;

    /** Link type: express data path. */
    public static final int BPF_LINK_TYPE_XDP = 6;

    /** For {@link #BPF_OBJ_PIN} and {@link #BPF_OBJ_GET}. */
    public static final StructLayout OBJECT = Layouts.struct("bpf_attr.obj", 16,
        JAVA_LONG.withName("pathname"), JAVA_INT.withName("bpf_fd"), JAVA_INT.withName("file_flags"));
    /** Offset of the path's address. */
    public static final long OBJECT_PATH = Layouts.offset(OBJECT, "pathname");
    /** Offset of the object's file descriptor. */
    public static final long OBJECT_FD = Layouts.offset(OBJECT, "bpf_fd");

    /** For the commands that go by ids. */
    public static final StructLayout ID = Layouts.struct("bpf_attr.id", 12,
        JAVA_INT.withName("id"), JAVA_INT.withName("next_id"), JAVA_INT.withName("open_flags"));
    /** Offset of the id to open, or after which to look. */
    public static final long ID_START = Layouts.offset(ID, "id");
    /** Offset of the id that was found. */
    public static final long ID_NEXT = Layouts.offset(ID, "next_id");

    /** For {@link #BPF_OBJ_GET_INFO_BY_FD}. */
    public static final StructLayout INFO = Layouts.struct("bpf_attr.info", 16,
        JAVA_INT.withName("bpf_fd"), JAVA_INT.withName("info_len"), JAVA_LONG.withName("info"));
    /** Offset of the object's file descriptor. */
    public static final long INFO_FD = Layouts.offset(INFO, "bpf_fd");
    /** Offset of the length of the room for what is told. */
    public static final long INFO_LENGTH = Layouts.offset(INFO, "info_len");
    /** Offset of the address of that room. */
    public static final long INFO_ADDRESS = Layouts.offset(INFO, "info");

    private static final MemoryLayout NAME = MemoryLayout.sequenceLayout(Bpf.MAX_NAME_LENGTH + 1, JAVA_BYTE);

    /** What is told of a program: {@code struct bpf_prog_info}. */
    public static final StructLayout PROGRAM_INFO = Layouts.struct("bpf_prog_info", 80,
        JAVA_INT.withName("type"), JAVA_INT.withName("id"), JAVA_LONG.withName("tag"),
        JAVA_INT.withName("jited_prog_len"), JAVA_INT.withName("xlated_prog_len"),
        JAVA_LONG.withName("jited_prog_insns"), JAVA_LONG.withName("xlated_prog_insns"),
        JAVA_LONG.withName("load_time"), JAVA_INT.withName("created_by_uid"), JAVA_INT.withName("nr_map_ids"),
        JAVA_LONG.withName("map_ids"), NAME.withName("name"));
    /** Offset of the program's type. */
    public static final long PROGRAM_INFO_TYPE = Layouts.offset(PROGRAM_INFO, "type");
    /** Offset of the program's id. */
    public static final long PROGRAM_INFO_ID = Layouts.offset(PROGRAM_INFO, "id");
    /** Offset of the program's name. */
    public static final long PROGRAM_INFO_NAME = Layouts.offset(PROGRAM_INFO, "name");

    /** What is told of a map: {@code struct bpf_map_info}. */
    public static final StructLayout MAP_INFO = Layouts.struct("bpf_map_info", 40,
        JAVA_INT.withName("type"), JAVA_INT.withName("id"), JAVA_INT.withName("key_size"),
        JAVA_INT.withName("value_size"), JAVA_INT.withName("max_entries"), JAVA_INT.withName("map_flags"),
        NAME.withName("name"));
    /** Offset of the map's type. */
    public static final long MAP_INFO_TYPE = Layouts.offset(MAP_INFO, "type");
    /** Offset of the map's id. */
    public static final long MAP_INFO_ID = Layouts.offset(MAP_INFO, "id");
    /** Offset of the length of a key. */
    public static final long MAP_INFO_KEY_SIZE = Layouts.offset(MAP_INFO, "key_size");
    /** Offset of the length of a value. */
    public static final long MAP_INFO_VALUE_SIZE = Layouts.offset(MAP_INFO, "value_size");
    /** Offset of the number of elements that the map has room for. */
    public static final long MAP_INFO_MAX_ENTRIES = Layouts.offset(MAP_INFO, "max_entries");
    /** Offset of the map's name. */
    public static final long MAP_INFO_NAME = Layouts.offset(MAP_INFO, "name");

    /** What is told of a link: {@code struct bpf_link_info} with its part for XDP. */
    public static final StructLayout LINK_INFO = Layouts.struct("bpf_link_info", 24,
        JAVA_INT.withName("type"), JAVA_INT.withName("id"), JAVA_INT.withName("prog_id"),
        MemoryLayout.paddingLayout(4), JAVA_INT.withName("ifindex"), MemoryLayout.paddingLayout(4));
    /** Offset of the link's type. */
    public static final long LINK_INFO_TYPE = Layouts.offset(LINK_INFO, "type");
    /** Offset of the link's id. */
    public static final long LINK_INFO_ID = Layouts.offset(LINK_INFO, "id");
    /** Offset of the id of the link's program. */
    public static final long LINK_INFO_PROGRAM_ID = Layouts.offset(LINK_INFO, "prog_id");
    /** Offset of the index of the interface, 0 once it is gone. */
    public static final long LINK_INFO_INTERFACE_INDEX = Layouts.offset(LINK_INFO, "ifindex");

    private BpfObjects()
    {
    }
}
