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

/**
 * Reading maps and maps of maps, {@code linux/bpf.h}; the rest is in {@link Bpf}.
 */
public final class BpfMaps
{
    /** Command: read an element of a map. */
    public static final int BPF_MAP_LOOKUP_ELEM = 1;

    /** Offset in {@link Bpf#MAP_CREATE} of the file descriptor of a map as those to be held. */
    public static final long MAP_CREATE_INNER_FD = Layouts.offset(Bpf.MAP_CREATE, "inner_map_fd");

    private BpfMaps()
    {
    }
}
