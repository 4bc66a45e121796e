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

import io.xsk.ffi.Bpf;
import io.xsk.netlink.LinkReply;

/**
 * Where in the kernel an XDP program runs.
 */
public enum AttachMode
{
    /** In the driver, before a socket buffer is made. */
    NATIVE(Bpf.XDP_FLAGS_DRV_MODE, LinkReply.IFLA_XDP_DRV_PROG_ID, "xdpdrv"),
    /** In the kernel's generic path, after the driver has made a socket buffer. Every driver can, but slower. */
    GENERIC(Bpf.XDP_FLAGS_SKB_MODE, LinkReply.IFLA_XDP_SKB_PROG_ID, "xdpgeneric"),
    /**
     * In the network card itself, by a program that was loaded for it. Cards that can are rare, and none redirects to
     * sockets from there: such a program drops or passes, so that what reaches the driver is less.
     */
    OFFLOAD(Bpf.XDP_FLAGS_HW_MODE, LinkReply.IFLA_XDP_HW_PROG_ID, "xdpoffload");

    private final int flags;
    private final int idAttribute;
    private final String ipWord;

    AttachMode(final int flags, final int idAttribute, final String ipWord)
    {
        this.flags = flags;
        this.idAttribute = idAttribute;
        this.ipWord = ipWord;
    }

    int flags()
    {
        return flags;
    }

    /** The attribute by which netlink tells of a program in this mode. */
    int idAttribute()
    {
        return idAttribute;
    }

    /** What {@code ip link set dev NAME} calls the mode. */
    String ipWord()
    {
        return ipWord;
    }
}
